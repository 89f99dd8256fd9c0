"""What is waited for after dialogues and decisions: made-up rows through the build SQL, and the curve of those who wait."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from spegel.build.waiting import MARKED_DAYS, waiting_curves
from spegel.progress import Silent
from spegel.registers import schema
from spegel.registers.example.columns import frame

LAST = date(2026, 6, 30)
FIRST_FILE, FILE = "queries/build/60_registers.sql", "queries/build/66_feedback.sql"
KINDS = (
    "bodies", "fees", "dialogues", "feedback", "decisions", "proposals", "budget_projects", "user_councils", "panel_waves",
    "panel_answers", "views",
)  # fmt: skip


def ago(days: int) -> date:
    return LAST - timedelta(days=days)


def dialogue(dialogue_id: str, start: date, **more) -> dict:
    return {
        "dialogue_id": dialogue_id,
        "title": "Om parken",
        "classification": "forum",
        "start_time": start,
        "status": "held",
        **more,
    }


def promise(dialogue_id: str, promise: str, given: date | None = None, **more) -> dict:
    return {
        "feedback_id": f"{dialogue_id}-{promise}",
        "dialogue_id": dialogue_id,
        "promise": promise,
        "given_date": given,
        **more,
    }


def decision(decision_id: str, decided: date, **more) -> dict:
    return {"decision_id": decision_id, "title": "Att bygga", "decided_date": decided, **more}


@pytest.fixture
def put_through(root: Path):
    """`put_through(dialogues=[…], feedback=[…])`: a connection where the build SQL has run. A register that is given has been
    kept to LAST; one that is left out does not exist."""
    with duckdb.connect() as connection:

        def run(provenance: str = "own", **given: list[dict]) -> duckdb.DuckDBPyConnection:
            connection.execute(
                "CREATE TABLE dim_area (area_id VARCHAR, area_name VARCHAR, area_level VARCHAR, parent_area_id VARCHAR)"
            )
            for kind in KINDS:
                written = given.get(kind, [])
                names = {next(iter(schema.load(kind).stored)), *(name for row in written for name in row)}
                register = frame(kind, **{name: [row.get(name) for row in written] for name in names})
                stamps = {"area_id": pl.lit("0127"), "provenance": pl.lit("own"), "source_id": pl.lit("s")}
                connection.register(f"raw_register_{kind}", register.with_columns(**stamps))
            rows = [("0127", kind, provenance, 1, 1, LAST, LAST) for kind in given]
            columns = ["area_id", "kind", "provenance", "row_count", "import_count", "imported_date", "kept_date"]
            connection.register("gathered_register", pl.DataFrame(rows, schema=columns, orient="row"))
            for file in (FIRST_FILE, FILE):
                connection.execute((root / file).read_text(encoding="utf-8"))
            return connection

        yield run


def over(connection: duckdb.DuckDBPyConnection, *columns: str) -> dict[str, tuple]:
    """Dialogue -> what it was told."""
    found = connection.table("fact_dialogue_feedback").pl()
    return {row["dialogue_id"]: tuple(row[column] for column in columns) for row in found.iter_rows(named=True)}


def test_only_what_has_been_held_by_the_last_day_is_over(put_through):
    found = put_through(
        dialogues=[
            dialogue("held", ago(9)), dialogue("not said", ago(9), status=None), dialogue("ends today", ago(9), end_time=LAST),
            dialogue("cancelled", ago(9), status="cancelled"), dialogue("planned", ago(9), status="planned"),
            dialogue("tomorrow", ago(9), end_time=ago(-1)),
        ],
        feedback=[],
    )  # fmt: skip
    assert over(found, "closed_date") == {"held": (ago(9),), "not said": (ago(9),), "ends today": (LAST,)}


def test_without_a_register_of_feedback_nothing_is_known(put_through):
    assert over(put_through(dialogues=[dialogue("a", ago(90))])) == {}


def test_a_day_to_come_is_a_plan(put_through):
    found = put_through(
        dialogues=[dialogue("a", ago(90))],
        feedback=[promise("a", "results", LAST), promise("a", "effect", ago(-1))],
        decisions=[decision("1", ago(9), started_date=LAST, done_date=ago(-1)), decision("2", ago(-1)), decision("3", ago(9))],
    )
    assert over(found, "first_date", "results_date", "effect_date") == {"a": (LAST, LAST, None)}
    steps = found.sql("SELECT decision_id, step, reference_date FROM fact_decision ORDER BY ALL").fetchall()
    assert steps == [("1", "started", LAST), ("2", None, LAST), ("3", "taken", LAST)]


def test_the_last_promise_that_tells_the_effect_counts(put_through):
    found = put_through(
        dialogues=[dialogue("a", ago(90)), dialogue("b", ago(90)), dialogue("c", ago(90))],
        feedback=[
            promise("a", "effect", outcome="no"), promise("a", "results", outcome="yes", reason="Redan klart"),
            promise("b", "handling", outcome="partly"), promise("b", "effect"),
        ],
    )  # fmt: skip
    assert over(found, "outcome", "reason") == {"a": ("no", "Redan klart"), "b": ("partly", None), "c": (None, None)}


def test_a_decision_and_a_page_may_stand_in_either_register(put_through):
    found = put_through(
        dialogues=[
            dialogue("a", ago(90), decision_reference="KS 7", report_url="https://a.se"),
            dialogue("b", ago(90)), dialogue("c", ago(90)),
        ],
        feedback=[promise("b", "results", url="https://b.se"), promise("c", "effect", url="https://c.se")],
        decisions=[decision("later", ago(1), dialogue_id="b"), decision("first", ago(2), dialogue_id="b"),
                   decision("planned", ago(-1), dialogue_id="c")],
    )  # fmt: skip
    assert over(found, "decision_id", "decision_reference", "page_url") == {
        "a": (None, "KS 7", "https://a.se"), "b": ("first", "first", "https://b.se"), "c": (None, None, None),
    }  # fmt: skip


def test_where_either_register_is_invented_so_is_what_they_say_together(put_through):
    found = put_through("example", dialogues=[dialogue("a", ago(90))], feedback=[])
    assert over(found, "provenance") == {"a": ("example",)}


def waiting(connection: duckdb.DuckDBPyConnection, clock: str) -> set[tuple]:
    return set(connection.sql(f"SELECT days, is_over FROM register_waiting WHERE clock = '{clock}'").fetchall())


def test_waiting_ends_with_the_answer_else_on_the_last_day(put_through):
    found = put_through(
        dialogues=[dialogue("a", ago(90)), dialogue("b", ago(50)), dialogue("early", ago(20), end_time=ago(10))],
        feedback=[promise("a", "effect", ago(60)), promise("a", "results", ago(70)), promise("early", "results", ago(15))],
    )
    assert waiting(found, "answer") == {(20, True), (50, False), (0, True)}
    assert waiting(found, "effect") == {(30, True), (50, False), (10, False)}


def test_a_page_of_unknown_day_is_no_wait_at_all(put_through):
    found = put_through(
        dialogues=[dialogue("a", ago(90), report_url="https://a.se"), dialogue("b", ago(50), report_url="https://b.se"),
                   dialogue("no page", ago(40))],
        feedback=[promise("a", "results", ago(80)), promise("no page", "results", ago(30))],
    )  # fmt: skip
    assert waiting(found, "page") == {(10, True), (40, False)}


def test_a_decision_waits_until_it_is_carried_out_and_what_is_evaluated_was(put_through):
    found = put_through(
        decisions=[
            decision("done", ago(90), done_date=ago(40), evaluated_date=ago(10)),
            decision("evaluated", ago(60), evaluated_date=ago(30)),
            decision("open", ago(20), body_id="KS"), decision("planned", ago(-5)),
        ]
    )  # fmt: skip
    assert waiting(found, "decision") == {(50, True), (30, True), (20, False)}
    bodies = found.sql("SELECT DISTINCT category FROM register_waiting WHERE clock = 'decision' ORDER BY ALL").fetchall()
    assert bodies == [("",), ("KS",)]


def curve(connection: duckdb.DuckDBPyConnection, **where: str) -> dict[int, dict]:
    """Day -> point, of feedback in all unless told otherwise."""
    asked = {"clock": "answer", "period": "total", "category": "total"} | where
    found = waiting_curves(connection, "curves", Silent()).filter(**asked)
    return {row["day_count"]: row for row in found.iter_rows(named=True)}


@pytest.fixture
def four(put_through) -> duckdb.DuckDBPyConnection:
    """Answers after 10 and 40 days; two that wait, followed for 20 and 100 days."""
    return put_through(
        dialogues=[
            dialogue("a", ago(200)),
            dialogue("b", ago(200), classification="walk"),
            dialogue("c", ago(20)),
            dialogue("d", ago(100)),
        ],
        feedback=[promise("a", "results", ago(190)), promise("b", "results", ago(160))],
    )


def test_the_curve_counts_those_who_still_wait(four):
    """Three quarters after 10 days; of the two followed to day 40 one gets an answer: three eighths."""
    found = curve(four)
    assert {day: point["waiting_share"] for day, point in found.items()} == {
        0: 1.0, 10: 0.75, 30: 0.75, 40: 0.375, 90: 0.375,
    }  # fmt: skip
    assert [(point["at_risk_count"], point["ended_count"]) for point in found.values()] == [
        (4, 0),
        (4, 1),
        (2, 1),
        (2, 2),
        (1, 2),
    ]
    assert {point["median_days_value"] for point in found.values()} == {40.0}
    assert (found[0]["item_count"], found[0]["ci_low_share"], found[0]["provenance"]) == (4, None, "own")
    assert 0 < found[40]["ci_low_share"] < 0.375 < found[40]["ci_high_share"] < 1


def test_kinds_and_years_have_curves_of_their_own(four):
    assert curve(four, category="walk")[0]["item_count"] == 1
    assert curve(four, period="2025")[0]["item_count"] == 2
    assert curve(four, period="2026", category="forum")[0]["item_count"] == 2
    assert curve(four, period="2026", category="walk") == {}


def test_nothing_is_said_of_days_that_nobody_has_been_followed_to(four):
    assert set(MARKED_DAYS) - set(curve(four)) == {180, 365, 730}


def test_where_nobody_waits_any_more_later_days_are_known(four):
    walk = curve(four, category="walk")
    assert (walk[40]["waiting_share"], walk[730]["waiting_share"], walk[730]["at_risk_count"]) == (0.0, 0.0, 0)


def test_no_registers_no_curves(put_through):
    assert waiting_curves(put_through(), "curves", Silent()).is_empty()


def test_no_query_asks_what_day_it_is(root: Path):
    """The same version gives the same figures on any day: days are counted to the last one of the register."""
    asking = re.compile(r"\bcurrent_(date|time)|\blocaltime|\b(today|now|getdate)\s*\(", re.IGNORECASE)
    remarks = re.compile(r"/\*.*?\*/|--.*?$", re.DOTALL | re.MULTILINE)
    statements = {path.name: remarks.sub("", path.read_text(encoding="utf-8")) for path in root.glob("queries/**/*.sql")}
    assert len(statements) > 50
    assert [name for name, statement in statements.items() if asking.search(statement)] == []
