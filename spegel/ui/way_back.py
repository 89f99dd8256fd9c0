"""After a sign-in, back to the page that was asked for.

Streamlit leads every sign-in to the first page. So the page it began on is kept, in a cookie that only the address of
the return ever gets, and put in the place of the first page when the visitor comes back. Only our own pages with their own
parameters are ever led to, whatever the cookie holds.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spegel.ui import sitemap

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
"""Streamlit's addresses: where a sign-in begins, and where the identity provider sends the visitor back to."""

LONGEST_SECONDS = 600

_COOKIE = "spegel_way_back"
_RULES = f"Path={CALLBACK}; HttpOnly; SameSite=Lax"


class WayBack:
    """Middleware around Streamlit's sign-in; every other answer passes untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in (LOGIN, CALLBACK):
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                change = _remember if scope["path"] == LOGIN else _lead_back
                change(request, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_on)


def page_address(asked: str, host: str) -> str | None:
    """`/import?register=bodies` from the address of that page on `host`; None for anything that is not a page of ours there."""
    try:
        parts = urlsplit(asked)
    except ValueError:  # what a browser would never send
        return None
    page = next((page for page in sitemap.pages() if page.address == parts.path), None)
    if page is None or parts.netloc != host:
        return None
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name in page.takes])
    return page.address + (f"?{query}" if query else "")


def _remember(request: Request, headers: MutableHeaders) -> None:
    address = page_address(request.headers.get("referer", ""), request.headers.get("host", ""))
    if address:
        headers.append("Set-Cookie", f"{_COOKIE}={quote(address, safe='')}; Max-Age={LONGEST_SECONDS}; {_RULES}")


def _lead_back(request: Request, headers: MutableHeaders) -> None:
    kept = request.cookies.get(_COOKIE)
    if kept is None:
        return
    address = page_address(unquote(kept), host="")
    if address and headers.get("location") == "/":
        headers["Location"] = address
    headers.append("Set-Cookie", f"{_COOKIE}=; Max-Age=0; {_RULES}")
