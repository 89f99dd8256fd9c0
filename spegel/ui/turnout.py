"""The sections of the turnout page. Each asks for its rows, hands them to a chart and shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt, indicators
from spegel.charts import band, comparison, districts, groups, trends
from spegel.charts.chart import About, Chart
from spegel.charts.table import Column, table
from spegel.core import area_version
from spegel.ui import choices, data, scene, show
from spegel.ui.scene import say
from spegel.ui.view import View, about, drawn, period, stage_of, target_words

STATUS: Mapping[str, str] = {"minskar": "better", "okar": "worse", "gar_inte_att_saga": "unsure"}
"""How a verdict is shown: a gap that shrinks is what the strategy asks for."""

_GAPS = "turnout_gap_by_election"

GAP_MEASURES = (
    ("gap_tiondel_pp", "distance", 1),
    ("gap_medelavvikelse_pp", "distance", 1),
    ("gap_standardavvikelse_pp", "distance", 1),
    ("gap_p90_p10_pp", "distance", 1),
    ("gap_spann_pp", "distance", 1),
    ("gap_spann_high_name", "text", 0),
    ("gap_spann_low_name", "text", 0),
    ("turnout_share", "percent", 1),
    ("gap_dissimilaritet_index", "index", 3),
    ("gap_gini_index", "index", 3),
    ("gap_theil_index", "index", 4),
    ("gap_theil_between_index", "index", 4),
    ("gap_theil_within_index", "index", 4),
    ("gap_atkinson_index", "index", 4),
    ("roster_till_medel_count", "count", 0),
    ("roster_till_basta_tredjedel_count", "count", 0),
    ("roster_till_basta_count", "count", 0),
    ("excluded_district_count", "count", 0),
)
"""Columns of the expander, in order: column of the dataset, kind and decimals."""


def show_verdict(view: View) -> None:
    """Does the gap shrink? Absolute and relative side by side with what chance alone gives, and the task in ballots."""
    verdict = _verdict(view)
    has_measures = verdict is not None and verdict["change_pp"] is not None and verdict["relative_change_pp"] is not None
    verdict_side, *measures_side, task_side = st.columns([6, 4, 4] if has_measures else [9, 5], gap="large")
    with verdict_side:
        show.show_verdict(**verdict_words(view))
    for side in measures_side:
        with side:
            _show_both_measures(verdict)
    with task_side:
        _show_task(view)


def show_districts(view: View) -> None:
    """Map and ranked dots of the same rows, and under them their table."""
    if view.districts().is_empty():
        show.show_empty(say("turnout.no_districts", election=view.election), say("turnout.no_districts_remedy"))
        return
    map_side, dot_side = st.columns([1, 1], gap="large")
    with map_side:
        show.show_chart(drawn(_map, view), "map")
        show_notes([_late_note(view)])
    with dot_side:
        show.show_chart(drawn(_dots, view), "dots")
        show_notes(_dot_notes(view.districts()))


def show_missing(view: View) -> None:
    """Ballots missing to the target: the column sums to the figure at the top of the page."""
    if view.missing().height:
        show.show_chart(drawn(_missing, view), "missing")


def show_elections(view: View) -> None:
    """The official turnout election by election beside the gap, and why the districts give another figure."""
    series_side, gap_side = st.columns([1, 1], gap="large")
    with series_side:
        show.show_chart(drawn(_series, view), "elections")
    with gap_side:
        show.show_chart(drawn(_gap, view), "gap")
    show_notes([_elections_without_districts(view)])


def show_parts_and_types(view: View) -> None:
    """The parts of the area election by election, beside the area in each type of election with those who may vote."""
    part_side, type_side = st.columns([1, 1], gap="large")
    with part_side:
        if _part_rows(view).is_empty():
            show.show_empty(say("turnout.no_parts", area=view.area_name), say("turnout.no_parts_remedy"))
        else:
            chart = drawn(_parts, view)
            show.show_chart(chart, "parts")
            show_notes([chart.about.comparability])
    with type_side:
        chart = drawn(_types, view)
        show.show_chart(chart, "electorates")
        show_notes([chart.about.comparability])


def show_groups(view: View) -> None:
    """Turnout by age and education, women and men apart; the heading stays where nothing is known of them.

    Another base than the rest of the page, and it says so.
    """
    rows = _group_rows(view)
    st.html(f'<h2 data-kon>{escape(say("turnout.groups.title"))}</h2><p class="quiet">{escape(say("turnout.groups.lead"))}</p>')
    if rows.is_empty():
        show.show_empty(say("turnout.no_groups"), say("turnout.no_groups_remedy"))
        return
    for side, dimension in zip(st.columns(2, gap="large"), ("age", "education"), strict=True):
        with side:
            if dimension in rows["dimension"]:
                show.show_chart(drawn(_groups, view, dimension), f"group_{dimension}")


def show_comparison_and_residents(view: View) -> None:
    """The municipality beside others, official totals only, and those who live in it without a vote."""
    if not view.is_municipality:
        return
    comparison_side, resident_side = st.columns([1, 1], gap="large")
    with comparison_side:
        if _compared_rows(view).height:
            show.show_chart(drawn(_comparison, view), "comparison")
    with resident_side:
        if _resident_rows(view).is_empty():
            show.show_empty(say("turnout.no_residents", year=view.year), say("turnout.no_residents_remedy"))
        else:
            show.show_chart(drawn(_residents, view), "residents")


def show_more_measures(view: View) -> None:
    """The other measures of the gap, how alike neighbours are, and what age and sex would lead one to expect."""
    gaps = view.gaps()
    if gaps.is_empty():
        return
    with st.expander(say("turnout.more.title")):
        show_notes([say("turnout.more.lead"), _spatial_sentence(view), _expected_sentence(view)])
        columns = [Column("election", say("charts.column.election"))]
        columns += [Column(key, _measure_name(key, kind), kind, decimals) for key, kind, decimals in GAP_MEASURES]
        rows = [
            {**row, "election": fmt.first_upper(fmt.election(row["election_id"], scene.language()))}
            for row in gaps.iter_rows(named=True)
        ]
        measures = table(say("turnout.more.caption", area=view.area_name), columns, rows, scene.language())
        facts = about(view, "measures", base="district", sources=view.sources(), period=period(gaps))
        st.html(measures.html())
        show.show_origin(measures, facts, "measures")


def show_facts(facts: Sequence[tuple[str, str, str]], css_class: str) -> None:
    """Figures with their name above and a sentence below."""
    items = "".join(
        f"<div><dt>{escape(label)}</dt><dd><b>{escape(number)}</b><span>{escape(sentence)}</span></dd></div>"
        for label, number, sentence in facts
    )
    st.html(f'<dl class="{css_class}">{items}</dl>')


def show_notes(notes: Sequence[str]) -> None:
    """Remarks under a picture, each a paragraph; empty ones are left out."""
    if paragraphs := "".join(f'<p class="quiet">{escape(note)}</p>' for note in notes if note):
        st.html(paragraphs)


def district_map(view: View, rows: pl.DataFrame, facts: About, own_code: str | None = None) -> Chart:
    """The map of the rows, said to be schematic where the borders are."""
    version = area_version(view.year)
    kinds = data.dataset("district_geometry", area=view.area_id, area_version=version)["geometry_kind"].unique().to_list()
    return districts.district_map(
        rows,
        facts,
        show.look(),
        election_id=view.election_id,
        geojson_url=f"/geo/{scene.version()}/{view.area_id}/{version}.geojson",
        is_schematic="official" not in kinds,
        own_code=own_code,
    )


def _map(view: View) -> Chart:
    return district_map(view, view.districts(), _district_facts(view, say("turnout.detail.map")))


def _dots(view: View) -> Chart:
    mean = view.gaps().filter(pl.col("election_id") == view.election_id)["turnout_share"].to_list()
    return districts.ranked_dots(
        view.districts(),
        _district_facts(view, say("turnout.detail.dots")),
        show.look(),
        election_id=view.election_id,
        mean_share=mean[0] if mean else None,
    )


def _district_facts(view: View, detail: str) -> About:
    stage = stage_of(view.districts())
    electors = view.districts()["eligible_count"].sum()
    return about(view, "districts", base="district", electors=electors, sources=view.sources(), stage=stage, detail=detail)


def _missing(view: View) -> Chart:
    detail = choices.target_name(str(view.target))
    facts = about(
        view,
        "missing",
        base="district",
        electors=view.missing()["eligible_count"].sum(),
        sources=view.sources(),
        stage=stage_of(view.districts()),
        detail=detail,
    )
    return districts.missing_ballots(view.missing(), facts, show.look(), election_id=view.election_id, target=target_words(view))


def _series(view: View) -> Chart:
    """Official totals where the area has them, else its districts together."""
    totals, gaps = view.totals(), view.gaps()
    names = {"election_type": view.election_type, "area_name": view.area_name}
    if totals.is_empty():
        facts = about(view, "turnout", base="district", sources=view.sources(), period=period(gaps))
        return trends.district_series(gaps, facts, show.look(), **names)
    facts = about(view, "turnout", base="official", sources=totals["source_id"].to_list(), period=period(totals))
    return trends.election_series(totals, facts, show.look(), **names)


def _gap(view: View) -> Chart:
    gaps = view.gaps()
    facts = about(view, "gap", base="district", sources=view.sources(), period=period(gaps))
    return trends.gap_history(gaps, facts, show.look(), election_type=view.election_type)


def _part_rows(view: View) -> pl.DataFrame:
    return data.dataset("turnout_by_kommundel", area=view.area_id, election_type=view.election_type)


def _parts(view: View) -> Chart:
    rows = _part_rows(view)
    facts = about(
        view,
        "parts",
        base="district",
        sources=view.sources(),
        period=period(rows.unique("election_id").sort("election_date")),
        comparability=_part_basis(view, rows),
    )
    return trends.part_trends(rows, facts, show.look(), election_type=view.election_type)


def _part_basis(view: View, rows: pl.DataFrame) -> str:
    """How the parts are known, and how many of the area's districts lie in one."""
    sentence = say("turnout.comparable.parts_inferred" if rows["is_inferred"].any() else "turnout.comparable.parts")
    total = view.districts().height
    placed = view.districts()["part_area_id"].count()
    if placed == total:
        return sentence
    language = scene.language()
    covered = say("turnout.comparable.parts_some", placed=fmt.count(placed, language), total=fmt.count(total, language))
    return f"{covered} {sentence}"


def _types(view: View) -> Chart:
    rows = data.dataset("turnout_by_election_type", area=view.area_id, year=view.year)
    comparable = say("turnout.comparable.electorates")
    facts = about(view, "electorates", base="each", sources=view.sources(), comparability=comparable)
    return groups.electorates(rows, facts, show.look(), name=view.area_name)


def _group_rows(view: View) -> pl.DataFrame:
    """The groups of the latest election they are known for."""
    rows = data.dataset("turnout_by_group", municipality_code=view.municipality_code).sort("election_date", "election_id")
    return rows.filter(pl.col("election_id") == pl.col("election_id").last())


def _groups(view: View, dimension: str) -> Chart:
    rows = _group_rows(view)
    election_id = rows["election_id"][0]
    facts = about(
        view,
        "groups",
        base="register",
        sources=rows["source_id"].to_list(),
        period=fmt.first_upper(fmt.election(election_id, scene.language())),
        comparability=say("turnout.comparable.register"),
        detail=say(f"turnout.detail.{dimension}"),
    )
    return groups.group_turnout(rows, facts, show.look(), election_id=election_id, dimension=dimension)


def _compared_rows(view: View) -> pl.DataFrame:
    return data.dataset("turnout_comparison", municipality_code=view.municipality_code, election_type=view.election_type)


def _comparison(view: View) -> Chart:
    rows = _compared_rows(view)
    facts = about(
        view,
        "comparison",
        base="official",
        sources=view.totals()["source_id"].to_list(),
        period=period(rows.unique("election_id").sort("election_date")),
        comparability=say("turnout.comparable.totals"),
    )
    return comparison.comparison(rows, facts, show.look(), election_type=view.election_type)


def _resident_rows(view: View) -> pl.DataFrame:
    rows = data.dataset("residents_without_vote", municipality_code=view.municipality_code)
    return rows.filter(pl.col("election_id").str.starts_with(f"{view.year}-"))


def _residents(view: View) -> Chart:
    rows = _resident_rows(view)
    facts = about(
        view,
        "residents",
        base="residents",
        sources=rows["source_id"].to_list(),
        period=str(view.year),
        comparability=say("turnout.comparable.residents"),
    )
    return groups.residents(rows, facts, show.look(), year=view.year, area_name=view.area_name)


def _verdict(view: View) -> Mapping[str, object] | None:
    """The verdict between exactly the two chosen elections, or None."""
    if view.compared_id is None:
        return None
    verdicts = data.dataset("gap_verdict_by_election", area=view.area_id, election_type=view.election_type).filter(
        (pl.col("election_id") == view.election_id) & (pl.col("previous_election_id") == view.compared_id)
    )
    return verdicts.row(0, named=True) if verdicts.height else None


def verdict_words(view: View) -> dict[str, str]:
    """Verdict, number and sentence. The number is the gap of all districts; the verdict stands on the comparable ones."""
    language, verdict = scene.language(), _verdict(view)
    gaps = {row["election_id"]: row["gap_tiondel_pp"] for row in view.gaps().iter_rows(named=True)}
    numbers = [fmt.number(gaps[id], language, 1) for id in (view.compared_id, view.election_id) if id in gaps]
    reason = verdict["reason"] if verdict else "no_earlier" if view.compared_id is None else "not_adjacent"
    word = "gar_inte_att_saga" if verdict is None else str(verdict["verdict"])
    status = STATUS[word]
    if word == "minskar" and (verdict["bottom_change_pp"] or 0) < 0:
        word = "minskar_toppen"
    sentence = say(f"turnout.verdict.reason.{reason}") if reason else say(f"turnout.verdict.sentence.{word}")
    context = (
        say("turnout.verdict.from_to", earlier=fmt.election(view.compared_id, language), later=view.election)
        if len(numbers) == 2
        else say("turnout.verdict.one", election=view.election)
    )
    return {
        "status": status,
        "word": say(f"turnout.verdict.{word}"),
        "number": " → ".join(numbers) or fmt.missing(language),
        "sentence": sentence,
        "context": context,
    }


def _measure_name(column: str, kind: str) -> str:
    """The registry's name of the measure in this column, with its unit; columns beside the measures have their own words."""
    language = scene.language()
    in_column = {measure.column: measure for measure in indicators.all_indicators().values() if measure.dataset == _GAPS}
    if column not in in_column:
        return say(f"turnout.measure.{column}")
    name = in_column[column].name[language]
    return f"{name}, {say('format.points')}" if kind == "distance" else name


def _compared_units(verdict: Mapping[str, object]) -> str:
    counted = say(
        "turnout.verdict.compared",
        before=fmt.number(verdict["previous_gap_pp"], scene.language(), 1),
        after=fmt.number(verdict["gap_pp"], scene.language(), 1),
        count=fmt.count(verdict["unit_count"], scene.language()),
        total=fmt.count(verdict["district_count"], scene.language()),
    )
    return counted if verdict["is_official"] else f"{counted} {say('turnout.not_verified')}"


def _show_both_measures(verdict: Mapping[str, object]) -> None:
    """The change in percentage points with its band, the change relative to turnout, and a warning when they disagree."""
    language = scene.language()
    picture = "" if verdict["band_pp"] is None else band.chance_band(verdict["change_pp"], verdict["band_pp"], show.look())
    absolute = fmt.points(verdict["change_pp"], language)
    relative = fmt.points(verdict["relative_change_pp"], language)
    st.html(
        '<dl class="facts facts-pair">'
        f"<div><dt>{escape(say('turnout.absolute'))}</dt><dd><b>{absolute}</b>{picture}"
        f"<span>{escape(_compared_units(verdict))}</span></dd></div>"
        f"<div><dt>{escape(say('turnout.relative'))}</dt><dd><b>{relative}</b>"
        f"<span>{escape(say('turnout.relative_meaning'))}</span></dd></div></dl>"
    )
    if verdict["change_pp"] * verdict["relative_change_pp"] < 0:
        st.html(f'<p class="note">{escape(say("turnout.disagree"))}</p>')


def _show_task(view: View) -> None:
    """Ballots missing and the official turnout, as figures with a sentence each."""
    look, language = show.look(), scene.language()
    facts = []
    rows = view.missing()
    if rows.height:
        total = districts.missing_total(rows)
        facts.append(
            (
                say("turnout.task.missing", target=target_words(view)),
                fmt.count(total, language),
                districts.missing_reading(rows, look),
            )
        )
    official = view.totals().filter(pl.col("election_id") == view.election_id)
    if official.height:
        row = official.row(0, named=True)
        sentence = _official_change(view, row["turnout_share"])
        facts.append((say("turnout.task.official"), fmt.percent(row["turnout_share"], language, 2), sentence))
    else:
        share = view.gaps().filter(pl.col("election_id") == view.election_id)["turnout_share"].to_list()
        if share:
            facts.append((say("turnout.task.districts"), fmt.percent(share[0], language, 2), say("turnout.task.no_official")))
    show_facts(facts, "facts")


def _official_change(view: View, share: float) -> str:
    """The change of the official turnout since the election compared with; nothing where there is none."""
    earlier = {row["election_id"]: row["turnout_share"] for row in view.totals().iter_rows(named=True)}.get(view.compared_id)
    if earlier is None:
        return ""
    language = scene.language()
    change = fmt.points((share - earlier) * 100, language, 2)
    return say("turnout.task.change", change=change, earlier=fmt.election(view.compared_id, language))


def _dot_notes(rows: pl.DataFrame) -> list[str]:
    """What else than dots is drawn among the ranked dots."""
    if rows["turnout_share"].count() > districts.MOST_HAIRLINES:
        return [say("turnout.note.order_band")]
    return [say("turnout.note.order"), say("turnout.note.before") if rows["previous_turnout_share"].count() else ""]


def _late_note(view: View) -> str:
    """Why the districts give another figure than the official one."""
    official = view.totals().filter(pl.col("election_id") == view.election_id)
    gaps = view.gaps().filter(pl.col("election_id") == view.election_id)
    if official.is_empty() or gaps.is_empty():
        return say("turnout.note.no_late")
    row, language = official.row(0, named=True), scene.language()
    figures = {
        "official": fmt.percent(row["turnout_share"], language, 2),
        "late": fmt.percent(row["late_votes_share"], language),
    }
    together = gaps["turnout_share"][0]
    if together is None:
        return say("turnout.note.late_alone", **figures)
    return say("turnout.note.late", districts=fmt.percent(together, language, 2), **figures)


def _elections_without_districts(view: View) -> str:
    """Elections of the type that have an official total but no results per district here; nothing where there are none."""
    language = scene.language()
    elections = data.dataset("election_list", area=view.area_id)
    bare = elections.filter(pl.col("has_total") & ~pl.col("has_districts"))["election_id"].to_list()
    rows = [row for row in view.totals().iter_rows(named=True) if row["election_id"] in bare]
    if not rows:
        return ""
    if len(rows) == 1:
        row = rows[0]
        words = {"election": fmt.election(row["election_id"], language), "stage": say(f"format.stage.{row['counting_stage']}")}
        return fmt.first_upper(say("turnout.note.only_total", share=fmt.percent(row["turnout_share"], language, 2), **words))
    years = fmt.listing([str(row["election_date"].year) for row in rows], language)
    return say("turnout.note.only_totals", kind=fmt.election_type(view.election_type, language), years=years)


def _spatial_sentence(view: View) -> str:
    """Moran's I as one plain sentence."""
    rows = data.dataset("turnout_spatial", area=view.area_id, election_type=view.election_type)
    chosen = rows.filter((pl.col("election_id") == view.election_id) & pl.col("moran_index").is_not_null())
    if chosen.is_empty():
        return say("turnout.spatial.unknown")
    row = chosen.row(0, named=True)
    kind = "none" if row["p_value"] is None or row["p_value"] > 0.05 else "alike" if row["moran_index"] > 0 else "unlike"
    index = fmt.number(row["moran_index"], scene.language(), 2)
    schematic = "" if row["geometry_kind"] == "official" else f" {say('turnout.spatial.schematic')}"
    return say(f"turnout.spatial.{kind}", index=index) + schematic


def _expected_sentence(view: View) -> str:
    """Turnout against what age and sex of the electors would lead one to expect, where the country's groups are loaded."""
    rows = data.dataset("expected_turnout_by_municipality", municipality_code=view.municipality_code)
    known = rows.filter(pl.col("avvikelse_fran_forvantat_pp").is_not_null()).sort("election_date")
    if known.is_empty():
        return say("turnout.expected_unknown")
    row = known.row(-1, named=True)
    return say(
        "turnout.expected",
        election=fmt.election(row["election_id"], scene.language()),
        expected=fmt.percent(row["forvantat_valdeltagande_share"], scene.language()),
        difference=fmt.points(row["avvikelse_fran_forvantat_pp"], scene.language()),
    )
