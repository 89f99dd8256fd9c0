"""The five duties as a form, how complete they are, and the template to print.

Nothing is stored on the server: all that is written stands in the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from spegel import fmt, report
from spegel.charts import people
from spegel.charts import planning as charts
from spegel.charts.chart import plain
from spegel.charts.table import Column, Table, table
from spegel.registers import schema
from spegel.report import analysis_template
from spegel.stats.quotas import quotas
from spegel.ui import choices, data, planning, registered, scene, show
from spegel.ui.facts import facts
from spegel.ui.planning import Plan
from spegel.ui.scene import say

SHORT, LONG = 120, 240
"""The longest words a field takes: an address has to hold them all."""

DUTIES = {"syfte": "purpose", "malgrupp": "target_group", "mandat": "mandate", "skede": "stage", "ansvarig": "feedback_owner"}
"""The five duties as they stand in the address -> as the register has them."""

_LISTS = {"mandat": "mandate", "skede": "stage"}


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


def form(plan: Plan) -> Duties:
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
    labels = {ending: say(f"planera.files.{kind}_{ending}") for ending in ("docx", "pdf")}
    show.show_documents(document, stem, labels, "template")
    st.html(f'<p class="quiet">{escape(say("planera.files.nothing_stored"))}</p>')


def incomplete(written: Duties) -> str:
    """`Ofullständig: 3 av 5 skyldigheter ifyllda`."""
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
            context=plan.room,
            duties=tuple((say(f"choice.{name}"), words) for name, words in written.filled.items()),
            warning="" if written.is_complete else incomplete(written),
            invitation=planning.sexes_line(plan, invited) if invited else say("planera.no_residents", area=plan.place),
            quotas=charts.quota_table(invited, look, place=plan.place) if invited else None,
            comes=charts.comes_table(comers, look, place=plan.place, room_size=plan.room_size) if comers else None,
            bars=tuple(_bars(comers, plan.room_size)),
            missing=charts.missing_sentence(comers, look, room_size=plan.room_size) if comers else "",
            places=tuple(planning.places_tables(plan)),
            notes=tuple(planning.notes(plan, residents)) if residents else (),
            source=about.line(scene.language()),
            data_date=about.data_date,
            is_example=about.is_example,
        )
    )


def _listed(name: str) -> str:
    """Draw the choice of a duty that has a list; gives its words, empty where none is chosen."""
    options = schema.labels(_LISTS[name], scene.language())
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
    written = [{**rows[column], "duty": say(f"choice.{name}")} for name, column in DUTIES.items()]
    total = {**rows["total"], "duty": say("planera.column.all_duties")}
    caption = say(
        "planera.duties.earlier",
        area=plan.area_name,
        complete=fmt.count(total["complete_count"], scene.language()),
        count=fmt.count(total["dialogue_count"], scene.language()),
    )
    return table(caption, columns, written, scene.language(), total)


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


def _dialogue_years(area_id: str) -> str:
    years = data.dataset("dialogue_list", area=area_id)["start_date"].dt.year()
    return fmt.span(str(years.min()), str(years.max()))
