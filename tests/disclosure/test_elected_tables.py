"""What the tables about elected persons and their surveys must not give away, by the roles they have in the allow-list."""

from __future__ import annotations

import polars as pl
import pytest

from spegel.disclosure import allow_list, protect_table

GENDERS = ("women", "men", "unknown")


def themes(asked: dict[str, int], said_yes: dict[str, dict[str, int]]) -> pl.DataFrame:
    """Interviews of as many as `asked`, by theme those who brought it up; every row and total that the build makes."""
    rows = []
    for theme, yes in said_yes.items():
        counts = {
            (said, gender): {"yes": yes[gender], "no": asked[gender] - yes[gender], "total": asked[gender]}[said]
            for said in ("yes", "no", "total")
            for gender in asked
        }
        counts |= {(said, "total"): sum(counts[said, gender] for gender in asked) for said in ("yes", "no", "total")}
        rows += [
            {"area_id": "0127", "interview_year": 2025, "theme": theme, "said": said, "gender": gender, "person_count": number}
            for (said, gender), number in counts.items()
        ]
    return pl.DataFrame(rows).with_columns(provenance=pl.lit("own"))


def test_what_one_theme_hides_about_those_interviewed_no_other_theme_prints():
    """Two whose sex is not known, of 35. One theme printing the women and another the men would tell that they are two."""
    asked = dict(zip(GENDERS, (16, 17, 2), strict=True))
    said_yes = {
        "time": dict(zip(GENDERS, (16, 0, 0), strict=True)),
        "posts": dict(zip(GENDERS, (13, 17, 0), strict=True)),
    }
    found = protect_table(allow_list()["fact_interview_theme"], themes(asked, said_yes)).filter(said="total")
    told = found.group_by("gender").agg(pl.col("person_count").drop_nulls().unique())
    shown = {gender: numbers for gender, numbers in told.iter_rows() if numbers}
    assert shown == {"total": [35]}


def survey(name: str, answers: dict[str, int]) -> pl.DataFrame:
    """One question by place, protected as table `name`: the municipality itself and its parts; 40 percent said yes everywhere."""
    table = allow_list()[name]
    rows = [
        {
            "area_id": "0127", "kpi_id": "own:upplevd_representation", "place_id": place, "indicator_year": 2025,
            "gender": "total", "parent_place_id": None if place == "0127" else "0127", "dimension": "all", "category": "total",
            "answer_count": number, "indicator_value": 40.0, "uncertainty_value": 5.0, "provenance": "own",
        }
        for place, number in answers.items()
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema_overrides={"parent_place_id": pl.String})
    missing = [pl.lit(None).alias(column) for column in table.incoming if column not in frame.columns]
    return protect_table(table, frame.with_columns(missing))


@pytest.mark.parametrize("name", ["fact_indicator_survey", "fact_indicator_background"])
def test_all_less_the_other_parts_is_not_a_hidden_part(name: str):
    """143 answers, 60 and 80 of them from two parts: three from the third, were nothing else hidden."""
    found = survey(name, {"0127": 143, "0127-alby": 60, "0127-fittja": 3, "0127-tumba": 80})
    hidden = found.filter(pl.col("answer_count").is_null())
    assert set(hidden["place_id"]) == {"0127-alby", "0127-fittja"}
    assert hidden["indicator_value"].null_count() == hidden["uncertainty_value"].null_count() == 2


@pytest.mark.parametrize("name", ["fact_indicator_survey", "fact_indicator_background"])
def test_no_share_of_few_answers_is_printed(name: str):
    names = ("answer_count", "indicator_value", "suppression_reason")
    assert survey(name, {"0127": 50}).select(names).row(0) == (50, 40.0, None)
    assert survey(name, {"0127": 49}).select(names).row(0) == (49, None, "small_base")
