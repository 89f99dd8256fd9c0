"""Signing in with OpenID Connect: a real server, a real browser and a stand-in for the organisation's identity provider."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import answering, free_port, serving

from spegel import i18n

OFFICIAL = {"sub": "anna", "email": "anna@example.se", "roles": ["spegel"]}
RESIDENT = {"sub": "bo", "email": "bo@example.se", "roles": ["annat"]}
SECRETS = """[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "for the test only"
client_id = "spegel"
client_secret = "for the test only"
server_metadata_url = "{provider}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid email profile roles" }}
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of an identity provider that knows an official, and somebody without the role."""
    pytest.importorskip("flask", reason="needs the package oidc-provider-mock")
    port = free_port()
    people = [word for person in (OFFICIAL, RESIDENT) for word in ("--user-claims", json.dumps(person))]
    # In a process of its own: it warns of what it stands on, and warnings are errors here.
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *people]
    address = f"http://127.0.0.1:{port}"
    with answering(command, f"{address}/.well-known/openid-configuration"):
        yield address


@pytest.fixture(scope="module")
def office(provider: str, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server for officials with sign-in, and the role in the claim `roles`."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    secrets = home / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text(SECRETS.format(address=f"http://127.0.0.1:{port}", provider=provider), encoding="utf-8")
    restricted = str(tmp_path_factory.mktemp("restricted"))
    with ExitStack() as running:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HOME", str(home))
            patch.setenv("SPEGEL_OFFICIALS_CLAIM", "roles=spegel")
            server = serving(built, "--audience", "officials", "--restricted", restricted, port=port)
            address = running.enter_context(server)
        yield address


@pytest.fixture
def unlocked(built: Path, tmp_path: Path) -> Iterator[str]:
    """A server for officials without sign-in. Asked for before the visitor, so that it outlives the visit."""
    with serving(built, "--audience", "officials", "--restricted", str(tmp_path)) as address:
        yield address


@pytest.fixture
def by_provider(visit: Callable, provider: str):
    """A visitor who may go by the identity provider. The style that its pages ask another host for is answered here, empty."""
    visitor = visit(may_ask=[provider])
    elsewhere = re.compile("^https:")  # both servers here speak http
    visitor.context.route(elsewhere, lambda route: route.fulfill(body="", content_type="text/css"))
    return visitor


def refusal(visitor) -> str | None:
    """Why the page is not shown; None where it is."""
    door = visitor.page.locator("p[data-refused]")
    return door.get_attribute("data-refused") if door.count() else None


def sign_in(visitor, person: dict, office: str) -> None:
    """Press the button, and say who one is at the identity provider."""
    visitor.page.get_by_role("button", name=i18n.text("access.sign_in", "sv")).click()
    visitor.page.wait_for_url("**/oauth2/authorize?**")
    visitor.page.locator("input[name=sub]").fill(person["sub"])
    visitor.page.locator("button, input[type=submit]").first.click()
    visitor.page.wait_for_url(f"{office}/**")
    visitor.settle()


def test_an_official_signs_in_to_the_page_asked_for_and_out_again(by_provider, office: str) -> None:
    visitor = by_provider.open(f"{office}/import?register=bodies")
    assert refusal(visitor) == "not_signed_in"
    assert not visitor.page.get_by_test_id("stFileUploaderDropzoneInput").count()
    sign_in(visitor, OFFICIAL, office)
    address = urlsplit(visitor.page.url)
    assert (address.path, address.query) == ("/import", "register=bodies")
    assert refusal(visitor) is None
    assert visitor.page.get_by_text(i18n.text("access.as", "sv", who="anna@example.se")).is_visible()
    assert visitor.page.get_by_test_id("stFileUploaderDropzoneInput").count() == 1
    visitor.page.get_by_role("button", name=i18n.text("access.sign_out", "sv")).click()
    visitor.page.wait_for_url("**/oauth2/end_session?**")
    visitor.open(f"{office}/import")
    assert refusal(visitor) == "not_signed_in"


def test_somebody_without_the_role_is_refused_on_the_page_asked_for(by_provider, office: str) -> None:
    visitor = by_provider.open(f"{office}/import")
    sign_in(visitor, RESIDENT, office)
    assert urlsplit(visitor.page.url).path == "/import"
    assert refusal(visitor) == "no_role"
    assert not visitor.page.get_by_test_id("stFileUploaderDropzoneInput").count()


def test_the_other_pages_are_open_to_everybody_on_a_server_with_sign_in(visit, office: str) -> None:
    visitor = visit().open(f"{office}/dialoger")
    assert refusal(visitor) is None
    assert visitor.page.locator(".dialogues tbody tr").count()


def test_without_sign_in_a_visitor_who_came_through_a_proxy_is_refused(unlocked: str, visit) -> None:
    """The server listens on this computer only, but a proxy would let others in by it."""
    assert refusal(visit().open(f"{unlocked}/import")) is None
    outside = visit(extra_http_headers={"X-Forwarded-For": "192.0.2.7"}).open(f"{unlocked}/import")
    assert refusal(outside) == "not_here"
    assert not outside.page.get_by_role("button", name=i18n.text("access.sign_in", "sv")).count()
