"""The sections of the page on one room: who was there, who spoke, can it stand for a general view? The three never merge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import room, sex_rows
from spegel.charts.chart import About, Chart
from spegel.charts.table import Column, Table, table
from spegel.disclosure import REASONS, allow_list, reason_text
from spegel.disclosure.parameters import parameters
from spegel.registers import schema
from spegel.stats import room as rules
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.turnout import show_notes

PARTIES = ("residents", "officials", "elected")
"""The three parties of a dialogue: those who live there, those who are employed, and those who decide."""

_PROMISES = ("results", "handling", "effect")
_STATUS = {rules.DEVIATES: ("worse", "≠"), rules.WITHIN_CHANCE: ("better", "=")}
_REFLECTS = {rules.YES: ("better", "✓"), rules.PARTLY: ("unsure", "~"), rules.NO: ("unsure", "✕")}
_BREAKDOWNS = ("kon", "alder", "bostad", "konalder")
"""Breakdowns as they stand in the address. Sex is always there, so the first other one that was counted is shown."""


@dataclass(frozen=True)
class Room:
    """What the visitor has chosen: one dialogue, or those of a year or of a part and year; divided by `dimension`."""

    area_id: str
    area_name: str
    unit_id: str
    dimension: str

    def unit(self) -> dict:
        """The row of `room_unit_list`."""
        return data.dataset("room_unit_list", area=self.area_id).row(by_predicate=pl.col("unit_id") == self.unit_id, named=True)

    def rows(self) -> pl.DataFrame:
        """`room_by_unit`."""
        return data.dataset("room_by_unit", area=self.area_id, unit=self.unit_id)

    def mirrors(self) -> list[dict]:
        """`room_mirror`: a row for each breakdown that was counted."""
        return [row for row in _mirrors(self.area_id, self.unit_id) if row["dimension"] != "all"]

    def whole(self) -> dict:
        """The row of `room_mirror` about the room as a whole."""
        return next(row for row in _mirrors(self.area_id, self.unit_id) if row["dimension"] == "all")

    def mirror(self, dimension: str = "") -> dict | None:
        """The row of one breakdown, the chosen one when nothing is said; None where it was not counted."""
        return next((row for row in self.mirrors() if row["dimension"] == (dimension or self.dimension)), None)

    @property
    def is_dialogue(self) -> bool:
        return bool(self.unit()["unit_kind"] == "dialogue")

    @property
    def period(self) -> str:
        unit = self.unit()
        return fmt.day(unit["start_date"], scene.language()) if self.is_dialogue else str(unit["unit_year"])

    @property
    def title(self) -> str:
        """The dialogue's own title, or which dialogues they are."""
        unit = self.unit()
        if self.is_dialogue:
            return str(unit["title"])
        return say("rummet.head.several", area=unit["part_name"] or self.area_name, year=unit["unit_year"])

    def about(self, *measures: str, detail: str = "", indicator: str = "") -> About:
        """What stands under a picture or a table."""
        language, mirror = scene.language(), self.mirror() or {}
        year = fmt.missing(language) if mirror.get("population_year") is None else str(mirror["population_year"])
        place = mirror.get("reference_place_id")
        residents = data.dataset("resident_groups", area=place, base="all")["source_id"].to_list() if place else []
        return facts(
            self.area_name,
            measures,
            base=say("rummet.base", place=mirror.get("reference_name") or fmt.missing(language), year=year),
            period=self.period,
            sources=[*registered.sources(self.area_id, "dialogues", "attendance"), *residents],
            comparability=say("rummet.comparable" if self.is_dialogue else "rummet.comparable_sum"),
            made=[
                (say("choice.dialog"), self.title),
                (say("choice.uppdelning"), say(f"choice.breakdown.{_address_of(self.dimension)}")),
            ],
            detail=detail,
            indicator=indicator,
            place=self.title if self.is_dialogue else "",
        )


def chosen(area: Mapping[str, object]) -> Room | None:
    """The choices of the page; None where no dialogue is registered."""
    area_id = str(area["area_id"])
    units = data.dataset("room_unit_list", area=area_id)
    if units.is_empty():
        return None
    unit_id = choices.dialogue_unit(units)
    counted = {row["dimension"] for row in _mirrors(area_id, unit_id)}
    default = next((name for name in ("alder", "bostad") if choices.BREAKDOWNS[name] in counted), "alder")
    with choices.more("uppdelning"):
        dimension = choices.breakdown(_BREAKDOWNS, default)
    return Room(area_id, str(area["area_name"]), unit_id, dimension)


def show_none(area: Mapping[str, object]) -> None:
    """No dialogue is registered: why, and what to do."""
    show.show_empty(say("rummet.none", area=area["area_name"]), say("rummet.none_how"))


def show_head(view: Room) -> None:
    """Which room it is: title, day and purpose, and the ladder of mandates with its step lit; or how many rooms are summed."""
    unit = view.unit()
    badge = f' <span class="badge">{escape(say("show.example"))}</span>' if unit["is_example"] else ""
    st.html(f'<div class="titled"><h2>{escape(view.title)}</h2>{badge}</div>')
    if not view.is_dialogue:
        show_notes([say("rummet.head.sum")])
        return
    words = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in head_words(view))
    st.html(f'<dl class="pairs">{words}</dl>{ladder(_head(view)["mandate"])}')


def head_words(view: Room) -> list[tuple[str, str]]:
    """What is registered of a dialogue, each with its name; what is not registered says so."""
    head = _head(view)
    return [
        (say("rummet.head.day"), view.period),
        (say("rummet.head.purpose"), head["purpose"] or say("rummet.head.no_purpose")),
        (say("rummet.head.target"), head["target_group"] or say("rummet.head.no_target")),
        (say("rummet.head.parties"), head["parties"] or say("rummet.head.no_parties")),
        (say("rummet.head.stage"), _labels("stage").get(head["stage"], say("rummet.head.no_stage"))),
    ]


def ladder(mandate: str | None) -> str:
    """HTML of the five steps in their order with one lit; where none is stated a last word says so."""
    steps, lit = _labels("mandate"), ' class="lit" aria-current="step"'
    items = "".join(f"<li{lit if step == mandate else ''}>{escape(name)}</li>" for step, name in steps.items())
    missing = "" if mandate in steps else f'<p class="sexes-missing">{escape(say("rummet.head.no_mandate"))}</p>'
    return f'<ol class="ladder" aria-label="{escape(say("rummet.head.ladder"))}">{items}</ol>{missing}'


def show_present(view: Room) -> None:
    """Who was there: the verdict, whom the room lacked, the sexes always, the groups in persons, and the three parties."""
    _block("present")
    left, right = st.columns([5, 7], gap="large")
    with left:
        _show_verdict(view)
        _show_missing(view)
        _show_sexes(view)
    with right:
        found = room.groups(view.rows(), view.dimension)
        if view.dimension == room.CROSS and (not found or room.is_hidden(found)):
            show.show_empty(_cross_words(view, found), say("rummet.cross.else"))
        elif found and view.mirror():
            show.show_chart(drawn(came_chart, view), "came")
        else:
            breakdown = say(f"rummet.dimension.{view.dimension}")
            show.show_empty(say("rummet.came.not_counted", breakdown=breakdown), say("rummet.came.not_counted_how"))
    if view.dimension == room.CROSS:  # its table is under the picture
        _show_parties(view)
    else:
        left, right = st.columns([5, 7], gap="large")
        with left:
            _show_parties(view)
        with right:
            _show_cross(view)
    if view.mirrors():
        show.show_table(room.mirror_table(view.mirrors(), show.look()), say("rummet.mirror_fold"))


def show_spoke(view: Room) -> None:
    """Who spoke, beside who was there: sex always; where there is nothing to draw, or nobody noted it, words tell."""
    _block("spoke")
    pairs = room.spoke_pairs(view.rows(), "gender")
    if pairs:
        chart = drawn(spoke_chart, view)
        if room.has_shares(pairs):
            show.show_chart(chart, "spoke")
        else:
            st.html(f'<p class="chart-sentence" data-kon>{escape(spoke_words(view, chart))}</p>')
            show.show_table(chart.table)
            show.show_source(chart.source)
            show.show_files(chart.table, chart.about, "spoke")
        show_notes([] if view.is_dialogue else [say("rummet.spoke.sum")])
    else:
        st.html(f'<p class="quiet" data-kon>{escape(say("rummet.spoke.not_noted"))}</p>')


def show_reflection(view: Room) -> None:
    """Can the result stand for a general view: yes, partly or no, with every reason."""
    _block("reflects")
    word, because = reflection_words(view)
    if not because:
        show_notes([word])
        return
    status, icon = _REFLECTS[str(view.whole()["reflects"])]
    items = "".join(f"<li>{escape(reason)}</li>" for reason in because)
    mark = f'<span class="icon" aria-hidden="true">{icon}</span>'
    st.html(
        f'<div class="verdict verdict-{status}"><p class="verdict-word">{mark}{escape(word)}</p>'
        f'<p class="verdict-sentence">{escape(say("rummet.reflects.because"))}</p><ul class="reasons">{items}</ul></div>'
    )
    show.show_source(view.about("aterspeglar_bedomning").line(scene.language()))


def reflection_words(view: Room) -> tuple[str, list[str]]:
    """Yes, partly or no with every reason; without reasons, why there is no answer."""
    row = view.whole()
    if row["reflects"] not in _REFLECTS:
        return say("rummet.reflects.unknown" if row["reflects"] is None else "rummet.reflects.dolt"), []
    reasons = [say(f"rummet.reason.{reason}") for reason in (row["reflects_reasons"] or "").split(",")]
    return say(f"rummet.reflects.{row['reflects']}"), reasons


def show_promises(view: Room) -> None:
    """The three promises after the dialogue in one line, and the way to the page on feedback."""
    if view.is_dialogue:
        _block("promises")
        st.html(f'<p class="promises">{escape(promise_line(view))}</p>')
    scene.link("aterkoppling", say("rummet.to_feedback"), ar="alla")


def spoke_words(view: Room, chart: Chart) -> str:
    """How many of each sex spoke, or why that is not told; and why there are no shares."""
    numbers = {row["category"]: row["person_count"] for row in room.groups(view.rows(), "gender", "speaking")}
    if all(numbers.get(sex) is None for sex in ("women", "men")):
        return f"{say('rummet.spoke.hidden')} {chart.sentence}"
    hidden = say("rummet.hidden")
    told = {sex: hidden if numbers.get(sex) is None else fmt.count(numbers[sex], scene.language()) for sex in ("women", "men")}
    return f"{say('rummet.spoke.counts', **told)} {chart.sentence}"


def mandate_words(view: Room) -> str:
    """The step of the ladder, or that none is stated."""
    return _labels("mandate").get(_head(view)["mandate"], say("rummet.head.no_mandate"))


def _head(view: Room) -> dict:
    return data.dataset("dialogue_head", area=view.area_id, dialogue=view.unit_id).row(0, named=True)


def _block(name: str) -> None:
    st.html(f'<h2 class="block">{escape(say(f"rummet.block.{name}"))}</h2>')


def _show_sexes(view: Room) -> None:
    """Women and men, whatever else is chosen."""
    st.html(sex_rows.html(sexes(view), show.look(), caption=say("rummet.sexes.caption")))
    if view.unit()["unit_kind"] == "year":
        years = data.dataset("gender_missing_by_year", area=view.area_id)
        for row in years.filter(pl.col("period") == view.period).iter_rows(named=True):
            counts = {name: fmt.count(row[f"{name}_count"], scene.language()) for name in ("missing", "held")}
            share = fmt.percent(row["missing_share"], scene.language(), 0)
            css = "sexes-missing" if row["missing_count"] else "quiet"
            st.html(f'<p class="{css}">{escape(say("rummet.sexes.unregistered", share=share, **counts))}</p>')


def sexes(view: Room) -> list[sex_rows.SexRow]:
    """Women, men and those whose sex is missing among those who were there."""
    return sex_rows.sex_rows(
        room.groups(view.rows(), "gender"),
        view.whole()["present_count"],
        show.look(),
        reasons=_reasons(),
        threshold=parameters().classes["persons"].threshold,
    )


def _show_verdict(view: Room) -> None:
    """Whether the room differs from the population by more than chance; a distance never without what chance gives."""
    mirror = view.mirror()
    if mirror is None:
        scene.announce(view.title)
        return
    status, icon = _STATUS.get(str(mirror["verdict"]), ("unsure", "–"))
    word, number, context, sentence = verdict_words(view, mirror)
    show.show_verdict(status, word, number, sentence, context, icon=icon)


def verdict_words(view: Room, mirror: Mapping[str, object]) -> tuple[str, str, str, str]:
    """The verdict of one breakdown: word, number, what the number is of, and the sentence that reads it."""
    language, key = scene.language(), room.verdict_key(mirror)
    breakdown = fmt.first_lower(say(f"rummet.dimension.{view.dimension}"))
    if room.is_told(mirror):
        people = mirror["known_count"]
        number = say(
            "rummet.verdict.number",
            count=fmt.count(round(mirror["tvd_share"] * people), language),
            people=fmt.count(people, language),
        )
        context = say("rummet.verdict.context", breakdown=breakdown)
        sentence = say(
            "rummet.verdict.sentence",
            tvd=fmt.percent(mirror["tvd_share"], language, 0),
            band=fmt.percent(mirror["band_share"], language, 0),
            people=fmt.count(people, language),
        )
    else:
        present = mirror["present_count"]
        number = say("rummet.verdict.people_hidden") if present is None else _persons(present)
        context = say("rummet.verdict.context_none", breakdown=breakdown)
        sentence = say(f"rummet.verdict.why.{key}")
    return say(f"rummet.verdict.{key}"), number, context, sentence


def _show_missing(view: Room) -> None:
    """Groups that were too few, as a list in persons."""
    found = room.groups(view.rows(), view.dimension)
    lacking = room.missing(found)
    if not lacking:
        return
    items = "".join(f"<li>{escape(room.missing_words(row, show.look()))}</li>" for row in lacking)
    st.html(f'<h3>{escape(say("rummet.missing.title"))}</h3><ul class="reasons">{items}</ul>')


def _show_parties(view: Room) -> None:
    """Residents, officials and elected members in the room."""
    listed = party_table(view)
    if listed is None:
        st.html(f'<h3>{escape(say("rummet.parties.title"))}</h3><p class="quiet">{escape(say("rummet.parties.not_noted"))}</p>')
    else:
        numbers = "".join(
            f"<div><dt>{escape(party)}</dt><dd><b>{escape(number)}</b></dd></div>"
            for party, number in map(listed.written, listed.rows)
        )
        st.html(f'<h3>{escape(listed.caption)}</h3><dl class="facts facts-pair">{numbers}</dl>')
        show.show_files(listed, view.about("trepart_narvaro", detail=view.period), "parties")


def _show_cross(view: Room) -> None:
    """Women and men of each age, all of them or none."""
    found = room.groups(view.rows(), room.CROSS)
    if not found or room.is_hidden(found):
        st.html(f'<h3>{escape(say("rummet.cross.title"))}</h3><p class="quiet">{escape(_cross_words(view, found))}</p>')
        return
    listed = room.cross_table(found, show.look())
    st.html(f'<div data-kon>{listed.html()}</div>')
    if not view.is_dialogue:
        show_notes([say("rummet.cross.of", count=fmt.count(sum(row["person_count"] for row in found), scene.language()))])
    show.show_files(listed, view.about("rum_avvikelse_personer", detail=say("rummet.dimension.gender_age")), "cross")


def _cross_words(view: Room, found: list[dict]) -> str:
    """Why there are no women and men by age."""
    if found:
        return say("rummet.cross.hidden")
    return say("rummet.cross.not_of_parts" if view.unit()["unit_kind"] == "part_year" else "rummet.cross.not_noted")


def party_table(view: Room) -> Table | None:
    """How many of each party; None where nobody noted it."""
    found = {row["category"]: row for row in room.groups(view.rows(), "role")}
    if not found:
        return None
    labels, reasons = _labels("participant_role"), _reasons()
    columns = (
        Column("party", say("rummet.column.party")),
        Column("count", say("rummet.column.came"), "count"),
    )
    rows = []
    for party in (*PARTIES, *(["unknown"] if "unknown" in found else [])):
        row = found.get(party)
        count = row["person_count"] if row else None
        reason = reasons.get(str(row["suppression_reason"])) if row else None
        rows.append({"party": labels[party], "count": (reason or say("rummet.not_counted")) if count is None else count})
    return table(say("rummet.parties.title"), columns, rows, scene.language())


def promise_line(view: Room) -> str:
    """`resultat ✓ · hantering ✓ · påverkan – 12 dagar sen`."""
    language, dialogue = scene.language(), view.unit_id
    told = data.dataset("feedback_by_dialogue", area=view.area_id).filter(pl.col("dialogue_id") == dialogue)
    if told.is_empty():
        return say("rummet.promise.not_over")
    late = {
        row["promise"]: row["days_late_count"]
        for row in data.dataset("feedback_overdue", area=view.area_id).iter_rows(named=True)
        if row["dialogue_id"] == dialogue
    }
    parts = []
    for promise in _PROMISES:
        if told[f"{promise}_date"][0] is not None:
            state = "✓"
        elif promise in late:
            days = late[promise]
            state = say("rummet.promise.late_one" if days == 1 else "rummet.promise.late", days=fmt.count(days, language))
        else:
            state = say("rummet.promise.waits")
        parts.append(f"{say(f'rummet.promise.{promise}')} {state}")
    return " · ".join(parts)


def _persons(count: int) -> str:
    return say("rummet.persons_one") if count == 1 else say("rummet.persons", count=fmt.count(count, scene.language()))


def came_chart(view: Room) -> Chart:
    about = view.about(
        "rum_avvikelse_personer",
        "rum_tvd",
        "rum_bedomning",
        "rum_repr_kvot",
        "konsuppgift_saknas",
        detail=say(f"rummet.dimension.{view.dimension}"),
    )
    return room.who_came(view.rows(), view.mirror() or {}, about, show.look(), reasons=_reasons())


def spoke_chart(view: Room) -> Chart:
    about = view.about("talar_andel", detail=view.period)
    return room.who_spoke(view.rows(), view.dimension, about, show.look(), reasons=_reasons())


def _reasons() -> dict[str, str]:
    """Why a number is hidden, in words, by the reason the datasets give."""
    rule = allow_list()["fact_attendance"]
    return {reason: reason_text(reason, scene.language(), rule) for reason in REASONS}


def _mirrors(area_id: str, unit_id: str) -> list[dict]:
    return data.dataset("room_mirror", area=area_id, unit=unit_id).rows(named=True)


def _labels(name: str) -> dict[str, str]:
    """What the values of a list of the registers are called."""
    return {choice.code: choice.labels[scene.language()] for choice in schema.lists()[name]}


def _address_of(dimension: str) -> str:
    return next(name for name, value in choices.BREAKDOWNS.items() if value == dimension)
