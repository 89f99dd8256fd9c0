"""The server's own answers: first pages, maps, health, style, compression and the rules that go with all of them."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import re
from base64 import b64encode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config

from spegel import server, versions
from spegel.i18n import LANGUAGES, text
from spegel.ui import sitemap


class Client:
    """Asks the app in this process, without a network."""

    def __init__(self, app: Starlette) -> None:
        self.transport = httpx.ASGITransport(app)

    def get(self, path: str, **more: object) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://spegel") as client:
                return await client.get(path, **more)

        return asyncio.run(ask())


@pytest.fixture
def client(normal, monkeypatch) -> Client:
    monkeypatch.setenv("SPEGEL_WAREHOUSE", str(normal))
    monkeypatch.setenv("SPEGEL_AUDIENCE", "all")
    own = [*server.routes(), Route("/static/js/unknown.js", lambda _: PlainTextResponse("from streamlit"))]
    return Client(Starlette(routes=own, middleware=server.middleware()))


@pytest.fixture
def version(normal) -> str:
    return versions.current(normal)


@pytest.mark.parametrize("page", sitemap.pages(), ids=lambda page: page.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_is_in_the_language_of_the_address(client, page, language) -> None:
    answer = client.get(page.address, params={"sprak": language})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["content-language"] == language
    assert f"<title>{text(page.title, language)} – Demokratispegeln</title>" in answer.text
    assert text("frame.skip", language) in answer.text
    assert text("server.no_script", language) in answer.text
    assert answer.headers["cache-control"] == "no-cache"


def test_pages_of_officials_are_not_there_for_the_public(client, monkeypatch) -> None:
    monkeypatch.setenv("SPEGEL_AUDIENCE", "public")
    answer = client.get("/import")
    assert answer.status_code == 404
    assert text("page.import.title", "sv") not in answer.text
    assert client.get("/dialoger").status_code == 200


@pytest.mark.parametrize(("audience", "megabytes"), [("public", 1), ("officials", server.UPLOAD_MEGABYTES)])
def test_only_a_server_for_officials_takes_large_files(monkeypatch, audience: str, megabytes: int) -> None:
    monkeypatch.setenv("SPEGEL_AUDIENCE", audience)
    monkeypatch.setattr(server, "_warm_up", lambda: None)
    monkeypatch.setattr(server.gc, "freeze", lambda: None)
    before = config.get_option("server.maxUploadSize")

    async def limit() -> int:
        async with server.lifespan(None):
            return config.get_option("server.maxUploadSize")

    try:
        config.set_option("server.maxUploadSize", 1)
        assert asyncio.run(limit()) == megabytes
    finally:
        config.set_option("server.maxUploadSize", before)


def test_the_address_a_sign_in_comes_back_to_is_left_to_streamlit(client) -> None:
    answer = client.get("/oauth2callback")
    assert answer.status_code == 404
    assert text("server.missing.title", "sv") not in answer.text


def test_an_unknown_language_is_swedish(client) -> None:
    assert '<html lang="sv">' in client.get("/?sprak=xx").text
    assert '<html lang="sv">' in client.get("/").text


def test_style_and_script_are_kept_forever_under_a_name_with_their_checksum(client) -> None:
    names = re.findall(r'"(/look/[^"]+)"', client.get("/").text)
    assert [name.rsplit(".")[-1] for name in names] == ["css", "js"]
    for name in names:
        answer = client.get(name)
        assert answer.headers["cache-control"] == server.FOREVER
        assert hashlib.sha256(answer.content).hexdigest()[:12] in name
    assert client.get("/look/style.css").status_code == 404
    assert client.get("/look/..%2f..%2fapp.py").status_code == 404


def test_the_map_is_a_feature_collection_with_codes_and_names_only(client, version) -> None:
    answer = client.get(f"/geo/{version}/0127/valdistrikt2022.geojson")
    collection = answer.json()
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == 51
    assert all(re.match(r"^0127\d{4}$", feature["id"]) for feature in collection["features"])
    assert {tuple(feature["properties"]) for feature in collection["features"]} == {("name",)}
    assert answer.headers["cache-control"] == server.FOREVER
    assert answer.headers["content-type"] == "application/geo+json"


def test_the_map_is_small_on_the_wire_and_not_sent_twice(client, version) -> None:
    address = f"/geo/{version}/0127/valdistrikt2022.geojson"
    first = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) <= 200_000
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == first.json()
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "{version}/9999/valdistrikt2022",
        "{version}/0127/valdistrikt1999",
        "{version}/0127/nonsense",
        "{version}/0127';--/valdistrikt2022",
        "spegel-2000-01-01-000000000000/0127/valdistrikt2022",
        "..%2f..%2fCURRENT/0127/valdistrikt2022",
    ],
)
def test_a_foreign_map_does_not_exist(client, version, path) -> None:
    assert client.get(f"/geo/{path.format(version=version)}.geojson").status_code == 404


def test_regso_have_a_map_where_their_borders_are_loaded(client, with_regso, version, monkeypatch) -> None:
    assert client.get(f"/geo/{version}/0127/regso.geojson").status_code == 404
    monkeypatch.setenv("SPEGEL_WAREHOUSE", str(with_regso))
    current = versions.current(with_regso)
    features = client.get(f"/geo/{current}/0127/regso.geojson").json()["features"]
    assert [(one["id"], one["properties"]) for one in features] == [
        ("0127R001", {"name": "Albyberget"}),
        ("0127R002", {"name": "Hamra"}),
    ]


def test_an_earlier_version_still_has_its_maps(client, normal, version, tmp_path, monkeypatch) -> None:
    later = "spegel-2030-01-01-abcdefabcdef"
    for name in (version, later):
        (tmp_path / f"{name}.duckdb").write_bytes(versions.path_of(normal, version).read_bytes())
    versions.move_pointer(tmp_path, later)
    monkeypatch.setenv("SPEGEL_WAREHOUSE", str(tmp_path))
    for name in (version, later):
        assert client.get(f"/geo/{name}/0127/valdistrikt2022.geojson").status_code == 200


def test_the_base_map_is_empty_and_our_own(client) -> None:
    world = client.get("/geo/topojson/world_110m.json").json()
    assert world["type"] == "Topology"
    assert all(not layer["geometries"] for layer in world["objects"].values())


def test_health_names_the_version_and_fails_without_one(client, version, tmp_path, monkeypatch) -> None:
    assert client.get("/health").json() == {"status": "ok", "version": version}
    monkeypatch.setenv("SPEGEL_WAREHOUSE", str(tmp_path))
    assert client.get("/health").status_code == 503
    (tmp_path / "CURRENT").write_text("nonsense", encoding="ascii")
    assert client.get("/health").status_code == 503


def test_an_address_that_leads_nowhere_gets_a_page_of_ours(client) -> None:
    answer = client.get("/finns-inte")
    assert answer.status_code == 404
    assert '<html lang="sv">' in answer.text
    assert text("server.missing.title", "en") in client.get("/finns-inte?sprak=en").text


@pytest.mark.parametrize("path", ["/", "/metod", "/health", "/geo/topojson/world_110m.json", "/finns-inte", "/static/js/x.js"])
def test_every_answer_carries_the_rules_of_security(client, path) -> None:
    headers = client.get(path).headers
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in policy["script-src"]
    assert not re.search(r"https?:|wss?:|\*", headers["content-security-policy"])
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_one_inline_script_is_allowed_by_its_checksum(client) -> None:
    answer = client.get("/")
    scripts = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    assert scripts
    for script in scripts:
        checksum = b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{checksum}'" in answer.headers["content-security-policy"]


def test_scripts_of_streamlit_are_compressed_where_the_browser_takes_it(client) -> None:
    path, file = next((path, file) for path, file in server.compressible().items() if path.endswith(".js"))
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == file.read_bytes()
    assert gzip.decompress(server.compressed(file)) == file.read_bytes()
    assert client.get("/static/js/unknown.js").text == "from streamlit"


def test_plain_json_is_what_the_map_is_made_of(client, version) -> None:
    answer = client.get(f"/geo/{version}/jarva/valdistrikt2022.geojson", headers={"Accept-Encoding": "identity"})
    assert {feature["geometry"]["type"] for feature in json.loads(answer.content)["features"]} <= {"Polygon", "MultiPolygon"}
