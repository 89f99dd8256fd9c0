"""Who left before the term was over: made-up posts through the build SQL, and the curve of those who remain."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from spegel.build.leaving import leaving_curves
from spegel.build.registers import gather_registers
from spegel.progress import Silent
from spegel.registers import example
from spegel.registers.example.columns import frame

FIRST, LAST = date(2018, 10, 15), date(2022, 10, 14)
KEPT = date(2023, 6, 30)
FILE = "queries/build/63_leaving.sql"


@pytest.fixture
def put_through(root: Path):
    """`put_through(posts, bodies)`: a connection where the build SQL has run; posts as (person, from, to, reason, more)."""
    with duckdb.connect() as connection:

        def run(posts: list[dict], bodies: list[dict] | None = None, kept: date = KEPT) -> duckdb.DuckDBPyConnection:
            bodies = bodies or [{"body_id": "KF", "classification": "council"}]
            names = {name for post in posts for name in post}
            elected = frame("elected", **{name: [post.get(name) for post in posts] for name in names})
            organs = frame("bodies", **{name: [body.get(name) for body in bodies] for name in {n for b in bodies for n in b}})
            for kind, register in (("elected", elected), ("bodies", organs)):
                stamped = register.with_columns(area_id=pl.lit("0127"), provenance=pl.lit("own"))
                connection.register(f"raw_register_{kind}", stamped)
            overview = pl.DataFrame({"area_id": ["0127"], "kind": ["elected"], "imported_date": [kept], "kept_date": [kept]})
            connection.register("gathered_register", overview)
            connection.execute((root / FILE).read_text(encoding="utf-8"))
            return connection

        yield run


def post(person: str, start: date = FIRST, end: date | None = LAST, reason: str | None = "term_ended", **more) -> dict:
    return {
        "person_id": person, "gender": "women", "body_id": "KF", "role": "member", "start_date": start, "end_date": end,
        "end_reason": reason, "birth_year": 1970, "on_behalf_of": "S", **more,
    }  # fmt: skip


def leaving(connection, cutoff: str = "full_term", **where: str) -> dict[int, tuple[int, int | None]]:
    """Term -> (members, left)."""
    asked = {"dimension": "all", "category": "total", "gender": "total", "cutoff": cutoff} | where
    return {
        term: (members, left)
        for term, members, left in connection.execute(
            """SELECT term_year, member_count, left_count FROM fact_leaving
            WHERE dimension = $dimension AND category = $category AND gender = $gender AND cutoff = $cutoff""",
            asked,
        ).fetchall()
    }


def spells(connection) -> list[tuple]:
    return connection.execute("SELECT person_id, start_date, left_date, is_elected FROM register_spell ORDER BY ALL").fetchall()


def test_members_who_left_before_each_cut_off(put_through):
    """The last day of a year, of three years and of the term is still inside; the day before is not."""
    days = [date(2019, 10, 13), date(2019, 10, 14), date(2021, 10, 13), date(2021, 10, 14), date(2022, 10, 13)]
    gone = [post(f"{number}", end=day, reason="resigned") for number, day in enumerate(days)]
    found = put_through([*gone, post("a"), post("b")])
    assert leaving(found, "1_year") == {2018: (7, 1)}
    assert leaving(found, "3_years") == {2018: (7, 3)}
    assert leaving(found, "full_term") == {2018: (7, 5)}


def test_replacements_are_followed_but_were_not_elected(put_through):
    left = date(2020, 5, 1)
    found = put_through([
        post("a"), post("b", end=left, reason="moved"),
        post("c", start=left + timedelta(1), end=date(2021, 5, 1), reason="resigned"),
        post("d", role="substitute", end=left, reason="resigned"),
    ])  # fmt: skip
    assert leaving(found) == {2018: (2, 1)}
    assert spells(found) == [
        ("a", FIRST, None, True), ("b", FIRST, left, True), ("c", left + timedelta(1), date(2021, 5, 1), False),
    ]  # fmt: skip


def test_another_post_or_party_in_the_same_body_is_the_same_membership(put_through):
    """Becomes chair, then leaves the party without leaving the council: the party is that of the election."""
    found = put_through([
        post("a", end=date(2020, 1, 31), reason="new_post"),
        post("a", start=date(2020, 2, 1), end=date(2021, 2, 28), reason="other", role="chair"),
        post("a", start=date(2021, 3, 1), on_behalf_of=None),
    ])  # fmt: skip
    assert spells(found) == [("a", FIRST, None, True)]
    assert leaving(found, dimension="party", category="S") == {2018: (1, 0)}


def test_a_member_without_a_party_is_counted(put_through):
    found = put_through([post("a", on_behalf_of=None), post("b")])
    assert leaving(found, dimension="party", category="") == {2018: (1, 0)}
    assert leaving(found) == {2018: (2, 0)}


def test_who_comes_back_after_a_gap_left_once_and_is_a_membership_more(put_through):
    found = put_through([post("a", end=date(2019, 3, 1), reason="resigned"), post("a", start=date(2020, 3, 1))])
    assert spells(found) == [("a", FIRST, date(2019, 3, 1), True), ("a", date(2020, 3, 1), None, False)]
    assert leaving(found) == {2018: (1, 1)}


def test_a_vacancy_is_a_member_who_left(put_through):
    """Nobody comes instead: those elected are as many as before."""
    found = put_through([post("a"), post("b", end=date(2019, 12, 31), reason="died")])
    assert leaving(found) == {2018: (2, 1)}


def test_one_row_over_two_terms_is_a_membership_in_each(put_through):
    found = put_through([post("a", start=date(2014, 10, 15), end=date(2019, 3, 1), reason="resigned")])
    assert leaving(found) == {2014: (1, 0), 2018: (1, 1)}
    assert [row[1:3] for row in spells(found)] == [(date(2014, 10, 15), None), (FIRST, date(2019, 3, 1))]


def test_before_2014_a_council_began_in_november(put_through):
    found = put_through([post("a", start=date(2010, 11, 1), end=date(2014, 10, 14))])
    assert leaving(found) == {2010: (1, 0)}


def test_a_cut_off_that_has_not_come_is_not_known(put_through):
    start = date(2022, 10, 15)
    posts = [post("a", start=start, end=None, reason=None), post("b", start=start, end=date(2023, 1, 1), reason="moved")]
    found = put_through(posts, kept=date(2023, 10, 14))
    assert leaving(found, "1_year") == {2022: (2, 1)}
    assert leaving(found, "3_years") == {2022: (2, None)}


def test_an_end_written_in_advance_has_not_happened_yet(put_through):
    found = put_through([post("a", start=date(2022, 10, 15), end=date(2024, 1, 1), reason="resigned")])
    assert spells(found) == [("a", date(2022, 10, 15), None, True)]


def test_a_register_that_begins_in_the_middle_of_a_term_does_not_tell_who_was_elected(put_through):
    start = date(2020, 9, 1)
    found = put_through([post("a", start=start), post("b", start=start, end=date(2021, 1, 1), reason="moved")])
    assert leaving(found) == {}
    assert [row[3] for row in spells(found)] == [False, False]


def test_without_a_council_the_committees_that_sit_the_term_out(put_through):
    """One is dissolved, and that is nobody's choice; the one that follows it begins its term then."""
    bodies = [
        {"body_id": "OLD", "classification": "committee", "dissolution_date": date(2019, 6, 30)},
        {"body_id": "NEW", "classification": "committee", "founding_date": date(2019, 7, 1)},
        {"body_id": "SUB", "classification": "committee", "parent_id": "NEW"},
    ]
    start, end = date(2019, 7, 1), date(2022, 12, 31)
    found = put_through(
        [
            post("a", body_id="OLD", start=date(2019, 1, 1), end=date(2019, 6, 30), reason="other"),
            post("b", body_id="NEW", start=start, end=end),
            post("c", body_id="NEW", start=start, end=date(2020, 6, 29), reason="resigned"),
            post("d", body_id="SUB", start=start, end=date(2020, 6, 29), reason="resigned"),
        ],
        bodies,
    )
    assert leaving(found, "1_year") == {2018: (2, 1)}
    assert leaving(found) == {2018: (2, 1)}
    assert ("a", date(2019, 1, 1), None, True) in spells(found)


def test_age_is_that_of_the_day_the_membership_began(put_through):
    found = put_through([post("a", birth_year=1989), post("b", birth_year=1988), post("c", birth_year=None)])
    assert leaving(found, dimension="age", category="18-29") == {2018: (1, 0)}
    assert leaving(found, dimension="age", category="30-49") == {2018: (1, 0)}
    assert leaving(found, dimension="age", category="unknown") == {2018: (1, 0)}


def test_reasons_have_a_row_for_each_sex_and_add_up(put_through):
    ended = date(2020, 1, 1)
    found = put_through([
        post("a", end=ended, reason="resigned"), post("b", end=ended, reason="removed"), post("c", end=ended, reason="other"),
        post("d", end=ended, reason="moved", gender="unknown"), post("e"),
    ])  # fmt: skip
    rows = {(reason, gender): number for reason, gender, number in found.execute(
        "SELECT reason, gender, left_count FROM fact_leaving_reason").fetchall()}  # fmt: skip
    assert rows["total", "total"] == 4
    assert rows["other", "women"] == 2
    assert (rows["resigned", "women"], rows["resigned", "men"]) == (1, 0)
    assert (rows["moved", "unknown"], rows["moved", "total"]) == (1, 1)
    assert ("removed", "total") not in rows


@pytest.mark.parametrize(("kept", "told"), [(LAST, 1), (LAST - timedelta(1), None)])
def test_reasons_wait_until_the_term_is_over(put_through, kept, told):
    """Who leaves is known at once. A count that grew by one that day would tell why."""
    posts = [post("a", end=date(2020, 1, 1), reason="died"), post("b")]
    number = "SELECT sum(left_count) FROM fact_leaving_reason WHERE reason = 'total' AND gender = 'total'"
    assert put_through(posts, kept=kept).execute(number).fetchall() == [(told,)]


def test_an_example_tells_up_to_its_own_day_and_never_the_day_of_the_build():
    overview = gather_registers(None).overview.filter(pl.col("kind") == "elected")
    assert set(overview["kept_date"]) == {example.TODAY}
    assert overview["imported_date"].null_count() == overview.height


def of(found: pl.DataFrame, gender: str, month: int) -> dict:
    wanted = {"dimension": "all", "gender": gender, "month_count": month}
    return found.row(by_predicate=pl.all_horizontal(pl.col(name) == value for name, value in wanted.items()), named=True)


def test_the_curve_of_those_who_remain(put_through):
    """Twelve women: two leave within the first year, one in the second. Nobody is lost before the term is over."""
    ends = [date(2019, 2, 1), date(2019, 9, 1), date(2020, 6, 1)]
    posts = [post(str(number), end=end, reason="resigned") for number, end in enumerate(ends)]
    found = leaving_curves(put_through([*posts, *(post(f"s{number}") for number in range(9))]), "", Silent())
    assert set(found["gender"]) == {"women", "total"}
    year, two = of(found, "women", 12), of(found, "women", 24)
    assert (year["at_risk_count"], year["left_count"], year["remaining_share"]) == (10, 2, pytest.approx(10 / 12))
    assert (two["at_risk_count"], two["left_count"], two["remaining_share"]) == (9, 3, pytest.approx(9 / 12))
    assert found["month_count"].max() == 48
    assert found["median_days_value"].null_count() == found.height


def test_a_small_group_has_no_curve(put_through):
    posts = [*(post(f"w{number}") for number in range(10)), *(post(f"m{number}", gender="men") for number in range(9))]
    found = leaving_curves(put_through(posts), "", Silent())
    assert set(found["gender"]) == {"women", "total"}


def test_without_a_membership_there_is_no_curve(put_through):
    assert leaving_curves(put_through([post("a", role="substitute")]), "", Silent()).is_empty()
