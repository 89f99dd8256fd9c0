"""Small frames in the form of the datasets of reach, for the tests of charts."""

from __future__ import annotations

from datetime import date

import polars as pl

from spegel.charts import reach

DISTRICTS = pl.DataFrame({"district_code": ["1", "2", "3", "4"], "part_area_id": ["alby", "alby", "tumba", None]})
GROUND = reach.Ground(DISTRICTS, "/geo/x", True)
WORDS = reach.Words({"tycka": "Tycka", "bestamma": "Bestämma"}, {"forum": "Dialogforum"}, {"primary_small": "färre än 5"})


def part(name: str, dialogues: int = 3, participants: int | None = 60, smooth: float | None = None, **more: object) -> dict:
    """A row of `reach_by_part`: 1,000 residents live there."""
    row = {
        "part_area_id": name.lower(),
        "part_name": name,
        "dialogue_count": dialogues,
        "counted_count": 0 if participants is None else dialogues,
        "hidden_count": 0,
        "uncounted_count": 0,
        "participants_count": participants,
        "women_count": participants and participants // 2,
        "men_count": participants and participants // 2,
        "unknown_gender_count": 0,
        "hidden_women_count": 0,
        "hidden_men_count": 0,
        "hidden_unknown_count": 0,
        "per_dialogue_ratio": participants / dialogues if participants and dialogues else None,
        "resident_count": 1_000,
        "population_date": date(2024, 12, 31),
        "per_1000_ratio": None if participants is None else float(participants),
        "unique_count": None if smooth is None else round(smooth),
        "unique_reason": None,
        "reach_ratio": smooth,
        "smooth_ratio": smooth,
    }
    return {**row, **more}


def parts(*rows: dict) -> pl.DataFrame:
    """`reach_by_part` of rows made by `part`, the whole area first."""
    texts = dict.fromkeys(("unique_reason", "part_name"), pl.String)
    numbers = dict.fromkeys(("per_dialogue_ratio", "per_1000_ratio", "reach_ratio", "smooth_ratio"), pl.Float64)
    counts = dict.fromkeys(("participants_count", "women_count", "men_count", "unknown_gender_count", "unique_count"), pl.Int64)
    whole = part("total", part_area_id="total", part_name=None)
    return pl.DataFrame([whole, *rows], schema_overrides={**texts, **numbers, **counts})


def point(number: str, participants: int | None = 40, mandate: str | None = "tycka", **more: object) -> dict:
    """A row of `reach_points` in Alby."""
    row = {"dialogue_id": number, "title": f"Dialog {number}", "classification": "forum", "start_date": date(2025, 5, 6)}
    place = {"area_name": "Alby", "lon": 17.8, "lat": 59.2, "hexagon_id": "h"}
    return {**row, **place, "mandate": mandate, "participants_count": participants, "suppression_reason": None, **more}


def points(*rows: dict) -> pl.DataFrame:
    """`reach_points` of rows made by `point`."""
    texts = dict.fromkeys(("mandate", "suppression_reason"), pl.String)
    return pl.DataFrame(
        list(rows), schema_overrides={**texts, "participants_count": pl.Int64, "lon": pl.Float64, "lat": pl.Float64}
    )
