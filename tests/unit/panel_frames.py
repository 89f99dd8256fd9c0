"""Made-up rows of the datasets `panel_*`, small enough to be checked by hand."""

from __future__ import annotations

from datetime import date

import polars as pl

FIRST, SECOND = date(2025, 11, 3), date(2026, 5, 4)

WAVES = pl.DataFrame(
    [
        {
            "wave_id": "W2",
            "wave_number": 2,
            "panel": "Panelen",
            "title": "Trygghet",
            "start_date": SECOND,
            "end_date": date(2026, 5, 24),
            "is_self_recruited": True,
            "results_date": None,
            "results_url": None,
            "results_note": None,
            "results_days": None,
            "waiting_days": 100,
            "is_example": True,
        },
        {
            "wave_id": "W1",
            "wave_number": 1,
            "panel": "Panelen",
            "title": "Skola",
            "start_date": FIRST,
            "end_date": date(2025, 11, 23),
            "is_self_recruited": True,
            "results_date": date(2025, 12, 23),
            "results_url": "https://exempel.invalid/panel",
            "results_note": "Fler lampor i parken.",
            "results_days": 30,
            "waiting_days": None,
            "is_example": True,
        },
    ]
)
"""`panel_wave_list`: the first wave was told back after 30 days, the second not yet."""


def member(dimension: str, category: str, gender: str, count: int | None, **more: object) -> dict[str, object]:
    """A row of `panel_members`; a count of None is hidden."""
    hidden = {} if count is not None else {"is_suppressed": True, "suppression_reason": "primary_small"}
    row = {
        "as_of_date": SECOND,
        "dimension": dimension,
        "category": category,
        "category_name": None,
        "gender": gender,
        "member_count": count,
        "active_count": None if count is None else count // 2,
        "member_share": None,
        "population_share": None,
        "is_suppressed": False,
        "suppression_reason": None,
    }
    return row | hidden | more


MEMBERS = pl.DataFrame(
    [
        member("all", "total", "total", 200),
        member("all", "total", "women", 120, population_share=0.5, member_share=0.6),
        member("all", "total", "men", 80, population_share=0.5, member_share=0.4),
        member("age", "18-29", "total", 30, population_share=0.25, member_share=0.15),
        member("age", "30-49", "total", 80, population_share=0.35, member_share=0.4),
        member("age", "50-64", "total", 90, population_share=0.4, member_share=0.45),
        member("age", "unknown", "total", None),
        member("age", "18-29", "women", 20),
        member("age", "18-29", "men", None),
        member("area", "0127-alby", "total", 50, category_name="Alby", population_share=0.5, member_share=0.5),
        member("area", "other", "total", 12),
    ],
    infer_schema_length=None,
)
"""`panel_members`: 200 members, 50 of whom were to be expected at 18–29 years if 200 had a known age."""


def response(wave: int, gender: str, share: float | None, dimension: str = "all", category: str = "total") -> dict[str, object]:
    """A row of `panel_response`: so large a share of 100, or a hidden one."""
    is_hidden = share is None
    return {
        "wave_id": f"W{wave}",
        "wave_number": wave,
        "start_date": (FIRST, SECOND)[wave - 1],
        "dimension": dimension,
        "category": category,
        "category_name": None,
        "gender": gender,
        "asked_count": None if is_hidden else 100,
        "answered_count": None if is_hidden else round(100 * share),
        "response_share": share,
        "ci_low_share": None if is_hidden else share - 0.05,
        "ci_high_share": None if is_hidden else share + 0.05,
        "answered_share": None,
        "population_share": None,
        "r_number": None,
        "r_reason": None,
        "is_suppressed": is_hidden,
        "suppression_reason": "primary_small" if is_hidden else None,
    }


RESPONSE = pl.DataFrame(
    [
        response(1, "total", 0.58),
        response(1, "women", 0.6),
        response(1, "men", 0.55),
        response(2, "total", 0.44),
        response(2, "women", 0.46),
        response(2, "men", 0.41),
        response(2, "total", 0.3, "age", "18-29"),
        response(2, "total", 0.52, "age", "65+"),
        response(2, "total", None, "age", "50-64"),
    ],
    infer_schema_length=None,
)

RETENTION = RESPONSE.rename({"response_share": "stayed_share", "asked_count": "first_count"}).drop(
    "answered_count", "suppression_reason"
)
"""`panel_wave_retention`."""

FLOW = pl.DataFrame(
    [
        {"flow_year": year, "direction": direction, "gender": gender, "person_count": count, "is_suppressed": count is None}
        | {"suppression_reason": None if count is not None else "primary_small"}
        for year, direction, gender, count in (
            (2025, "joined", "women", 12),
            (2025, "joined", "men", None),
            (2026, "left", "women", 7),
        )
    ]
)
"""`panel_flow`: twelve women joined, and too few men to tell."""

STAYING = pl.DataFrame(
    [
        {"category": "total", "gender": gender, "month_count": month, "remaining_share": share}
        | {"ci_low_share": share - 0.04, "ci_high_share": min(1.0, share + 0.04)}
        for gender, shares in (("women", (1.0, 0.9, 0.8)), ("men", (1.0, 0.85)))
        for month, share in zip((0, 6, 12), shares, strict=False)
    ]
)
"""`panel_staying`: women followed for twelve months, men for six."""


def answer(code: str, share: float | None, n: int, **more: object) -> dict[str, object]:
    """A row of `panel_result`: weighted `share` with a margin of four points, two points more without weights."""
    is_hidden = share is None
    row = {
        "question_id": "F1",
        "dimension": "all",
        "category": "total",
        "category_name": None,
        "answer_code": code,
        "answer_label": f"Svar {code}",
        "answer_kind": "answer",
        "answer_order": 1,
        "people_count": None if is_hidden else n,
        "answer_count": None if is_hidden else round(share * n),
        "unweighted_share": None if is_hidden else share + 0.02,
        "unweighted_low_share": None if is_hidden else share - 0.01,
        "unweighted_high_share": None if is_hidden else share + 0.05,
        "weighted_share": share,
        "weighted_low_share": None if is_hidden else share - 0.04,
        "weighted_high_share": None if is_hidden else share + 0.04,
        "digits_count": 0,
        "effective_count": None if is_hidden else round(n * 0.8),
        "design_effect": None if is_hidden else 1.25,
        "index_value": None,
        "base_class": "hidden" if is_hidden else "full",
        "base_reason": "base_hidden" if is_hidden else None,
        "is_suppressed": False,
        "suppression_reason": None,
    }
    return row | more


def step(code: str, share: float | None, n: int, **more: object) -> dict[str, object]:
    """A row of `panel_result` of steps of a scale put together."""
    order = ("low", "middle", "high").index(code) + 1
    return answer(code, share, n, **{"answer_kind": "class", "answer_label": None, "answer_order": order, **more})


def scale(high: float | None, n: int, **more: object) -> list[dict[str, object]]:
    """Low, middle and high of a scale; what is not high is half low and half neither."""
    rest = None if high is None else (1 - high) / 2
    return [step("low", rest, n, **more), step("middle", rest, n, **more), step("high", high, n, **more)]


RESULT = pl.DataFrame(
    [
        answer("1", 0.19, 400, answer_order=1),
        answer("2", 0.19, 400, answer_order=2),
        answer("3", 0.62, 400, answer_order=3),
        *scale(0.62, 400),
        *scale(0.5, 210, dimension="gender", category="women"),
        *scale(0.7, 180, dimension="gender", category="men"),
        *scale(None, 0, dimension="gender", category="other"),
        *scale(0.4, 40, dimension="gender", category="unknown", base_class="small"),
    ],
    infer_schema_length=None,
)
"""`panel_result` of a question on a scale: 62 % high grades; four who are neither women nor men are too few."""


def change(code: str, against: str, points: float | None, **more: object) -> dict[str, object]:
    """A row of `panel_change`, five points either way around `points`, not certain."""
    is_hidden = points is None
    row = {
        "question_id": "F1",
        "dimension": "all",
        "category": "total",
        "category_name": None,
        "answer_code": code,
        "answer_label": None,
        "answer_kind": "class",
        "answer_order": ("low", "middle", "high").index(code) + 1,
        "against": against,
        "against_wave_id": "W1" if against == "previous" else "W0",
        "before_share": None if is_hidden else 0.5,
        "after_share": None if is_hidden else 0.5 + points / 100,
        "change_pp": points,
        "ci_low_pp": None if is_hidden else points - 5,
        "ci_high_pp": None if is_hidden else points + 5,
        "digits_count": 0,
        "kind": None if is_hidden else "overlapping",
        "common_count": None if is_hidden else 230,
        "p_value": None if is_hidden else 0.02,
        "adjusted_p_value": None if is_hidden else 0.08,
        "is_certain": None if is_hidden else False,
        "base_class": "hidden" if is_hidden else "full",
        "base_reason": "base_hidden" if is_hidden else None,
    }
    return row | more


CHANGE = pl.DataFrame(
    [
        change("high", "previous", 12.0, is_certain=True, adjusted_p_value=0.001),
        change("high", "first", 3.0),
        change("middle", "previous", -2.0),
        change("low", "previous", None),
    ],
    infer_schema_length=None,
)

THEMES = pl.DataFrame(
    [
        {"question_id": "T1", "question_text": "Vad vill du ändra?", "theme": theme, "gender": gender, "person_count": count}
        | {"person_share": share, "base_class": "full" if count else "hidden", "base_reason": None if count else "base_hidden"}
        | {"is_suppressed": False, "suppression_reason": None}
        for theme, gender, count, share in (
            ("total", "total", 100, None),
            ("Belysning", "total", 60, 0.6),
            ("Belysning", "women", 40, 0.6),
            ("Bussar", "total", 70, 0.7),
            ("Bussar", "women", None, None),
        )
    ]
)

MARGINS = pl.DataFrame(
    [
        {"margin": "sex_age", "category": "18-29", "gender": "women", "category_name": None, "people_count": 40}
        | {"population_share": 0.25, "before_share": 0.1, "after_share": 0.25, "is_suppressed": False},
        {"margin": "sex_age", "category": "18-29", "gender": "men", "category_name": None, "people_count": None}
        | {"population_share": 0.75, "before_share": None, "after_share": 0.75, "is_suppressed": True},
    ],
    infer_schema_length=None,
)
