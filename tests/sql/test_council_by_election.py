"""council_by_election: given rows, expected rows."""

from __future__ import annotations

import csv
import io

import pytest

from spegel.__main__ import main
from tests.sql.made import columns, elections, rows

NAME = "council_by_election"


def won(election: str, party: str, seats: int, women: int | None = None) -> dict:
    men = None if women is None else seats - women
    return {
        "election_id": election,
        "municipality_code": "0127",
        "party_abbr": party,
        "seat_count": seats,
        "women_count": women,
        "men_count": men,
        "source_id": "s1",
    }


def test_parties_and_their_sum_unknown_where_one_is(given):
    warehouse = given(
        dim_election=elections("2018-KF", "2022-KF"),
        fact_council_seat=[
            won("2018-KF", "M", 3, 1),
            won("2018-KF", "S", 5, 3),
            won("2022-KF", "S", 6, 2),
            won("2022-KF", "M", 2),
            won("2022-KF", "V", 1, 1) | {"municipality_code": "0180"},
        ],
    )
    found = rows(warehouse, NAME, municipality_code="0127")
    assert columns(found, "election_id", "party_abbr", "seat_count", "women_count", "men_count", "women_share") == [
        ("2018-KF", "S", 5, 3, 2, 0.6),
        ("2018-KF", "M", 3, 1, 2, 1 / 3),
        ("2018-KF", "total", 8, 4, 4, 0.5),
        ("2022-KF", "S", 6, 2, 4, 1 / 3),
        ("2022-KF", "M", 2, None, None, None),
        ("2022-KF", "total", 8, None, None, None),
    ]


@pytest.mark.parametrize(("election", "women", "seats"), [("2010-KF", 24, 61), ("2014-KF", 27, 61), ("2018-KF", 30, 75)])
def test_women_in_botkyrkas_council_as_valmyndigheten_printed_them(reference_warehouse, election, women, seats):
    found = [row for row in rows(reference_warehouse, NAME, municipality_code="0127") if row["election_id"] == election]
    assert [(row["women_count"], row["seat_count"]) for row in found if row["party_abbr"] == "total"] == [(women, seats)]


def test_the_command_line_says_the_same(reference_warehouse, capsys):
    folder = str(reference_warehouse.path.parent)
    assert main(["query", NAME, "--municipality_code", "0127", "--warehouse", folder, "--format", "csv"]) == 0
    told = list(csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff"))))
    women = {row["election_id"]: row["women_count"] for row in told if row["party_abbr"] == "total"}
    assert women == {"2010-KF": "24", "2014-KF": "27", "2018-KF": "30", "2022-KF": "", "2026-KF": ""}
