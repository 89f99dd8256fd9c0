"""The door of officials' pages: who comes in, who does not, and why."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
import streamlit as st

from spegel import i18n
from spegel.ui import access

LOCAL = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


def claims(**more: object) -> dict[str, object]:
    """What a good sign-in says."""
    return {"is_logged_in": True, "sub": "7", "email": "anna@example.se", "iat": int(time.time()), "roles": ["spegel"], **more}


@pytest.fixture
def signed_in(monkeypatch):
    """`signed_in(claims)`: a server with sign-in, and a visitor with these claims."""
    monkeypatch.setenv("SPEGEL_AUDIENCE", "officials")
    monkeypatch.setenv("SPEGEL_OFFICIALS_CLAIM", "roles=spegel")
    monkeypatch.setattr(access, "get_secrets_auth_section", lambda: {"client_id": "x"})

    def begin(said: dict[str, object]) -> None:
        monkeypatch.setattr(type(st.user), "to_dict", lambda _: said)

    return begin


@pytest.fixture
def asked(monkeypatch):
    """`asked(headers, ip)`: a server without sign-in, started by `spegel serve`, and a request."""
    monkeypatch.setenv("SPEGEL_AUDIENCE", "officials")
    monkeypatch.setenv("SPEGEL_LOOPBACK", "1")
    monkeypatch.setattr(access, "get_secrets_auth_section", dict)

    def begin(headers: dict[str, str], ip: str | None = None) -> None:
        monkeypatch.setattr(st, "context", SimpleNamespace(headers=headers, ip_address=ip))

    return begin


def refusal() -> str:
    with pytest.raises(access.RefusedError) as refused:
        access.official()
    return refused.value.reason


def test_an_official_who_signed_in_is_known_by_name(signed_in) -> None:
    signed_in(claims())
    assert access.official() == access.Official("anna@example.se", is_signed_in=True)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, "not_signed_in"),
        ({"is_logged_in": False}, "not_signed_in"),
        (claims(is_logged_in="true"), "not_signed_in"),
        (claims(roles=[]), "no_role"),
        (claims(roles=["other", "spegel2"]), "no_role"),
        (claims(roles=None), "no_role"),
        (claims(iat=time.time() - access.LONGEST_HOURS * 3600 - 60), "too_old"),
        (claims(iat=None), "too_old"),
        (claims(iat="now"), "too_old"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_everybody_else_is_refused(signed_in, said, reason) -> None:
    signed_in(said)
    assert refusal() == reason


def test_sign_in_without_a_role_to_ask_for_lets_nobody_in(signed_in, monkeypatch) -> None:
    signed_in(claims())
    monkeypatch.delenv("SPEGEL_OFFICIALS_CLAIM")
    assert refusal() == "claim_unset"


def test_where_there_is_sign_in_sitting_at_the_computer_is_not_enough(signed_in, monkeypatch) -> None:
    signed_in({})
    monkeypatch.setenv("SPEGEL_LOOPBACK", "1")
    monkeypatch.setattr(st, "context", SimpleNamespace(headers=LOCAL, ip_address=None))
    assert refusal() == "not_signed_in"


@pytest.mark.parametrize(
    ("wanted", "is_held"),
    [
        ("roles=spegel", True),
        ("roles=a,spegel", True),
        ("group=spegel", True),
        ("realm_access.roles=inner", True),
        ("https://example.se/role=url", True),
        ("roles=speg", False),
        ("roles", False),
        ("roles=", False),
        ("=spegel", False),
        ("realm_access=inner", False),
        ("is_logged_in=True", False),
        ("nothing.there=spegel", False),
    ],
)
def test_a_role_is_the_claim_that_is_named_with_the_value_that_is_named(wanted: str, is_held: bool) -> None:
    said = claims(group="spegel", realm_access={"roles": ["inner"]}, **{"https://example.se/role": "url"})
    assert access.has_role(said, wanted) is is_held


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost"])
def test_without_sign_in_this_computer_comes_in(asked, host: str) -> None:
    asked({"Host": host, "Origin": f"http://{host}"})
    assert not access.official().is_signed_in
    asked({"Host": host})
    assert access.official().who


@pytest.mark.parametrize(
    ("headers", "ip"),
    [
        ({}, None),
        (LOCAL, "192.0.2.7"),
        ({"Host": "spegel.example.se"}, None),
        ({"Host": "localhost.example.se"}, None),
        ({**LOCAL, "Origin": "https://spegel.example.se"}, None),
        ({**LOCAL, "Origin": "null"}, None),
        *(({**LOCAL, name: "127.0.0.1"}, None) for name in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")),
    ],
)
def test_without_sign_in_nobody_else_does(asked, headers, ip) -> None:
    asked(headers, ip)
    assert refusal() == "not_here"


def test_a_server_that_may_listen_to_others_lets_nobody_in_without_sign_in(asked, monkeypatch) -> None:
    asked(LOCAL)
    monkeypatch.delenv("SPEGEL_LOOPBACK")
    assert refusal() == "not_here"


def test_a_public_server_has_no_officials(asked, monkeypatch) -> None:
    asked(LOCAL)
    monkeypatch.setenv("SPEGEL_AUDIENCE", "public")
    assert refusal() == "not_served"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_refused_visitor_sees_the_door_and_nothing_behind_it(open_page, normal, office, signed_in, language: str) -> None:
    signed_in({"is_logged_in": False})
    page = open_page(normal, "import", sprak=language)
    assert i18n.text("access.not_signed_in", language) in page.html
    assert [button.label for button in page.app.button] == [i18n.text("access.sign_in", language)]
    assert not page.app.file_uploader
    assert i18n.text("import.log.lead", language) not in page.html
    # The frame is whole, and public pages stay open.
    assert 'data-for="huvud"' in page.html


def test_a_signed_in_official_sees_the_page_and_the_way_out(open_page, normal, office, signed_in) -> None:
    signed_in(claims(email="a<b>@example.se"))
    page = open_page(normal, "import")
    assert i18n.text("access.as", "sv", who="a&lt;b&gt;@example.se") in page.html
    assert i18n.text("access.sign_out", "sv") in [button.label for button in page.app.button]
    assert page.app.file_uploader
