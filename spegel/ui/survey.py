"""The sections of the page on the citizen survey: every question beside others, one of them closely, and the words of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

import polars as pl
import streamlit as st

from spegel import fmt, indicators
from spegel.charts import people, whiskers
from spegel.charts import survey as charts
from spegel.charts.chart import About, Chart
from spegel.ui import choices, compare, data, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.turnout import show_notes

SUBJECTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "fortroende": ("trust", "influence"),
        "politik": ("politicians", "decisions"),
        "kontakt": ("information", "contact", "organisation"),
        "inkludering": ("inclusion",),
        "helhet": ("overall",),
        "alla": (
            *("trust", "influence", "politicians", "decisions", "information"),
            *("contact", "inclusion", "organisation", "overall"),
        ),
    }
)
"""Subjects as they stand in the address -> themes of the questions; the first is the default."""

DIMENSIONS: Mapping[str, str] = MappingProxyType({"kon": "gender", "alder": "age", "utbildning": "education", "bostad": "place"})
"""Breakdowns of SCB's answers as they stand in the address -> as the dataset has them; the first is the default."""

_ANSWERS, _RESPONSE = "N00528", "N00529"
"""Kolada's key figures of how many answered, and how large a share of those asked."""


CHANCE = 0.05
"""Share of the answers that margins of 95 percent leave outside by chance."""


@dataclass(frozen=True)
class Survey:
    """What the visitor has chosen: where, which questions, one of them, and which groups."""

    area_id: str
    area_name: str
    code: str
    subject: str
    kpi_id: str
    dimension: str

    def items(self) -> pl.DataFrame:
        """`survey_item_list`."""
        return data.dataset("survey_item_list", municipality_code=self.code)

    def item(self) -> dict:
        """The chosen question."""
        return self.items().row(by_predicate=pl.col("kpi_id") == self.kpi_id, named=True)

    def results(self, kpi_id: str | None = None) -> pl.DataFrame:
        """`survey_result`, of one question or of all."""
        return data.dataset("survey_result", municipality_code=self.code, kpi_id=kpi_id)

    def latest(self, subject: str) -> list[dict]:
        """The questions of a subject with their latest answers."""
        compared = data.dataset("indicator_comparison", municipality_code=self.code, theme="survey")
        rows = charts.latest(self.results(), compared, self.items(), scene.language())
        return [row for row in rows if row["theme"] in SUBJECTS[subject]]

    def groups(self) -> pl.DataFrame:
        """`survey_by_group` of the chosen question: everybody, and the chosen groups."""
        rows = data.dataset("survey_by_group", municipality_code=self.code, kpi_id=self.kpi_id)
        return rows.filter(pl.col("dimension").is_in(["all", self.dimension]))

    def about(self, rows: pl.DataFrame, indicator: str, base: str, *made: tuple[str, str]) -> About:
        """What stands under a picture of the survey; `base` is a key of texts."""
        years = rows["survey_year"]
        return facts(
            self.area_name,
            ("medborgarundersokning_andel",),
            base=say(f"undersokning.base.{base}"),
            period=fmt.span(str(years.min()), str(years.max())) if years.n_unique() > 1 else str(years.max()),
            sources=rows["source_id"].unique().to_list(),
            comparability=say("undersokning.comparable"),
            made=made,
            indicator=indicator,
        )


def choose_subject() -> str:
    """Which questions are shown."""
    return choices.choose("tema", list(SUBJECTS), next(iter(SUBJECTS)), lambda name: say(f"undersokning.subject.{name}"))


def choose_question(code: str, subject: str) -> str | None:
    """The question to look at closely, of the chosen subject; None where there are no questions at all."""
    items = data.dataset("survey_item_list", municipality_code=code).filter(pl.col("theme").is_in(SUBJECTS[subject]))
    names = dict(items.select("kpi_id", f"name_{scene.language()}").iter_rows())
    return choices.choose("fraga", list(names), next(iter(names)), names.__getitem__) if names else None


def choose_groups(code: str) -> str:
    """Which of SCB's groups are shown; there is nothing to choose until they are fetched."""
    found = set(data.dataset("survey_by_group", municipality_code=code)["dimension"])
    names = [name for name, dimension in DIMENSIONS.items() if dimension in found]
    if not names:
        return DIMENSIONS["kon"]
    value = choices.choose("uppdelning", names, names[0], lambda name: say(f"undersokning.dimension.{DIMENSIONS[name]}"))
    return DIMENSIONS[value]


def has_questions(area: Mapping[str, object], kpi_id: str | None) -> bool:
    """True where the questions are known; else the page says that nothing is built of them."""
    if kpi_id is None:
        show_no_sexes()
        show.show_empty(say("undersokning.nothing", area=area["area_name"]), say("undersokning.nothing_how"))
    return kpi_id is not None


def show_place(area: Mapping[str, object]) -> None:
    """The survey is about a whole municipality; a board of a part is told so."""
    if area["area_level"] != "kommun":
        place = compare.municipality(area)
        st.html(f'<p class="quiet">{escape(say("undersokning.board", area=area["area_name"], place=place))}</p>')


def show_overview(view: Survey) -> None:
    """How many questions differ from the country and have changed, for certain; then the questions of the subject."""
    everything = view.latest("alla")
    known = [row for row in everything if row["answer_share"] is not None]
    if not known:
        show_no_sexes()
        show.show_empty(
            say("undersokning.none", area=view.area_name, count=len(everything)), say("undersokning.none_how", code=view.code)
        )
        return
    show.show_number(*_overview_words(view, known))
    show_notes([_answered(view)])
    shown = [row for row in view.latest(view.subject) if row["answer_share"] is not None]
    if shown:
        show.show_chart(drawn(_questions, view), "questions")
        chance = say("undersokning.chance", count=len(known), expected=round(CHANCE * len(known)))
        show_notes([say("undersokning.how"), chance])


def show_question(view: Survey) -> None:
    """The chosen question: how it is put, women and men, year by year, and by group."""
    item, rows = view.item(), view.results(view.kpi_id)
    name = item[f"name_{scene.language()}"]
    st.html(
        f'<h2>{escape(name)}</h2><p class="question" lang="sv">”{escape(item["question"])}”</p>'
        f'<dl class="pairs">{_pairs(item)}</dl>'
    )
    if rows.is_empty():
        return
    newest = rows.filter("is_latest").with_columns(trust_share="answer_share")
    show_sex_shares(newest)
    years_side, groups_side = st.columns(2, gap="large")
    with years_side:
        show.show_chart(drawn(_series, view), "series")
    with groups_side:
        if view.groups().filter(pl.col("dimension") == view.dimension).is_empty():
            st.html(f'<h2 class="chart-title">{escape(say("undersokning.groups.title"))}</h2>')
            show.show_empty(say("undersokning.groups.none"), say("undersokning.groups.none_how", code=view.code), announce=False)
        else:
            show.show_chart(drawn(_groups, view), "groups")


def show_sex_shares(newest: pl.DataFrame) -> None:
    """Women and men in a survey with their margins, in a line that no choice takes away.

    Frame: gender, survey_year, trust_share and margin_share of one survey.
    """
    told = {
        row["gender"]: whiskers.written(row["trust_share"], charts.points(row["margin_share"]), show.look())
        for row in newest.iter_rows(named=True)
        if row["trust_share"] is not None
    }
    if not set(people.SEXES) <= set(told):
        show_no_sexes()
        return
    words = say("undersokning.sexes", year=newest["survey_year"][0], women=told["women"], men=told["men"])
    st.html(f'<p class="quiet" data-kon>{escape(words)}</p>')


def show_no_sexes() -> None:
    """The line of the sexes while no answer is there."""
    st.html(f'<p class="quiet" data-kon>{escape(say("undersokning.sexes_none"))}</p>')


def show_catalogue(view: Survey) -> None:
    """Every question with its words, and which of our measures the survey follows up."""
    language = scene.language()
    rows = [{**row, "name": row[f"name_{language}"]} for row in view.items().iter_rows(named=True)]
    measures = {id: measure.name[language] for id, measure in indicators.all_indicators().items()}
    caption = say("undersokning.catalogue.title")
    st.html(f"<h2>{escape(caption)}</h2><p>{escape(_coupling(measures))}</p>")
    shown = charts.catalogue(rows, caption, show.look(), measures=measures)
    about = facts(
        view.area_name,
        ("undersokning_koppling",),
        base=say("undersokning.base.catalogue"),
        period=str(max(row["first_year"] for row in rows)),
        sources=[row["source_id"] for row in rows],
        comparability=say("undersokning.comparable"),
    )
    show.show_table(shown, say("undersokning.catalogue.fold", count=len(rows)))
    show.show_origin(shown, about, "catalogue")


def _overview_words(view: Survey, known: list[dict]) -> tuple[str, str, str]:
    """Number, context and sentence: against the country where it is known, and since the survey before."""
    above, below, told = charts.count(known, "difference")
    up, down, changed = charts.count(known, "change")
    year = max(row["survey_year"] for row in known)
    before = {row["previous_year"] for row in known if row["is_uncertain"] is not None}
    sentences = [say("undersokning.number.sides", above=above, below=below, unsure=told - above - below)] if told else []
    if changed:
        sentences.append(say("undersokning.number.changed", before=min(before), up=up, down=down, unsure=changed - up - down))
    elif any(row["has_break"] for row in known):
        sentences.append(say("undersokning.number.break", year=year))
    else:
        sentences.append(say("undersokning.number.first", year=year))
    place = compare.municipality({"area_name": view.area_name, "municipality_code": view.code})
    if told:
        number = say("undersokning.number.certain", certain=above + below, count=told)
    else:
        number = say("undersokning.number.asked", count=len(known))
    return number, f"{place} {year}", " ".join(sentences)


def _answered(view: Survey) -> str:
    """How many answered in the latest year, and the share of those asked, where Kolada tells it."""
    language, told = scene.language(), {}
    for kpi_id in (_ANSWERS, _RESPONSE):
        rows = data.dataset("indicator_comparison", municipality_code=view.code, kpi_id=kpi_id)
        own = rows.filter((pl.col("comparison") == "own") & pl.col("indicator_value").is_not_null())
        told[kpi_id] = own["indicator_value"][-1] if own.height else None
    if told[_ANSWERS] is None:
        return ""
    return say(
        "undersokning.answered",
        answers=fmt.count(round(told[_ANSWERS]), language),
        response=fmt.percent(told[_RESPONSE], language, 0),
    )


def _pairs(item: Mapping) -> str:
    """What is known of a question, in words."""
    measure = item["indicator_id"]
    pairs = [
        (say("undersokning.column.counted"), item["answers_counted"].replace("|", ", "), True),
        (say("undersokning.column.left_out"), item["answers_left_out"].replace("|", ", "), True),
        (
            say("undersokning.column.measure"),
            indicators.get(measure).name[scene.language()] if measure else say("undersokning.no_measure"),
            False,
        ),
        (say("undersokning.column.breaks"), fmt.listing(item["break_years"].split("|"), scene.language()), False),
    ]
    mark = {True: ' lang="sv"', False: ""}
    return "".join(f"<dt>{escape(name)}</dt><dd{mark[swedish]}>{escape(words)}</dd>" for name, words, swedish in pairs)


def _coupling(measures: Mapping[str, str]) -> str:
    rows = data.dataset("survey_coupling")
    mapped, missing = (rows.filter(pl.col("is_mapped") == flag)["indicator_id"].to_list() for flag in (True, False))
    language = scene.language()
    return say(
        "undersokning.coupling",
        mapped=len(mapped),
        count=rows.height,
        missing=fmt.listing([measures[id].lower() for id in missing], language),
    )


def _questions(view: Survey) -> Chart:
    rows = [row for row in view.latest(view.subject) if row["answer_share"] is not None]
    results = view.results().filter("is_latest")
    subject = say(f"undersokning.subject.{view.subject}")
    about = view.about(results, f"{say('undersokning.short')} {subject}", "survey", (say("choice.tema"), subject))
    title = say("undersokning.questions.title", subject=subject)
    return charts.questions(rows, about, show.look(), title=title)


def _series(view: Survey) -> Chart:
    rows, name = view.results(view.kpi_id), view.item()[f"name_{scene.language()}"]
    about = view.about(rows, name, "survey", (say("choice.fraga"), name))
    return charts.series(rows, about, show.look(), title=say("undersokning.series.title"))


def _groups(view: Survey) -> Chart:
    rows, name = view.groups(), view.item()[f"name_{scene.language()}"]
    dimension = say(f"undersokning.dimension.{view.dimension}")
    made = (say("choice.fraga"), name), (say("choice.uppdelning"), dimension)
    about = view.about(rows.filter("is_latest"), f"{name} {dimension}", "groups", *made)
    return charts.groups(rows, about, show.look(), title=say("undersokning.groups.title"))
