"""The sections of the page where a dialogue is planned: whom it is for, who is missing, whom to invite, and the five duties.

Nothing is stored on the server: all that is chosen and written stands in the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt, report
from spegel.charts import people
from spegel.charts import planning as charts
from spegel.charts.chart import About, Chart, plain
from spegel.charts.table import Column, Table, table
from spegel.disclosure import allow_list, reason_text
from spegel.registers import schema
from spegel.report import analysis_template
from spegel.stats import usual
from spegel.stats.quotas import quotas
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_sexes
from spegel.ui.turnout import show_notes

LEAST_ROOM, MOST_ROOM, USUAL_ROOM = 5, 300, 40
SHORT, LONG = 120, 240
"""The longest words a field takes: an address has to hold them all."""

DUTIES = ("syfte", "malgrupp", "mandat", "skede", "ansvarig")
"""The five duties as they stand in the address."""

PLACES = 8
"""How many places and channels are shown."""

_LISTS = {"mandat": "mandate", "skede": "stage"}
_COLUMNS = {"syfte": "purpose", "malgrupp": "target_group", "mandat": "mandate", "skede": "stage", "ansvarig": "feedback_owner"}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Residents:
    """Those the dialogue is for, by sex and age; the place whose sexes and ages they are, and how many live in the chosen one."""

    counts: Mapping[tuple[str, str], int]
    is_of_place: bool
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

    def residents(self) -> Residents | None:
        """Who lives in the place, with sexes and ages of the area or its municipality where its own are not known.

        None where nobody's are known, or nobody is of the target group.
        """
        places = self.parts or (self.area_id,)
        everybody = [_everybody(place) for place in places]
        for those in (places, (self.area_id,), (self.municipality_code,)):
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
                    those == places,
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


@dataclass(frozen=True)
class Duties:
    """What the dialogue is about and the five duties as written; empty where nothing is."""

    subject: str
    filled: Mapping[str, str]

    @property
    def count(self) -> int:
        """How many of the five are filled in."""
        return sum(bool(words) for words in self.filled.values())

    @property
    def is_complete(self) -> bool:
        """True where all five are."""
        return self.count == len(DUTIES)


def chosen(area: Mapping[str, object]) -> Plan:
    """The choices of the row, besides the area: parts, ages, sexes and size of the room."""
    return Plan(
        str(area["area_id"]),
        str(area["area_name"]),
        str(area["municipality_code"]),
        choices.parts(str(area["area_id"])),
        choices.ages(),
        choices.sexes(),
        choices.number("rum", LEAST_ROOM, MOST_ROOM, USUAL_ROOM),
    )


def show_invitations(plan: Plan) -> None:
    """How many women and men to invite, and who usually is missing; then both in full."""
    residents, language = plan.residents(), scene.language()
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
    st.html(f'<p class="quiet" data-kon>{escape(_sexes_line(plan, invited))}</p>')
    show_notes(_notes(plan, residents))
    comes, invite = st.columns(2, gap="large")
    with comes:
        if plan.comers():
            show.show_chart(drawn(_who_comes, plan), "comes")
    with invite:
        shown = charts.quota_table(invited, show.look(), place=plan.place)
        st.html(f'<h2>{escape(shown.caption)}</h2><p class="quiet">{escape(say("planera.quotas.lead"))}</p>')
        st.html(f'<div class="quotas" data-kon>{shown.html()}</div>')
        about = plan.about(say("planera.indicator.quotas"), say("planera.base.residents"))
        show.show_source(about.line(language))
        show.show_files(shown, about, "quotas")


def show_places(plan: Plan) -> None:
    """Places and channels where the missing groups have come before."""
    shown = places_table(plan)
    st.html(f"<h2>{escape(say('planera.places.title'))}</h2>")
    if shown is None:
        st.html(f'<p class="quiet">{escape(say("planera.places.none"))}</p>')
        return
    st.html(f'<p class="quiet">{escape(say("planera.places.lead"))}</p>{shown.html()}')
    about = plan.about(say("planera.indicator.places"), say("planera.base.attendance"))
    show.show_source(about.line(scene.language()))
    show.show_files(shown, about, "places")


def duties(plan: Plan) -> Duties:
    """Draw the form of the five duties, and what the dialogue is about; return what is written."""
    st.html(f'<h2>{escape(say("planera.duties.title"))}</h2><p class="quiet">{escape(say("planera.duties.lead"))}</p>')
    left, right = st.columns(2, gap="large")
    with left:
        subject = choices.words("amne", SHORT, say("planera.example.amne"))
        filled = {
            "syfte": choices.words("syfte", LONG, say("planera.example.syfte")),
            "malgrupp": choices.words(
                "malgrupp", SHORT, say("planera.example.malgrupp", target=fmt.first_upper(plan.target), place=plan.place)
            ),
        }
    with right:
        filled |= {name: _listed(name) for name in _LISTS}
        filled["ansvarig"] = choices.words("ansvarig", SHORT, say("planera.example.ansvarig"))
    return Duties(subject, {name: filled[name] for name in DUTIES})


def show_completeness(plan: Plan, written: Duties) -> None:
    """How many of the five are filled in and which are not, and how it has been in earlier dialogues."""
    language = scene.language()
    missing = [fmt.first_lower(say(f"choice.{name}")) for name, words in written.filled.items() if not words]
    words = say("planera.duties.filled", count=written.count)
    if missing:
        words = f"{words} {say('planera.duties.missing', duties=fmt.listing(missing, language))}"
    css_class = "duties-complete" if written.is_complete else "duties-missing"
    icon = "✓" if written.is_complete else "!"
    st.html(f'<p class="{css_class}" role="status"><span class="icon" aria-hidden="true">{icon}</span> {escape(words)}</p>')
    earlier = _earlier(plan)
    if earlier is None:
        return
    show.show_table(earlier, earlier.caption)
    about = facts(
        plan.area_name,
        ("dialog_fullstandighet",),
        base=say("planera.base.dialogues"),
        period=_dialogue_years(plan.area_id),
        sources=registered.sources(plan.area_id, "dialogues"),
    )
    show.show_source(about.line(language))


def show_documents(plan: Plan, written: Duties) -> None:
    """The template to print, for Word and as PDF. Without all duties it is marked as incomplete, on the button too."""
    st.html(f"<h2>{escape(say('planera.files.title'))}</h2>")
    lead = say("planera.files.complete") if written.is_complete else incomplete(written)
    st.html(f'<p class="quiet">{escape(lead)}</p>')
    stem = "_".join(filter(None, (
        plain(say("planera.files.name")), plain(plan.place), plain(written.subject),
        "" if written.is_complete else plain(incomplete(written)),
    )))  # fmt: skip
    kind = "complete" if written.is_complete else "incomplete"
    document = template(plan, written)
    with st.container(key="downloads_template", horizontal=True):
        for ending, mime, made in (("docx", _DOCX, report.docx), ("pdf", "application/pdf", report.pdf)):
            st.download_button(
                say(f"planera.files.{kind}_{ending}"),
                data=partial(made, document),
                file_name=f"{stem}.{ending}",
                mime=mime,
                key=f"template_{ending}",
                on_click="ignore",
            )
    st.html(f'<p class="quiet">{escape(say("planera.files.nothing_stored"))}</p>')


def incomplete(written: Duties) -> str:
    """`Ofullständig: 3 av 5 uppgifter ifyllda`."""
    return say("planera.duties.incomplete", count=written.count)


def template(plan: Plan, written: Duties) -> report.Document:
    """The template to print, of what the page shows."""
    residents, look = plan.residents(), show.look()
    about = plan.about(say("planera.files.name"), say("planera.base.residents"))
    comers = plan.comers()
    invited = quotas(plan.room_size, residents.counts) if residents else {}
    return analysis_template.make(
        analysis_template.Content(
            language=scene.language(),
            subject=written.subject,
            context=plan.context,
            duties=tuple((say(f"choice.{name}"), words) for name, words in written.filled.items()),
            warning="" if written.is_complete else incomplete(written),
            invitation=_sexes_line(plan, invited) if invited else say("planera.no_residents", area=plan.place),
            quotas=charts.quota_table(invited, look, place=plan.place) if invited else None,
            comes=charts.comes_table(comers, look, place=plan.place, room_size=plan.room_size) if comers else None,
            bars=tuple(_bars(comers, plan.room_size)),
            missing=charts.missing_sentence(comers, look, room_size=plan.room_size) if comers else "",
            places=places_table(plan),
            notes=tuple(_notes(plan, residents)) if residents else (),
            source=about.line(scene.language()),
            data_date=about.data_date,
            is_example=about.is_example,
        )
    )


def places_table(plan: Plan) -> Table | None:
    """Places and channels by how large a share the most missing group has had there; None where nobody has been counted."""
    group = next(iter(plan.missing()), None)
    rows = plan.attendance()
    if group is None or rows.is_empty():
        return None
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
        .with_columns(share=pl.col("least_count") / pl.col("room"))
        .sort("share", "room", "location", "channel", descending=[True, True, False, False])
        .head(PLACES)
    )
    return _places(best.to_dicts(), group) if best.height else None


def _places(rows: Sequence[Mapping[str, object]], group: str) -> Table:
    look = show.look()
    channels = {choice.code: choice.labels[look.language] for choice in schema.lists()["channel"]}
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
    """How many came; where all numbers are hidden the reason, where some are the least and how many are hidden."""
    if not row["hidden_count"]:
        return row["least_count"]
    if not row["least_count"]:
        return reason_text("primary_small", scene.language(), allow_list()["fact_attendance"])
    return say(
        "planera.places.at_least",
        count=fmt.count(row["least_count"], scene.language()),
        hidden=fmt.count(row["hidden_count"], scene.language()),
    )


def _invitation(invited: Mapping[tuple[str, str], int]) -> str:
    counts = _sums(invited)
    each = [say(f"planera.invite.{sex}", count=fmt.count(count, scene.language())) for sex, count in counts.items()]
    return say("planera.invite_groups", groups=fmt.listing(each, scene.language()))


def _sums(invited: Mapping[tuple[str, str], int]) -> dict[str, int]:
    sexes = dict.fromkeys(sex for sex, _ in invited)
    return {sex: sum(count for key, count in invited.items() if key[0] == sex) for sex in sexes}


def _sexes_line(plan: Plan, invited: Mapping[tuple[str, str], int]) -> str:
    """Whom to invite and who has come, by sex: the line that no choice takes away."""
    look = show.look()
    comes = usual.shares({sex: _span(plan.attendance(), "gender", sex) for sex in people.SEXES})
    words = [f"{people.name(sex, look)} {charts.span_words(comes[sex], look)}" for sex in people.SEXES]
    has_come = say("planera.sexes_come", sexes=" · ".join(words))
    if all(span is None for span in comes.values()):
        has_come = say("planera.sexes_unknown")
    return f"{_invitation(invited)}. {has_come}"


def _notes(plan: Plan, residents: Residents) -> list[str]:
    language = scene.language()
    rows = plan.attendance()
    hidden = int(rows.filter(pl.col("category") != "total")["hidden_count"].sum())
    everybody = residents.everybody_count
    return [
        "" if everybody is None else say("planera.note.residents", place=plan.place, count=fmt.count(everybody, language)),
        "" if residents.is_of_place else say("planera.note.municipality", place=plan.place, day=residents.period),
        say("planera.note.hidden", count=fmt.count(hidden, language)) if hidden else "",
        say("planera.note.sexes_all_ages") if len(plan.ages) < len(choices.AGES) and not rows.is_empty() else "",
    ]


def _bars(comers: Sequence[charts.Comer], room_size: int) -> list[analysis_template.Bar]:
    look = show.look()
    return [
        analysis_template.Bar(
            people.name(comer.group, look),
            comer.lives_share,
            *(comer.comes or (None, None)),
            charts.difference_words(comer, room_size, look),
        )
        for comer in comers
    ]


def _listed(name: str) -> str:
    """Draw the choice of a duty that has a list; gives its words, empty where none is chosen."""
    language = scene.language()
    options = {choice.code: choice.labels[language] for choice in schema.lists()[_LISTS[name]]}
    value = choices.choose(name, ["", *options], "", lambda value: options.get(value, say("planera.duties.not_chosen")))
    return options.get(value, "")


def _earlier(plan: Plan) -> Table | None:
    rows = {row["duty"]: row for row in data.dataset("dialogue_duties", area=plan.area_id).iter_rows(named=True)}
    if not rows:
        return None
    columns = (
        Column("duty", say("planera.column.duty")),
        Column("filled_count", say("planera.column.filled"), "count"),
        Column("filled_share", say("planera.column.filled_share"), "percent"),
    )
    written = [{**rows[column], "duty": say(f"choice.{name}")} for name, column in _COLUMNS.items()]
    total = {**rows["total"], "duty": say("planera.column.all_duties")}
    caption = say(
        "planera.duties.earlier",
        area=plan.area_name,
        complete=fmt.count(total["complete_count"], scene.language()),
        count=fmt.count(total["dialogue_count"], scene.language()),
    )
    return table(caption, columns, written, scene.language(), total)


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


def _dialogue_years(area_id: str) -> str:
    years = data.dataset("dialogue_list", area=area_id)["start_date"].dt.year()
    return fmt.span(str(years.min()), str(years.max()))
