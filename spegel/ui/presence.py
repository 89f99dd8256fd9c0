"""The sections of the page on presence: how often and where, white spots, open meetings, and the log itself."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import presence
from spegel.charts.chart import About, Chart
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_sexes
from spegel.ui.turnout import show_notes

EVERYBODY = "alla"
_ACTORS = {"fortroendevalda": "elected", "partier": "party", "ungdomsforbund": "youth_league"}
"""As they stand in the address -> as the datasets have them."""


@dataclass(frozen=True)
class Presence:
    """What the visitor has chosen: where, and whose presence; `""` for everybody's."""

    area_id: str
    area_name: str
    actor: str

    @property
    def actor_name(self) -> str:
        return presence.actor_name(self.actor, show.look()) if self.actor else say("narvaro.actor.all")

    def log(self) -> pl.DataFrame:
        """`presence_list`."""
        return self._of_actor(data.dataset("presence_list", area=self.area_id))

    def by_place(self) -> pl.DataFrame:
        """`presence_by_place`; places without any presence stay."""
        rows = data.dataset("presence_by_place", area=self.area_id)
        return rows if not self.actor else rows.filter((pl.col("actor_kind") == self.actor) | (pl.col("occasion_count") == 0))

    def meetings(self) -> pl.DataFrame:
        """`party_meetings`."""
        return data.dataset("party_meetings", area=self.area_id)

    def period(self) -> str:
        years = data.dataset("presence_list", area=self.area_id)["presence_date"].dt.year()
        return fmt.span(str(years.min()), str(years.max()))

    def about(self, measure: str, base: str, *, detail: str = "", indicator: str = "") -> About:
        """What stands under a picture or a table."""
        return facts(
            self.area_name,
            [measure],
            base=say(f"narvaro.base.{base}"),
            period=self.period(),
            sources=registered.sources(self.area_id, "presence"),
            comparability=say("narvaro.comparable"),
            made=[(say("choice.vilka"), self.actor_name)],
            detail=detail,
            indicator=indicator,
        )

    def _of_actor(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.filter(pl.col("actor_kind") == self.actor) if self.actor else rows


def chosen_actor() -> str:
    """Whose presence is shown; `""` for everybody's."""
    chosen = choices.choose("vilka", [EVERYBODY, *_ACTORS], EVERYBODY, _actor_choice)
    return _ACTORS.get(chosen, "")


def has_occasions(view: Presence) -> bool:
    """True where presence is registered; else the page says how to put it in, and that the sexes are missing."""
    if view.log().height:
        return True
    show_sexes({})
    if view.actor and data.dataset("presence_list", area=view.area_id).height:
        message = say("narvaro.none_actor", actor=view.actor_name, area=view.area_name)
        show.show_empty(message, say("narvaro.none_actor_how"))
    else:
        show.show_empty(say("narvaro.none", area=view.area_name), say("narvaro.none_how"))
    return False


def show_summary(view: Presence) -> None:
    """How many occasions, the areas where none is registered, in words, and who was there by sex."""
    log = view.log()
    if log["is_example"].any():
        show.show_example_badge()
    spots = presence.white_spots(view.by_place(), _parts(view))
    where = fmt.listing(spots, scene.language())
    number = (
        say("narvaro.number_one") if log.height == 1 else say("narvaro.number", count=fmt.count(log.height, scene.language()))
    )
    context = say("narvaro.context", actor=view.actor_name, area=view.area_name, period=view.period())
    show.show_number(number, context, say("narvaro.white_spots", where=where) if spots else say("narvaro.no_white_spots"))
    show_sexes(presence.sexes_of(log), say("narvaro.there"))
    uncounted = log.filter(pl.col("women_count").is_null() & pl.col("men_count").is_null()).height
    if uncounted:
        show_notes([say("narvaro.uncounted", count=fmt.count(uncounted, scene.language()))])


def show_occasions(view: Presence) -> None:
    """Occasions by kind of place and by part of the area."""
    for side, by in zip(st.columns(2, gap="large"), ("place_type", "part"), strict=True):
        with side:
            show.show_chart(drawn(_occasions, view, by), f"occasions_{by}")


def show_meetings(view: Presence) -> None:
    """Open meetings of each party in each area, in the order of the register: the same for all, whoever is chosen above."""
    st.html(f'<h2>{escape(say("narvaro.meetings.title"))}</h2><p class="quiet">{escape(say("narvaro.meetings.lead"))}</p>')
    rows = view.meetings()
    if not rows["open_meeting_count"].sum():
        show.show_empty(say("narvaro.meetings.none"), say("narvaro.meetings.none_how"))
        return
    listed = presence.meeting_table(rows, show.look(), names=_parts(view))
    st.html(listed.html())
    about = view.about("partimoten_oppna", "meetings")
    show.show_origin(listed, about, "meetings")


def show_log(view: Presence) -> None:
    """Every occasion, folded."""
    st.html(f"<h2>{escape(say('narvaro.log.title'))}</h2>")
    listed = presence.log_table(view.log(), show.look())
    show.show_table(listed)
    about = view.about("narvaro_rum", "occasions", indicator=say("narvaro.log.indicator"), detail=view.actor_name)
    show.show_origin(listed, about, "log")


def _occasions(view: Presence, by: str) -> Chart:
    about = view.about("narvaro_rum", "occasions", detail=f"{say(f'narvaro.detail.{by}')} {view.actor_name}")
    names = presence.place_names(show.look()) if by == "place_type" else _parts(view)
    return presence.occasions(view.by_place(), about, show.look(), by=by, names=names)


def _parts(view: Presence) -> dict[str, str]:
    """The parts of the area by name, in their order; last what has no part."""
    rows = view.by_place().filter(pl.col("part_area_id") != "").unique("part_area_id").sort("part_name")
    return {**dict(rows.select("part_area_id", "part_name").iter_rows()), "": say("narvaro.no_part")}


def _actor_choice(value: str) -> str:
    return presence.actor_name(_ACTORS[value], show.look()) if value in _ACTORS else say("narvaro.actor.all")
