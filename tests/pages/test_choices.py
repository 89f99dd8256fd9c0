"""The address and the choices: one is always the other."""

from __future__ import annotations

import itertools
import re
from html import unescape

import pytest

from spegel import i18n
from spegel.ui import choices


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("80", True), ("80,5", True), ("80.5", True), ("100", True), ("1", False), ("0", False), ("101", False), ("", False),
     ("80,", False), ("medel", False), ("-80", False), ("8e1", False), ("nan", False), ("٨٠", False)],
)
def test_a_percentage_is_told_from_other_words(text: str, is_one: bool) -> None:
    assert choices.is_percentage(text) is is_one


def test_a_choice_is_written_in_the_address_and_a_default_is_not(open_page, normal) -> None:
    page = open_page(normal, "valdeltagande")
    assert page.address == {}
    assert page.choose("val", "2022-RD").address == {"val": "2022-RD"}
    assert page.choose("mal", "basta").address == {"val": "2022-RD", "mal": "basta"}
    assert page.choose("val", "2022-KF").address == {"mal": "basta"}


def test_the_address_gives_the_same_page_in_a_clean_session(open_page, normal) -> None:
    chosen = open_page(normal, "valdeltagande").choose("val", "2018-KF").choose("mal", "80")
    again = open_page(normal, "valdeltagande", **chosen.address)
    assert again.html == chosen.html


@pytest.mark.parametrize(
    ("page_id", "address"),
    [
        ("start", {"omrade": "xyz"}),
        ("start", {"sprak": "fi"}),
        ("start", {"distrikt": "xyz"}),
        ("start", {"okand": "1"}),
        ("metod", {"omrade": "'; DROP TABLE dim_area; --"}),
        ("tillganglighet", {"omrade": "xyz"}),
        ("valdeltagande", {"val": "2099-KF"}),
        ("valdeltagande", {"val": "RD"}),
        ("valdeltagande", {"mal": "hundra"}),
        ("valdeltagande", {"jamfor": "2026-KF"}),
        ("varfor", {"jamfor": "nonsense"}),
        ("distrikt", {"distrikt": "xyz"}),
    ],
)
def test_a_foreign_parameter_gets_a_message_and_the_default(open_page, normal, page_id: str, address: dict[str, str]) -> None:
    page = open_page(normal, page_id, **address)
    assert not page.app.exception
    assert page.html.count('class="note" role="status"') == 1
    without = open_page(normal, page_id)
    assert [box.value for box in page.app.selectbox] == [box.value for box in without.app.selectbox]


def test_what_a_stranger_writes_is_never_markup(open_page, normal) -> None:
    page = open_page(normal, "start", omrade="<img src=x onerror=alert(1)>", **{"<b>x</b>": "1"})
    assert "<img src=x" not in page.html
    assert "<b>x</b>" not in page.html


def test_the_next_choice_sweeps_what_was_refused_out_of_the_address(open_page, normal) -> None:
    page = open_page(normal, "valdeltagande", val="2099-KF", okand="1")
    assert page.choose("mal", "basta").address == {"mal": "basta"}


def test_another_type_of_election_keeps_the_year_it_is_compared_with(open_page, normal) -> None:
    page = open_page(normal, "valdeltagande", val="2018-KF", jamfor="2010-KF").choose("val", "2018-RD")
    assert page.address == {"val": "2018-RD", "jamfor": "2010-RD"}
    assert 'class="note" role="status"' not in page.html


def test_elections_of_every_type_stand_in_one_choice_municipal_and_latest_first(open_page, normal) -> None:
    page = open_page(normal, "valdeltagande")
    box = page.app.selectbox(key="choice_val")
    kinds = [name.split("val ")[0] for name in box.options]
    years = [int(name.split()[-1]) for name in box.options]
    assert [kind for kind, _ in itertools.groupby(kinds)] == ["Kommun", "Region", "Riksdags"]
    for kind in set(kinds):
        of_kind = [year for one, year in zip(kinds, years, strict=True) if one == kind]
        assert of_kind == sorted(of_kind, reverse=True)
    assert box.value == "2022-KF"


def test_another_area_keeps_the_election(open_page, normal) -> None:
    page = open_page(normal, "valdeltagande", val="2018-RD").choose("omrade", "jarva")
    assert page.address == {"omrade": "jarva", "val": "2018-RD"}
    assert page.choose("omrade", "0127").address == {"val": "2018-RD"}


def test_another_area_with_a_later_election_keeps_the_one_that_was_shown(open_page, normal, old_riksdag_at_home) -> None:
    page = open_page(old_riksdag_at_home, "valdeltagande")
    assert page.app.selectbox(key="choice_val").value == "2018-RD"
    page.choose("omrade", "jarva")
    assert page.app.selectbox(key="choice_val").value == "2018-RD"
    assert page.address == {"omrade": "jarva", "val": "2018-RD"}


def test_a_choice_that_loses_its_meaning_goes_without_a_message(open_page, normal) -> None:
    page = open_page(normal, "valdeltagande", val="2014-KF").choose("omrade", "jarva")
    assert page.address == {"omrade": "jarva"}
    assert 'class="note" role="status"' not in page.html


def links_of(page) -> dict[str, str]:
    """Words of a link -> its address, in the head of the page."""
    head = page.html.split('data-for="huvud">')[1].split('data-for="fot">')[0]
    return {words: unescape(address) for address, words in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', head)}


def test_links_keep_the_choices_that_the_next_page_takes(open_page, normal) -> None:
    links = links_of(open_page(normal, "valdeltagande", omrade="jarva", sprak="en", mal="basta"))
    assert links["Why"] == "/varfor?sprak=en&omrade=jarva"
    assert links["Method"] == "/metod?sprak=en&omrade=jarva"


def test_a_page_about_something_else_keeps_the_area(open_page, normal) -> None:
    assert links_of(open_page(normal, "metod", omrade="jarva"))["Valdeltagande"] == "/valdeltagande?omrade=jarva"


def test_a_refused_choice_is_not_carried_on(open_page, normal) -> None:
    assert links_of(open_page(normal, "valdeltagande", omrade="xyz", val="2099-KF"))["Varför"] == "/varfor"


def test_the_language_switch_keeps_every_choice_and_goes_both_ways(open_page, normal) -> None:
    there = links_of(open_page(normal, "valdeltagande", omrade="jarva", mal="basta"))["English"]
    assert there == "/valdeltagande?omrade=jarva&mal=basta&sprak=en"
    back = links_of(open_page(normal, "valdeltagande", omrade="jarva", mal="basta", sprak="en"))["Svenska"]
    assert back == "/valdeltagande?omrade=jarva&mal=basta"


def test_every_widget_is_labelled_in_the_language_of_the_page(open_page, normal) -> None:
    for language in i18n.LANGUAGES:
        page = open_page(normal, "valdeltagande", sprak=language)
        labels = [box.label for box in page.app.selectbox]
        expected = [i18n.text(f"choice.{name}", language) for name in ("omrade", "val", "jamfor", "mal")]
        assert labels == expected
