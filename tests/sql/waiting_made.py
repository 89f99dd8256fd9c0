"""Rows about feedback and decisions for tiny warehouses, said in as few words as possible."""

from __future__ import annotations

from datetime import date

from tests.sql.made import municipalities

LAST = date(2026, 6, 30)
"""The last day of the registers."""


def area(**tables: list[dict]) -> dict[str, list[dict]]:
    """The tables, with the municipality that all rows are about."""
    return {"dim_area": municipalities("0127"), **tables}


def over(dialogue_id: str, closed: date, classification: str = "forum", **more: object) -> tuple[dict, dict]:
    """A dialogue that is over: its row of `fact_dialogue`, and that of `fact_dialogue_feedback` with `first_date` put in."""
    about = {name: more.pop(name) for name in ("area_id", "feedback_owner", "title") if name in more}
    told = [more[name] for name in ("results_date", "handling_date", "effect_date") if more.get(name)]
    place = {"area_id": about.get("area_id", "0127"), "dialogue_id": dialogue_id}
    dialogue = {**place, "title": f"Om {dialogue_id}", "classification": classification, "start_date": closed, **about}
    seen = {"closed_date": closed, "reference_date": LAST, "first_date": min(told, default=None), "provenance": "own"}
    return dialogue, place | seen | more


def dialogues(*pairs: tuple[dict, dict]) -> dict[str, list[dict]]:
    """The tables of dialogues from `over`."""
    return {"fact_dialogue": [dialogue for dialogue, _ in pairs], "fact_dialogue_feedback": [feedback for _, feedback in pairs]}


def promise(feedback_id: str, dialogue_id: str, promise: str, promised: date | None, given: date | None = None, **more) -> dict:
    """A row of `fact_feedback`."""
    return {
        "area_id": "0127", "feedback_id": feedback_id, "dialogue_id": dialogue_id, "promise": promise, "promised_date": promised,
        "given_date": given, **more,
    }  # fmt: skip


def decision(decision_id: str, decided: date, step: str | None, **more: object) -> dict:
    """A row of `fact_decision`."""
    return {
        "area_id": "0127", "decision_id": decision_id, "title": f"Att {decision_id}", "decided_date": decided, "step": step,
        "reference_date": LAST, "provenance": "own", **more,
    }  # fmt: skip


def waiting(clock: str, day: int, share: float, period: str = "total", category: str = "total", **more: object) -> dict:
    """A row of `fact_waiting_curve`."""
    return {
        "area_id": "0127", "clock": clock, "period": period, "category": category, "day_count": day, "waiting_share": share,
        "provenance": "own", **more,
    }  # fmt: skip
