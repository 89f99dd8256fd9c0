"""Dialogues that have been held, as the visitor has chosen them by year and kind, and what stands under pictures of them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from spegel import fmt
from spegel.charts.chart import About
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_participants


@dataclass(frozen=True)
class Held:
    """What the visitor has chosen: whose dialogues, held when (None for all years), of which kind (None for all)."""

    area_id: str
    area_name: str
    year: int | None
    kind: str | None

    def rows(self, name: str, **more: object) -> pl.DataFrame:
        """A dataset of the chosen dialogues."""
        return data.dataset(name, area=self.area_id, year=self.year, kind=self.kind or "all", **more)

    def dialogues(self) -> pl.DataFrame:
        """`dialogue_list` of the chosen dialogues."""
        rows = held(self.area_id)
        if self.year:
            rows = rows.filter(pl.col("start_date").dt.year() == self.year)
        return rows.filter(pl.col("classification") == self.kind) if self.kind else rows

    @property
    def period(self) -> str:
        return str(self.year) if self.year else span_of(years(self.area_id))

    @property
    def made(self) -> list[tuple[str, str]]:
        """The choices made, as (name, value) in full words."""
        return [choices.year_made(self.year), choices.kind_made(self.kind)]

    def about(
        self, *measures: str, base: str, registers: tuple[str, ...] = (), period: str = "", detail: str = "", indicator: str = ""
    ) -> About:
        """What stands under a picture or a table. `registers` are those besides dialogues."""
        return facts(
            self.area_name,
            measures,
            base=say(f"mandat.base.{base}"),
            period=period or self.period,
            sources=registered.sources(self.area_id, "dialogues", *registers),
            comparability=say("mandat.comparable"),
            made=self.made,
            detail=detail,
            indicator=indicator,
        )


@dataclass(frozen=True)
class ByAdministration(Held):
    """Dialogues that have been held, also by administration; `choices.EVERYTHING` for all of them."""

    administration: str = choices.EVERYTHING

    @property
    def is_all(self) -> bool:
        """True where no administration in particular is chosen."""
        return self.administration == choices.EVERYTHING

    def rows(self, name: str, **more: object) -> pl.DataFrame:
        """A dataset of the chosen dialogues."""
        return super().rows(name, administration="all" if self.is_all else self.administration, **more)

    def dialogues(self) -> pl.DataFrame:
        """`dialogue_list` of the chosen dialogues."""
        rows = super().dialogues()
        return rows if self.is_all else rows.filter(pl.col("administration") == self.administration)

    @property
    def made(self) -> list[tuple[str, str]]:
        """The choices made, as (name, value) in full words."""
        return [*super().made, choices.administration_made(self.administration)]


def held(area_id: str) -> pl.DataFrame:
    """`dialogue_list` without dialogues that are planned, ongoing or cancelled; where nobody has said, it was held."""
    rows = data.dataset("dialogue_list", area=area_id)
    return rows.filter(pl.col("status").fill_null("held") == "held")


def years(area_id: str) -> list[int]:
    """Years in which dialogues were held, the first one first."""
    return held(area_id)["start_date"].dt.year().unique().sort().to_list()


def kinds(area_id: str) -> set[str]:
    """Kinds of dialogue that have been held."""
    return set(held(area_id)["classification"])


def span_of(found: list[int]) -> str:
    """`2022–2026`, `2026`, or the words for none at all."""
    if not found:
        return fmt.missing(scene.language())
    return str(found[0]) if len(found) == 1 else fmt.span(str(found[0]), str(found[-1]))


def has_dialogues(view: Held) -> bool:
    """True where such dialogues have been held; else the page says what is missing and what to do."""
    if view.dialogues().height:
        return True
    show_participants(view.dialogues(), say("people.participants.who"))
    if years(view.area_id):
        show.show_empty(say("mandat.none_chosen"), say("mandat.none_chosen_how"))
    else:
        show.show_empty(say("mandat.none", area=view.area_name), say("mandat.none_how"))
    return False
