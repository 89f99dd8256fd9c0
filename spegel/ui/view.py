"""What a visitor has chosen to look at, and what must be said under every picture of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from spegel import fmt
from spegel.charts.chart import About, Chart
from spegel.core import split_election_id
from spegel.ui import choices, data, facts, scene
from spegel.ui.scene import say

MEASURES: Mapping[str, str] = {
    "gap": "gap_tiondel",
    "groups": "valdeltagande_grupp",
    "missing": "roster_till_mal",
    "parts": "valdeltagande_kommundel",
    "residents": "utan_rostratt_andel",
    "turnout": "valdeltagande",
}
"""Pictures of one measure -> its id in the registry, which defines it."""


@dataclass(frozen=True)
class View:
    """What the visitor has chosen: one area, one election, perhaps an earlier one, perhaps a target."""

    area: Mapping[str, object]
    election_id: str
    compared_id: str | None = None
    target: str | None = None

    @property
    def area_id(self) -> str:
        return str(self.area["area_id"])

    @property
    def area_name(self) -> str:
        return str(self.area["area_name"])

    @property
    def municipality_code(self) -> str:
        return str(self.area["municipality_code"])

    @property
    def is_municipality(self) -> bool:
        """True where official totals with late ballots exist; a part of a municipality has none."""
        return self.area["area_level"] == "kommun"

    @property
    def year(self) -> int:
        return split_election_id(self.election_id)[0]

    @property
    def election_type(self) -> str:
        return split_election_id(self.election_id)[1]

    @property
    def election(self) -> str:
        """`kommunvalet 2022`, for the middle of a sentence."""
        return fmt.election(self.election_id, scene.language())

    def districts(self) -> pl.DataFrame:
        """`turnout_by_district`, with the address of each district's own page."""
        return linked(data.dataset("turnout_by_district", area=self.area_id, election_id=self.election_id))

    def gaps(self) -> pl.DataFrame:
        """`turnout_gap_by_election` of the type of election, oldest first."""
        rows = data.dataset("turnout_gap_by_election", area=self.area_id, election_type=self.election_type)
        return rows.sort("election_date")

    def missing(self) -> pl.DataFrame:
        """`votes_missing_by_district` for the chosen target, with the address of each district's own page."""
        return linked(
            data.dataset("votes_missing_by_district", area=self.area_id, election_id=self.election_id, target=self.target)
        )

    def sources(self) -> list[str]:
        """Where the figures of the districts come from."""
        return self.districts()["source_id"].to_list()

    def totals(self) -> pl.DataFrame:
        """`turnout_by_municipality` of the type of election: none for a part of a municipality."""
        rows = data.dataset("turnout_by_municipality", municipality_code=self.municipality_code, election_type=self.election_type)
        return rows if self.is_municipality else rows.clear()


def linked(rows: pl.DataFrame, code: str = "district_code") -> pl.DataFrame:
    """The rows with `address`: where the page of the district in `code` is."""
    # Codes are digits and the last choice of an address: one address does for all, and six hundred need no urlencode.
    return rows.with_columns(address=pl.lit(scene.href("distrikt", distrikt="")) + pl.col(code))


def about(
    view: View,
    indicator: str,
    *,
    base: str,
    sources: Sequence[str],
    electors: int | None = None,
    period: str | None = None,
    comparability: str = "",
    stage: str = "final",
    place: str | None = None,
    detail: str = "",
) -> About:
    """What stands under a picture and on the first sheet of its workbook. `indicator` and `base` are keys of texts.

    `electors` is how many the base holds, where the picture is of one election; else the table says it row by row.
    `place` is the district where the picture is of one district; `detail` keeps apart the files of two pictures of one indicator.
    """
    language = scene.language()
    chosen_period = period or fmt.first_upper(view.election)
    made = [(say("choice.val"), choices.election_name(view.election_id))]
    if place:
        made.append((say("choice.distrikt"), place))
    if view.compared_id:
        made.append((say("choice.jamfor"), choices.election_name(view.compared_id)))
    if view.target:
        made.append((say("choice.mal"), choices.target_name(view.target)))
    defined = MEASURES.get(indicator)
    return facts.facts(
        view.area_name,
        tuple(dict.fromkeys(("valdeltagande", defined or "valdeltagande"))),
        base=(f"{fmt.count(electors, language)} " if electors else "") + say(f"turnout.base.{base}"),
        period=chosen_period if stage == "final" else f"{chosen_period}, {say('format.stage.preliminary')}",
        sources=sources,
        comparability=comparability or say("turnout.comparable.same_election"),
        made=made,
        detail=detail,
        indicator=say(f"turnout.indicator.{indicator}"),
        place=place or "",
        more_definitions=() if defined else ((say(f"turnout.define.{indicator}_name"), say(f"turnout.define.{indicator}")),),
    )


def drawn(build: Callable[..., Chart], view: View, *more: str) -> Chart:
    """`build(view, *more)`, done once for a version, a look and the choices it stands on."""
    chosen = (view.area_id, view.election_id, view.compared_id, view.target)
    return facts.drawn(build, view, *more, known_by=(*more, *chosen))


def period(elections: pl.DataFrame) -> str:
    """`Kommunvalet 2010–2022`."""
    if elections.is_empty():
        return fmt.missing(scene.language())
    first, last = (split_election_id(elections["election_id"][place]) for place in (0, -1))
    name = fmt.first_upper(fmt.election_type(last[1], scene.language()))
    return f"{name} {fmt.span(str(first[0]), str(last[0]))}"


def stage_of(rows: pl.DataFrame) -> str:
    return "preliminary" if "preliminary" in rows["counting_stage"] else "final"


def target_words(view: View) -> str:
    """The target inside a sentence: `områdets snitt`, `80 %`."""
    target = str(view.target)
    return choices.target_name(target) if choices.is_percentage(target) else say(f"turnout.target.{target}")
