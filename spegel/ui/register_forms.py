"""Officials write dialogues, conversations, attendance and feedback in forms, checked as they are written and saved as imports.

What is written lives in a draft below the restricted folder, whose id stands in the address: a lost line or server loses
nothing. Saving takes the same way as a file: store, log, build.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt, i18n
from spegel.charts.chart import plain
from spegel.core import SourceError
from spegel.registers import entry, forms, importing, schema
from spegel.registers.drafts import Drafts, is_personal
from spegel.registers.forms import Field, Filled, Form
from spegel.registers.importing import Examination
from spegel.registers.marked_copy import sentences
from spegel.registers.store import Store
from spegel.ui import choices, data, imports, scene, show
from spegel.ui.publishing import PUBLISHER
from spegel.ui.scene import say

FORMS = ("dialog", "samtal", "narvaro", "aterkoppling")
"""The forms as they stand in the address; the first is the default."""

FILLS = {
    "dialog": ("dialogues",), "samtal": ("dialogues", "attendance"), "narvaro": ("attendance",), "aterkoppling": ("feedback",),
}  # fmt: skip
"""Form -> the registers it adds to."""

AT_THE_END = frozenset({"group_must_have", "equal_totals", "nothing_written"})
"""Rules about a form as a whole: told when it is to be saved, not while it is half filled in."""

_SAVED = "forms.saved"
_TRIED = "forms.tried"
_TURN = "forms.turn"


@dataclass(frozen=True)
class Chosen:
    """The form that is open, and the dialogue it is about; a new one where that is empty."""

    form: str
    dialogue_id: str

    @property
    def key(self) -> str:
        """What the form is called in a draft."""
        return f"{self.form}/{self.dialogue_id}"


def chosen() -> Chosen:
    """The form, and the dialogue it is about: one of the organisation's own, the latest first."""
    form = choices.choose("formular", list(FORMS), FORMS[0], lambda form: say(f"registrera.form.{form}"))
    if form == "samtal":
        return Chosen(form, "")
    store, _ = imports.office()
    own = store.read("dialogues").sort("start_time", "dialogue_id", descending=True)
    titles = dict(own.select("dialogue_id", "title").iter_rows())
    first = [""] if form == "dialog" else []
    if not titles and not first:
        return Chosen(form, "")
    options = [*first, *titles]
    return Chosen(form, choices.choose("dialog", options, options[0], lambda id: titles.get(id, say("registrera.new"))))


def show_form(choice: Chosen) -> None:
    """The form with what was written in it before, what is wrong beside each box, and the button that saves it."""
    store, visitor = imports.office()
    if choice.form in ("narvaro", "aterkoppling") and not choice.dialogue_id:
        show.show_empty(say("registrera.no_dialogue"), say("registrera.no_dialogue_how"))
        return
    drafts = Drafts(scene.current().settings.restricted, str(store.organisation), visitor.who)
    draft_id = _draft_id(drafts)
    if not draft_id:
        _show_saved()
    _show_example_notice(store, choice)
    form = _form(store, choice)
    kept = (drafts.read(draft_id) or {}).get(choice.key, {}) if draft_id else {}
    _show_drafts(drafts, draft_id)
    new_id = choice.dialogue_id or forms.next_id(store.read("dialogues")["dialogue_id"], _today().year)
    values, slots, below = _boxes(form, choice, {**form.base, **kept}, new_id)
    touched = {name: text for name, text in values.items() if text != form.base.get(name, "")}
    _keep(drafts, draft_id, choice, {name: text for name, text in touched.items() if not is_personal(text)}, kept)
    filled = form.filled(values, new_id)
    found = _examined(store, choice, filled)
    _show_counts(form, values, below)
    is_tried = st.session_state.get(_TRIED) == choice.key
    _show_faults(found, filled, slots, set(touched), is_tried)
    missing = _show_duties(store, form, choice, values, below)
    if st.button(say("registrera.save_incomplete" if missing else "registrera.save"), type="primary", key="save"):
        _save(store, visitor.who, drafts, choice, found)
    if touched and st.button(say("registrera.draft.throw"), key="throw"):
        _forget(drafts, choice)
        st.rerun()


def _today() -> date:
    return date.today()


def _form(store: Store, choice: Chosen) -> Form:
    """The form as it stands before anything is written in it."""
    parts = data.dataset("part_list", area=store.organisation)["area_name"].to_list()
    dialogues = store.read("dialogues")
    if choice.form == "samtal":
        held = dialogues.filter(pl.col("classification") == "conversation").sort("import_id").tail(1)
        return forms.conversation(parts, held, _today())
    own = dialogues.filter(pl.col("dialogue_id") == choice.dialogue_id)
    if choice.form == "dialog":
        return forms.dialogue(parts, own, _today())
    stored = store.read(FILLS[choice.form][0]).filter(pl.col("dialogue_id") == choice.dialogue_id)
    if choice.form == "narvaro":
        return forms.attendance(parts, stored)
    return forms.feedback(choice.dialogue_id, forms.written(own["feedback_owner"][0]), stored)


def _boxes(
    form: Form, choice: Chosen, before: Mapping[str, str], new_id: str
) -> tuple[dict[str, str], dict[str, object], dict[str, object]]:
    """Draw every section: what is written in each box, the place under each box, and the place under each heading.

    `new_id` is what the dialogue is called where its own box is left blank.
    """
    values, slots, below = dict(before), {}, {}
    turn = st.session_state.setdefault(_TURN, 0)
    for section in form.sections:
        if section.is_kept:
            continue
        title = section.titles[scene.language()] if section.titles else say(f"registrera.section.{section.name}")
        if section.is_folded:
            place = st.expander(title, key=f"fold_{section.name}_{turn}")
        else:
            place = st.container(key=f"section_{section.name}")
            place.html(f'<section class="text"><h2>{escape(title)}</h2></section>')
        with place:
            kind = "counts" if section.fields[0].kind == "attendance" else "words"
            if kind == "counts" or section.name == "duties":
                below[section.name] = st.empty()
            with st.container(key=f"fields_{kind}_{section.name}", horizontal=True, vertical_alignment="top"):
                for field in section.fields:
                    name = f"{choice.key}_{field.name}_{turn}"
                    with st.container(key=f"box_{plain(field.name)}"):
                        example = new_id if field.name == "dialogue_id" else ""
                        values[field.name] = _box(field, before.get(field.name, ""), f"form_{name}", example)
                        slots[field.name] = _help(field)
    return values, slots, below


def _box(field: Field, text: str, key: str, example: str) -> str:
    """One box with `text` in it, unless this session has something else there; gives what stands in it.

    `example` stands in an empty one.
    """
    language = scene.language()
    label = field.label(language)
    if not field.choices and field.column.type != "boolean":
        return st.text_input(label, text, key=key, placeholder=example)
    labels = {choice.code: choice.labels[language] for choice in field.choices} or {
        "ja": say("format.yes"), "nej": say("format.no"),
    }  # fmt: skip
    options = ["", *labels, *({text} - {"", *labels})]
    shown = {"": say("registrera.blank"), **labels}
    return st.selectbox(
        label, options, options.index(text), format_func=lambda code: shown.get(code, code), key=key,
        placeholder=say("choice.placeholder"),
    )  # fmt: skip


def _help(field: Field):
    """What the box means, said once for boxes that are alike; and the place where its fault is told."""
    if field.kind != "attendance" or field.is_shared:
        is_required = field.column.is_required and field.name != "dialogue_id"
        words = field.column.means[scene.language()] + (f" {say('registrera.required')}" if is_required else "")
        st.html(f'<p class="help">{escape(words)}</p>')
    return st.empty()


def _draft_id(drafts: Drafts) -> str:
    """The draft in the address; one that is not this official's is refused, and told of."""
    given = st.query_params.get("utkast", "")
    if not given:
        return ""
    if drafts.read(given) is None:
        del st.query_params["utkast"]
        show.show_message(say("registrera.draft.unknown"), is_fault=True)
        return ""
    scene.current().chosen["utkast"] = given
    return given


def _keep(drafts: Drafts, draft_id: str, choice: Chosen, written: Mapping[str, str], kept: Mapping[str, str]) -> None:
    """Write down what is new, and let the address say where."""
    if written == kept:
        return
    _tell_address(drafts.write(draft_id, choice.key, written))


def _tell_address(draft_id: str) -> None:
    chosen = scene.current().chosen
    chosen.pop("utkast", None)
    if draft_id:
        chosen["utkast"] = st.query_params["utkast"] = draft_id
    else:
        st.query_params.pop("utkast", None)


def _forget(drafts: Drafts, choice: Chosen) -> None:
    """The form is saved or thrown away: its boxes begin anew."""
    draft_id = st.query_params.get("utkast", "")
    if draft_id:
        _tell_address(drafts.write(draft_id, choice.key, {}))
    st.session_state.pop(_TRIED, None)
    st.session_state[_TURN] += 1


def _show_drafts(drafts: Drafts, draft_id: str) -> None:
    """That what is written is kept, or the way to what was written another time."""
    if draft_id:
        st.html(f'<p class="quiet">{say("registrera.draft.kept")}</p>')
        return
    for other in drafts.mine()[:1]:
        form, _, dialogue_id = next(iter(drafts.read(other) or {})).partition("/")
        address = {"formular": "" if form == FORMS[0] else form, "dialog": dialogue_id, "utkast": other}
        words = say("registrera.draft.go_on", form=say(f"registrera.form.{form}"))
        scene.link("registrera", words, **{name: value for name, value in address.items() if value})


def _examined(store: Store, choice: Chosen, filled: Sequence[Filled]) -> list[Examination]:
    """What checking the rows of each register gave."""
    found = []
    for part in filled:
        if not part.rows and part.kind not in FILLS[choice.form][:1]:
            continue  # nobody was counted in a conversation
        known = {("dialogues", "dialogue_id"): pl.Series([row["dialogue_id"] for row in part.rows], dtype=pl.String)}
        place = {"dialogue_id": choice.dialogue_id} if choice.dialogue_id else None
        about = part.rows[0]["dialogue_id"] if part.rows else choice.dialogue_id
        name = say("registrera.entry", form=say(f"registrera.form.{choice.form}"), id=about)
        is_new = choice.form == "samtal"
        found.append(entry.examine(store, part.kind, name, part.rows, place, known if is_new else None, scene.language()))
    return found


def _show_counts(form: Form, values: Mapping[str, str], places: Mapping[str, object]) -> None:
    """Under the heading of each dimension how many it holds so far, to be held against the others."""
    for section in form.sections:
        if section.is_kept or section.fields[0].kind != "attendance":
            continue
        sums = {}
        for name in forms.COUNTS:
            texts = [values[field.name] for field in section.fields if field.column.name == name]
            numbers = [int(text) for text in texts if text.strip().isdecimal()]
            sums[name] = fmt.count(sum(numbers), scene.language()) if numbers else fmt.missing(scene.language())
        key = "registrera.sums" if form.name == "narvaro" else "registrera.sum"
        places[section.name].html(f'<p class="quiet">{say(key, **sums)}</p>')


def _show_faults(
    found: Sequence[Examination], filled: Sequence[Filled], slots: Mapping[str, object], touched: set[str], is_tried: bool
) -> None:
    """Each fault beside its box, as soon as somebody has been there; those of the whole form when it was to be saved."""
    language = scene.language()
    parts = {part.kind: part for part in filled}
    loose, count = [], 0
    for examination in found:
        for problem in examination.problems:
            field = None if problem.rule in AT_THE_END else parts[examination.register.kind].field_of(problem, language)
            if field is None or field.name not in slots:
                loose.append(problem)
            elif is_tried or field.name in touched:
                count += 1
                words = escape(" ".join(sentences(problem, language)))
                slots[field.name].html(f'<p class="field-fault" role="alert">{words}</p>')
    if not is_tried:
        return
    for problem in loose:
        show.show_message(" ".join(sentences(problem, language)), is_fault=True)
    if count:
        message = say("registrera.faults.one" if count == 1 else "registrera.faults.many", count=fmt.count(count, language))
        show.show_message(message, is_fault=True)
        scene.announce(message)


def _show_duties(
    store: Store, form: Form, choice: Chosen, values: Mapping[str, str], places: Mapping[str, object]
) -> tuple[str, ...]:
    """Which duties are missing, and what saving makes of the organisation's completeness; gives the missing ones."""
    if "dialogues" not in form.kinds:
        return ()
    language = scene.language()
    columns = schema.load("dialogues").columns
    missing = forms.missing_duties(values)
    own = store.read("dialogues")
    complete, count = forms.completeness(own)
    others = own.filter(pl.col("dialogue_id") != choice.dialogue_id)
    is_due = values.get("status") != "cancelled"
    then_complete, then_count = forms.completeness(others)
    then_complete, then_count = then_complete + (is_due and not missing), then_count + is_due
    filled = len(forms.DUTIES) - len(missing)
    words = say("registrera.duties", filled=filled, count=len(forms.DUTIES))
    if missing:
        names = ", ".join(columns[name].labels[language].lower() for name in missing)
        words += " " + say("registrera.duties_missing", names=names)
    places["duties"].html(f'<p class="quiet" data-duties="{filled}">{escape(words)}</p>')
    numbers = {"complete": complete, "count": count, "then_complete": then_complete, "then_count": then_count}
    show.show_message(say("registrera.completeness", **{name: fmt.count(number, language) for name, number in numbers.items()}))
    return missing


def _show_example_notice(store: Store, choice: Chosen) -> None:
    """Before the first row of one's own: which invented registers go away when it is saved."""
    language = scene.language()
    own = {kind for kind in schema.kinds() if store.active(kind)}
    gone = schema.with_dependants(own | set(FILLS[choice.form])) - schema.with_dependants(own)
    registers = data.dataset("register_list", area=store.organisation).filter(pl.col("is_example"))
    titles = [schema.load(kind).titles[language] for kind in schema.kinds() if kind in gone & set(registers["kind"])]
    if titles:
        show.show_message(say("registrera.example", registers=", ".join(titles)))


def _save(store: Store, who: str, drafts: Drafts, choice: Chosen, found: Sequence[Examination]) -> None:
    """Store what was found right and publish it; or say what is not right."""
    if not all(examination.is_clean for examination in found):
        st.session_state[_TRIED] = choice.key
        st.rerun()
    try:
        for examination in found:
            importing.accept(store, examination, who)
    except SourceError as error:
        for problem in error.problems:
            show.show_message(i18n.explain(problem, scene.language()), is_fault=True)
        return
    _forget(drafts, choice)
    st.session_state[_SAVED] = (choice.form, str(found[0].frame["dialogue_id"][-1]))
    PUBLISHER.publish(scene.current().settings, who)
    st.rerun()


def _show_saved() -> None:
    """What this session saved last, and what comes after it."""
    form, dialogue_id = st.session_state.get(_SAVED, ("", ""))
    if not form:
        return
    message = say("registrera.saved", form=say(f"registrera.form.{form}"), id=dialogue_id)
    show.show_message(message)
    scene.announce(message)
    for other in ("narvaro", "aterkoppling"):
        if other != form and not (form == "samtal" and other == "narvaro"):
            scene.link("registrera", say(f"registrera.next.{other}", id=dialogue_id), formular=other, dialog=dialogue_id)
    scene.link("import", say("registrera.undo"), **({} if form in ("dialog", "samtal") else {"register": FILLS[form][0]}))
