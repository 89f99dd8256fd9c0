"""Which year a table is of: by its districts, by what is printed, by the file's name, else by its layout."""

from __future__ import annotations

import pytest

from spegel.sources.election_year import find_year, type_from_text, year_from_districts, year_from_text


def codes(start: str, count: int) -> list[str]:
    return [f"{start}{number:0{8 - len(start)}d}" for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("districts", "year"),
    [
        (codes("012700", 51), 2022),
        (codes("012700", 52), 2026),
        (codes("012701", 49), 2018),
        (codes("012701", 48), 2014),
        (codes("012700", 49), None),
        (codes("0180", 573), 2018),
        (codes("0180", 592), 2022),
        (codes("0180", 5), None),
        ([f"{number:04d}0001" for number in range(290)], None),
        ([], None),
    ],
)
def test_districts_tell_their_year(districts, year):
    assert year_from_districts(districts) == year


def test_the_number_of_districts_in_the_whole_country_tells():
    country = [f"{2000 + number % 290:04d}{number:04d}" for number in range(6264)]
    assert year_from_districts(country) == 2022


@pytest.mark.parametrize(
    ("text", "election_type", "year"),
    [
        ("Valmyndigheten 2018-10-02", "RD", 2018),
        ("ko_tab3_2022.xlsx", "KF", 2022),
        ("jämförelse 2018 och 2022", "RD", None),
        ("2019 års EU-val", "EU", 2019),
        ("2019 års EU-val", "RD", None),
        ("nummer 120222", "RD", None),
    ],
)
def test_a_text_tells_one_election_year_or_none(text, election_type, year):
    assert year_from_text(text, election_type) == year


@pytest.mark.parametrize(
    ("text", "election_type"),
    [
        ("Röster i val till kommunfullmäktige", "KF"),
        ("riksdagsvalet-2022.xlsx", "RD"),
        ("Landstingsval och regionval", "RF"),
        ("Val till Europaparlamentet", "EU"),
        ("riksdagsval och kommunval", None),
        ("valresultat", None),
    ],
)
def test_a_text_names_one_type_of_election_or_none(text, election_type):
    assert type_from_text(text) == election_type


def test_districts_beat_print_print_beats_the_name_and_the_layout_is_told():
    botkyrka = codes("012700", 51)
    assert find_year(botkyrka, "2018", "2018.xlsx", "RD", 2026, "a") == (2022, [])
    assert find_year([], "Val 2018", "2022.xlsx", "RD", 2026, "a") == (2018, [])
    assert find_year([], "", "ko_tab3_2026.xlsx", "RD", 2022, "a") == (2026, [])
    year, notices = find_year([], "", "x.xlsx", "RD", 2022, "a")
    assert (year, [notice.rule for notice in notices]) == (2022, ["year_assumed"])
    assert find_year(botkyrka, "Val 2024", "", "EU", 2024, "a") == (2024, [])
