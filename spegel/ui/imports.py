"""The municipality's own registers on their way in, as an official meets them: template, report, acceptance, publishing, undoing.

What is accepted lies in the store and what is chosen in the address, so a lost line loses nothing but the uploaded file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import PurePath

import streamlit as st

from spegel import fmt, i18n
from spegel.charts.chart import plain
from spegel.charts.table import Column, table
from spegel.core import Problem, SourceError
from spegel.registers import importing, mapping_file, organisations, schema, template
from spegel.registers.importing import Examination
from spegel.registers.mapping_file import ExportMapping
from spegel.registers.marked_copy import sentences
from spegel.registers.schema import Register
from spegel.registers.store import Import, Store
from spegel.ui import access, choices, scene, show, sitemap
from spegel.ui.publishing import PUBLISHER, State
from spegel.ui.scene import say

MOST_SHOWN = 100
"""Faults on the page, lines of the log, and imports that can be taken back here. All faults stand in the marked-up copy, the
whole log in `spegel imports log`, and any import is taken back by `spegel imports undo`."""

PREVIEW_ROWS = 3
ORDERS = ("rad", "kolumn", "fel")
EVERY_SECONDS = 1.0
MAPPING_HEIGHT = 320  # pixels of the box a mapping is changed in

SEEN_ON = {
    **dict.fromkeys(("dialogues", "attendance", "feedback"), ("dialoger",)),
    "elected": ("representation", "avhopp"),
    **dict.fromkeys(("bodies", "staff"), ("representation",)),
    **dict.fromkeys(("fees", "activity", "interview_themes"), ("inflytande",)),
    "presence": ("narvaro",),
    **dict.fromkeys(("unique_participants", "attention"), ("rackvidd",)),
}
"""Register -> pages where what is in it can be seen; the first that there is. Any other register stands among the sources
on the page about method."""

OWN_MAPPING = "egen"
"""What the address says where the official has a mapping file of one's own."""

_MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "toml": "application/toml",
}
_EXAMINED = "import_examined"
_ROUND = "import_round"
_DONE = "import_done"
_UNDOING = "import_undoing"


def chosen_register() -> Register:
    """The register that the page is about."""
    language = scene.language()
    kinds = sorted(schema.kinds(), key=lambda kind: schema.load(kind).titles[language])
    return schema.load(choices.choose("register", kinds, "dialogues", lambda kind: schema.load(kind).titles[language]))


def chosen_replacement(register: Register) -> str:
    """The import that the next file is put in the place of; empty where its rows are added."""
    store, _ = office()
    active = {entry.import_id: entry for entry in reversed(store.active(register.kind))}
    if not active:
        return ""
    return choices.choose(
        "ersatt", ["", *active], "", lambda id: _named(active[id], "import.replacing") if id else say("import.adding")
    )


def show_template(register: Register) -> None:
    """What the register holds, and an empty one to fill in."""
    language = scene.language()
    st.html(f'<section class="text"><h2>{say("import.template.title")}</h2><p>{escape(register.about[language])}</p></section>')
    with st.container(key="downloads_template", horizontal=True):
        for form in template.FORMATS:
            st.download_button(
                say(f"import.template.{form}"),
                data=partial(template.write, register, language, form),
                file_name=template.file_name(register, form),
                mime=_MIMES[form],
                key=f"template_{form}_{register.kind}",
                on_click="ignore",
            )


def chosen_mapping(register: Register) -> str:
    """How the columns of the next file are understood: by its headers (empty), a mapping that ships, or one's own."""
    shipped = {name: found for name, found in mapping_file.shipped().items() if found.kind == register.kind}
    titles = {"": say("import.mapping.headers"), OWN_MAPPING: say("import.mapping.own")}
    titles |= {name: found.titles[scene.language()] for name, found in shipped.items()}
    return choices.choose("mappning", ["", *shipped, OWN_MAPPING], "", titles.__getitem__)


def show_upload(register: Register, replaces: str, chosen: str) -> None:
    """Take a file, say everything that is wrong with it, and store it when nothing is and the official says so."""
    store, visitor = office()
    st.html(f'<section class="text"><h2>{say("import.upload.title")}</h2><p>{say("import.upload.lead")}</p></section>')
    _show_done()
    turn = st.session_state.setdefault(_ROUND, 0)
    try:
        used = _taken_mapping(register, chosen, turn)
    except SourceError as error:
        _show_faults(Examination(register, error.problems[0].file, "", None, error.problems))
        return
    if chosen == OWN_MAPPING and used is None:
        return
    # A new key empties the widget when the file is in, and when another register is chosen.
    file = st.file_uploader(say("import.upload.label"), key=f"upload_{register.kind}_{turn}")
    if file is None:
        return
    found = _examined(store, register, file.name, file.file_id, file.getvalue, replaces, used)
    for notice in found.notices:
        show.show_message(i18n.explain(notice, scene.language()))
    if not found.is_clean:
        _show_faults(found)
        return
    _show_preview(found)
    if st.button(say("import.accept.button"), type="primary", key="accept"):
        _accept(store, found, visitor.who)


@st.fragment(run_every=EVERY_SECONDS)
def _show_progress(here: scene.Scene, was_running: bool) -> None:
    """The build while it runs. A fragment is run on its own, so it is told which page it stands on."""
    scene.begin(here)
    access.official()
    state = PUBLISHER.state
    if was_running and not state.is_running:
        st.rerun(scope="app")
    step = state.step or say("import.publishing.begins")
    share = state.done / state.total if state.total else 0.0
    words = say("import.publishing.step", step=step, done=state.done, total=state.total) if state.total else step
    st.progress(share, text=words)


def show_publishing(register: Register) -> None:
    """How far a build has come, how the last one went, and what is accepted but not yet published."""
    store, visitor = office()
    state = PUBLISHER.state
    if state.is_running:
        with st.container(key="publishing"):
            st.html(f'<p class="note" role="status">{say("import.publishing.running")}</p>')
            _show_progress(scene.current(), True)
        return
    _show_outcome(state, register)
    if _waits(store):
        show.show_message(say("import.publishing.waits"))
        if st.button(say("import.publishing.button"), type="primary", key="publish"):
            PUBLISHER.publish(scene.current().settings, visitor.who)
            st.rerun()


def show_imports(register: Register) -> None:
    """Every import there has been, and a way to take back those of the chosen register."""
    store, visitor = office()
    language = scene.language()
    entries = store.imports()
    st.html(f'<section class="text"><h2>{say("import.list.title")}</h2></section>')
    if not entries:
        st.html(f'<p class="empty">{say("import.list.none")}</p>')
        return
    columns = [Column(name, say(f"import.list.{name}"), "count" if name == "rows" else "text") for name in _IMPORT_COLUMNS]
    rows = [_import_row(entry) for entry in entries]
    caption = say("import.list.caption", count=fmt.count(len(rows), language))
    st.html(table(caption, columns, rows, language).html())
    active = [entry for entry in entries if entry.kind == register.kind and entry.state == "active"]
    for entry in active[:MOST_SHOWN]:
        _show_undo(store, entry, visitor.who)
    if len(active) > MOST_SHOWN:
        st.html(f'<p class="quiet">{say("import.undo.older", count=fmt.count(MOST_SHOWN, language))}</p>')


def show_log() -> None:
    """Who has done what, the latest first."""
    store, _ = office()
    language = scene.language()
    entries = store.log_entries()[::-1]
    st.html(f'<section class="text"><h2>{say("import.log.title")}</h2><p>{say("import.log.lead")}</p></section>')
    if not entries:
        st.html(f'<p class="empty">{say("import.log.none")}</p>')
        return
    rows = [
        {"at": entry.at, "who": entry.who, "action": say(f"import.action.{entry.action}"), "details": _details(entry.details)}
        for entry in entries[:MOST_SHOWN]
    ]
    columns = [Column(name, say(f"import.log.{name}")) for name in ("at", "who", "action", "details")]
    caption = say("import.log.caption", shown=fmt.count(len(rows), language), count=fmt.count(len(entries), language))
    show.show_table(table(caption, columns, rows, language), caption)


_IMPORT_COLUMNS = ("file", "register", "rows", "who", "at", "state")


def office() -> tuple[Store, access.Official]:
    """The organisation's accepted imports, for an official only: asked anew before everything that reads or changes them.

    Where they cannot be read the page says why, and ends.
    """
    visitor = access.official()
    configured = scene.current().settings
    store = Store(configured.restricted, organisations.area_of(configured.profile))
    try:
        store.imports()
    except SourceError as error:
        for problem in error.problems:
            show.show_message(i18n.explain(problem, scene.language()), is_fault=True)
        raise scene.PageEndsError from error
    return store, visitor


def _taken_mapping(register: Register, chosen: str, turn: int) -> ExportMapping | None:
    """The chosen mapping, as the official has it: uploaded, or one that ships with what was changed in it on the page.

    None without one. Raises SourceError with everything that is wrong in it.
    """
    if not chosen:
        return None
    if chosen == OWN_MAPPING:
        file = st.file_uploader(say("import.mapping.file"), key=f"mapping_{register.kind}_{turn}")
        return None if file is None else mapping_file.read(file.name, file.getvalue())
    text = st.text_area(
        say("import.mapping.text"), mapping_file.shipped()[chosen].source, height=MAPPING_HEIGHT, key=f"mapping_text_{chosen}",
    )  # fmt: skip
    with st.container(key="downloads_mapping", horizontal=True):
        name = f"{chosen}.toml"
        st.download_button(say("import.mapping.get"), text, name, _MIMES["toml"], key="mapping", on_click="ignore")
    return mapping_file.parse(f"{chosen}.toml", text)


def _examined(
    store: Store, register: Register, name: str, file_id: str, read, replaces: str, used: ExportMapping | None
) -> Examination:
    """What examining the file gave. Kept for the session until the file, the choices or the store change."""
    language = scene.language()
    stands = tuple((entry.import_id, entry.state) for entry in store.imports())
    key = (register.kind, file_id, replaces, language, stands, used.source if used else "")
    kept = st.session_state.get(_EXAMINED)
    if kept is None or kept[0] != key:
        found = importing.examine(store, register.kind, name, read(), used, replaces or None, language)
        st.session_state[_EXAMINED] = kept = (key, found)
    return kept[1]


def _show_faults(found: Examination) -> None:
    language = scene.language()
    total = len(found.problems)
    key = "import.faults.one" if total == 1 else "import.faults.many"
    message = say(key, count=fmt.count(total, language), file=found.file_name)
    show.show_message(message, is_fault=True)
    scene.announce(message)
    order = ORDERS[0]
    if total > 1:
        with st.container(key="choices_order"):
            order = choices.choose("ordning", list(ORDERS), order, lambda order: say(f"import.order.{order}"))
    rows = [_fault_row(problem) for problem in _sorted(found.problems, order)[:MOST_SHOWN]]
    columns = [Column(name, say(f"import.faults.{name}")) for name in ("row", "column", "value", "what", "remedy")]
    shown = "import.faults.caption" if total <= MOST_SHOWN else "import.faults.caption_some"
    caption = say(shown, count=fmt.count(total, language), shown=fmt.count(len(rows), language))
    st.html(f'<div class="faults">{table(caption, columns, rows, language).html()}</div>')
    if found.report is not None:
        with st.container(key="downloads_faults", horizontal=True):
            st.download_button(
                say("import.faults.copy"),
                data=partial(found.report, language),
                file_name=f"{plain(PurePath(found.file_name).stem)}-{say('import.faults.ending')}.xlsx",
                mime=_MIMES["xlsx"],
                key="marked_copy",
                on_click="ignore",
            )


def _sorted(problems: Sequence[Problem], order: str) -> list[Problem]:
    """By row, by column or by kind of fault; what concerns the whole file comes first."""
    keys = {
        "rad": lambda problem: (problem.row or 0, problem.column or ""),
        "kolumn": lambda problem: (problem.column or "", problem.row or 0),
        "fel": lambda problem: (problem.rule, problem.row or 0, problem.column or ""),
    }
    return sorted(problems, key=keys[order])


def _fault_row(problem: Problem) -> dict[str, str]:
    what, remedy = sentences(problem, scene.language())
    blank = say("import.faults.whole")
    return {
        "row": str(problem.row) if problem.row is not None else blank,
        "column": problem.column or "–",
        "value": problem.value or "–",
        "what": what,
        "remedy": remedy,
    }


def _show_preview(found: Examination) -> None:
    """The first rows as they were understood, each in a column of its own: the last look before they are stored."""
    language = scene.language()
    height = found.frame.height
    message = say("import.accept.clean", rows=fmt.count(height, language), register=found.register.titles[language])
    show.show_message(message)
    scene.announce(message)
    first = found.frame.head(PREVIEW_ROWS).rows(named=True)
    columns = [Column("column", say("import.faults.column"))]
    columns += [Column(str(number), say("import.accept.row", number=number + 1)) for number in range(len(first))]
    rows = [
        {
            "column": found.register.columns[name].labels[language],
            **{str(number): _written(found.register, name, row[name]) for number, row in enumerate(first)},
        }
        for name in found.frame.columns
        if found.frame[name].null_count() < height
    ]
    caption = say("import.accept.caption", shown=fmt.count(len(first), language), rows=fmt.count(height, language))
    show.show_table(table(caption, columns, rows, language), caption)


def _written(register: Register, name: str, value: object) -> str:
    """A cell in the words of the official's language."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say("format.yes" if value else "format.no")
    labels = {choice.code: choice.labels[scene.language()] for choice in register.columns[name].choices}
    return labels.get(str(value), str(value))


def _accept(store: Store, found: Examination, who: str) -> None:
    try:
        entry = importing.accept(store, found, who)
    except SourceError as error:
        for problem in error.problems:
            show.show_message(i18n.explain(problem, scene.language()), is_fault=True)
        return
    st.session_state[_ROUND] += 1
    st.session_state.pop(_EXAMINED, None)
    st.session_state[_DONE] = entry.import_id
    # The import it replaced is no longer there to choose.
    st.query_params.pop("ersatt", None)
    PUBLISHER.publish(scene.current().settings, who)
    st.rerun()


def _show_done() -> None:
    """The last import of this session, in words."""
    done = st.session_state.get(_DONE)
    entry = next((entry for entry in office()[0].imports() if entry.import_id == done), None)
    if entry is None or entry.state != "active":
        return
    message = say("import.accept.done", rows=fmt.count(entry.rows, scene.language()), file=entry.file_name)
    show.show_message(message)
    scene.announce(message)


def _show_outcome(state: State, register: Register) -> None:
    language = scene.language()
    if state.problems:
        show.show_message(say("import.publishing.stopped"), is_fault=True)
        for problem in state.problems:
            show.show_message(i18n.explain(problem, language), is_fault=True)
    elif state.incident:
        show.show_message(say("import.publishing.fault", incident=state.incident), is_fault=True)
    elif state.version:
        show.show_message(say("import.publishing.done", version=state.version))
        _show_where(register)


def seen_on(kind: str) -> sitemap.Page | None:
    """The page where a register can be seen; None for one that has no page."""
    pages = {page.id: page for page in sitemap.pages()}
    return next((pages[id] for id in SEEN_ON.get(kind, ()) if id in pages), None)


def _show_where(register: Register) -> None:
    """A link to the page where the register can be seen."""
    page = seen_on(register.kind)
    if page is not None:
        scene.link(page.id, say("import.publishing.see", page=say(page.link)))
        return
    method = sitemap.page_of("metod")
    title = register.titles[scene.language()]
    scene.link(method.id, say("import.publishing.listed", register=title, page=say(method.link)))


def _waits(store: Store) -> bool:
    """True where something was accepted or taken back after the last build."""
    actions = [entry.action for entry in store.log_entries()]
    return bool(actions) and actions[-1] != "build"


def _import_row(entry: Import) -> dict[str, object]:
    return {
        "file": entry.file_name,
        "register": schema.load(entry.kind).titles[scene.language()],
        "rows": entry.rows,
        "who": entry.who,
        "at": entry.imported_at,
        "state": say(f"registers.state.{entry.state}"),
    }


def _show_undo(store: Store, entry: Import, who: str) -> None:
    """One active import with its button; a second press is asked for, in words that say what will go."""
    with st.container(key=f"undo_{plain(entry.import_id)}"):
        if st.session_state.get(_UNDOING) != entry.import_id:
            if st.button(_named(entry, "import.undo.button"), key=f"ask_{entry.import_id}"):
                st.session_state[_UNDOING] = entry.import_id
                st.rerun()
            return
        message = say("import.undo.back" if entry.replaces else "import.undo.gone", rows=fmt.count(entry.rows, scene.language()))
        show.show_message(message)
        with st.container(key="undo_answers", horizontal=True):
            is_sure = st.button(say("import.undo.yes"), type="primary", key="undo_yes")
            is_kept = st.button(say("import.undo.no"), key="undo_no")
        if is_kept:
            st.session_state.pop(_UNDOING)
            st.rerun()
        if is_sure:
            _undo(store, entry, who)


def _undo(store: Store, entry: Import, who: str) -> None:
    st.session_state.pop(_UNDOING)
    try:
        store.undo(entry.import_id, who)
    except SourceError as error:
        for problem in error.problems:
            show.show_message(i18n.explain(problem, scene.language()), is_fault=True)
        return
    st.session_state.pop(_DONE, None)
    PUBLISHER.publish(scene.current().settings, who)
    st.rerun()


def _named(entry: Import, key: str) -> str:
    return say(key, file=entry.file_name, at=entry.imported_at[:16])


def _details(details: object) -> str:
    """`file val.xlsx · rows 12`, as the log holds it."""
    entries = {name: value for name, value in dict(details).items() if name != "sha256"}
    return " · ".join(f"{name}: {value if isinstance(value, str) else json.dumps(value)}" for name, value in entries.items())
