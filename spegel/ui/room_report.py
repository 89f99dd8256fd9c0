"""The draft of a report on a dialogue, to take home from the page on the room."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from spegel import report
from spegel.charts import room as charts
from spegel.charts.chart import plain
from spegel.charts.table import Column, Table, table
from spegel.report import dialogue_report
from spegel.ui import room, scene, show
from spegel.ui.facts import drawn
from spegel.ui.room import Room
from spegel.ui.scene import say

_ON_PAPER = 5


def show_documents(view: Room) -> None:
    """The draft for Word and as PDF; only of one dialogue, since a year has no purpose and no promises."""
    if not view.is_dialogue:
        return
    st.html(f'<h2>{escape(say("dialograpport.files"))}</h2><p class="quiet">{escape(say("dialograpport.files_how"))}</p>')
    words = (say("dialograpport.file_name"), view.area_name, view.title, view.unit()["start_date"].isoformat())
    stem = "_".join(map(plain, words))
    labels = {ending: say(f"dialograpport.{ending}") for ending in ("docx", "pdf")}
    show.show_documents(draft(view), stem, labels, "report")


def draft(view: Room) -> report.Document:
    """The draft, of what the page shows."""
    about = view.about("rum_bedomning", indicator=say("dialograpport.file_name"))
    mirror = view.mirror()
    came = charts.groups(view.rows(), view.dimension) and mirror
    pairs = charts.spoke_pairs(view.rows(), "gender")
    speaking = drawn(room.spoke_chart, view) if pairs else None
    told = [] if speaking is None else [speaking.sentence if charts.has_shares(pairs) else room.spoke_words(view, speaking)]
    word, because = room.reflection_words(view)
    return dialogue_report.make(
        dialogue_report.Content(
            language=scene.language(),
            subject=view.title,
            head=(*room.head_words(view), (say("choice.mandat"), room.mandate_words(view))),
            verdict=_verdict(view),
            present=(_sexes(view), _groups(view) if came else None, room.party_table(view)),
            spoke=tuple(told) or (say("rummet.spoke.not_noted"),),
            speakers=speaking.table if speaking else None,
            reflects=(f"{word}. {say('rummet.reflects.because')}", *because) if because else (word,),
            promises=room.promise_line(view),
            source=about.line(scene.language()),
            data_date=about.data_date,
            is_example=about.is_example,
        )
    )


def _verdict(view: Room) -> tuple[str, ...]:
    mirror = view.mirror()
    if mirror is None:
        return (say("rummet.came.not_counted", breakdown=say(f"rummet.dimension.{view.dimension}")),)
    word, number, context, sentence = room.verdict_words(view, mirror)
    return (f"{word}. {number}, {context}.", sentence)


def _groups(view: Room) -> Table:
    """The table of the picture without its ratios: a page of paper has room for five columns."""
    shown = drawn(room.came_chart, view).table
    return replace(shown, columns=shown.columns[:_ON_PAPER])


def _sexes(view: Room) -> Table:
    columns = [Column(name, say(f"dialograpport.column.{name}")) for name in ("sex", "number", "more")]
    rows = [{"sex": row.name, "number": row.number, "more": row.more} for row in room.sexes(view)]
    return table(say("rummet.sexes.caption"), columns, rows, scene.language())
