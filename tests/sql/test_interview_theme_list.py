"""interview_theme_list: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows

NAME = "interview_theme_list"


def said(theme: str, word: str, number: int | None, gender: str = "total", reason: str | None = None, **more) -> dict:
    return {
        "area_id": "0127", "interview_year": 2025, "theme": theme, "said": word, "gender": gender, "person_count": number,
        "suppression_reason": reason, "provenance": "own", **more,
    }  # fmt: skip


def test_those_that_most_brought_up_first_and_what_is_hidden_last(given):
    warehouse = given(
        fact_interview_theme=[
            said("family", "yes", None, reason="primary_small"), said("family", "total", 26),
            said("time", "yes", 13), said("time", "no", 13), said("time", "total", 26),
            said("time", "yes", 8, "women"), said("time", "total", 14, "women"),
            said("threats", "yes", 20), said("threats", "total", 26), said("time", "yes", 9, area_id="jarva"),
        ]
    )  # fmt: skip
    names = ("theme", "theme_order", "gender", "mention_count", "interview_count", "suppression_reason")
    assert columns(rows(warehouse, NAME, area="0127"), *names) == [
        ("threats", 1, "total", 20, 26, None),
        ("time", 2, "total", 13, 26, None),
        ("time", 2, "women", 8, 14, None),
        ("family", 3, "total", None, 26, "primary_small"),
    ]
