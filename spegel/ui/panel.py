"""The sections of the page on who is in the citizen panel, and what both pages on the panel say of it wherever they show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import citizen_panel
from spegel.charts.chart import About, Chart
from spegel.disclosure import allow_list, reason_texts
from spegel.stats import room as rules
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_sexes
from spegel.ui.turnout import show_facts, show_notes

DIMENSIONS: Mapping[str, str] = MappingProxyType(
    {"kon": "gender", "alder": "age", "utbildning": "education", "fodelseregion": "birth_region", "bostad": "area"}
)
"""Breakdowns as they stand in the address -> as the datasets have them."""

REGISTERS = ("panel_waves", "panel_respondents", "panel_answers")

_STATUS = {rules.DEVIATES: ("worse", "≠"), rules.WITHIN_CHANCE: ("better", "=")}
_RESIDENTS = ("scb-be0101-age-sex",)


@dataclass(frozen=True)
class Panel:
    """What the visitor has chosen: whose panel, divided by what, and the wave whose response and weights are shown."""

    area_id: str
    area_name: str
    wave_id: str
    dimension: str

    @property
    def table(self) -> str:
        """The table of the allow-list that the counts of the chosen breakdown are in."""
        return "fact_panel_member_background" if self.dimension in ("education", "birth_region") else "fact_panel_member"

    def waves(self) -> pl.DataFrame:
        """`panel_wave_list`, the newest first."""
        return waves(self.area_id)

    def wave(self) -> dict:
        """The chosen row of `panel_wave_list`."""
        return self.waves().row(by_predicate=pl.col("wave_id") == self.wave_id, named=True)

    def members(self) -> pl.DataFrame:
        """`panel_members`."""
        return data.dataset("panel_members", area=self.area_id)

    def mirrors(self) -> list[dict]:
        """`panel_composition`: a row for each breakdown whose population is known."""
        return data.dataset("panel_composition", area=self.area_id).rows(named=True)

    def known_count(self) -> int | None:
        """How many members have a group of the chosen breakdown; None where that is not told or nothing compares."""
        return next((row["known_count"] for row in self.mirrors() if row["dimension"] == self.dimension), None)

    def held_against(self) -> list[dict]:
        """The groups of the chosen breakdown beside those to be expected."""
        return citizen_panel.held_against(self.members(), self.dimension, self.known_count())

    def about(self, *measures: str, base: str, period: str, detail: str = "", indicator: str = "", **blanks: object) -> About:
        """What stands under a picture."""
        return facts(
            self.area_name,
            measures,
            base=say(f"panel.base.{base}", **blanks),
            period=period,
            sources=[*registered.sources(self.area_id, *REGISTERS), *_RESIDENTS],
            comparability=say("panel.comparable"),
            made=[
                (say("choice.omgang"), wave_choice(self.wave())),
                (say("choice.uppdelning"), dimension_name(self.dimension)),
            ],
            detail=detail,
            indicator=indicator,
            statement=statement(self.wave()),
        )


def waves(area_id: str) -> pl.DataFrame:
    """`panel_wave_list`, the newest first."""
    return data.dataset("panel_wave_list", area=area_id).sort("start_date", "wave_id", descending=True)


def statement(wave: Mapping[str, object]) -> str:
    """What must be said wherever the panel's figures go: how its members came in, and what an interval then means."""
    return say("panel.statement.self_recruited" if wave["is_self_recruited"] else "panel.statement.random")


def show_statement(wave: Mapping[str, object]) -> None:
    """The statement on a page."""
    st.html(f'<p class="note" data-statement>{escape(statement(wave))}</p>')


def wave_choice(wave: Mapping[str, object]) -> str:
    """`4 maj 2026`: what a wave is called in a list of choices."""
    return fmt.day(wave["start_date"], scene.language())


def dimension_name(dimension: str) -> str:
    """`Ålder`."""
    return say(f"panel.dimension.{dimension}")


def reasons(table: str) -> dict[str, str]:
    """Why a number of a table of the allow-list is hidden, in words."""
    return reason_texts(allow_list()[table], scene.language())


def chosen_wave(area_id: str) -> str | None:
    """The wave, the newest unless the visitor says otherwise; None without any."""
    by_id = {row["wave_id"]: row for row in waves(area_id).iter_rows(named=True)}
    if not by_id:
        return None
    return choices.choose("omgang", list(by_id), next(iter(by_id)), lambda id: wave_choice(by_id[id]))


def chosen_dimension(default: str) -> str:
    """What members or answers are divided by."""
    value = choices.choose("uppdelning", list(DIMENSIONS), default, lambda name: dimension_name(DIMENSIONS[name]))
    return DIMENSIONS[value]


def chosen(area: Mapping[str, object]) -> Panel | None:
    """The choices of the page; None where there is no panel."""
    wave_id = chosen_wave(str(area["area_id"]))
    if wave_id is None:
        return None
    return Panel(str(area["area_id"]), str(area["area_name"]), wave_id, chosen_dimension("alder"))


def show_none(area: Mapping[str, object]) -> None:
    """There is no panel: why, and what to do; the sexes are missing then too."""
    show_sexes({})
    show.show_empty(say("panel.none", area=area["area_name"]), say("panel.none_how"))


def show_members(view: Panel) -> None:
    """Does the panel look like the population: the verdict, the sexes, the statement, and the members group by group."""
    if view.wave()["is_example"]:
        show.show_example_badge()
    left, right = st.columns([5, 7], gap="large")
    with left:
        _show_verdict(view)
        show_statement(view.wave())
    with right:
        show.show_chart(drawn(_members_chart, view), "members")
    hidden = reasons("fact_panel_member")
    by_age = citizen_panel.members_by_sex_and_age(view.members(), show.look(), reasons=hidden)
    show.show_table(by_age, by_age.caption)
    about = view.about("panel_medlemmar", base="members", period=_as_of(view), detail=say("panel.sex_age.detail"))
    show.show_origin(by_age, about, "sex_age")
    moves = citizen_panel.flow(data.dataset("panel_flow", area=view.area_id), show.look(), reasons=reasons("fact_panel_flow"))
    show.show_table(moves, moves.caption)
    about = view.about("panel_medlemmar", base="joined", period=_all_waves(view), detail=say("panel.flow.detail"))
    show.show_origin(moves, about, "flow")


def show_response(view: Panel) -> None:
    """Who answers: wave by wave, and the groups of the chosen wave with how even its response was."""
    st.html(f'<h2 class="block">{escape(say("panel.block.response"))}</h2>')
    left, right = st.columns(2, gap="large")
    with left:
        show.show_chart(drawn(_groups_chart, view), "groups")
        show_notes([_evenness(view)])
    with right:
        show.show_chart(drawn(_response_chart, view), "response")


def show_staying(view: Panel) -> None:
    """Who stays: the curve of those who are still members, and those who go on answering."""
    st.html(f'<h2 class="block">{escape(say("panel.block.staying"))}</h2>')
    left, right = st.columns(2, gap="large")
    with left:
        if data.dataset("panel_staying", area=view.area_id).is_empty():
            st.html(f"<h3>{escape(say('panel.staying.title'))}</h3>")
            show.show_empty(say("panel.staying.none"), say("panel.staying.none_how"), announce=False)
        else:
            show.show_chart(drawn(_staying_chart, view), "staying")
            show_notes([say("panel.staying.how")])
    with right:
        show.show_chart(drawn(_retention_chart, view), "retention")
        show_notes([say("panel.retention.how")])


def show_told_back(view: Panel) -> None:
    """What was told back to the panel after each wave; a wave that nothing was told of says so."""
    st.html(f'<h2 class="block">{escape(say("panel.block.told"))}</h2>')
    found = view.waves()
    told = found["results_date"].is_not_null().sum()
    counts = {"told": fmt.count(told, scene.language()), "waves": fmt.count(found.height, scene.language())}
    st.html(f'<p class="chart-sentence">{escape(say("panel.told.reading", **counts))}</p>')
    listed = citizen_panel.told_back(found, show.look())
    st.html(listed.html())
    about = view.about(
        "panel_svarsfrekvens", base="waves", period=_all_waves(view), indicator=say("panel.told.indicator")
    )
    show.show_origin(listed, about, "told")


def show_weights(view: Panel) -> None:
    """How the answers of the chosen wave are weighted: by what, what it cost, what was refused, before and after."""
    st.html(f'<h2 class="block">{escape(say("panel.block.weights"))}</h2>')
    row = weighting(view.area_id, view.wave_id)
    show_notes([weighting_words(row)])
    if row["method"] != "unweighted":
        show_facts(weight_facts(row), "facts facts-three")
    for words in refusals(row):
        show_notes([words])
    rows = data.dataset("panel_margins", area=view.area_id, wave=view.wave_id)
    if rows.height:
        name = wave_choice(view.wave())
        listed = citizen_panel.margins(rows, show.look(), wave=name)
        show.show_table(listed, listed.caption)
        about = view.about("panel_deff", base="weights", period=name, indicator=say("panel.margins.indicator"))
        show.show_origin(listed, about, "margins")
    scene.link("panelsvar", say("panel.to_answers"), omgang=view.wave_id)


def weighting(area_id: str, wave_id: str) -> dict:
    """The row of `panel_weighting` of a wave."""
    return data.dataset("panel_weighting", area=area_id).row(by_predicate=pl.col("wave_id") == wave_id, named=True)


def weighting_words(row: Mapping[str, object]) -> str:
    """How the answers of a wave are weighted, in a sentence or two. `row` is that of `panel_weighting`."""
    language, look = scene.language(), show.look()
    names = [fmt.first_lower(citizen_panel.margin_name(name, look)) for name in _several(row["margins"])]
    year = row["population_year"] or fmt.missing(language)
    return say(f"panel.method.{row['method']}", margins=fmt.listing(names, language), year=year)


def refusals(row: Mapping[str, object]) -> list[str]:
    """Why the wave could not be weighted, which margins were left out of the weights and which groups were merged, in words."""
    look = show.look()
    found = [say(f"panel.refused.{rule}") for rule in _several(row["refusals"])]
    for entry in _several(row["dropped"]):
        margin, _, rule = entry.partition(":")
        why = fmt.first_lower(say(f"panel.refused.{rule}"))
        found.append(say("panel.dropped", margin=citizen_panel.margin_name(margin, look), why=why))
    for entry in _several(row["merged"]):
        margin, _, levels = entry.partition(":")
        found.append(say("panel.merged", margin=citizen_panel.margin_name(margin, look), levels=levels))
    return found


def _several(text: object) -> list[str]:
    return str(text).split(",") if text else []


def _show_verdict(view: Panel) -> None:
    """Whether the panel differs from the population by more than chance, and in what."""
    language, rows = scene.language(), view.members()
    whole = citizen_panel.everyone(rows)
    by_verdict: dict[str, list[str]] = {}
    for row in view.mirrors():
        by_verdict.setdefault(str(row["verdict"]), []).append(fmt.first_lower(dimension_name(row["dimension"])))
    verdict = overall(view.mirrors())
    status, icon = _STATUS.get(verdict, ("unsure", "–"))
    parts = [
        say(f"panel.verdict.{one}_in", names=fmt.listing(by_verdict[one], language)) for one in _STATUS if one in by_verdict
    ]
    unsure = [name for one, names in by_verdict.items() if one not in _STATUS for name in names]
    if unsure:
        parts.append(say("panel.verdict.unsure_in", names=fmt.listing(unsure, language)))
    show.show_verdict(
        status,
        say(f"panel.verdict.{verdict}"),
        say("panel.verdict.number", count=_count(whole["member_count"])),
        " ".join(parts) or say("panel.verdict.no_population"),
        say("panel.verdict.context", active=_count(whole["active_count"]), area=view.area_name, day=_as_of(view)),
        icon=icon,
    )
    sexes = citizen_panel.of_dimension(rows, "gender")
    show_sexes({row["category"]: row["member_count"] for row in sexes}, say("panel.members.who"))
    show_sexes({row["category"]: row["active_count"] for row in sexes}, say("panel.members.who_active"))


def overall(mirrors: Sequence[Mapping[str, object]]) -> str:
    """The verdict of all breakdowns together: one that deviates is enough, and to resemble takes at least sex and age."""
    within = {row["dimension"] for row in mirrors if row["verdict"] == rules.WITHIN_CHANCE}
    if any(row["verdict"] == rules.DEVIATES for row in mirrors):
        return rules.DEVIATES
    return rules.WITHIN_CHANCE if within >= {"gender", "age"} else "none"


def _count(number: int | None) -> str:
    return say("panel.hidden") if number is None else fmt.count(number, scene.language())


def _as_of(view: Panel) -> str:
    return fmt.day(view.members()["as_of_date"][0], scene.language())


def _all_waves(view: Panel) -> str:
    days = view.waves()["start_date"]
    return fmt.span(str(days.min().year), str(days.max().year))


def _evenness(view: Panel) -> str:
    """The R-indicator of the chosen wave and breakdown, or why there is none."""
    rows = _response(view)
    is_sex = view.dimension == "gender"
    rows = rows.filter(pl.col("dimension") == ("all" if is_sex else view.dimension), (pl.col("gender") != "total") | (not is_sex))
    found = rows["r_number"].drop_nulls()
    if found.len():
        breakdown = fmt.first_lower(dimension_name(view.dimension))
        return say("panel.evenness", value=fmt.number(found[0], scene.language(), 2), breakdown=breakdown)
    reason = rows["r_reason"].drop_nulls()
    return say(f"panel.evenness_{reason[0]}") if reason.len() else ""


def weight_facts(row: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """What the weights cost: effective number, design effect, trimmed, left out."""
    language = scene.language()
    return [
        (
            say("panel.weights.effective"),
            fmt.count(row["effective_count"], language),
            say("panel.weights.effective_of", count=fmt.count(row["people_count"], language)),
        ),
        (say("panel.weights.deff"), fmt.number(row["design_effect"], language, 2), say("panel.weights.deff_meaning")),
        (say("panel.weights.trimmed"), fmt.percent(row["trimmed_share"], language, 0), say("panel.weights.trimmed_meaning")),
        (say("panel.weights.left_out"), fmt.count(row["left_out_count"], language), say("panel.weights.left_out_meaning")),
    ]


def _response(view: Panel) -> pl.DataFrame:
    """`panel_response` of the chosen wave."""
    return data.dataset("panel_response", area=view.area_id, wave=view.wave_id)


def _members_chart(view: Panel) -> Chart:
    about = view.about(
        "panel_medlemmar", "panel_sammansattning", base="members", period=_as_of(view), detail=dimension_name(view.dimension)
    )
    hidden = reasons(view.table)
    return citizen_panel.members(view.held_against(), view.known_count(), about, show.look(), reasons=hidden)


def _groups_chart(view: Panel) -> Chart:
    name = wave_choice(view.wave())
    about = view.about("panel_svarsfrekvens", base="asked", period=name, detail=dimension_name(view.dimension))
    hidden = reasons(view.table)
    return citizen_panel.response_of_groups(
        _response(view), about, show.look(), dimension=view.dimension, wave=name, reasons=hidden
    )


def _response_chart(view: Panel) -> Chart:
    about = view.about("panel_svarsfrekvens", base="asked", period=_all_waves(view), detail=say("panel.all_waves"))
    rows = data.dataset("panel_response", area=view.area_id)
    return citizen_panel.response_over_waves(rows, about, show.look(), reasons=reasons("fact_panel_member"))


def _staying_chart(view: Panel) -> Chart:
    about = view.about(
        "panel_kvarvaro", base="joined", period=_all_waves(view), indicator=say("panel.staying.indicator")
    )
    return citizen_panel.staying(data.dataset("panel_staying", area=view.area_id), about, show.look())


def _retention_chart(view: Panel) -> Chart:
    about = view.about("panel_kvarvaro", base="first", period=_all_waves(view))
    rows = data.dataset("panel_wave_retention", area=view.area_id)
    return citizen_panel.retention(rows, about, show.look())
