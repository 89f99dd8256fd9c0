"""Rows of the panel for tiny warehouses: two waves of one panel."""

from __future__ import annotations

from datetime import date

ABOUT = {"area_id": "0127", "provenance": "own"}
WAVES = [
    {**ABOUT, "wave_id": "a", "wave_number": 1, "start_date": date(2025, 1, 1), "end_date": date(2025, 1, 21)},
    {**ABOUT, "wave_id": "b", "wave_number": 2, "start_date": date(2026, 1, 1), "end_date": date(2026, 1, 21)},
]


def of_wave(wave: str, *rows: dict, **common: object) -> list[dict]:
    """Rows of a wave with what they have in common."""
    return [{**ABOUT, "wave_id": wave, **common, **row} for row in rows]
