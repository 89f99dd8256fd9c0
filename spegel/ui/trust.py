"""The sections of the page on trust: in people, in democracy, in politicians, and whether one can influence decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from spegel import fmt, indicators
from spegel.charts import perceived
from spegel.charts import trust as charts
from spegel.charts.chart import About, Chart
from spegel.disclosure import allow_list, reason_texts
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_sexes
from spegel.ui.survey import show_no_sexes, show_sex_shares
from spegel.ui.turnout import show_notes

MEASURES = ("tillit_manniskor", "fortroende_demokrati", "fortroende_politiker", "upplevt_inflytande")
FIRST = ("tillit_manniskor", "fortroende_demokrati", "fortroende_politiker")
"""Measures of which the first two that are known are told at the top."""

SURVEYS: Mapping[str, str] = MappingProxyType({"egen": "own", "scb": "kolada"})
"""Surveys as they stand in the address -> as the dataset has them; the first that is there is the default."""

DIMENSIONS: Mapping[str, str] = MappingProxyType(
    {
        "kon": "gender",
        "alder": "age",
        "bostad": "area",
        "fodelseregion": "birth_region",
        "utbildning": "education",
        "tatort": "place",
    }
)
"""Breakdowns as they stand in the address -> as the dataset has them; the first is the default."""


@dataclass(frozen=True)
class Trust:
    """What the visitor has chosen: where, whose survey, and which groups."""

    area_id: str
    area_name: str
    survey: str
    dimension: str

    def rows(self, measure: str) -> pl.DataFrame:
        """`trust_by_group` of the chosen survey; that of SCB has its groups from SCB's own tables."""
        kinds = ["own"] if self.survey == "own" else ["kolada", "scb"]
        rows = asked(self.area_id, measure).filter(pl.col("survey").is_in(kinds))
        # Where both have the sexes, one of them counts: that with a series.
        return rows.sort("survey", maintain_order=True)

    def series(self, measure: str) -> pl.DataFrame:
        """Everybody, women and men, year by year."""
        return self.rows(measure).filter((pl.col("survey") == self.survey) & (pl.col("dimension") == "all"))

    def known(self) -> tuple[str, ...]:
        """The measures that the chosen survey has."""
        return tuple(measure for measure in MEASURES if self.series(measure).height)

    def latest(self) -> dict[str, tuple[dict | None, list[dict]]]:
        """Measure -> the latest answer of everybody, and of the chosen groups."""
        return {measure: charts.latest(self.rows(measure), self.dimension) for measure in self.known()}

    def about(self, *measures: str, detail: str = "") -> About:
        """What stands under a picture of these measures."""
        years = [year for measure in measures for year in self.series(measure)["survey_year"]]
        code = data.dataset("area_list").row(by_predicate=pl.col("area_id") == self.area_id, named=True)["municipality_code"]
        if self.survey == "own":
            sources = registered.sources(self.area_id, "indicators")
        else:
            sources = data.dataset("survey_result", municipality_code=code)["source_id"].unique().to_list()
        return facts(
            self.area_name,
            measures,
            base=say("fortroende.base"),
            period=fmt.span(str(min(years)), str(max(years))) if min(years) < max(years) else str(max(years)),
            sources=sources,
            comparability=say("fortroende.comparable"),
            made=((say("choice.enkat"), say(f"fortroende.survey.{self.survey}")),),
            detail=detail,
        )


def asked(area_id: str, measure: str) -> pl.DataFrame:
    """`trust_by_group` of a measure, every survey."""
    return data.dataset("trust_by_group", area=area_id, measure=measure)


def offered(area_id: str) -> list[str]:
    """The surveys that have answers, as they stand in the address; the first is the one that is shown."""
    found = {survey for measure in MEASURES for survey in asked(area_id, measure)["survey"]}
    return [name for name, survey in SURVEYS.items() if survey in found]


def choose_survey(area_id: str) -> str | None:
    """Whose survey: only those with answers; None where there is none."""
    names = offered(area_id)
    if not names:
        return None
    return SURVEYS[choices.choose("enkat", names, names[0], lambda name: say(f"fortroende.survey.{SURVEYS[name]}"))]


def choose_groups(area_id: str, survey: str | None) -> str:
    """Which groups: only those that the survey has."""
    kinds = ["own"] if survey == "own" else ["kolada", "scb"]
    found = {
        dimension
        for measure in MEASURES
        for dimension in asked(area_id, measure).filter(pl.col("survey").is_in(kinds))["dimension"]
    }
    if survey == "own":
        # Own surveys divide education in their own ways, which are not SCB's groups.
        found -= {"education"}
    names = [name for name, dimension in DIMENSIONS.items() if dimension == "gender" or dimension in found]
    return DIMENSIONS[choices.choose("uppdelning", names, names[0], lambda name: say(f"fortroende.dimension.{DIMENSIONS[name]}"))]


def has_answers(area: Mapping[str, object], survey: str | None) -> bool:
    """True where some survey is there; else the page says what to do."""
    if survey is None:
        show_no_sexes()
        remedy = say("fortroende.none_how", code=area["municipality_code"])
        show.show_empty(say("fortroende.none", area=area["area_name"]), remedy)
    return survey is not None


def show_answer(view: Trust, announce: bool = True) -> None:
    """The first two measures with their margins and changes, and who answered by sex; read aloud after a choice."""
    rows = first_two(view)
    if any(row["is_example"] for row in rows.values()):
        show.show_example_badge()
    number, context, sentence = trust_words(view, rows)
    show.show_number(number, context, sentence, announce)
    first = view.series(next(iter(rows))).filter("is_latest")
    if view.survey == "own":
        answered = first.filter(pl.col("gender") != "total").select("gender", "answer_count")
        show_sexes(dict(answered.iter_rows()), say("upplevd.answers"))
    else:
        show_sex_shares(first)


def show_measures(view: Trust) -> None:
    """Every measure by group in one picture."""
    show.show_chart(drawn(_measures, view), "measures")
    missing = [indicators.get(measure).name[scene.language()].lower() for measure in MEASURES if measure not in view.known()]
    absent = say("fortroende.missing", names=fmt.listing(missing, scene.language())) if missing else ""
    show_notes([absent, say("fortroende.panel")])


def show_series(view: Trust) -> None:
    """Each measure year by year: what it says in a sentence, the picture one press away."""
    for measure in view.known():
        show.show_folded_chart(drawn(_series, view, measure), f"series_{measure}")


def first_two(view: Trust) -> dict[str, dict]:
    """Measure -> everybody's latest answer, of the two that are told first."""
    latest = {measure: everyone for measure, (everyone, _) in view.latest().items() if everyone}
    return {measure: latest[measure] for measure in [each for each in FIRST if each in latest][:2]}


def trust_words(view: Trust, rows: Mapping[str, dict]) -> tuple[str, str, str]:
    """The number, what it is about, and the sentence that reads its change."""
    language = scene.language()
    parts = [
        say(f"fortroende.number.{measure}", share=perceived.share_of(row["trust_share"], row["margin_pp"], language))
        for measure, row in rows.items()
    ]
    # The wider of the two margins: both lie inside it.
    widest = max((row["margin_pp"] for row in rows.values() if row["margin_pp"] is not None), default=None)
    year = max(row["survey_year"] for row in rows.values())
    context = say(f"fortroende.context.{view.survey}", margin=fmt.points(widest, language, signed=False), year=year)
    return fmt.listing(parts, language), context, " ".join(_change(measure, row) for measure, row in rows.items())


def _change(measure: str, row: Mapping) -> str:
    """The change since the baseline, or why none can be told."""
    language = scene.language()
    return say(
        f"fortroende.change.{perceived.verdict(row)}",
        name=indicators.get(measure).name[language],
        before=row["baseline_year"],
        year=row["survey_year"],
        change=fmt.points(row["change_pp"], language),
        points=fmt.number(row["change_pp"], language, 1, signed=True),
        margin=fmt.points(row["change_margin_pp"], language, signed=False),
    )


def _measures(view: Trust) -> Chart:
    dimension = say(f"fortroende.dimension.{view.dimension}")
    return charts.measures(
        view.latest(),
        view.about(*view.known(), detail=dimension),
        show.look(),
        title=say("fortroende.measures.title", survey=say(f"fortroende.survey.{view.survey}")),
        names={measure: indicators.get(measure).name[scene.language()] for measure in MEASURES},
        reasons=reason_texts(allow_list()["fact_indicator_survey"], scene.language()),
    )


def _series(view: Trust, measure: str) -> Chart:
    about = view.about(measure, detail=say("fortroende.series.detail"))
    return perceived.trust(view.series(measure), about, show.look(), title=indicators.get(measure).name[scene.language()])
