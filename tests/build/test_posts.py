"""Elected members from rows of the registers to the published file: whoever is hard to count is counted once, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from spegel.build import build
from spegel.disclosure import allow_list
from spegel.registers import schema
from spegel.registers.example.columns import frame
from spegel.registers.store import Store
from spegel.settings import Settings
from spegel.warehouse import Warehouse, open_current
from tests.sql.made import columns, rows

FIRST, SECOND, THIRD, LATEST = "2023-01-01", "2024-01-01", "2025-01-01", "2025-03-01"

BODIES = {
    "KF": ("Fullmäktige", "council", None, 25, None),
    "KS": ("Styrelsen", "executive", "KF", 13, None),
    "N": ("Nämnden", "committee", "KF", 9, None),
    "OLD": ("Gamla nämnden", "committee", "KF", 5, date(2024, 5, 31)),
    "BOL": ("Bolaget", "company", "KF", 3, None),
}


def person(number: int) -> str:
    return f"P-{number:03d}"


def post(number: int, body: str, role: str = "member", start: str = "2022-10-15", end: str | None = None, **more) -> dict:
    """A post of person `number`: odd ones are women, the first thirteen were born in Sweden, and all live in Alby."""
    return {
        "person_id": person(number),
        "gender": "women" if number % 2 else "men",
        "birth_year": 1980,
        "birth_region": "sweden" if number < 14 else "world",
        "on_behalf_of": "S",
        "body_id": body,
        "role": role,
        "start_date": date.fromisoformat(start),
        "end_date": end and date.fromisoformat(end),
        "area_code": "Alby",
        "end_reason": end and "resigned",
        **more,
    }


def posts() -> Iterator[dict]:
    for number in range(1, 26):
        if number not in (1, 2, 24, 25):
            yield post(number, "KF")
    yield post(1, "KF", on_behalf_of=None)
    # Changes party from one day to the next.
    yield post(2, "KF", end="2024-06-30")
    yield post(2, "KF", start="2024-07-01", on_behalf_of=None)
    # Lives in a part that has been redrawn, and nobody knows where.
    yield post(24, "KF", area_code="Hallunda")
    yield post(25, "KF", area_code=None)
    for number in range(1, 13):
        yield post(number, "KS")
    yield post(13, "KS", end="2024-02-29")
    # Chair and member at once.
    yield post(5, "KS", "chair", "2023-01-01")
    yield post(6, "KS", "first_vice_chair", "2023-01-01")
    for number in range(30, 42):
        yield post(number, "KS", "substitute")
    yield post(60, "KS", "co_opted")
    # Twice in the same body, with a gap.
    yield post(3, "N", end="2023-06-30")
    yield post(3, "N", start="2025-03-01")
    yield post(70, "N", birth_region="world")
    for number in range(71, 78):
        yield post(number, "N", birth_region="sweden")
    # Nobody has ended these, but the body is gone.
    for number in (1, 22, 23, 24, 25):
        yield post(number, "OLD", "chair" if number == 22 else "member")
    for number in range(50, 53):
        yield post(number, "BOL")


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Iterator[Warehouse]:
    folder = tmp_path_factory.mktemp("posts")
    bodies = list(zip(*BODIES.values(), strict=True))
    names = ("name", "classification", "parent_id", "seats", "dissolution_date")
    elected = list(posts())
    fees = {"KF": {"member": 10_000}, "KS": {"chair": 500_000, "member": 20_000}}
    registers = {
        "bodies": frame("bodies", body_id=list(BODIES), **dict(zip(names, map(list, bodies), strict=True))),
        "elected": frame("elected", **{name: [row[name] for row in elected] for name in elected[0]}),
        "fees": frame(
            "fees",
            body_id=[body for body, roles in fees.items() for _ in roles],
            role=[role for roles in fees.values() for role in roles],
            start_date=date(2022, 10, 15),
            yearly_fee_sek=[fee for roles in fees.values() for fee in roles.values()],
        ),
    }
    store = Store(folder / "restricted", "0127")
    for kind, register in registers.items():
        store.add(schema.load(kind), register, f"{kind}.xlsx", kind[0] * 64, "an official")
    build(Settings(warehouse=folder / "warehouse", restricted=folder / "restricted"))
    with closing(open_current(folder / "warehouse")) as warehouse:
        yield warehouse


def seats(warehouse: Warehouse, body: str, day: str) -> dict[tuple[str, str], int]:
    """(role, party) -> persons in a body."""
    with warehouse.cursor() as cursor:
        found = cursor.execute(
            "SELECT role, party, sum(seat_count)::INTEGER FROM fact_seat"
            " WHERE area_id = '0127' AND body_id = ? AND reference_date = ? GROUP BY ALL",
            [body, date.fromisoformat(day)],
        ).fetchall()
    return {(role, party): count for role, party, count in found}


def groups(warehouse: Warehouse, body: str, dimension: str, day: str, **more) -> list[dict]:
    found = rows(warehouse, "representation_by_body", area="0127", reference_date=day, base="all", **more)
    return [row for row in found if row["body_id"] == body and row["dimension"] == dimension]


def test_days_are_each_1_january_and_the_latest_start(published):
    found = rows(published, "reference_date_list", area="0127")
    assert [str(row["reference_date"]) for row in found] == [LATEST, THIRD, SECOND, FIRST]


def test_a_member_without_party_is_counted(published):
    assert seats(published, "KF", FIRST) == {("member", ""): 1, ("member", "S"): 24}


def test_who_changes_party_is_one_seat_on_every_day(published):
    assert seats(published, "KF", SECOND) == {("member", ""): 1, ("member", "S"): 24}
    assert seats(published, "KF", THIRD) == {("member", ""): 2, ("member", "S"): 23}


def test_who_sits_twice_with_a_gap_is_not_counted_in_the_gap(published):
    assert [sum(seats(published, "N", day).values()) for day in (FIRST, SECOND, THIRD, LATEST)] == [9, 8, 8, 9]


def test_a_dissolved_body_has_no_seats_and_its_members_are_not_counted(published):
    assert sum(seats(published, "OLD", SECOND).values()) == 5
    assert seats(published, "OLD", THIRD) == {}
    assert groups(published, "OLD", "gender", THIRD) == []
    found = {row["body_id"]: row for row in rows(published, "body_list", area="0127")}
    old = found["OLD"]
    assert (old["held_count"], old["vacancy_count"], str(old["latest_date"])) == (0, None, SECOND)


def test_two_roles_in_a_body_are_one_seat_with_the_highest(published):
    expected = {
        ("chair", "S"): 1,
        ("first_vice_chair", "S"): 1,
        ("member", "S"): 10,
        ("substitute", "S"): 12,
        ("co_opted", "S"): 1,
    }
    assert seats(published, "KS", LATEST) == expected


def test_a_vacancy_is_counted_and_shares_are_of_held_seats(published):
    found = {row["body_id"]: row for row in rows(published, "body_list", area="0127")}
    names = ("seat_count", "held_count", "vacancy_count", "substitute_held_count", "co_opted_held_count")
    assert columns([found["KS"]], *names) == [(13, 12, 1, 12, 1)]
    women, men = groups(published, "KS", "gender", LATEST)
    assert (women["seat_count"], men["seat_count"], women["held_count"]) == (6, 6, 12)
    assert (women["seat_share"], men["seat_share"]) == (0.5, 0.5)


def test_substitutes_and_co_opted_stand_apart(published):
    ordinary, substitutes = (groups(published, "KS", "gender", LATEST, is_substitute=kind) for kind in ("0", "1"))
    assert {row["held_count"] for row in ordinary} == {row["held_count"] for row in substitutes} == {12}
    assert groups(published, "N", "gender", LATEST, is_substitute="1") == []


def test_a_body_under_eleven_shows_no_age_and_no_part(published):
    for dimension in ("age", "gender_age", "area", "birth_region"):
        found = groups(published, "N", dimension, LATEST)
        assert {row["suppression_reason"] for row in found} == {"small_body"}
        shown = {
            row[name] for row in found for name in ("seat_count", "seat_share", "gap_pp", "missing_members_count", "ratio_index")
        }
        assert shown == {None}, dimension
    assert [row["seat_count"] for row in groups(published, "N", "gender", LATEST)] == [5, 4]


def test_a_body_of_nine_with_one_cell_of_one_has_no_birth_region_in_any_table(published):
    """Only the council of 25 has one: 13 born in Sweden, 12 outside Europe."""
    for name, listed in allow_list().items():
        if "body_id" in listed.columns:
            with published.cursor() as cursor:
                found = cursor.execute(f"SELECT * FROM {name} WHERE area_id = '0127' AND body_id = 'N'").fetchall()
            assert not {"sweden", "europe", "world", "birth_region"} & {value for row in found for value in row}, name
    with published.cursor() as cursor:
        told = cursor.execute(
            "SELECT body_id, category, seat_count FROM fact_seat_background"
            " WHERE area_id = '0127' AND dimension = 'birth_region' ORDER BY ALL"
        ).fetchall()
    assert told == [("KF", "sweden", 13), ("KF", "total", 25), ("KF", "world", 12)]


def test_birth_region_of_the_council_is_that_of_the_start_of_the_term(published):
    """SCB tells Botkyrka's residents as born in Sweden or abroad, so the council is told in the same two groups."""
    found = groups(published, "KF", "birth_region", LATEST)
    names = ("category", "seat_count", "seat_share", "suppression_reason")
    assert columns(found, *names) == [("sweden", 13, 0.52, None), ("abroad", 12, 0.48, None), ("unknown", 0, None, None)]
    assert {str(row["counted_date"]) for row in found} == {FIRST}


def test_elected_persons_and_their_assignments_are_never_mixed(published):
    """45 persons: 25 of the council, 8 more of the committee, 12 substitutes. No company, nobody co-opted.

    Assignments on the latest day: 25 council, 12 executive, 9 committee, 12 substitutes.
    """
    found = {
        str(row["reference_date"]): row
        for row in rows(published, "assignment_concentration", area="0127")
        if row["gender"] == "total"
    }
    counts = {day: (row["person_count"], row["assignment_count"]) for day, row in found.items()}
    assert counts == {FIRST: (45, 64), SECOND: (45, 63), THIRD: (45, 57), LATEST: (45, 58)}


def test_rungs_count_persons_who_lead(published):
    found = rows(published, "power_ladder", area="0127", reference_date=FIRST)
    counts = {row["rung"]: (row["person_count"], row["women_count"]) for row in found if row["rung"] != "population"}
    assert counts == {
        "elected": (45, 23),
        "council": (25, 13),
        "executive": (13, 7),
        "presidium": (3, 1),
        "chairs": (2, 1),
        "executive_chair": (1, 1),
    }


def test_a_fee_nobody_knows_gives_no_weight_and_is_said(published):
    found = {(row["classification"], row["role"]): row for row in rows(published, "influence_weights", area="0127")}
    assert (found["executive", "chair"]["weight_value"], found["executive", "chair"]["is_missing"]) == (500_000, False)
    missing = {key: row["missing_fee_count"] for key, row in found.items() if row["is_missing"]}
    assert missing == {("executive", "first_vice_chair"): 1, ("committee", "member"): 9}
    assert all(found[key]["weight_value"] is None and found[key]["weight_share"] is None for key in missing)
    women, men = (row for row in rows(published, "influence_by_group", area="0127") if row["scheme"] == "arvode")
    # Women: 13 of the council, the chair and 5 more of the executive; men: 12 of the council and 5 of the executive.
    assert women["index_share"] == pytest.approx(730_000 / (730_000 + 220_000))
    assert (women["missing_fee_count"], men["missing_fee_count"]) == (5, 5)


def test_where_the_elected_live(published):
    """23 of 25 in Alby; who lives in a part that has been redrawn may live anywhere."""
    found = {row["part_area_id"]: row for row in rows(published, "residence_by_part", area="0127", body_id="KF")}
    assert (found["0127-alby"]["seat_count"], found["0127-alby"]["seat_share"]) == (23, 1)
    assert (found["other"]["seat_count"], found["unknown"]["seat_count"]) == (1, 1)
    assert (found["0127-tumba"]["seat_count"], found["0127-tumba"]["is_without_elected"]) == (0, None)
    executive = {row["part_area_id"]: row for row in rows(published, "residence_by_part", area="0127", body_id="KS")}
    assert (executive["0127-alby"]["is_without_elected"], executive["0127-tumba"]["is_without_elected"]) == (False, True)
