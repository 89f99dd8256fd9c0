"""How a page shows what it found: heading, verdict, chart with its table and downloads, empty states.

One order on every page: title, place and period, verdict, picture, sentence that reads it, table, source, downloads.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

import streamlit as st

from spegel.charts.chart import CONFIG, About, Chart, Look
from spegel.charts.table import Table
from spegel.charts.theme import theme
from spegel.report import Document, csv, docx, pdf, xlsx
from spegel.ui import scene
from spegel.ui.scene import say

_STATUS_ICONS = {"better": "↘", "worse": "↗", "unsure": "–"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""What a browser calls a workbook."""
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def look() -> Look:
    """How charts are to be drawn for this visitor."""
    return Look(theme(scene.theme()), scene.language())


def show_heading(title: str, context: str = "") -> None:
    """The page's only h1, with place and period under it."""
    below = f"<p>{escape(context)}</p>" if context else ""
    st.html(f'<div class="heading"><h1>{escape(title)}</h1>{below}</div>')


def show_verdict(
    status: str, word: str, number: str, sentence: str, context: str = "", announce: bool = True, icon: str = ""
) -> None:
    """Verdict, number, sentence. `status` is `better`, `worse` or `unsure`; `context` says what the number is about.

    The verdict is also what a screen reader says after a choice. `icon` replaces the arrow, where nothing rises or falls.
    """
    st.html(
        f'<div class="verdict verdict-{status}">'
        f'<p class="verdict-word"><span class="icon" aria-hidden="true">{icon or _STATUS_ICONS[status]}</span>{escape(word)}</p>'
        f'<p class="verdict-number">{escape(number)} <small>{escape(context)}</small></p>'
        f'<p class="verdict-sentence">{escape(sentence)}</p></div>'
    )
    if announce:
        scene.announce(". ".join(part.rstrip(".") for part in (word, number, context, sentence) if part) + ".")


def show_number(number: str, context: str, sentence: str, announce: bool = True) -> None:
    """A number that is no verdict, what it is about, and the sentence that reads it; read aloud after a choice."""
    st.html(
        f'<div class="verdict"><p class="verdict-number">{escape(number)} <small>{escape(context)}</small></p>'
        f'<p class="verdict-sentence">{escape(sentence)}</p></div>'
    )
    if announce:
        scene.announce(f"{number}, {context}. {sentence}")


def show_example_badge() -> None:
    """The mark of figures that are examples and not facts."""
    st.html(f'<p><span class="badge">{say("show.example")}</span></p>')


def show_chart(chart: Chart, key: str) -> None:
    """A chart with all that belongs to it. `key` is unique on the page, in lower-case letters and `_`.

    A press on the mark of a district is a press on its link in the table (`shell.js`).
    """
    with st.container(key=f"chart_{key}"):
        st.html(f'<h2 class="chart-title">{escape(chart.title)}</h2>')
        _figure(chart, key)
        st.html(f'<p class="chart-sentence">{escape(chart.sentence)}</p>')
        _evidence(chart, key)


def show_folded_chart(chart: Chart, key: str, note: str = "") -> None:
    """A chart that is not what the page is about: its title and the sentence that reads it, and the rest one press away.

    `note` says how to read the picture, and is under it.
    """
    with st.container(key=f"chart_{key}"):
        st.html(f'<h2 class="chart-title">{escape(chart.title)}</h2><p class="chart-sentence">{escape(chart.sentence)}</p>')
        with st.expander(say("show.picture_and_table")):
            _figure(chart, key)
            if note:
                st.html(f'<p class="quiet">{escape(note)}</p>')
            _evidence(chart, key)


def show_table(table: Table, name: str = "") -> None:
    """The table behind a chart, one key press away; no rerun and no waiting. `name` stands on the fold, else "Table"."""
    fold = escape(name) or f'{say("show.table")}<span class="hidden-text">: {escape(table.caption)}</span>'
    st.html(f'<details class="table"><summary>{fold}</summary>{table.html()}</details>')


def show_source(line: str) -> None:
    """Where the figures come from, and a link to how they are calculated."""
    method = f'<a href="{escape(scene.href("metod"))}">{say("show.method")}</a>'
    st.html(f'<p class="chart-source">{escape(line)} · {method}</p>')


def show_downloads(chart: Chart, key: str) -> None:
    """The figures as CSV and workbook, and the picture as dots and as a drawing, with its title and source in it."""
    with st.container(key=f"downloads_{key}", horizontal=True):
        _file_buttons(chart.table, chart.about, key)
        show_picture_buttons(chart, f"chart_{key}")


def show_files(table: Table, about: About, key: str) -> None:
    """The figures of a table without a picture as CSV and workbook."""
    with st.container(key=f"downloads_{key}", horizontal=True):
        _file_buttons(table, about, key)


def show_origin(table: Table, about: About, key: str) -> None:
    """Under a table without a picture: where its figures come from, and the table as files."""
    show_source(about.line(scene.language()))
    show_files(table, about, key)


def show_documents(document: Document, stem: str, labels: Mapping[str, str], key: str) -> None:
    """A document for Word and as PDF, made when somebody asks for it. `labels` are those of the buttons `docx` and `pdf`."""
    with st.container(key=f"downloads_{key}", horizontal=True):
        for ending, mime, made in (("docx", _DOCX, docx), ("pdf", "application/pdf", pdf)):
            st.download_button(
                labels[ending],
                data=partial(made, document),
                file_name=f"{stem}.{ending}",
                mime=mime,
                key=f"{key}_{ending}",
                on_click="ignore",
            )


def show_listed(table: Table, about: About, key: str) -> None:
    """A long list in a frame that scrolls, with its source and its files."""
    st.html(f'<div class="listed">{table.html()}</div>')
    show_origin(table, about, key)


def show_picture_buttons(chart: Chart, container: str) -> None:
    """Buttons that save the chart in `container` as a picture or a drawing; `shell.js` does the work in the browser."""
    about = {
        "picture": container,
        "title": chart.title,
        "subtitle": f"{chart.about.indicator} · {chart.about.area} · {chart.about.period}",
        "source": chart.source,
        "file": chart.file_stem,
    }
    attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in about.items())
    buttons = "".join(
        f'<button type="button" class="spegel-button" data-form="{form}">{label}</button>'
        for form, label in (("png", say("show.picture")), ("svg", say("show.drawing")))
    )
    st.html(f'<div class="pictures" {attributes}>{buttons}</div>', width="content")


def show_empty(message: str, remedy: str, announce: bool = True) -> None:
    """Nothing to show: why, and what to do about it."""
    st.html(f'<div class="empty"><p>{escape(message)}</p><p>{escape(remedy)}</p></div>')
    if announce:
        scene.announce(message)


def show_message(message: str, is_fault: bool = False) -> None:
    """The answer to something the visitor did, read aloud where it appears."""
    role, kind = ("alert", "fault") if is_fault else ("status", "note")
    st.html(f'<p class="{kind}" role="{role}">{escape(message)}</p>')


def _figure(chart: Chart, key: str) -> None:
    # Our own empty base map; plotly would fetch its world from elsewhere.
    config = {**CONFIG, "topojsonURL": "/geo/topojson/", "locale": scene.language()}
    st.plotly_chart(chart.figure, key=f"figure_{key}", theme=None, config=config, alt=chart.alt)


def _evidence(chart: Chart, key: str) -> None:
    """What stands under a picture: its table, where the figures come from, and the files."""
    show_table(chart.table)
    show_source(chart.source)
    show_downloads(chart, key)


def _file_buttons(table: Table, about: About, key: str) -> None:
    """CSV and workbook, made only when asked for."""
    for label, ending, mime, made in ((say("show.csv"), "csv", "text/csv", csv), (say("show.excel"), "xlsx", XLSX, xlsx)):
        st.download_button(
            label,
            data=partial(made, table, about),
            file_name=f"{about.file_stem}.{ending}",
            mime=mime,
            key=f"{ending}_{key}",
            on_click="ignore",
        )
