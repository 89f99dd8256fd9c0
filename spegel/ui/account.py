"""Giving account: definitions, sources, notices, limits and the version; the body of the pages about the product."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

import streamlit as st

from spegel import fmt, i18n, indicators
from spegel.charts.table import Column, table
from spegel.disclosure import parameters
from spegel.ui import data, scene, show
from spegel.ui.scene import say

GROUPS = {"main": ("primary", "core"), "more": ("more",), "blocks": ("building_block",)}
"""Headings over the measures, and the kinds of measures under each."""

SYMBOLS = {
    "district": "e, v, t = v / e",
    "all": "E, V, T = V / E",
    "late": "u",
    "change": "Δ, x̄",
    "tenth": "T[90–100 %]",
    "ceiling": "⌈ ⌉, M",
    "groups": "s, r",
    "neighbours": "z, z′, w",
}
"""Signs in the formulas; what they stand for is `metod.symbols.<name>`."""

LIMITS = ("turnout", "districts", "chance", "people", "groups")


def show_texts(topic: str, parts: Sequence[str]) -> None:
    """Headed paragraphs, from the texts `<topic>.<part>.title` and `<topic>.<part>.text`."""
    for part in parts:
        st.html(f'<section class="text"><h2>{say(f"{topic}.{part}.title")}</h2>{prose(say(f"{topic}.{part}.text"))}</section>')


def prose(text: str) -> str:
    """Plain text as paragraphs, parted by blank lines, and lists of lines that open with `- `. Everything is escaped."""
    blocks = []
    for block in text.strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines()]
        if all(line.startswith("- ") for line in lines):
            blocks.append("<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>")
        else:
            blocks.append(f"<p>{escape(' '.join(lines))}</p>")
    return "".join(blocks)


def show_definitions() -> None:
    """Every measure from the registry, the main ones first: what it means, how it is computed and what it cannot say.

    After them the signs that the formulas use.
    """
    st.html(f'<section class="text"><h2>{say("metod.definitions.title")}</h2><p>{say("metod.definitions.lead")}</p></section>')
    measures = indicators.all_indicators().values()
    for name, kinds in GROUPS.items():
        group = sorted((one for one in measures if one.kind in kinds), key=lambda one: indicators.KINDS.index(one.kind))
        if group:
            st.html(
                f"<h3>{say(f'metod.definitions.{name}')}</h3>"
                f'<div class="measures">{"".join(_definition(measure) for measure in group)}</div>'
            )
    st.html(f'<h3>{say("metod.symbols.title")}</h3><dl class="pairs symbols">{_symbols()}</dl>')


def show_sources() -> None:
    """Every source with publisher, terms and whether its figures are official, our own or examples."""
    language = scene.language()
    sources = data.dataset("source_list")
    if sources.is_empty():
        show.show_empty(say("metod.sources.none"), say("metod.sources.remedy"))
        return
    names = {"title": "name", "publisher": "publisher", "licence": "licence", "provenance": "provenance"}
    # What officials write in forms makes a source each time, all alike here.
    told = sources.select(list(names)).unique(maintain_order=True)
    rows = [{**row, "provenance": say(f"metod.provenance.{row['provenance']}")} for row in told.to_dicts()]
    columns = tuple(Column(key, say(f"metod.sources.{name}")) for key, name in names.items())
    caption = say("metod.sources.caption", count=fmt.count(len(rows), language))
    st.html(f'<section class="text"><h2>{say("metod.sources.title")}</h2><p>{say("metod.sources.lead")}</p></section>')
    show.show_table(table(caption, columns, rows, language), caption)


def show_notices() -> None:
    """What the build noticed in the sources: not faults, but things a careful reader wants to know."""
    language = scene.language()
    notices = data.dataset("notice_list")
    st.html(f'<section class="text"><h2>{say("metod.notices.title")}</h2><p>{say("metod.notices.lead")}</p></section>')
    if notices.is_empty():
        st.html(f"<p>{say('metod.notices.none')}</p>")
        return
    rows = [_notice(row, language) for row in notices.to_dicts()]
    columns = (Column("source", say("metod.notices.source")), Column("notice", say("metod.notices.notice")))
    caption = say("metod.notices.caption", count=fmt.count(len(rows), language))
    show.show_table(table(caption, columns, rows, language), caption)


def show_protection() -> None:
    """How persons are protected: every rule with its limit, from the file that the build itself reads."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in parameters.sentences(scene.language()))
    words = f"<h2>{say('metod.protection.title')}</h2><p>{say('metod.protection.lead')}</p>"
    st.html(f'<section class="text">{words}<ul>{items}</ul></section>')


def show_limits_and_version() -> None:
    """What the figures do not say, beside which version of them this is and how it is made again."""
    limit_side, version_side = st.columns([1, 1], gap="large")
    with limit_side:
        _show_limits()
    with version_side:
        _show_version()


def _show_limits() -> None:
    items = "".join(f"<li>{say(f'metod.limits.{name}')}</li>" for name in LIMITS)
    st.html(f'<section class="text"><h2>{say("metod.limits.title")}</h2><ul>{items}</ul></section>')


def _show_version() -> None:
    language = scene.language()
    st.html(f'<section class="text"><h2>{say("metod.version.title")}</h2><p>{say("metod.version.lead")}</p></section>')
    for row in data.dataset("build_info").to_dicts():
        pairs = {
            "version": row["version"],
            "date": fmt.day(row["data_date"], language),
            "product": row["product_version"],
            "inputs": row["inputs_sha256"][:16],
        }
        items = "".join(f"<dt>{say(f'metod.version.{name}')}</dt><dd>{escape(value)}</dd>" for name, value in pairs.items())
        st.html(f'<dl class="pairs">{items}</dl>')


def _definition(measure: indicators.Indicator) -> str:
    language = scene.language()
    parts = "".join(
        f"<dt>{say(f'metod.definitions.{part}')}</dt><dd>{escape(getattr(measure, part)[language])}</dd>"
        for part in ("why", "base", "caveats", "edge_cases")
    )
    formula = f'<dt>{say("metod.definitions.formula")}</dt><dd class="formula">{escape(measure.formula)}</dd>'
    return (
        f'<details class="measure" id="{escape(measure.id)}"><summary>{escape(measure.name[language])}</summary>'
        f'<p>{escape(measure.definition[language])}</p><dl class="pairs">{formula}{parts}'
        f"<dt>{say('metod.definitions.unit')}</dt><dd>{say(f'metod.unit.{measure.unit}')}</dd>"
        f"<dt>{say('metod.definitions.direction')}</dt><dd>{say(f'metod.direction.{measure.direction}')}</dd>"
        f"<dt>{say('metod.definitions.column')}</dt><dd><code>{escape(measure.dataset)}.{escape(measure.column)}</code></dd></dl></details>"
    )


def _symbols() -> str:
    return "".join(f'<dt class="formula">{signs}</dt><dd>{say(f"metod.symbols.{name}")}</dd>' for name, signs in SYMBOLS.items())


def _notice(row: dict, language: str) -> dict[str, str]:
    """What a notice concerns, and its sentence, whose text is written beside the reader or build step that gives it."""
    details = json.loads(row["details"])
    return {
        "source": row["source_title"] or details.get("file") or fmt.missing(language),
        "notice": i18n.text(f"problem.{row['rule']}.what", language, **details),
    }
