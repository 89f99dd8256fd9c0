"""The sections of the page on what the citizen panel answers: one question of one wave, and the whole wave as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt, report
from spegel.charts import citizen_panel, panel_results
from spegel.charts.chart import About, Chart, Look
from spegel.charts.table import Column, table
from spegel.ui import access, choices, data, panel, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_sexes
from spegel.ui.turnout import show_notes

OFFICIALS, PUBLIC = "officials", "public"

_ICONS = {"up": "↗", "down": "↘", "unsure": "–"}


@dataclass(frozen=True)
class Asked:
    """What the visitor has chosen: one question of one wave, divided by what; `audience` decides which small bases are told."""

    area_id: str
    area_name: str
    wave_id: str
    question_id: str
    dimension: str
    audience: str

    def wave(self) -> dict:
        """The row of `panel_wave_list`."""
        return panel.waves(self.area_id).row(by_predicate=pl.col("wave_id") == self.wave_id, named=True)

    def question(self) -> dict:
        """The row of `panel_question_list`."""
        return questions(self.area_id, self.wave_id).row(by_predicate=pl.col("question_id") == self.question_id, named=True)

    @property
    def question_text(self) -> str:
        return str(self.question()["question_text"] or self.question_id)

    def result(self, dimension: str) -> pl.DataFrame:
        """`panel_result` of the question."""
        return self._asked("panel_result", dimension)

    def change(self, dimension: str) -> pl.DataFrame:
        """`panel_change` of the question, with the answers' names and order."""
        return named_changes(self._asked("panel_change", dimension), self.result(dimension))

    def waves_by_id(self) -> dict[str, str]:
        """What the waves are called in a sentence."""
        return {row["wave_id"]: panel.wave_choice(row) for row in panel.waves(self.area_id).iter_rows(named=True)}

    def about(self, *measures: str, detail: str = "", indicator: str = "") -> About:
        """What stands under a picture."""
        return facts(
            self.area_name,
            measures,
            base=say("panelsvar.base_words", question=self.question_text),
            period=panel.wave_choice(self.wave()),
            sources=registered.sources(self.area_id, *panel.REGISTERS),
            comparability=say("panel.comparable"),
            made=[
                (say("choice.omgang"), panel.wave_choice(self.wave())),
                (say("choice.fraga"), self.question_text),
                (say("choice.uppdelning"), panel.dimension_name(self.dimension)),
            ],
            detail=detail,
            indicator=indicator,
            statement=panel.statement(self.wave()),
        )

    def _asked(self, name: str, dimension: str) -> pl.DataFrame:
        return data.dataset(
            name,
            area=self.area_id,
            wave=self.wave_id,
            question=self.question_id,
            dimension=dimension,
            audience=self.audience,
        )


def questions(area_id: str, wave_id: str) -> pl.DataFrame:
    """`panel_question_list` of a wave."""
    return data.dataset("panel_question_list", area=area_id, wave=wave_id)


def named_changes(changes: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
    """`panel_change` with the kind and order that `panel_result` has of each answer, and the names of the parts."""
    keys = ["question_id", "dimension", "category", "answer_code"]
    return changes.join(results.select(*keys, "answer_kind", "answer_order", "category_name"), on=keys, how="inner")


def chosen(area: Mapping[str, object]) -> Asked | None:
    """The choices of the page; None where no wave has a question with answers to choose from."""
    area_id = str(area["area_id"])
    wave_id = panel.chosen_wave(area_id)
    if wave_id is None:
        return None
    closed = questions(area_id, wave_id).filter(~pl.col("is_text"))
    if closed.is_empty():
        return None
    names = {row["question_id"]: str(row["question_text"] or row["question_id"]) for row in closed.iter_rows(named=True)}
    question_id = choices.choose("fraga", list(names), next(iter(names)), names.__getitem__)
    dimension = panel.chosen_dimension("kon")
    audience = OFFICIALS if access.is_official() else PUBLIC
    return Asked(area_id, str(area["area_name"]), wave_id, question_id, dimension, audience)


def show_answer(view: Asked) -> None:
    """What the panel answered: verdict and share, the sexes, what it can stand for, and every answer with its margin."""
    if view.wave()["is_example"]:
        show.show_example_badge()
    left, right = st.columns([5, 7], gap="large")
    with left:
        _show_verdict(view)
        _show_sexes(view)
        panel.show_statement(view.wave())
    with right:
        show.show_chart(drawn(_result_chart, view), "result")
    show_notes([_cost(view), say("panelsvar.officials") if view.audience == OFFICIALS else ""])


def show_groups(view: Asked) -> None:
    """The answers of the groups that are large enough."""
    st.html(f'<h2 class="block">{escape(say("panelsvar.block.groups"))}</h2>')
    if view.result(view.dimension).is_empty():
        show.show_empty(say("panelsvar.groups.none"), say("panelsvar.groups.none_how"), announce=False)
        return
    show.show_chart(drawn(_groups_chart, view), "groups")
    show_notes([say("panelsvar.groups.how")])


def show_change(view: Asked) -> None:
    """Whether the answers have changed since the wave before and since the first, and how that was tested."""
    st.html(f'<h2 class="block">{escape(say("panelsvar.block.change"))}</h2>')
    if view.change("all").is_empty():
        show.show_empty(say("panelsvar.change.none"), say("panelsvar.change.none_how"), announce=False)
        return
    show.show_chart(drawn(_change_chart, view), "change")
    kinds = view.change("all")["kind"].drop_nulls().unique(maintain_order=True).to_list()
    show_notes([*(say(f"panelsvar.kind_how.{kind}") for kind in kinds), say("panelsvar.change.how")])


def show_themes(view: Asked) -> None:
    """What was written in free text, as themes that an official has coded, counted; the texts are never shown."""
    rows = data.dataset("panel_themes", area=view.area_id, wave=view.wave_id, audience=view.audience)
    st.html(f'<h2 class="block">{escape(say("panelsvar.block.themes"))}</h2>')
    if rows.is_empty():
        show.show_empty(say("panelsvar.themes.none"), say("panelsvar.themes.none_how"), announce=False)
        return
    hidden = panel.reasons("fact_panel_theme")
    for number, (question_id, own) in enumerate(_by_question(rows).items(), start=1):
        listed = panel_results.theme_table(own, str(own["question_text"][0] or question_id), show.look(), reasons=hidden)
        st.html(listed.html())
        about = view.about("panel_andel", indicator=say("panelsvar.themes.indicator", number=number))
        show.show_origin(listed, about, f"themes_{number}")
    show_notes([say("panelsvar.themes.how")])


def show_told(view: Asked) -> None:
    """What the panel was told after the wave."""
    st.html(f'<h2 class="block">{escape(say("panelsvar.block.told"))}</h2>')
    wave, language = view.wave(), scene.language()
    if wave["results_date"] is None:
        words = say("panelsvar.told.not_yet", days=fmt.count(wave["waiting_days"], language))
        st.html(f'<p class="sexes-missing">{escape(words)}</p>')
    else:
        blanks = {"day": fmt.day(wave["results_date"], language), "days": fmt.count(wave["results_days"], language)}
        words = f"{say('panelsvar.told.done', **blanks)} {wave['results_note'] or ''}"
        st.html(f'<p class="chart-sentence">{escape(words.strip())}</p>')
        if wave["results_url"]:
            st.html(f'<p class="onward"><a href="{escape(wave["results_url"])}">{escape(say("panel.told.link"))}</a></p>')
    scene.link("panel", say("panelsvar.to_panel"), omgang=view.wave_id)


def show_workbook(view: Asked) -> None:
    """The whole wave as a workbook: every question with every breakdown, the weights and the codebook."""
    st.html(f'<h2 class="block">{escape(say("panelsvar.block.workbook"))}</h2>')
    show_notes([say("panelsvar.workbook.what")])
    about = view.about("panel_andel", "panel_forandring", "panel_deff", indicator=say("panelsvar.workbook.indicator"))
    with st.container(key="downloads_workbook", horizontal=True):
        st.download_button(
            say("panelsvar.workbook.button"),
            data=partial(workbook, view, frames(view), _words(view), about, show.look()),
            file_name=f"{about.file_stem}.xlsx",
            mime=show.XLSX,
            key="workbook",
            on_click="ignore",
        )


def frames(view: Asked) -> dict[str, pl.DataFrame]:
    """Every dataset that the workbook is made of, as they are told to the view's audience."""
    where = {"area": view.area_id, "wave": view.wave_id}
    told = {**where, "audience": view.audience}
    results = data.dataset("panel_result", **told, dimension="every")
    return {
        "results": results,
        "changes": named_changes(data.dataset("panel_change", **told, dimension="every"), results),
        "themes": data.dataset("panel_themes", **told),
        "margins": data.dataset("panel_margins", **where),
        "codebook": data.dataset("panel_codebook", **where),
    }


def workbook(view: Asked, found: Mapping[str, pl.DataFrame], words: Mapping[str, object], about: About, look: Look) -> bytes:
    """The bytes of the workbook. `found` is what `frames` gives, `words` what `_words` does: nothing here asks for more."""
    questions_by_id, waves, reasons = words["questions"], words["waves"], words["reasons"]
    name = waves[view.wave_id]
    shown = ("results", "changes", "weights", "codebook")
    captions = {key: look.text(f"panelsvar.sheet.{key}_caption", wave=name) for key in shown}
    tables = {
        look.text("panelsvar.sheet.results"): panel_results.result_table(
            found["results"], captions["results"], look, reasons=reasons["fact_panel_answer"], questions=questions_by_id
        ),
        look.text("panelsvar.sheet.changes"): panel_results.change_table(
            found["changes"], captions["changes"], look, names=waves, questions=questions_by_id
        ),
        look.text("panelsvar.sheet.weights"): table(
            captions["weights"],
            (Column("name", look.text("panelsvar.column.what")), Column("value", look.text("panelsvar.column.value_words"))),
            [{"name": name, "value": value} for name, value in words["weights"]],
            look.language,
        ),
    }
    if found["margins"].height:
        tables[look.text("panelsvar.sheet.margins")] = citizen_panel.margins(
            found["margins"], look, wave=name
        )
    for number, (question_id, own) in enumerate(_by_question(found["themes"]).items(), start=1):
        caption = str(own["question_text"][0] or question_id)
        tables[look.text("panelsvar.sheet.themes", number=number)] = panel_results.theme_table(
            own, caption, look, reasons=reasons["fact_panel_theme"]
        )
    tables[look.text("panelsvar.sheet.codebook")] = panel_results.codebook_table(found["codebook"], captions["codebook"], look)
    return report.book(look.text("panelsvar.workbook.title", wave=name), tables, about)


def _words(view: Asked) -> dict[str, object]:
    """What the workbook says in words: names of questions and waves, why numbers are hidden, and how it was weighted."""
    row = panel.weighting(view.area_id, view.wave_id)
    listed = questions(view.area_id, view.wave_id)
    names = {one["question_id"]: str(one["question_text"] or one["question_id"]) for one in listed.iter_rows(named=True)}
    weights = [(say("panelsvar.weights.method"), panel.weighting_words(row))]
    if row["method"] != "unweighted":
        weights += [(label, number) for label, number, _ in panel.weight_facts(row)]
    weights += [(say("panelsvar.weights.refused"), words) for words in panel.refusals(row)]
    weights.append((say("panelsvar.weights.own"), row["weight_text"] or say("panelsvar.weights.own_none")))
    tables = ("fact_panel_answer", "fact_panel_theme")
    return {
        "questions": names,
        "waves": view.waves_by_id(),
        "reasons": {table_name: panel.reasons(table_name) for table_name in tables},
        "weights": weights,
    }


def _by_question(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    ids = rows["question_id"].unique(maintain_order=True).to_list()
    return {question_id: rows.filter(pl.col("question_id") == question_id) for question_id in ids}


def _show_verdict(view: Asked) -> None:
    """The share that the question is told by, and whether it has changed since the wave before."""
    look, found = show.look(), panel_results.lead(view.result("all"))
    if found is None:
        show.show_empty(say("panelsvar.result.reading_none"), say("panelsvar.result.none_how"))
        return
    since = [row for row in view.change("all").rows(named=True) if row["answer_code"] == found["answer_code"]]
    since.sort(key=lambda row: panel_results.AGAINST.index(row["against"]))
    if len({row["against_wave_id"] for row in since}) == 1:
        since = since[:1]
    tested = [row for row in since if row["change_pp"] is not None]
    kind = panel_results.verdict(tested[0]) if tested else "unsure"
    show.show_verdict(
        "unsure",
        say(f"panelsvar.verdict.{kind}" if tested else "panelsvar.verdict.first"),
        panel_results.written(found, look),
        " ".join(panel_results.change_words(row, look, names=view.waves_by_id()) for row in since)
        or say("panelsvar.verdict.first_sentence"),
        say(
            "panelsvar.verdict.context",
            answer=panel_results.answer_name(found, look),
            question=view.question_text,
            count=fmt.count(found["people_count"], look.language),
        ),
        icon=_ICONS[kind],
    )


def _show_sexes(view: Asked) -> None:
    """How many of each sex answered the question, as far as that is told."""
    counts: dict[str, int | None] = {}
    for row in view.result("gender").rows(named=True):
        counts[row["category"]] = row["people_count"]
    show_sexes(counts, say("panelsvar.who"))


def _cost(view: Asked) -> str:
    """How many answered, how many that weighs as, and how they are weighted."""
    row = panel_results.lead(view.result("all"))
    if row is None or row["effective_count"] is None:
        return panel.weighting_words(panel.weighting(view.area_id, view.wave_id))
    language = scene.language()
    cost = say(
        "panelsvar.cost",
        count=fmt.count(row["people_count"], language),
        effective=fmt.count(row["effective_count"], language),
        deff=fmt.number(row["design_effect"], language, 2),
    )
    index = "" if row["index_value"] is None else say("panelsvar.index", value=fmt.number(row["index_value"], language))
    return " ".join(part for part in (cost, panel.weighting_words(panel.weighting(view.area_id, view.wave_id)), index) if part)


def _result_chart(view: Asked) -> Chart:
    about = view.about("panel_andel", "panel_deff", detail=view.question_id)
    hidden = panel.reasons("fact_panel_answer")
    return panel_results.result(view.result("all"), about, show.look(), question=view.question_text, reasons=hidden)


def _groups_chart(view: Asked) -> Chart:
    about = view.about("panel_andel", "panel_deff", detail=f"{view.question_id} {panel.dimension_name(view.dimension)}")
    return panel_results.groups(
        view.result(view.dimension),
        about,
        show.look(),
        question=view.question_text,
        dimension=view.dimension,
        reasons=panel.reasons("fact_panel_answer"),
    )


def _change_chart(view: Asked) -> Chart:
    about = view.about("panel_forandring", "panel_andel", detail=view.question_id)
    rows = pl.concat([view.change("all"), view.change(view.dimension)])
    return panel_results.change(rows, about, show.look(), names=view.waves_by_id())
