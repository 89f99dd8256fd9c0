"""The sections of the page on reach: where dialogues were, whom they reached, and the white spots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from types import MappingProxyType

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import reach as charts
from spegel.charts.chart import About, Chart
from spegel.charts.table import Table
from spegel.core import area_version, split_election_id
from spegel.disclosure import allow_list, reason_text
from spegel.registers import schema
from spegel.ui import choices, data, facts, registered, residence, scene, show, turnout
from spegel.ui.held import ByAdministration, years
from spegel.ui.scene import say
from spegel.ui.sexes import show_participants, show_sexes

LAYERS = ("kommundel", "regso", "hexagon", "rostratt", "upptagning")
"""What the map shows, as in the address: parts by reach, RegSO, hexagons, residents without a vote, where participants live."""

_TITLES = MappingProxyType({"area": "parts", "gender": "groups", "age": "groups", "birth_region": "groups"})
_FORUM = "forum"


def chosen_year(area_id: str) -> int | None:
    """A year with dialogues, or None for all: the latest one whose participants were counted as persons unless the visitor says
    otherwise, else the latest."""
    found = sorted(years(area_id), reverse=True)
    counted = (year for year in found if charts.has_reach(data.dataset("reach_by_part", area=area_id, year=year)))
    default = next(counted, found[0] if found else None)
    options = [*map(str, found), choices.EVERYTHING]
    value = choices.choose(
        "ar",
        options,
        choices.EVERYTHING if default is None else str(default),
        lambda year: say("choice.all_years") if year == choices.EVERYTHING else year,
    )
    return None if value == choices.EVERYTHING else int(value)


def chosen_layer(area_id: str) -> str:
    """One of LAYERS; RegSO only where their borders are loaded."""
    has_regso = data.dataset("regso_geometry", area=area_id).height > 0
    offered = [layer for layer in LAYERS if layer != "regso" or has_regso]
    return choices.choose("lager", offered, LAYERS[0], lambda layer: say(f"rackvidd.layer.{layer}"))


def show_answer(view: ByAdministration) -> None:
    """How many of the residents took part, and where most and fewest did."""
    parts = view.rows("reach_by_part")
    whole = _whole(parts)
    if whole["is_example"]:
        show.show_example_badge()
    has_rate = whole["reach_ratio"] is not None
    rate = fmt.number(whole["reach_ratio"] if has_rate else whole["per_1000_ratio"], scene.language(), 1)
    context = say(f"rackvidd.context_{'reach' if has_rate else 'participations'}", area=view.area_name, period=view.period)
    show.show_number(say("rackvidd.number", rate=rate), context, charts.reading(parts, show.look()))
    turnout.show_notes([_why_no_reach(view, whole)])


def show_places(view: ByAdministration, layer: str) -> None:
    """The map, and beside it who took part, how much is covered and the white spots; below them every dialogue of the map."""
    map_side, people_side = st.columns([3, 2], gap="large")
    with map_side:
        _show_map(view, layer)
    with people_side:
        _show_people(view)
        _show_white_spots(view)
    points = charts.point_table(view.rows("reach_points"), show.look(), words=_words())
    fold = say("rackvidd.points.fold", count=fmt.count(len(points.rows), scene.language()))
    _show_table(points, _about(view, "dialog_tackning", detail=say("rackvidd.points.detail")), "reach_points", fold)


def _whole(parts: pl.DataFrame) -> dict:
    """The row of the whole area."""
    return parts.row(by_predicate=pl.col("part_area_id") == "total", named=True)


def _show_people(view: ByAdministration) -> None:
    """Who took part by sex: once for each dialogue, and where they are counted each person once; and how much is covered."""
    whole = _whole(view.rows("reach_by_part"))
    show_participants(view.dialogues(), say("people.participants.who"))
    if whole["reach_ratio"] is not None:
        columns = {"women": "unique_women_count", "men": "unique_men_count", "unknown": "unique_unknown_count"}
        unique = {sex: whole[column] for sex, column in columns.items()}
        # One sex beside a hidden one says less than that they are hidden.
        is_hidden = None in (unique["women"], unique["men"])
        show_sexes({"women": None, "men": None} if is_hidden else unique, say("rackvidd.unique_who"))
    turnout.show_facts(_facts(view, whole), "facts")


def _show_map(view: ByAdministration, layer: str) -> None:
    """The chosen layer with its table."""
    if residence.latest_election(view.area_id) is None:
        show.show_message(say("bostad.map.none"))
    else:
        show.show_chart(facts.drawn(_map, view, layer), f"reach_{layer}")
        note = layer if layer != LAYERS[0] else "reach" if charts.has_reach(view.rows("reach_by_part")) else "participations"
        turnout.show_notes([say(f"rackvidd.note.{note}"), _without_place(view), _no_residents(view), _without_regso(view)])


def _show_white_spots(view: ByAdministration) -> None:
    """Parts without a dialogue and groups that few or none came from, in words, and the coverage behind them."""
    coverage = view.rows("dialogue_coverage")
    st.html(f"<h2>{escape(say('rackvidd.white.title'))}</h2>")
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in white_spots(coverage))
    st.html(f"<ul>{items}</ul>")
    _show_table(
        charts.coverage_table(coverage, show.look(), groups=_groups()),
        _about(view, "dialog_tackning"),
        "coverage",
        say("rackvidd.coverage.fold"),
    )


def white_spots(coverage: pl.DataFrame) -> list[str]:
    """A sentence for parts and one for groups: those that are not reached, and those of which nobody can say."""
    groups, language = _groups(), scene.language()
    rows = coverage.with_columns(of=pl.col("dimension").replace_strict(_TITLES)).to_dicts()
    sentences = []
    for of in dict.fromkeys(_TITLES.values()):
        for is_reached, words in ((False, "missing"), (None, "unsure")):
            names = [
                str(row["category_name"] or groups[str(row["category"])])
                for row in rows
                if row["of"] == of and row["is_reached"] is is_reached
            ]
            if names:
                listed = fmt.listing([fmt.first_lower(name) if of == "groups" else name for name in names], language)
                sentences.append(say(f"rackvidd.white.{of}_{words}", names=listed))
        if all(row["is_reached"] for row in rows if row["of"] == of):
            sentences.append(say(f"rackvidd.white.{of}_none"))
    return sentences


def show_forum(view: ByAdministration) -> None:
    """Dialogue forums in every part, none at all as well."""
    forum = replace(view, kind=_FORUM)
    parts = forum.rows("reach_by_part")
    st.html(f"<h2>{escape(say('rackvidd.forum.title', period=view.period))}</h2>")
    st.html(f'<p class="chart-sentence">{escape(_forum_reading(parts))}</p>')
    _show_table(charts.forum_table(parts, show.look()), _about(forum, "dialogforum_moten"), "forum", is_open=True)
    scene.link("kanaler", say("rackvidd.pbl.link"), typ="pbl-samrad")


def show_attention(view: ByAdministration) -> None:
    """Groups and parts that the organisation has set out: the barrier in the way, and whether dialogues have reached them."""
    flagged = data.dataset("attention_groups", area=view.area_id, year=view.year)
    st.html(f"<h2>{escape(say('rackvidd.attention.title'))}</h2>")
    if flagged.is_empty():
        show.show_empty(say("rackvidd.attention.none"), say("rackvidd.attention.none_how"))
        return
    counts = {name: fmt.count(flagged[f"{name}_count"][0], scene.language()) for name in ("reached", "known", "flagged")}
    st.html(f'<p class="chart-sentence">{escape(say("rackvidd.attention.reading", **counts))}</p>')
    listed = charts.attention_table(flagged, show.look(), groups=_groups(), dimensions=_labels("dimension"))
    whole = replace(view, kind=None, administration=choices.EVERYTHING)
    _show_table(listed, _about(whole, "riskgrupp_nadd"), "attention", is_open=True)


def show_catchment(view: ByAdministration) -> None:
    """How many of the participants live in the part that the dialogue is about."""
    flows = view.rows("catchment_by_part")
    st.html(f"<h2>{escape(say('rackvidd.near.title'))}</h2>")
    st.html(f'<p class="chart-sentence">{escape(charts.catchment_reading(flows, show.look()))}</p>')
    if flows.height:
        table = charts.catchment_table(flows, show.look())
        _show_table(table, _about(view, "upptagning_andel"), "catchment", say("rackvidd.near.fold"))


def _show_table(table: Table, about: About, key: str, fold: str = "", *, is_open: bool = False) -> None:
    if is_open:
        st.html(table.html())
    else:
        show.show_table(table, fold)
    show.show_source(about.line(scene.language()))
    show.show_files(table, about, key)


def _map(view: ByAdministration, layer: str) -> Chart:
    look, words, points = show.look(), _words(), view.rows("reach_points")
    election_id = str(residence.latest_election(view.area_id))
    version = area_version(split_election_id(election_id)[0])
    kinds = data.dataset("district_geometry", area=view.area_id, area_version=version)["geometry_kind"].unique().to_list()
    ground = charts.Ground(
        data.dataset("turnout_by_district", area=view.area_id, election_id=election_id),
        f"/geo/{scene.version()}/{view.area_id}/{version}.geojson",
        "official" not in kinds,
    )
    match layer:
        case "regso":
            regso = view.rows("reach_by_regso")
            borders = replace(ground, geojson_url=f"/geo/{scene.version()}/{view.area_id}/regso.geojson", is_schematic=False)
            about = _about(
                view,
                "dialog_tackning",
                detail=say("rackvidd.layer.regso"),
                more_sources=regso["source_id"].drop_nulls().unique(maintain_order=True).to_list(),
            )
            return charts.regso_map(regso, points, about, look, ground=borders, words=words)
        case "hexagon":
            url = f"/geo/{scene.version()}/{view.area_id}/hexagon.geojson"
            about = _about(view, "dialog_tackning", detail=say("rackvidd.layer.hexagon"))
            return charts.hexagon_map(view.rows("reach_by_hexagon"), about, look, ground=ground, hexagon_url=url)
        case "rostratt":
            votes = data.dataset("without_vote_by_part", area=view.area_id)
            about = _about(view, "utan_rostratt_del", more_sources=votes["source_id"].drop_nulls().to_list())
            return charts.vote_map(votes, points, about, look, ground=ground, words=words)
        case "upptagning":
            return charts.catchment_map(view.rows("catchment_by_part"), _about(view, "upptagning_andel"), look, ground=ground)
    return charts.part_map(view.rows("reach_by_part"), points, _about(view, *_measures(view)), look, ground=ground, words=words)


def _measures(view: ByAdministration) -> Sequence[str]:
    return ("dialog_rackvidd",) if charts.has_reach(view.rows("reach_by_part")) else ("deltagartillfallen",)


def _about(view: ByAdministration, *measures: str, detail: str = "", more_sources: Sequence[str] = ()) -> About:
    return facts.facts(
        view.area_name,
        measures,
        base=say(f"rackvidd.base.{measures[0]}"),
        period=view.period,
        sources=[*registered.sources(view.area_id, "dialogues", "attendance", "unique_participants"), *more_sources],
        comparability=say("rackvidd.comparable"),
        made=view.made,
        detail=detail,
    )


def _facts(view: ByAdministration, whole: dict) -> list[tuple[str, str, str]]:
    """How much is covered: parts with a dialogue, groups that came, and dialogues whose participants are counted and shown."""
    language, found = scene.language(), []
    coverage = view.rows("dialogue_coverage").with_columns(of=pl.col("dimension").replace_strict(_TITLES))
    for of in dict.fromkeys(_TITLES.values()):
        rows = coverage.filter(pl.col("of") == of)
        known = rows["is_reached"].drop_nulls()
        if known.len():
            blanks = {"count": fmt.count(int(known.sum()), language), "all": fmt.count(known.len(), language)}
            found.append((say(f"rackvidd.fact.{of}"), say("rackvidd.fact.of", **blanks), say(f"rackvidd.fact.{of}_meaning")))
    blanks = {"count": fmt.count(whole["counted_count"], language), "all": fmt.count(whole["dialogue_count"], language)}
    hidden, uncounted = (fmt.count(whole[f"{name}_count"], language) for name in ("hidden", "uncounted"))
    meaning = say("rackvidd.fact.counted_meaning", hidden=hidden, uncounted=uncounted)
    return [*found, (say("rackvidd.fact.counted"), say("rackvidd.fact.of", **blanks), meaning)]


def _why_no_reach(view: ByAdministration, whole: dict) -> str:
    """Why participations stand where reach should be; nothing where it does."""
    if whole["reach_ratio"] is not None:
        return ""
    if whole["unique_reason"]:
        return say("rackvidd.no_reach.hidden")
    if view.year is None:
        return say("rackvidd.no_reach.years")
    return say("rackvidd.no_reach." + ("part_of_all" if view.kind or not view.is_all else "unregistered"))


def _without_place(view: ByAdministration) -> str:
    missing = view.rows("reach_points")["lon"].null_count()
    return say("rackvidd.note.without_place", count=fmt.count(missing, scene.language())) if missing else ""


def _without_regso(view: ByAdministration) -> str:
    """What to do where RegSO are not offered; nothing where they are."""
    has_regso = data.dataset("regso_geometry", area=view.area_id).height > 0
    return "" if has_regso else say("rackvidd.note.no_regso")


def _no_residents(view: ByAdministration) -> str:
    """Parts with participants and no residents are in no rate."""
    rows = view.rows("reach_by_part").filter((pl.col("resident_count") == 0) & (pl.col("participants_count") > 0))
    names = fmt.listing(rows["part_name"].drop_nulls().to_list(), scene.language())
    return say("rackvidd.note.no_residents", names=names) if rows.height else ""


def _forum_reading(parts: pl.DataFrame) -> str:
    real = parts.filter(~pl.col("part_area_id").is_in(charts.NOT_PARTS))
    without = real.filter(pl.col("dialogue_count") == 0)["part_name"].to_list()
    if not without:
        return say("rackvidd.forum.everywhere")
    return say("rackvidd.forum.nowhere", names=fmt.listing(without, scene.language()))


def _labels(name: str) -> dict[str, str]:
    return {choice.code: choice.labels[scene.language()] for choice in schema.lists()[name]}


def _groups() -> dict[str, str]:
    """What groups are called in a table and a sentence."""
    return {code: label for name in ("gender", "age_group") for code, label in _labels(name).items()} | {
        code: say(f"people.{code}") for code in ("sweden", "europe", "world")
    }


def _words() -> charts.Words:
    table = allow_list()["fact_attendance"]
    reasons = ("group_disclosure", "primary_small", "complement", "secondary", "small_base")
    return charts.Words(
        _labels("mandate"),
        _labels("dialogue_kind"),
        {reason: reason_text(reason, scene.language(), table) for reason in reasons},
    )
