"""Planning a dialogue: whom it is for, who usually comes and who is missing, whom to invite, and where they have come before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import people
from spegel.charts import planning as charts
from spegel.charts.chart import About, Chart
from spegel.charts.table import Column, Table, table
from spegel.registers import schema
from spegel.stats import usual
from spegel.stats.quotas import quotas
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_sexes
from spegel.ui.turnout import show_notes

LEAST_ROOM, MOST_ROOM, USUAL_ROOM = 5, 300, 40

GROUPS, PLACES = 2, 6
"""For how many missing groups places and channels are shown, and how many of them."""


@dataclass(frozen=True)
class Residents:
    """Those the dialogue is for, by sex and age, and how many live in the chosen place.

    `pattern` says whose sexes and ages they are: of the `place` itself, else of the whole `area`, else of its `municipality`.
    """

    counts: Mapping[tuple[str, str], int]
    pattern: str
    everybody_count: int | None
    period: str
    sources: tuple[str, ...]

    def share(self, group: str) -> float:
        """The share of a sex or an age, 0-1."""
        return sum(count for key, count in self.counts.items() if group in key) / sum(self.counts.values())


@dataclass(frozen=True)
class Plan:
    """What the visitor has chosen: where, for whom, and for how many."""

    area_id: str
    area_name: str
    municipality_code: str
    parts: tuple[str, ...]
    ages: tuple[str, ...]
    sexes: tuple[str, ...]
    room_size: int

    @property
    def place(self) -> str:
        """`Alby och Fittja`, or the whole area."""
        names = dict(data.dataset("part_list", area=self.area_id).select("area_id", "area_name").iter_rows())
        return fmt.listing([names[part] for part in self.parts], scene.language()) or self.area_name

    @property
    def target(self) -> str:
        """`kvinnor 18–29 år`: whom the dialogue is for, in the middle of a sentence."""
        who = say("planera.target.all") if len(self.sexes) > 1 else people.in_text(self.sexes[0], show.look())
        if len(self.ages) == len(choices.AGES):
            return who
        first, last = choices.AGES[self.ages[0]][0], choices.AGES[self.ages[-1]][1]
        if last == choices.EVERYTHING:
            return say("planera.target.from", who=who, first=first)
        return say("planera.target.ages", who=who, ages=fmt.span(first, last))

    @property
    def context(self) -> str:
        """`till ett rum med 40 platser: alla i Alby`."""
        return say("planera.context", target=self.target, place=self.place, count=fmt.count(self.room_size, scene.language()))

    @property
    def room(self) -> str:
        """`Rum med 40 platser: alla i Alby`, a line of its own."""
        return say("planera.room", target=self.target, place=self.place, count=fmt.count(self.room_size, scene.language()))

    def residents(self) -> Residents | None:
        """Who lives in the place, with sexes and ages of the area or its municipality where its own are not known.

        None where nobody's are known, or nobody is of the target group.
        """
        places = self.parts or (self.area_id,)
        everybody = [_everybody(place) for place in places]
        patterns = {"place": places, "area": (self.area_id,), "municipality": (self.municipality_code,)}
        for pattern, those in patterns.items():
            found = [_by_sex_and_age(place) for place in those]
            if all(rows.height for rows in found):
                rows = pl.concat(found)
                counted = {
                    (sex, age): int(rows.filter((pl.col("gender") == sex) & (pl.col("category") == age))["resident_count"].sum())
                    for sex in self.sexes
                    for age in self.ages
                }
                days = sorted({fmt.day(day, scene.language()) for day in rows["population_date"]})
                if not sum(counted.values()):
                    return None
                return Residents(
                    counted,
                    pattern,
                    sum(everybody) if None not in everybody else None,
                    fmt.listing(days, scene.language()),
                    tuple(sorted(set(rows["source_id"]))),
                )
        return None

    def attendance(self) -> pl.DataFrame:
        """`attendance_by_place` of the chosen parts."""
        rows = data.dataset("attendance_by_place", area=self.area_id)
        return rows.filter(pl.col("part_area_id").is_in(self.parts)) if self.parts else rows

    def comers(self) -> list[charts.Comer]:
        """Women and men, then the ages, of those who live there and of those who have come."""
        residents = self.residents()
        found = []
        for dimension, groups in (("gender", self.sexes), ("age", self.ages)):
            if residents and len(groups) > 1:
                comes = usual.shares({group: _span(self.attendance(), dimension, group) for group in groups})
                found += [charts.Comer(group, residents.share(group), comes[group]) for group in groups]
        return found

    def missing(self) -> list[str]:
        """The groups that usually are too few, those that lack most first."""
        return [comer.group for comer in charts.missing(self.comers(), self.room_size)]

    def about(self, detail: str, base: str) -> About:
        """What stands under a picture or a table."""
        residents = self.residents()
        rows = self.attendance()
        held = _period(rows)
        return facts(
            self.area_name,
            (),
            indicator=detail,
            base=base,
            period=held or (residents.period if residents else fmt.missing(scene.language())),
            sources=[*(residents.sources if residents else ()), *registered.sources(self.area_id, "dialogues", "attendance")],
            comparability=say("planera.comparable", day=residents.period if residents else fmt.missing(scene.language())),
            made=[
                (say("choice.delar"), self.place),
                (say("planera.target_name"), self.target),
                (say("choice.rum"), fmt.count(self.room_size, scene.language())),
            ],
            more_definitions=[(say("planera.define.quotas"), say("planera.define.quotas_how")),
                              (say("planera.define.comes"), say("planera.define.comes_how"))],
        )  # fmt: skip


def chosen(area: Mapping[str, object]) -> Plan:
    """The choices of the row, besides the area: parts, ages, sexes and size of the room."""
    return Plan(
        str(area["area_id"]),
        str(area["area_name"]),
        str(area["municipality_code"]),
        ages=choices.ages(),
        sexes=choices.sexes(),
        room_size=choices.number("rum", LEAST_ROOM, MOST_ROOM, USUAL_ROOM),
        # Last, since they take a row of their own.
        parts=choices.parts(str(area["area_id"])),
    )


def show_invitations(plan: Plan) -> None:
    """How many women and men to invite, and who usually is missing; then both in full."""
    residents = plan.residents()
    if residents is None:
        show_sexes({})
        show.show_empty(say("planera.no_residents", area=plan.place), say("planera.no_residents_how"))
        return
    if plan.attendance()["is_example"].any():
        show.show_example_badge()
    invited = quotas(plan.room_size, residents.counts)
    show.show_number(
        _invitation(invited),
        plan.context,
        charts.missing_sentence(plan.comers(), show.look(), room_size=plan.room_size),
    )
    st.html(f'<p class="quiet" data-kon>{escape(sexes_line(plan, invited))}</p>')
    show_notes(notes(plan, residents))
    comes, invite = st.columns(2, gap="large")
    with comes:
        if plan.comers():
            show.show_chart(drawn(_who_comes, plan), "comes")
    with invite:
        shown = charts.quota_table(invited, show.look(), place=plan.place)
        st.html(f'<h2>{escape(say("planera.quotas.heading"))}</h2><p class="quiet">{escape(say("planera.quotas.lead"))}</p>')
        st.html(f'<div class="quotas" data-kon>{shown.html()}</div>')
        about = plan.about(say("planera.indicator.quotas"), say("planera.base.residents"))
        show.show_origin(shown, about, "quotas")


def show_places(plan: Plan) -> None:
    """Places and channels where the missing groups have come before."""
    found = places_tables(plan)
    st.html(f"<h2>{escape(say('planera.places.title'))}</h2>")
    if not found:
        st.html(f'<p class="quiet">{escape(say("planera.places.none"))}</p>')
        return
    st.html(f'<p class="quiet">{escape(say("planera.places.lead"))}</p>')
    for number, (side, shown) in enumerate(zip(st.columns(len(found), gap="large"), found, strict=True)):
        with side:
            st.html(shown.html())
            about = plan.about(shown.caption, say("planera.base.attendance"))
            show.show_origin(shown, about, f"places_{number}")


def places_tables(plan: Plan) -> list[Table]:
    """For each of the groups that lack most: places and channels by how large a share the group has had there."""
    return [found for group in plan.missing()[:GROUPS] if (found := _places_of(plan, group))]


def _places_of(plan: Plan, group: str) -> Table | None:
    """Places and channels of one group; None where none of it has come."""
    rows = plan.attendance()
    dimension = "gender" if group in people.SEXES else "age"
    counted = (
        rows.filter((pl.col("dimension") == dimension) & pl.col("category").is_in([group, "total"]))
        .group_by("location", "channel", "category")
        .agg(pl.col("dialogue_count", "hidden_count", "least_count", "most_count").sum())
    )
    everybody = counted.filter(pl.col("category") == "total").select("location", "channel", "dialogue_count", room="least_count")
    own = counted.filter(pl.col("category") == group).drop("category", "dialogue_count")
    best = (
        everybody.join(own, on=("location", "channel"))
        .filter((pl.col("room") > 0) & (pl.col("most_count") > 0))
        # Somewhere to go: a place, or the channel that needs none.
        .filter((pl.col("location") != "") | (pl.col("channel") == "digital"))
        .with_columns(share=pl.col("least_count") / pl.col("room"))
        .sort("share", "room", "location", "channel", descending=[True, True, False, False])
        .head(PLACES)
    )
    return _places(best.to_dicts(), group) if best.height else None


def _places(rows: Sequence[Mapping[str, object]], group: str) -> Table:
    look = show.look()
    channels = schema.labels("channel", look.language)
    name = people.name(group, look)
    columns = (
        Column("location", say("planera.column.location")),
        Column("channel", say("planera.column.channel")),
        Column("dialogue_count", say("planera.column.dialogues"), "count"),
        Column("persons", say("planera.column.persons", group=name), "count"),
        Column("room", say("planera.column.room"), "count"),
    )
    written = [
        {
            **row,
            "location": row["location"] or say("planera.places.unknown"),
            "channel": channels.get(row["channel"], say("planera.places.unknown_channel")),
            "persons": _persons(row),
        }
        for row in rows
    ]
    caption = say("planera.places.caption", group=people.in_text(group, look))
    return table(caption, columns, written, look.language)


def _persons(row: Mapping[str, object]) -> int | str:
    """How many came; where numbers are hidden, in how many dialogues, and the least they were in the others."""
    if not row["hidden_count"]:
        return row["least_count"]
    language = scene.language()
    hidden = fmt.count(row["hidden_count"], language)
    if not row["least_count"]:
        return say("planera.places.hidden", hidden=hidden)
    return say("planera.places.at_least", count=fmt.count(row["least_count"], language), hidden=hidden)


def _invitation(invited: Mapping[tuple[str, str], int]) -> str:
    counts = _sums(invited)
    each = [say(f"planera.invite.{sex}", count=fmt.count(count, scene.language())) for sex, count in counts.items()]
    return say("planera.invite_groups", groups=fmt.listing(each, scene.language()))


def _sums(invited: Mapping[tuple[str, str], int]) -> dict[str, int]:
    sexes = dict.fromkeys(sex for sex, _ in invited)
    return {sex: sum(count for key, count in invited.items() if key[0] == sex) for sex in sexes}


def sexes_line(plan: Plan, invited: Mapping[tuple[str, str], int]) -> str:
    """Places for women and men, and how large a share they have been: the line that no choice takes away."""
    look, places = show.look(), _sums(invited)
    comes = usual.shares({sex: _span(plan.attendance(), "gender", sex) for sex in people.SEXES})
    words = [
        say(
            "planera.sexes_of" if comes[sex] else "planera.sexes_places",
            sex=people.name(sex, look),
            count=fmt.count(places.get(sex, 0), look.language),
            share=charts.span_words(comes[sex], look),
        )
        for sex in people.SEXES
    ]
    is_known = any(comes.values())
    return " · ".join(words) + ("" if is_known else f". {say('planera.sexes_unknown')}")


def notes(plan: Plan, residents: Residents) -> list[str]:
    """What a reader must know of the figures; empty texts where there is nothing to say."""
    language = scene.language()
    rows = plan.attendance()
    hidden = int(rows.filter(pl.col("category") != "total")["hidden_count"].sum())
    everybody = residents.everybody_count
    whose = {"place": plan.place, "area": plan.area_name, "day": residents.period}
    return [
        "" if everybody is None else say("planera.note.residents", place=plan.place, count=fmt.count(everybody, language)),
        "" if residents.pattern == "place" else say(f"planera.note.{residents.pattern}", **whose),
        say("planera.note.hidden", count=fmt.count(hidden, language)) if hidden else "",
        say("planera.note.sexes_all_ages") if len(plan.ages) < len(choices.AGES) and not rows.is_empty() else "",
    ]


def _who_comes(plan: Plan) -> Chart:
    about = plan.about(say("planera.indicator.comes"), say("planera.base.attendance"))
    return charts.who_comes(plan.comers(), about, show.look(), place=plan.place, room_size=plan.room_size)


def _span(rows: pl.DataFrame, dimension: str, group: str) -> tuple[int, int]:
    own = rows.filter((pl.col("dimension") == dimension) & (pl.col("category") == group))
    return int(own["least_count"].sum()), int(own["most_count"].sum())


def _by_sex_and_age(place: str) -> pl.DataFrame:
    """Residents of a place by sex and age; no rows where either is not known."""
    rows = data.dataset("resident_groups", area=place, base="all")
    return rows.filter((pl.col("dimension") == "age") & pl.col("gender").is_in(people.SEXES))


def _everybody(place: str) -> int | None:
    """How many live in a place, None where not known. Sexes are added up where no sum is printed."""
    rows = data.dataset("resident_groups", area=place, base="all").filter(pl.col("dimension") == "all")
    total = rows.filter(pl.col("gender") == "total")["resident_count"]
    return int(total[0]) if len(total) else None


def _period(rows: pl.DataFrame) -> str:
    """`2022–2026`; empty without dialogues."""
    return "" if rows.is_empty() else fmt.span(str(rows["first_date"].min().year), str(rows["last_date"].max().year))
