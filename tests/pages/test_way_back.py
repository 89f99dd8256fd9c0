"""After a sign-in, back to the page asked for: through the real callback address, and never to anybody else's."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from spegel import server
from spegel.ui import way_back

HOST = "https://spegel.example.se"


async def to_provider(_: Request) -> Response:
    return RedirectResponse("https://login.example.se/authorize", 302)


async def to_first_page(request: Request) -> Response:
    return RedirectResponse(request.query_params.get("to", "/"), 302)


APP = Starlette(
    routes=[Route(way_back.LOGIN, to_provider), Route(way_back.CALLBACK, to_first_page), Route("/other", to_first_page)],
    middleware=[Middleware(way_back.WayBack)],
)


def visit(*steps: tuple[str, dict[str, str]], cookies: dict[str, str] | None = None) -> list[httpx.Response]:
    """The answers to some requests of one browser, one after the other."""

    async def go() -> list[httpx.Response]:
        transport = httpx.ASGITransport(APP)
        async with httpx.AsyncClient(transport=transport, base_url=HOST, cookies=cookies) as client:
            return [await client.get(path, headers=headers) for path, headers in steps]

    return asyncio.run(go())


def landing(referer: str) -> str:
    """Where a sign-in that began on `referer` ends."""
    return visit((way_back.LOGIN, {"Referer": referer}), (way_back.CALLBACK, {}))[-1].headers["location"]


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/import", "/import"),
        ("/import?register=bodies&sprak=en", "/import?register=bodies&sprak=en"),
        ("/import?register=a%20b%26c", "/import?register=a+b%26c"),
        ("/", "/"),
        ("/import?next=https://evil.example&register=bodies", "/import?register=bodies"),
    ],
)
def test_a_sign_in_ends_where_it_began(asked: str, address: str) -> None:
    assert landing(HOST + asked) == address


@pytest.mark.parametrize(
    "referer",
    ["", "https://evil.example/import", f"{HOST}//evil.example", f"{HOST}/nowhere", f"{HOST}/health", "http://[x/import"],
)
def test_from_anywhere_else_it_ends_on_the_first_page(referer: str) -> None:
    assert landing(referer) == "/"


@pytest.mark.parametrize(
    "kept", ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example%2Fimport", "%0D%0ASet-Cookie%3A", "%5C%5Cevil.example"]
)
def test_a_cookie_somebody_made_leads_nowhere_else(kept: str) -> None:
    [answer] = visit((way_back.CALLBACK, {}), cookies={"spegel_way_back": kept})
    assert answer.headers["location"] == "/"


def test_the_cookie_is_for_the_return_only_and_used_once() -> None:
    began, ended, again = visit((way_back.LOGIN, {"Referer": f"{HOST}/import"}), (way_back.CALLBACK, {}), (way_back.CALLBACK, {}))
    assert began.headers["location"] == "https://login.example.se/authorize"
    cookie = began.headers["set-cookie"]
    assert {"Path=/oauth2callback", "HttpOnly", "SameSite=Lax", "Max-Age=600"} <= set(cookie.split("; "))
    assert "Max-Age=0" in ended.headers["set-cookie"]
    assert (again.headers["location"], again.headers.get("set-cookie")) == ("/", None)


def test_a_sign_out_by_way_of_the_provider_is_left_alone() -> None:
    """Only a redirect to the first page is replaced."""
    answers = visit((way_back.LOGIN, {"Referer": f"{HOST}/import"}), (f"{way_back.CALLBACK}?to=/metod", {}))
    assert answers[-1].headers["location"] == "/metod"


def test_other_answers_pass_untouched() -> None:
    [answer] = visit(("/other", {"Referer": f"{HOST}/import"}), cookies={"spegel_way_back": "%2Fimport"})
    assert (answer.headers["location"], answer.headers.get("set-cookie")) == ("/", None)


def test_the_server_has_it() -> None:
    assert way_back.WayBack in [one.cls for one in server.middleware()]
