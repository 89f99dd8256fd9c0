"""The server around the pages: first pages in the right language, maps, health, compression, security, warm-up.

Streamlit's own first page is one English file. Here it is written out for each page and language, with our style,
our script and a place for announcements in it, so that nothing of that has to wait for a rerun.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import gzip
import hashlib
import importlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from html import escape
from pathlib import Path

import polars as pl
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util
from streamlit.runtime.pages_manager import PagesManager

from spegel import i18n, query, settings, versions, warehouse
from spegel.charts import table, theme
from spegel.core import Problem, QueryError, WarehouseError
from spegel.ui import frame, sitemap
from spegel.ui.way_back import WayBack

FOREVER = "public, max-age=31536000, immutable"
"""For addresses that name a version or a checksum: what they hold never changes."""

UPLOAD_MEGABYTES = 200
"""The largest file the import page takes. Larger ones go by `spegel import`."""

_UPLOAD_LIMIT = "maxUploadSize"
_STATIC = Path(__file__).parent / "ui" / "static"
_WARM = ("plotly.graph_objects", "xlsxwriter", "babel.numbers", "babel.dates", "streamlit.elements.plotly_chart")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NO_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_AREA = re.compile(r"^[a-z0-9-]{2,60}$")
_HEXAGON = "hexagon"
_REGSO = "regso"
_AREA_VERSION = re.compile(rf"^(valdistrikt\d{{4}}|{_HEXAGON}|{_REGSO})$")


class _Slug(StringConvertor):
    """One part of a path as a page would have it: no dot, no underscore, so that Streamlit's own files stay reachable.

    Nor the address that a sign-in comes back to, which is Streamlit's too.
    """

    regex = r"(?!oauth2callback\b)[A-Za-z0-9-]+"


register_url_convertor("slug", _Slug())


def routes() -> list[Route]:
    """Our own addresses; Streamlit's come after them."""
    return [
        *(Route(page.address, first_page, name=page.id) for page in sitemap.pages()),
        Route("/health", health),
        Route("/look/{name}", look),
        Route("/geo/topojson/world_110m.json", empty_world),
        Route("/geo/{version}/{area}/{area_version}.geojson", geometry),
        Route("/{path:slug}", no_such_page),
    ]


def middleware() -> list[Middleware]:
    """What every answer passes through, outermost first."""
    return [Middleware(SecurityHeaders), Middleware(CompressedScripts), Middleware(WayBack)]


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Before the first visitor: load what pages need, and keep Streamlit from its old way of finding pages.

    With a `pages/` folder Streamlit shows "Page not found" over a page that is opened first after a start, until
    `st.navigation` has run once. The flag below is the one `st.navigation` sets.
    """
    PagesManager.uses_pages_directory = False
    # Whoever opens a page can send files to Streamlit, so only a server for officials takes large ones.
    if settings.from_environment().audience != "public":
        config.set_option(f"server.{_UPLOAD_LIMIT}", UPLOAD_MEGABYTES)
    await asyncio.to_thread(_warm_up)
    # What is loaded now stays: the collector need not walk through it after every run.
    gc.collect()
    gc.freeze()
    yield


def _warm_up() -> None:
    for name in _WARM:
        importlib.import_module(name)
    i18n.catalogue()
    sitemap.pages()
    look_files()


async def first_page(request: Request) -> Response:
    """The page that loads the rest, in the language of the address; pages of others than the audience are not there."""
    audience = settings.from_environment().audience
    page = next((page for page in sitemap.visible(audience) if page.address == request.url.path), None)
    if page is None:
        return await no_such_page(request)
    language = request.query_params.get("sprak", i18n.DEFAULT_LANGUAGE)
    language = language if language in i18n.LANGUAGES else i18n.DEFAULT_LANGUAGE
    headers = {"Cache-Control": "no-cache", "Content-Language": language}
    return HTMLResponse(index(page, language, audience), headers=headers)


async def health(_request: Request) -> Response:
    """200 with the version that is served, 503 while nothing is published."""
    try:
        version = versions.current(settings.from_environment().warehouse)
    except WarehouseError:
        version = None
    return JSONResponse({"status": "ok" if version else "empty", "version": version}, 200 if version else 503)


async def look(request: Request) -> Response:
    """Our style and script, under names that hold their checksum."""
    text = look_files().get(request.path_params["name"])
    if text is None:
        return Response(status_code=404)
    kind = "text/css" if request.path_params["name"].endswith(".css") else "text/javascript"
    return Response(text, media_type=kind, headers={"Cache-Control": FOREVER})


async def empty_world(_request: Request) -> Response:
    """The base map that plotly asks for: empty, because every border on our maps is our own."""
    nothing = {"type": "GeometryCollection", "geometries": []}
    names = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
    world = {"type": "Topology", "objects": dict.fromkeys(names, nothing), "arcs": []}
    return JSONResponse(world, headers={"Cache-Control": FOREVER})


async def geometry(request: Request) -> Response:
    """The districts or RegSO of an area, or the hexagons its dialogues lie in, as GeoJSON: code and name, no figures.

    404 for anything foreign. The version stands in the address, so the answer never changes.
    """
    version, area, area_version = (request.path_params[name] for name in ("version", "area", "area_version"))
    if not (_AREA.match(area) and _AREA_VERSION.match(area_version)):
        return Response(status_code=404)
    try:
        body, tag = await asyncio.to_thread(geojson, _published(version), area, area_version)
    except (WarehouseError, QueryError):
        body = b""
    if not body:
        return Response(status_code=404)
    headers = {"ETag": tag, "Cache-Control": FOREVER}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(body, media_type="application/geo+json", headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(body), media_type="application/geo+json", headers=headers)


async def no_such_page(request: Request) -> Response:
    """A page of ours for addresses that lead nowhere."""
    language = "en" if request.query_params.get("sprak") == "en" else i18n.DEFAULT_LANGUAGE
    start = "/" if language == i18n.DEFAULT_LANGUAGE else f"/?sprak={language}"
    title, what, link = (_say(f"server.missing.{name}", language) for name in ("title", "what", "start"))
    body = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title>{_style_link()}</head>"
        f'<body><main class="alone"><h1>{title}</h1><p>{what}</p><p><a href="{start}">{link}</a></p></main></body></html>'
    )
    return HTMLResponse(body, 404, headers={"Content-Language": language})


@cache
def index(page: sitemap.Page, language: str, audience: str) -> str:
    """Streamlit's first page, made ours: language, title, style, script, skip link, head, foot and a place for announcements."""
    original = _streamlit_index()
    chosen = {} if language == i18n.DEFAULT_LANGUAGE else {"sprak": language}
    title = f"<title>{escape(frame.page_title(page, language))}</title>"
    # Before Streamlit's own script, which reads what ours has set.
    ours = f'{_style_link()}<script defer src="/look/{_name("shell.js")}"></script>'
    body = (
        f'<body><a id="hoppa" href="#stMain">{_say("frame.skip", language)}</a>'
        '<div id="besked" role="status" aria-live="polite"></div>'
        f"{_hatching()}"
        f'<header id="huvud">{frame.head(page, language, audience, chosen, "")}</header>'
    )
    changes = (
        ('<html lang="en">', f'<html lang="{language}">'),
        ("<title>Streamlit</title>", title + ours),
        ("<body>", body),
        ('<div id="root"></div>', '<div id="root"></div><footer id="fot"></footer>'),
    )
    for old, new in changes:
        if original.count(old) != 1:
            raise ValueError(f"Streamlit's first page no longer holds {old!r} once")
        original = original.replace(old, new)
    return _NO_SCRIPT.sub(f"<noscript><p>{_say('server.no_script', language)}</p></noscript>", original)


@cache
def look_files() -> dict[str, str]:
    """Our style and script: address name -> content."""
    variables = (
        f":root {{ color-scheme: light dark; {theme.css_variables(theme.LIGHT)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {theme.css_variables(theme.DARK)} }} }}\n"
    )
    # Areas and legend marks in the colour of what is missing are hatched; plotly itself has no hatching for maps.
    # Plotly writes the colour of an area as an attribute and that of a legend mark as a style.
    forms = ('path[fill="{}"]', 'path[style*="fill: {}"]')
    missing = ", ".join(form.format(_rgb(tokens.missing)) for tokens in (theme.LIGHT, theme.DARK) for form in forms)
    variables += f":is({missing}) {{ fill: url(#skraffering) !important; }}\n"
    files = {
        "style.css": variables + table.css() + (_STATIC / "style.css").read_text(encoding="utf-8"),
        "shell.js": (_STATIC / "shell.js").read_text(encoding="utf-8"),
    }
    return {name.replace(".", f"-{hashlib.sha256(text.encode()).hexdigest()[:12]}."): text for name, text in files.items()}


@lru_cache(maxsize=128)
def geojson(current: warehouse.Warehouse, area: str, area_version: str) -> tuple[bytes, str]:
    """The compressed FeatureCollection of an area and its ETag; empty without such borders there."""
    if area_version == _HEXAGON:
        shapes = query.run(current, "hexagon_geometry", area=area).select("hexagon_id", name="hexagon_id", geojson="geojson")
    elif area_version == _REGSO:
        shapes = query.run(current, "regso_geometry", area=area).select("regso_code", "regso_name", "geojson")
    else:
        districts = query.run(current, "district_geometry", area=area, area_version=area_version)
        shapes = districts.filter(pl.col("geojson").is_not_null()).select("district_code", "district_name", "geojson")
    features = [
        {"type": "Feature", "id": code, "properties": {"name": name}, "geometry": json.loads(shape)}
        for code, name, shape in shapes.iter_rows()
    ]
    if not features:
        return b"", ""
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(body, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:24]}"'


class SecurityHeaders:
    """The same rules for every answer: nothing from other hosts, no guessing of types, no framing by others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = [(name.encode(), value.encode()) for name, value in security_headers().items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *self.headers]}
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class CompressedScripts:
    """Streamlit sends its scripts and styles as they are; here each is compressed once and kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            file = compressible().get(scope["path"])
            accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
            if file and b"gzip" in accepted:
                headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding", "Cache-Control": FOREVER}
                kind = "text/css" if file.suffix == ".css" else "text/javascript"
                content = await asyncio.to_thread(compressed, file)
                await Response(content, media_type=kind, headers=headers)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def security_headers() -> dict[str, str]:
    """Headers of every answer. Scripts run from our own files and from Streamlit's one inline line, known by its checksum."""
    inline = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(_streamlit_index())
    )
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' {inline}",
        "style-src": "'self' 'unsafe-inline'",  # Streamlit and plotly write their styles at run time
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


@cache
def compressible() -> dict[str, Path]:
    """Streamlit's scripts and styles by the path they are asked for."""
    root = Path(file_util.get_static_dir())
    return {f"/{file.relative_to(root).as_posix()}": file for file in root.glob("static/**/*") if file.suffix in (".js", ".css")}


@cache
def compressed(file: Path) -> bytes:
    """One of those files, compressed."""
    return gzip.compress(file.read_bytes(), 6, mtime=0)


@cache
def _streamlit_index() -> str:
    return (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")


def _hatching() -> str:
    """The pattern that areas without a figure are filled with: lines that are seen on light and on dark."""
    line = f'<path d="M0 0V6" stroke="{theme.LIGHT.other}" stroke-width="3"/>'
    pattern = f'<pattern id="skraffering" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">{line}'
    return f'<svg class="hidden-text" aria-hidden="true">{pattern}</pattern></svg>'


def _rgb(colour: str) -> str:
    """`#C9CED2` as a browser writes it."""
    return f"rgb({', '.join(str(int(colour[place : place + 2], 16)) for place in (1, 3, 5))})"


def _name(file: str) -> str:
    stem, ending = file.split(".")
    return next(name for name in look_files() if name.startswith(stem) and name.endswith(ending))


def _style_link() -> str:
    return f'<link rel="stylesheet" href="/look/{_name("style.css")}">'


@lru_cache(maxsize=4)
def _open(path: Path) -> warehouse.Warehouse:
    return warehouse.open_file(path)


def _published(version: str) -> warehouse.Warehouse:
    """The named version: the current one, or an earlier one that a page still open was drawn from."""
    folder = settings.from_environment().warehouse
    current = warehouse.open_current(folder)
    if current.version == version:
        return current
    earlier = {path.stem: path for path in folder.glob("spegel-*.duckdb")}
    if version not in earlier:
        raise WarehouseError(Problem("version_missing", version[:80]))
    return _open(earlier[version])


def _say(key: str, language: str) -> str:
    return escape(i18n.text(key, language))
