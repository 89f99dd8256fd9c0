"""feedback_by_dialogue: given rows, expected rows."""

from __future__ import annotations

from datetime import date

from tests.sql.made import columns, rows
from tests.sql.test_dialogue_list import present
from tests.sql.waiting_made import area, decision, dialogues, over

NAME = "feedback_by_dialogue"


def test_what_each_was_told_and_what_it_led_to_the_latest_first(given):
    made = dialogues(
        over("a", date(2026, 6, 1), results_date=date(2026, 6, 11), outcome="no", reason="För dyrt", page_url="https://a.se"),
        over("b", date(2026, 6, 20), "walk"),
        over("c", date(2025, 1, 10), effect_date=date(2025, 1, 5), decision_id="KS 1", decision_reference="KS 1"),
    )
    warehouse = given(**area(fact_decision=[decision("KS 1", date(2025, 3, 1), "done")], **made))
    found = rows(warehouse, NAME, area="0127")
    names = ("dialogue_id", "waited_days_count", "has_answer", "effect", "reason", "page_url", "decision_title")
    assert columns(found, *names) == [
        ("b", 10, False, None, None, None, None), ("a", 10, True, "no", "För dyrt", "https://a.se", None),
        ("c", 0, True, None, None, None, "Att KS 1"),
    ]  # fmt: skip
    assert columns(rows(warehouse, NAME, area="0127", kind="walk"), "dialogue_id") == [("b",)]
    assert columns(rows(warehouse, NAME, area="0127", year=2025), "dialogue_id") == [("c",)]


def test_both_sexes_and_those_not_told_each_with_its_own_reason(given):
    made = dialogues(*(over(name, date(2026, 6, 1)) for name in ("told", "untold", "uncounted")))
    room = [
        present("told", 30), present("told", 20, "gender", category="women"), present("told", 3, "gender", category="unknown"),
        present("told", None, "gender", category="men", suppression_reason="primary_small"), present("untold", 12),
        present("told", 9, "gender", measure="speaking", category="women"),
    ]  # fmt: skip
    names = ("dialogue_id", "participants_count", "women_count", "men_count", "men_reason", "unknown_gender_count")
    found = rows(given(**area(fact_attendance=room, **made)), NAME, area="0127")
    assert columns(found, *names) == [
        ("told", 30, 20, None, "primary_small", 3), ("uncounted", None, None, None, None, None),
        ("untold", 12, None, None, None, None),
    ]  # fmt: skip
    assert [row["dialogue_id"] for row in found if row["is_gender_missing"]] == ["untold"]
