"""The parts of the first page: one card for each development area that is followed, and the questions the figures raise."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.core import split_election_id
from spegel.ui import data, feedback, representation, scene, sexes, show, trust, turnout
from spegel.ui.scene import say
from spegel.ui.view import View

NOT_YET = (3, 4, 5, 6, 7)
"""Development areas of the strategy that nothing here follows yet."""

BAR_HEIGHT = 96


def show_turnout(area: dict, election_type: str = "KF") -> None:
    """Area 1, representative democracy: does the gap in turnout shrink?"""
    gaps = _counted_gaps(area, election_type)
    with st.container(key="card_turnout"):
        verdict_side, trend_side = st.columns([3, 2], gap="large", vertical_alignment="center")
        with verdict_side:
            st.html(f'<h2 class="card-name">{say("start.area.1")}</h2>')
            if gaps.is_empty():
                show.show_empty(say("start.empty.what", area=area["area_name"]), say("start.empty.remedy"))
                return
            latest, earlier = gaps["election_id"][-1], gaps["election_id"][-2] if gaps.height > 1 else None
            show.show_verdict(**turnout.verdict_words(View(area, latest, earlier)))
            scene.link("valdeltagande", say("start.more"))
        with trend_side:
            st.html(_trend(gaps))


def show_seats_and_answers(area: dict) -> None:
    """Area 1 again and area 2: do those elected mirror the population, and did those who took part get an answer?"""
    seat_side, answer_side = st.columns(2, gap="medium")
    with seat_side, st.container(key="card_seats", height="stretch"):
        st.html(f'<h2 class="card-name">{say("start.card.seats")}</h2>')
        _show_seats(area)
    with answer_side, st.container(key="card_answers", height="stretch"):
        st.html(f'<h2 class="card-name">{say("start.card.answers")}</h2>')
        _show_answers(area)


def show_trust(area: dict) -> None:
    """What the strategy sees as the long-term challenge: trust among people and in democracy."""
    surveys = trust.offered(area["area_id"])
    with st.container(key="card_trust"):
        st.html(f'<h2 class="card-name">{say("start.card.trust")}</h2>')
        if surveys:
            view = trust.Trust(area["area_id"], area["area_name"], trust.SURVEYS[surveys[0]], "gender")
            trust.show_answer(view, announce=False)
        else:
            remedy = say("fortroende.none_how", code=area["municipality_code"])
            show.show_empty(say("fortroende.none", area=area["area_name"]), remedy, announce=False)
        scene.link("fortroende", say("start.more"))


def _show_seats(area: dict) -> None:
    bodies = data.dataset("body_list", area=area["area_id"]).filter(pl.col("dissolution_date").is_null())
    latest = data.dataset("reference_date_list", area=area["area_id"]).filter(pl.col("is_latest"))
    if bodies.is_empty() or latest.is_empty():
        show.show_empty(say("representation.none_title", area=area["area_name"]), say("representation.none_how"), announce=False)
        return
    cut = representation.Cut(area, bodies.row(0, named=True), latest["reference_date"][0], "18+", is_substitute=False)
    if bodies["is_example"][0]:
        show.show_example_badge()
    if own := cut.own():
        show.show_verdict(**representation.verdict_words(cut, own), announce=False)
        sexes.show_sexes({category: row["seat_count"] for category, row in own.items()}, f"{cut.body['body_name']}:")
    scene.link("representation", say("start.more"))


def _show_answers(area: dict) -> None:
    view = feedback.Feedback(area["area_id"], area["area_name"], None, None)
    row = view.summary()
    if row is None:
        show.show_empty(say("aterkoppling.none", area=area["area_name"]), say("aterkoppling.none_how"), announce=False)
        return
    if row["is_example"]:
        show.show_example_badge()
    show.show_number(*feedback.answer_words(view, row), announce=False)
    sexes.show_participants(view.rows("feedback_by_dialogue"), say("people.participants.who"))
    scene.link("aterkoppling", say("start.more"))


def show_questions(area: dict, election_type: str = "KF") -> None:
    """Three questions drawn from the latest figures, each with a link to where they are."""
    gaps = _counted_gaps(area, election_type)
    if gaps.is_empty():
        return
    latest = gaps.row(-1, named=True)
    questions = [
        _question_of_half(area, latest["election_id"]),
        _question_of_extremes(area, latest["election_id"]),
        _question_of_change(gaps, election_type),
    ]
    items = "".join(f"<li>{question}</li>" for question in questions if question)
    st.html(f'<section><h2>{say("start.questions.title")}</h2><ol class="questions">{items}</ol></section>')


def show_not_yet() -> None:
    """One line that says which development areas are not followed yet."""
    names = fmt.listing([say(f"start.area.{number}") for number in NOT_YET], scene.language())
    st.html(f'<p class="quiet">{say("start.not_yet", names=names)}</p>')


def _counted_gaps(area: dict, election_type: str) -> pl.DataFrame:
    gaps = data.dataset("turnout_gap_by_election", area=area["area_id"], election_type=election_type)
    return gaps.filter(pl.col("gap_tiondel_pp").is_not_null()).sort("election_date")


def _trend(gaps: pl.DataFrame) -> str:
    """The gap election by election as bars from zero, every one with its figure: readable as a list, too."""
    language = scene.language()
    top = max(gaps["gap_tiondel_pp"].max(), 1.0)  # a single district has no gap, and its bar no height
    years = [split_election_id(election)[0] for election in gaps["election_id"]]
    bars = "".join(
        f'<li><b class="number">{fmt.number(gap, language, 1)}</b>'
        f'<i style="height: {gap / top * BAR_HEIGHT:.0f}px"></i><span>{year}</span></li>'
        for year, gap in zip(years, gaps["gap_tiondel_pp"], strict=True)
    )
    caption = say("start.trend", years=fmt.span(str(years[0]), str(years[-1])))
    return f'<figure class="trend"><figcaption>{caption}</figcaption><ol>{bars}</ol></figure>'


def _question_of_half(area: dict, election_id: str) -> str:
    missing = data.dataset("votes_missing_by_district", area=area["area_id"], election_id=election_id, target="medel")
    half = missing.filter(pl.col("is_half_gap"))
    if half.is_empty():
        return ""
    language = scene.language()
    names = fmt.listing([escape(_name(row)) for row in half.head(3).to_dicts()], language)
    sentence = say(
        "start.question.half", count=fmt.count(half.height, language), total=fmt.count(missing.height, language), names=names
    )
    return f"{sentence} {_link('valdeltagande', 'half')}"


def _question_of_extremes(area: dict, election_id: str) -> str:
    districts = data.dataset("turnout_by_district", area=area["area_id"], election_id=election_id)
    counted = districts.filter(pl.col("turnout_share").is_not_null())
    if counted.height < 2:
        return ""
    language = scene.language()
    high, low = counted.row(0, named=True), counted.row(-1, named=True)
    sentence = say(
        "start.question.low",
        low=escape(_name(low)),
        high=escape(_name(high)),
        low_share=fmt.percent(low["turnout_share"], language),
        high_share=fmt.percent(high["turnout_share"], language),
    )
    return f"{sentence} {_link('distrikt', 'low', distrikt=low['district_code'])}"


def _question_of_change(gaps: pl.DataFrame, election_type: str) -> str:
    if gaps.height < 2:
        return ""
    language = scene.language()
    before, after = (gaps.row(position, named=True) for position in (-2, -1))
    sentence = say(
        "start.question.trend",
        before=fmt.percent(before["turnout_share"], language),
        after=fmt.percent(after["turnout_share"], language),
        previous=fmt.election(before["election_id"], language),
        election=fmt.election(after["election_id"], language),
    )
    return f"{sentence} {_link('varfor', 'trend')}"


def _link(page_id: str, text: str, **choices: str) -> str:
    return f'<a href="{escape(scene.href(page_id, **choices))}" target="_self">{say(f"start.question.link.{text}")}</a>'


def _name(district: dict) -> str:
    """The district's name, or its code where the source has removed the name."""
    return district["district_name"] or district["district_code"]
