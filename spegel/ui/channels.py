"""The sections of the page on channels: how residents are met, whom each channel reaches, and consultations on plans."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import channels
from spegel.charts.chart import About, Chart
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.held import Held
from spegel.ui.scene import say
from spegel.ui.sexes import show_participants
from spegel.ui.turnout import show_notes


def show_mix(view: Held) -> None:
    """The channel most used, who took part by sex, and every channel's share of dialogues and participants."""
    rows, language = view.rows("channel_mix"), scene.language()
    if rows["is_example"].any():
        show.show_example_badge()
    most = rows.sort("dialogue_count", descending=True, maintain_order=True).row(0, named=True)
    name = channels.channel_name(most["channel"], show.look())
    context = say(
        "kanaler.context",
        count=fmt.count(most["dialogue_count"], language),
        total=fmt.count(int(rows["dialogue_count"].sum()), language),
        area=view.area_name,
        period=view.period,
    )
    number = say("kanaler.number", channel=name, share=fmt.percent(most["dialogue_share"], language))
    show.show_number(number, context, channels.mix_reading(rows, show.look()))
    show_participants(view.dialogues(), say("people.participants.who"))
    show.show_chart(drawn(_mix, view), "mix")
    hidden, uncounted = (fmt.count(int(rows[f"{name}_count"].sum()), language) for name in ("hidden", "uncounted"))
    show_notes([say("mandat.weighed.left_out", hidden=hidden, uncounted=uncounted), say("kanaler.no_paper")])


def show_groups(view: Held) -> None:
    """Through which channels women and men, each age, and those who came for the first time took part."""
    show.show_chart(drawn(_groups, view), "groups")
    show_notes([say("kanaler.groups.how")])


def show_only_here(view: Held) -> None:
    """What a channel alone has reached, as far as anybody can know without following persons."""
    rows = view.rows("channel_by_group")
    st.html(f"<h2>{escape(say('kanaler.only.title'))}</h2><p>{escape(say('kanaler.only.cannot'))}</p>")
    st.html(f'<p class="chart-sentence">{escape(_places(rows))}</p>')
    listed = channels.only_here_table(rows, show.look())
    show.show_table(listed, say("kanaler.only.fold"))
    about = view.about("kanal_tillskott_omraden", base="held", registers=("attendance",))
    show.show_origin(listed, about, "only_here")


def show_consultations(view: Held) -> None:
    """Consultations on plans: statements per 1,000 residents, and each with its dates, whatever kind is chosen above."""
    rows = data.dataset("consultation_by_part", area=view.area_id, year=view.year)
    st.html(f'<p class="quiet">{escape(say("kanaler.pbl.lead"))}</p>')
    if rows.is_empty():
        st.html(f"<h2>{escape(say('kanaler.pbl.title', period=view.period))}</h2>")
        show.show_empty(say("kanaler.pbl.none"), say("kanaler.pbl.none_how"))
        return
    show.show_chart(drawn(_consultations, view), "consultations")
    listed = channels.consultation_table(
        data.dataset("consultation_list", area=view.area_id, year=view.year), show.look(), period=view.period
    )
    show.show_table(listed, say("kanaler.pbl.fold", count=fmt.count(len(listed.rows), scene.language())))
    about = _about_consultations(view, say("kanaler.detail.list"))
    show.show_origin(listed, about, "consultation_list")


def _places(rows: pl.DataFrame) -> str:
    """The parts that one channel alone has been used in, those without any dialogue, or that there are none of either."""
    places = rows.filter((pl.col("dimension") == "place") & (pl.col("category") != ""))
    look, language = show.look(), scene.language()
    alone = [
        say(
            "kanaler.only.part",
            part=row["category_name"] or row["category"],
            channel=fmt.first_lower(channels.channel_name(row["channel"], look)),
        )
        for row in places.filter(pl.col("is_only_here")).iter_rows(named=True)
    ]
    reached = set(places.filter("is_reached")["category"])
    nowhere = places.filter(~pl.col("category").is_in(list(reached))).unique("category", maintain_order=True)
    words = say("kanaler.only.parts", parts=fmt.listing(alone, language)) if alone else say("kanaler.only.no_parts")
    if nowhere.is_empty():
        return words
    names = [row["category_name"] or row["category"] for row in nowhere.iter_rows(named=True)]
    return f"{words} {say('kanaler.only.nowhere', parts=fmt.listing(names, language))}"


def _mix(view: Held) -> Chart:
    about = view.about("kanal_andel", base="held", registers=("attendance",))
    return channels.mix(view.rows("channel_mix"), about, show.look(), period=view.period)


def _groups(view: Held) -> Chart:
    about = view.about("kanal_andel", base="participants", registers=("attendance",), detail=say("kanaler.detail.groups"))
    return channels.groups(view.rows("channel_by_group"), about, show.look(), period=view.period)


def _consultations(view: Held) -> Chart:
    rows = data.dataset("consultation_by_part", area=view.area_id, year=view.year)
    return channels.consultations(rows, _about_consultations(view), show.look(), period=view.period)


def _about_consultations(view: Held, detail: str = "") -> About:
    residents = data.dataset("resident_groups", area=view.area_id, base="all")["source_id"].to_list()
    return facts(
        view.area_name,
        ["samrad_pbl"],
        base=say("mandat.base.consultations"),
        period=view.period,
        sources=[*registered.sources(view.area_id, "dialogues"), *residents],
        comparability=say("kanaler.pbl.comparable"),
        made=[choices.year_made(view.year)],
        detail=detail,
    )
