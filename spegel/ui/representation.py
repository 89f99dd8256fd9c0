"""Who sits in the political bodies and in the management beside who lives here: the sections of that page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import management, people
from spegel.charts import representation as charts
from spegel.charts.chart import About, Chart
from spegel.charts.table import Column, Table, table
from spegel.disclosure import allow_list, reason_texts
from spegel.ui import choices, data, facts, scene, sexes, show, turnout
from spegel.ui.scene import say

MEASURES: Mapping[str, str] = {
    "gender": "repr_gap",
    "age": "repr_tvd",
    "area": "repr_kommundel",
    "gender_age": "repr_kvot",
    "birth_region": "repr_saknade_ledamoter",
}
"""What is shown -> the measure that its file is named after."""

LEAST_CHANCE = 0.005
"""A chance below this would round to none of 100, and is told as fewer than one."""


@dataclass(frozen=True)
class Cut:
    """What the visitor has chosen: one area and body, one day, members or substitutes, a population and a breakdown."""

    area: Mapping[str, object]
    body: Mapping[str, object]
    day: date
    base: str
    is_substitute: bool
    dimension: str = "gender"

    @property
    def area_id(self) -> str:
        return str(self.area["area_id"])

    @property
    def role(self) -> str:
        """`ledamöter` or `ersättare`, inside a sentence."""
        return say(f"representation.verdict.role.{choices.ROLES[self.is_substitute]}")

    @property
    def parameters(self) -> dict[str, object]:
        """What the datasets of the bodies take."""
        seats = int(self.is_substitute)
        return {"area": self.area_id, "reference_date": self.day.isoformat(), "base": self.base, "is_substitute": seats}

    def rows(self) -> pl.DataFrame:
        """`representation_by_body` of this cut."""
        return data.dataset("representation_by_body", **self.parameters)

    def own(self, dimension: str = "gender") -> dict[str, dict[str, object]]:
        """The rows of the chosen body in one dimension, by category."""
        chosen = self.rows().filter((pl.col("body_id") == self.body["body_id"]) & (pl.col("dimension") == dimension))
        return {row["category"]: row for row in chosen.iter_rows(named=True)}

    def mirror(self) -> pl.DataFrame:
        """`body_mirror` of this cut."""
        return data.dataset("body_mirror", **self.parameters)


def show_no_bodies(area: Mapping[str, object]) -> None:
    """Where no elected are known: why, what to do about it, and that the sexes are missing."""
    sexes.show_sexes({})
    show.show_empty(say("representation.none_title", area=area["area_name"]), say("representation.none_how"))


def show_clock(area: Mapping[str, object], *cuts: str) -> None:
    """The mark of example registers, and when each cut was last examined and is to be next; what is late is said, and red."""
    clock = {row["cut"]: row for row in data.dataset("representation_clock", area=area["area_id"]).iter_rows(named=True)}
    lines = [clock_line(clock[cut], date.today()) for cut in cuts if cut in clock and clock[cut]["last_date"]]
    if data.dataset("body_list", area=area["area_id"])["is_example"].any():
        lines.insert(0, f'<p><span class="badge">{escape(say("show.example"))}</span></p>')
    if lines:
        st.html(f'<div class="clock">{"".join(lines)}</div>')


def clock_line(row: Mapping[str, object], today: date) -> str:
    """One cut as a line: late once the day it was due has passed."""
    language = scene.language()
    is_late = row["next_due_date"] is not None and row["next_due_date"] < today
    words = say(
        "representation.clock_late" if is_late else "representation.clock",
        last=fmt.day(row["last_date"], language),
        next=fmt.day(row["next_due_date"], language),
    )
    icon, css_class = ("!", "late") if is_late else ("✓", "timely")
    name = say(f"representation.clock_cut.{row['cut']}")
    return (
        f'<p class="clock-{css_class}"><span class="icon" aria-hidden="true">{icon}</span> '
        f"<span>{escape(name)}: {escape(words)}</span></p>"
    )


def show_verdict(cut: Cut) -> None:
    """Do the sexes mirror the population in the chosen body, and what is the difference in persons?"""
    own = cut.own()
    verdict_side, fact_side = st.columns([6, 7], gap="large")
    with verdict_side:
        if own:
            show.show_verdict(**verdict_words(cut, own))
            sexes.show_sexes({category: row["seat_count"] for category, row in own.items()}, f"{cut.body['body_name']}:")
        else:
            show.show_message(say("representation.no_body", body=cut.body["body_name"]))
            together = cut.rows().filter(pl.col("dimension") == "gender").group_by("category").agg(pl.col("seat_count").sum())
            sexes.show_sexes(dict(together.iter_rows()), say("bostad.seats_of", body=say("bostad.all_bodies")))
        notes = [say("representation.reference_place")] if _is_municipality_instead(cut) else []
        turnout.show_notes(notes)
    with fact_side:
        turnout.show_facts(_facts(cut), "facts facts-three")


def verdict_words(cut: Cut, own: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """Verdict, number and sentence of the sexes in one body, as `show.show_verdict` takes them."""
    language = scene.language()
    women = own.get("women")
    held = next(iter(own.values()))["held_count"]
    missing = None if women is None else women["missing_members_count"]
    word = "unknown" if missing is None else "women" if missing > 0 else "men" if missing < 0 else "even"
    kind = {"women": "fewer", "men": "more"}.get(word, word)
    count = 0 if women is None else women["seat_count"]
    return {
        "status": {"even": "better", "unknown": "unsure"}.get(word, "worse"),
        "icon": {"even": "=", "unknown": "–"}.get(word, "≠"),
        "word": say(f"representation.verdict.{word}"),
        "number": say("representation.verdict.number", count=fmt.count(count, language), held=fmt.count(held, language)),
        "context": say(
            "representation.verdict.context", role=cut.role, body=cut.body["body_name"], day=fmt.day(cut.day, language)
        ),
        "sentence": say(
            f"representation.verdict.sentence.{kind}",
            count=fmt.count(abs(missing or 0), language),
            share=fmt.percent(women["population_share"] if women else None, language),
        ),
    }


def show_bodies(cut: Cut) -> None:
    """Every body by sex, and beside it the chosen breakdown or the management."""
    if cut.rows().is_empty():
        return
    body_side, other_side = st.columns([1, 1], gap="large")
    with body_side:
        show.show_chart(facts.drawn(_sexes_chart, *_key(cut)), "bodies")
    with other_side:
        if cut.dimension == "gender":
            show_management(cut.area)
        else:
            _show_groups(cut)


def show_glance(cut: Cut) -> None:
    """Body by group in one table, sexes always, with the files of it."""
    if cut.rows().is_empty():
        return
    language = scene.language()
    role = fmt.first_upper(cut.role)
    caption = say("representation.glance.caption", role=role, day=fmt.day(cut.day, language))
    shown = charts.glance(
        cut.rows(),
        show.look(),
        dimension=cut.dimension,
        names=part_names(cut.area_id),
        reasons=reasons(cut.dimension),
        caption=caption,
    )
    lead = say("representation.glance.lead")
    st.html(f'<h2>{escape(say("representation.glance.title"))}</h2><p class="quiet">{escape(lead)}</p>')
    st.html(f'<div class="glance" data-kon>{shown.html()}</div>')
    about = _about(cut, cut.dimension, say("representation.glance.title"))
    show.show_origin(shown, about, "glance")
    measures = _measures_table(cut)
    if measures.rows:
        show.show_table(measures, say("representation.measures"))


def show_management_last(cut: Cut) -> None:
    """The management, where the place beside the bodies was taken by a breakdown."""
    if cut.dimension != "gender":
        chart_side, _ = st.columns([1, 1], gap="large")
        with chart_side:
            show_management(cut.area)


def show_management(area: Mapping[str, object]) -> None:
    """Managers and employees by level and administration beside the residents, women and men always."""
    rows = staff(str(area["area_id"]))
    if rows.is_empty():
        show.show_empty(say("representation.managers.none", area=area["area_name"]), say("representation.managers.none_how"))
        return
    show.show_chart(facts.drawn(_managers_chart, str(area["area_id"]), str(area["area_name"])), "managers")


def staff(area_id: str) -> pl.DataFrame:
    """`staff_representation` of the latest day."""
    rows = data.dataset("staff_representation", area=area_id)
    return rows.filter(pl.col("measurement_date") == rows["measurement_date"].max())


def part_names(area_id: str) -> dict[str, str]:
    """What the parts of the area are called, by id."""
    return dict(data.dataset("part_list", area=area_id).select("area_id", "area_name").iter_rows())


def reasons(dimension: str) -> dict[str, str]:
    """Why a number of a breakdown is not shown, in words, by the reason the datasets give."""
    small = "small_background" if dimension == "birth_region" else "small_body"
    return {
        **reason_texts(allow_list()["fact_seat_background"], scene.language()),
        "small_body": say(f"representation.reason.{small}"),
        "share_only": say("representation.reason.share_only"),
        "not_counted": say("representation.reason.not_counted"),
    }


def staff_reasons() -> dict[str, str]:
    """As `reasons`, for the counts of staff."""
    return reason_texts(allow_list()["fact_staff"], scene.language())


def known_bases(area_id: str, dimension: str) -> tuple[str, ...]:
    """The reference populations that are known by the groups of a breakdown; all of sex, where the breakdown is known in none."""
    return tuple(
        base
        for base in choices.BASES.values()
        if data.dataset("representation_by_body", area=area_id, base=base)
        .filter((pl.col("dimension") == dimension) & pl.col("population_share").is_not_null())
        .height
    )


def sources(area_id: str, place_id: object = None, base: str = "18+") -> list[str]:
    """Where the bodies come from, and the residents of the place they are held against."""
    bodies = data.dataset("body_list", area=area_id)["source_id"].to_list()
    residents = data.dataset("resident_groups", area=place_id, base=base)["source_id"].to_list() if place_id else []
    return [*bodies, *residents]


def base_words(base: str, year: object) -> str:
    """The base of the figures in words: seats held, and the population they stand beside."""
    name = next(name for name, value in choices.BASES.items() if value == base)
    return say(f"representation.base.{name}", year=fmt.missing(scene.language()) if year is None else year)


def made(cut: Cut) -> tuple[tuple[str, str], ...]:
    """The choices made, in full words, for the workbook."""
    base = next(name for name, value in choices.BASES.items() if value == cut.base)
    breakdown = next(name for name, value in choices.BREAKDOWNS.items() if value == cut.dimension)
    return (
        (say("choice.organ"), str(cut.body["body_name"])),
        (say("choice.dag"), fmt.day(cut.day, scene.language())),
        (say("choice.roll"), say(f"choice.role.{choices.ROLES[cut.is_substitute]}")),
        (say("choice.grund"), say(f"choice.base.{base}")),
        (say("choice.uppdelning"), say(f"choice.breakdown.{breakdown}")),
    )


def _show_groups(cut: Cut) -> None:
    groups = cut.rows().filter(pl.col("dimension") == cut.dimension)
    if groups["seat_share"].count() == 0:
        show.show_empty(say("representation.groups.all_hidden"), say("representation.groups.all_hidden_how"))
        return
    show.show_chart(facts.drawn(_groups_chart, *_key(cut)), "groups")


def _key(cut: Cut) -> tuple[object, ...]:
    """The cut in a form that a cache can hold."""
    area = tuple((name, cut.area[name]) for name in ("area_id", "area_name"))
    body = tuple((name, cut.body[name]) for name in ("body_id", "body_name"))
    return (area, body, cut.day, cut.base, cut.is_substitute, cut.dimension)


def _cut(area: Sequence[tuple[str, object]], body: Sequence[tuple[str, object]], *more: object) -> Cut:
    return Cut(dict(area), dict(body), *more)


def _sexes_chart(*key: object) -> Chart:
    cut = _cut(*key)
    return charts.body_sexes(cut.rows(), _about(cut, "gender"), show.look(), reasons=reasons("gender"))


def _groups_chart(*key: object) -> Chart:
    cut = _cut(*key)
    return charts.body_groups(
        cut.rows(),
        _about(cut, cut.dimension, say(f"representation.groups.title.{cut.dimension}")),
        show.look(),
        dimension=cut.dimension,
        names=part_names(cut.area_id),
        reasons=reasons(cut.dimension),
        chosen_id=str(cut.body["body_id"]),
    )


def _managers_chart(area_id: str, area_name: str) -> Chart:
    rows = staff(area_id)
    about = facts.facts(
        area_name,
        ("chefer_repr",),
        base=say("representation.base_staff"),
        period=fmt.day(rows["measurement_date"][0], scene.language()),
        sources=sources(area_id, rows["reference_place_id"].drop_nulls().first()),
        comparability=say("representation.comparable_staff"),
    )
    return management.managers(rows, about, show.look(), reasons=staff_reasons())


def _about(cut: Cut, dimension: str, indicator: str = "") -> About:
    rows = cut.rows().filter(pl.col("dimension") == dimension)
    years = rows["population_year"].drop_nulls()
    return facts.facts(
        str(cut.area["area_name"]),
        tuple(dict.fromkeys((MEASURES[dimension], "repr_gap", "repr_saknade_ledamoter", "repr_kvot"))),
        base=base_words(cut.base, years.max() if len(years) else None),
        period=fmt.day(cut.day, scene.language()),
        sources=sources(cut.area_id, rows["reference_place_id"].drop_nulls().first(), cut.base),
        comparability=say("representation.comparable"),
        made=made(cut),
        detail=say(f"choice.role.{choices.ROLES[cut.is_substitute]}"),
        indicator=indicator,
    )


def _is_municipality_instead(cut: Cut) -> bool:
    places = cut.rows().filter(pl.col("dimension") == "gender")["reference_place_id"].drop_nulls().unique().to_list()
    return bool(places) and cut.area_id not in places


def _facts(cut: Cut) -> list[tuple[str, str, str]]:
    """Balance, chance and vacancies of the chosen body, as figures with a sentence each."""
    language = scene.language()
    chosen = cut.mirror().filter((pl.col("body_id") == cut.body["body_id"]) & (pl.col("dimension") == "gender"))
    shown = []
    for row in chosen.iter_rows(named=True):
        if row["balance_ratio"] is not None:
            balance = fmt.number(row["balance_ratio"], language, 2)
            shown.append((say("representation.fact.balance"), balance, say("representation.fact.balance_meaning")))
        if row["chance_share"] is not None and row["chance_group"] in people.SEXES:
            words, sex = chance_words(row["chance_share"]), row["chance_group"]
            meaning = say(f"representation.fact.chance_meaning.{sex}", words=words)
            shown.append((say(f"representation.fact.chance.{sex}"), words, meaning))
    vacancies, seats = cut.body["vacancy_count"], cut.body["seat_count"]
    if vacancies is not None and seats is not None and not cut.is_substitute:
        number = say(
            "representation.fact.vacancies_number", count=fmt.count(vacancies, language), seats=fmt.count(seats, language)
        )
        is_latest = cut.day == cut.body["latest_date"]
        meaning = say("representation.fact.vacancies_meaning" if is_latest else "representation.fact.vacancies_day")
        shown.append((say("representation.fact.vacancies"), number, meaning))
    return shown


def chance_words(share: float) -> str:
    """`14 av 100`: a chance as a number of assemblies. Very small ones are not written as none."""
    if share < LEAST_CHANCE:
        return say("representation.fact.chance_least")
    return say("representation.fact.chance_number", count=fmt.number(share * 100, scene.language()))


def _measures_table(cut: Cut) -> Table:
    language = scene.language()
    columns = (
        Column("body_name", say("representation.column.body")),
        Column("dimension_name", say("representation.column.dimension")),
        Column("seat_count", say("representation.column.held"), "count"),
        Column("unknown_count", say("representation.column.unknown"), "count"),
        Column("tvd_share", say("representation.column.tvd"), "percent"),
        Column("lsq_index", say("representation.column.lsq"), "index"),
        Column("balance_ratio", say("representation.column.balance"), "index", 2),
        Column("group_name", say("representation.column.chance_group")),
        Column("chance_share", say("representation.column.chance"), "percent", 0),
    )
    outside = say("representation.only_sex")
    rows = [
        {
            **row,
            "dimension_name": say(f"representation.dimension.{row['dimension']}"),
            "group_name": people.name(row["chance_group"], show.look()) if row["chance_group"] else outside,
            "balance_ratio": outside if row["balance_ratio"] is None and row["dimension"] != "gender" else row["balance_ratio"],
            "chance_share": outside if row["chance_share"] is None and row["dimension"] != "gender" else row["chance_share"],
        }
        for row in cut.mirror().iter_rows(named=True)
    ]
    return table(say("representation.measures_caption"), columns, rows, language)
