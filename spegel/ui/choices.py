"""What the visitor chooses, and the address it lives in.

The address is the truth. At each rerun a widget is set to what the address says, and a change writes the address;
so a shared address shows the same page in a clean browser, and a session lost with the server comes back whole.
A value that means nothing here gives a message and the default. Defaults are left out of the address.

(Streamlit can bind widgets to the address itself, but then a foreign value vanishes without a word.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from types import MappingProxyType
from typing import NoReturn

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.core import split_election_id
from spegel.i18n import DEFAULT_LANGUAGE, LANGUAGES
from spegel.registers import cells, schema
from spegel.ui import data, scene
from spegel.ui.scene import say

TARGETS = ("medel", "basta", "basta_tredjedel", "75", "80", "85", "90")
"""Targets offered for turnout; any other percentage may stand in the address."""

BASES = MappingProxyType({"18plus": "18+", "alla": "all", "rostberattigade": "eligible"})
"""Reference populations as they stand in the address -> as the datasets take them; the first is the default."""

BREAKDOWNS = MappingProxyType(
    {"kon": "gender", "alder": "age", "bostad": "area", "konalder": "gender_age", "fodelseregion": "birth_region"}
)
"""What seats may be divided by, as in the address -> as the dimension of the datasets. Sex is always there."""

EVERYTHING = "alla"
"""No year or kind in particular, as it stands in the address."""

DIALOGUE_KINDS = MappingProxyType(
    {
        "medborgardialog": "citizen_dialogue",
        "dialogforum": "forum",
        "pbl-samrad": "pbl_consultation",
        "mote": "meeting",
        "samtal": "conversation",
        "brukardialog": "user_dialogue",
        "trygghetsvandring": "walk",
        "enkat": "survey",
        "annat": "other",
    }
)
"""Kinds of dialogue as they stand in the address -> as the datasets take them."""

ROLES = ("ordinarie", "ersattare")
"""Whose seats: those of members, or of substitutes. Never together."""

WEIGHED = ("chair", "vice", "member")
OWN_WEIGHTS = "3-2-1"
"""One's own weights of those before anything is chosen, as they stand in the address."""

MOST_WEIGHT = 20

_WEIGHTS = re.compile(r"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}$")

_PERCENTAGE = re.compile(r"^[0-9]{1,3}([.,][0-9]{1,2})?$")

ORDER = ("KF", "RF", "RD", "EU")
"""The order in which types of election are offered: the municipality's own first."""

_DEPENDENTS = {
    "omrade": (
        *("val", "jamfor", "distrikt", "organ", "dag", "period", "ar", "basar", "typ", "grund", "delar", "del", "dialog"),
        *("omgang", "fraga", "forvaltning"),
    ),
    "omgang": ("fraga",),
    "ar": ("basar", "del", "dialog"),
    "del": ("dialog",),
    "fran": ("till",),
    "typ": ("basar",),
    "uppdelning": ("grund",),
    "organ": ("grund",),
    "val": ("jamfor", "distrikt"),
    "register": ("ersatt", "mappning"),
    "vikt": ("vikter",),
    "tema": ("fraga",),
    "enkat": ("uppdelning",),
}
"""Choices that may lose their meaning when another one changes; they then fall back without a message."""

AGES = MappingProxyType(
    {"0-17": ("0", "17"), "18-29": ("18", "29"), "30-49": ("30", "49"), "50-64": ("50", "64"), "65+": ("65", EVERYTHING)}
)
"""Age groups of the datasets -> their first and last year as they stand in the address."""

SEXES = MappingProxyType({"kvinnor": "women", "man": "men"})
"""Sexes as they stand in the address -> as the datasets have them."""

_FAULTS = "choices.faults"
_FORGIVEN = "choices.forgiven"
_KEPT = "choices.kept"
_REFUSED = "choices.refused"


def language() -> str:
    """The language in the address, Swedish when it says nothing or nonsense (`unread` then tells the visitor)."""
    given = st.query_params.get("sprak", DEFAULT_LANGUAGE)
    return given if given in LANGUAGES else DEFAULT_LANGUAGE


def row():
    """The one row that choices stand in."""
    return st.container(key="choices", horizontal=True, vertical_alignment="bottom")


def area() -> dict:
    """The area: a row of `area_list`, organisations first. Without areas at all the page ends and says so."""
    by_id, default = _areas()
    if not by_id:
        stop(say("choice.no_areas"))
    return _settle(by_id[choose("omrade", list(by_id), default, lambda id: by_id[id]["area_name"])])


def place() -> None:
    """Read the area without drawing the choice: a page about something else says where one is, and its links keep it."""
    by_id, default = _areas()
    if by_id:
        _settle(by_id[_read("omrade", list(by_id), default)])


def election(area_id: str) -> str:
    """The election: those with district results in the area, the latest municipal one unless the visitor says otherwise."""
    options = _elections(area_id)
    if not options:
        stop(say("choice.no_elections"))
    return choose("val", options, options[0], _short_election_name)


def compared_election(area_id: str, election_id: str) -> str | None:
    """The earlier election to compare with, the one just before unless the visitor says otherwise; None when there is none."""
    year, type_ = split_election_id(election_id)
    options = [id for id in _elections(area_id) if split_election_id(id)[1] == type_ and split_election_id(id)[0] < year]
    return choose("jamfor", options, options[0], _short_election_name) if options else None


def target() -> str:
    """The target for turnout, as the datasets take it."""
    given = st.query_params.get("mal", "")
    extra = (given,) if is_percentage(given) and given not in TARGETS else ()
    return choose("mal", [*TARGETS, *extra], TARGETS[0], target_name)


def district(area_id: str, election_id: str, default: str | None = None) -> str:
    """A district of the area in that election; the one with the lowest turnout unless the visitor says otherwise."""
    districts = data.dataset("turnout_by_district", area=area_id, election_id=election_id)
    names = dict(districts.select("district_code", "district_name").iter_rows())
    if not names:
        stop(say("choice.no_districts"))
    options = sorted(names, key=lambda code: (names[code] or code, code))
    return choose("distrikt", options, default or list(names)[-1], lambda code: names[code] or code)


def body(area_id: str) -> dict | None:
    """A political body: a row of `body_list`, the first one still there unless the visitor says otherwise; None without any."""
    by_id = {row["body_id"]: row for row in data.dataset("body_list", area=area_id).iter_rows(named=True)}
    if not by_id:
        return None
    default = next((id for id, row in by_id.items() if row["dissolution_date"] is None), next(iter(by_id)))
    return by_id[choose("organ", list(by_id), default, lambda id: by_id[id]["body_name"])]


def day(area_id: str) -> date | None:
    """A day whose seats are counted, the latest unless the visitor says otherwise; None where there are none."""
    days = data.dataset("reference_date_list", area=area_id).sort("reference_date", descending=True)["reference_date"].to_list()
    if not days:
        return None
    by_text = {day.isoformat(): day for day in days}
    return by_text[choose("dag", list(by_text), next(iter(by_text)), lambda text: fmt.day(by_text[text], scene.language()))]


def base(known: Sequence[str] = ()) -> str:
    """The reference population, as the datasets take it. `known` are those there are figures of; without any, all are offered."""
    offered = [name for name, base in BASES.items() if not known or base in known]
    return BASES[choose("grund", offered, offered[0], lambda value: say(f"choice.base.{value}"))]


def is_substitute() -> bool:
    """Whether the seats of substitutes are shown in place of those of members."""
    return choose("roll", ROLES, ROLES[0], lambda value: say(f"choice.role.{value}")) == ROLES[1]


def breakdown(offered: Collection[str] = tuple(BREAKDOWNS), default: str = "kon") -> str:
    """What seats or participants are divided by besides sex: a dimension of the datasets.

    `offered` and `default` are as in the address.
    """
    value = choose("uppdelning", list(offered), default, lambda value: say(f"choice.breakdown.{value}"))
    return BREAKDOWNS[value]


def dialogue_unit(units: pl.DataFrame) -> str:
    """A unit of `room_unit_list`: a dialogue, or all of a year or of a part and year.

    It is the latest year unless the visitor says otherwise. A link that names only a dialogue has its year put in.
    """
    dialogues = units.filter(pl.col("unit_kind") == "dialogue")
    linked = dialogues.filter(pl.col("unit_id") == st.query_params.get("dialog", ""))
    if linked.height and "ar" not in st.query_params and "dialog" not in st.session_state.get(_FORGIVEN, ()):
        st.query_params["ar"] = str(linked["unit_year"][0])
    offered_years = sorted(set(units["unit_year"]), reverse=True)
    year = int(choose("ar", [str(year) for year in offered_years], str(offered_years[0]), str))
    in_year = units.filter(pl.col("unit_year") == year)
    in_parts = in_year.filter(pl.col("unit_kind") == "part_year").sort("part_name")
    parts = dict(in_parts.select("part_area_id", "part_name").iter_rows())
    part = choose(
        "del", [EVERYTHING, *parts], EVERYTHING, lambda id: say("choice.all_parts") if id == EVERYTHING else str(parts[id])
    )
    held = in_year.filter(pl.col("unit_kind") == "dialogue").sort("start_date", "unit_id", descending=[True, False])
    if part != EVERYTHING:
        held = held.filter(pl.col("part_area_id") == part)
    days = {row["unit_id"]: fmt.day(row["start_date"], scene.language()) for row in held.iter_rows(named=True)}
    names = {id: f"{title}, {days[id]}" for id, title in held.select("unit_id", "title").iter_rows()}
    chosen = choose(
        "dialog", [EVERYTHING, *names], EVERYTHING, lambda id: say("choice.all_dialogues") if id == EVERYTHING else names[id]
    )
    if chosen != EVERYTHING:
        return chosen
    kind = "year" if part == EVERYTHING else "part_year"
    found = in_year.filter((pl.col("unit_kind") == kind) & (pl.lit(part == EVERYTHING) | (pl.col("part_area_id") == part)))
    return str(found["unit_id"][0])


def year(years: Iterable[int]) -> int | None:
    """A year of those there are, the latest first; None for all of them, unless the visitor says otherwise."""
    options = [EVERYTHING, *(str(year) for year in sorted(set(years), reverse=True))]
    value = choose("ar", options, EVERYTHING, lambda value: say("choice.all_years") if value == EVERYTHING else value)
    return None if value == EVERYTHING else int(value)


def dialogue_kind(kinds: Collection[str]) -> str | None:
    """A kind of dialogue of those there are, as the datasets take it; None for all of them, unless the visitor says otherwise."""
    names = schema.labels("dialogue_kind", scene.language())
    offered = [value for value, kind in DIALOGUE_KINDS.items() if kind in kinds]
    value = choose(
        "typ",
        [EVERYTHING, *offered],
        EVERYTHING,
        lambda value: say("choice.all_kinds") if value == EVERYTHING else names[DIALOGUE_KINDS[value]],
    )
    return None if value == EVERYTHING else DIALOGUE_KINDS[value]


def administration(names: Iterable[str | None]) -> str:
    """An administration of those named; EVERYTHING for all of them, unless the visitor says otherwise."""
    offered = sorted({name for name in names if name})
    return choose("forvaltning", [EVERYTHING, *offered], EVERYTHING, lambda value: administration_made(value)[1])


def administration_made(name: str) -> tuple[str, str]:
    """An administration, or all of them, as one of the choices made that stand with a picture: (name, value)."""
    return say("choice.forvaltning"), say("mandat.together") if name == EVERYTHING else name


def year_made(year: int | None) -> tuple[str, str]:
    """A year, or all of them, as one of the choices made that stand with a picture: (name, value)."""
    return say("choice.ar"), say("choice.all_years") if year is None else str(year)


def kind_made(kind: str | None) -> tuple[str, str]:
    """A kind of dialogue, or all of them, as one of the choices made that stand with a picture: (name, value)."""
    kinds = schema.labels("dialogue_kind", scene.language())
    return say("choice.typ"), say("choice.all_kinds") if kind is None else kinds[kind]


def parts(area_id: str) -> tuple[str, ...]:
    """Parts of the area, as ids; none in particular unless the visitor says otherwise."""
    names = dict(data.dataset("part_list", area=area_id).select("area_id", "area_name").iter_rows())
    return several("delar", list(names), names.__getitem__) if names else ()


def ages() -> tuple[str, ...]:
    """Age groups in a row, from a first to a last one; all ages unless the visitor says otherwise."""
    first_years, last_years = ([ends[place] for ends in AGES.values()] for place in (0, 1))

    def shown(year: str) -> str:
        return say("choice.and_over") if year == EVERYTHING else say("choice.years", year=year)

    first = choose("fran", first_years, first_years[0], shown)
    offered = last_years[first_years.index(first) :]
    last = choose("till", offered, offered[-1], shown)
    return tuple(AGES)[first_years.index(first) : last_years.index(last) + 1]


def sexes() -> tuple[str, ...]:
    """Women, men, or both unless the visitor says otherwise."""
    value = choose("kon", [EVERYTHING, *SEXES], EVERYTHING, lambda value: say(f"choice.sex.{value}"))
    return tuple(SEXES.values()) if value == EVERYTHING else (SEXES[value],)


def more(*names: str):
    """A fold in the row for the choices `names`, which are seldom made; it counts those that are."""
    made = sum(name in st.query_params for name in names)
    return st.popover(say("choice.more_made", count=made) if made else say("choice.more"), key="choices_more")


def choose(name: str, options: Sequence[str], default: str, shown: Callable[[str], str]) -> str:
    """Draw one choice and return its value. `name` is both the parameter and the key of its label, `choice.<name>`."""
    value = _read(name, options, default)
    key = f"choice_{name}"
    st.session_state[key] = value
    st.selectbox(
        say(f"choice.{name}"),
        list(options),
        format_func=_labels(options, shown).get,
        key=key,
        on_change=_changed,
        args=(name, default),
        placeholder=say("choice.placeholder"),
    )
    return value


def several(name: str, options: Sequence[str], shown: Callable[[str], str]) -> tuple[str, ...]:
    """Draw a choice of any number of options, none by default, and return those made: divided by commas in the address."""
    given = st.query_params.get(name, "")
    value = _read(name, [given] if set(given.split(",")) <= set(options) else [], "")
    made = [option for option in options if option in value.split(",")]
    key = f"choice_{name}_several"
    st.session_state[key] = made
    st.pills(
        say(f"choice.{name}"),
        list(options),
        selection_mode="multi",
        format_func=_labels(options, shown).get,
        key=key,
        on_change=_field_changed,
        args=(name, key, ""),
    )
    return tuple(made)


def number(name: str, least: int, most: int, default: int) -> int:
    """Draw a choice of a whole number and return it."""
    given = st.query_params.get(name, "")
    is_one = bool(re.fullmatch("[0-9]{1,6}", given)) and least <= int(given) <= most
    value = int(_read(name, [given] if is_one else [], str(default)))
    key = f"choice_{name}_number"
    st.session_state[key] = value
    st.number_input(say(f"choice.{name}"), least, most, key=key, on_change=_field_changed, args=(name, key, str(default)))
    return value


def words(name: str, longest: int, example: str) -> str:
    """Draw a field for a few words and return them, empty where there are none. They live in the address like every choice.

    What looks like a personnummer or an e-mail address never gets there; the field says why. `example` stands in an empty field.
    """
    given = st.query_params.get(name, "")
    is_kept = len(given) <= longest and given == " ".join(given.split()) and fault_of(given) is None
    value = _read(name, [given] if is_kept else [], "")
    key, faults = f"choice_{name}_words", st.session_state.get(_FAULTS, {})
    if name not in faults:
        st.session_state[key] = value
    st.text_input(
        say(f"choice.{name}"), key=key, max_chars=longest, placeholder=example, on_change=_words_changed, args=(name, key)
    )
    if name in faults:
        st.html(f'<p class="fault" role="alert">{escape(say(faults[name]))}</p>')
    return value


def fault_of(text: str) -> str | None:
    """Why words may not stand in an address, as the key of a text; None where they may."""
    if cells.identity_number(text):
        return "choice.fault.identity_number"
    return "choice.fault.email" if cells.email_address(text) else None


def weights() -> tuple[int, ...]:
    """One's own weights of chair, vice chair and member: three numbers, together one value of the address, `3-2-1`.

    They are whole numbers up to MOST_WEIGHT, and not all zero.
    """
    given = st.query_params.get("vikter", OWN_WEIGHTS)
    value = _read("vikter", [given] if is_weights(given) else [], OWN_WEIGHTS)
    numbers = tuple(int(number) for number in value.split("-"))
    with st.container(key="choices_weights", horizontal=True, vertical_alignment="bottom"):
        for name, number in zip(WEIGHED, numbers, strict=True):
            key = f"choice_vikter_{name}"
            st.session_state[key] = number
            st.number_input(say(f"choice.weight.{name}"), 0, MOST_WEIGHT, key=key, on_change=_weights_changed)
    return numbers


def without_weights() -> None:
    """Where the chosen scheme has weights of its own, those in the address mean nothing."""
    _read("vikter", [], "")


def is_weights(text: str) -> bool:
    """True for `3-2-1`: three whole numbers up to MOST_WEIGHT, at least one above zero."""
    return bool(_WEIGHTS.match(text)) and 0 < max(int(number) for number in text.split("-")) <= MOST_WEIGHT


def unread() -> None:
    """Tell of parameters in the address that no choice of this page has taken. The frame calls it when the page is drawn."""
    run = scene.current()
    for name, given in st.query_params.items():
        if name == "sprak":
            if given not in LANGUAGES:
                _refuse(name, given)
        elif name not in run.page.takes:
            run.refused.add(name)
            _note(say("choice.unknown_name", name=_shown(name)))
    st.session_state[_REFUSED] = sorted(run.refused)
    st.session_state[_FORGIVEN] = ()
    st.session_state[_KEPT] = {}


def stop(message: str) -> NoReturn:
    """Say what is missing and draw no more of the page."""
    st.html(f'<p class="empty">{message}</p>')
    raise scene.PageEndsError


def election_name(election_id: str) -> str:
    """`Kommunvalet 2022`."""
    return fmt.first_upper(fmt.election(election_id, scene.language()))


def target_name(value: str) -> str:
    """`Kommunens snitt`, `80 %`."""
    if is_percentage(value):
        return fmt.percent(Decimal(value.replace(",", ".")) / 100, scene.language(), decimals=1 if {",", "."} & set(value) else 0)
    return say(f"choice.target.{value}")


def is_percentage(text: str) -> bool:
    """True for `80`, `80,5` and `80.5`: more than 1 and at most 100."""
    return bool(_PERCENTAGE.match(text)) and 1 < float(text.replace(",", ".")) <= 100


def _areas() -> tuple[dict[str, dict], str]:
    """Every area by id, organisations first, and the one that is shown unless the visitor says otherwise."""
    areas = data.dataset("area_list").sort(pl.col("organisation_id").is_null(), maintain_order=True)
    by_id = {entry["area_id"]: entry for entry in areas.to_dicts()}
    home = scene.current().settings.profile
    return by_id, next((id for id, entry in by_id.items() if home in (entry["organisation_id"], id)), next(iter(by_id), ""))


def _settle(area: dict) -> dict:
    scene.current().place = area["area_name"]
    return area


def _read(name: str, options: Sequence[str], default: str) -> str:
    """What the address says, or the default with a message where it says something that is not there."""
    kept = st.session_state.get(_KEPT, {}).get(name)
    if name not in st.query_params and kept in options and kept != default:
        st.query_params[name] = kept
    given = st.query_params.get(name)
    if given is not None and given not in options:
        _refuse(name, given)
    value = given if given in options else default
    if value != default:
        scene.current().chosen[name] = value
    return value


def _labels(options: Sequence[str], shown: Callable[[str], str]) -> dict[str, str]:
    """What each option is called; two that share a name are told apart by their codes (streamlit tells options apart by name)."""
    names = {option: shown(option) for option in options}
    counts = Counter(names.values())
    return {option: name if counts[name] == 1 else f"{name} ({option})" for option, name in names.items()}


def _elections(area_id: str) -> list[str]:
    """Elections with district results in the area: municipal ones first, of each type the latest first."""
    elections = data.dataset("election_list", area=area_id)
    offered = elections.filter(pl.col("has_districts") & pl.col("election_type").is_in(ORDER))
    latest_first = offered.sort("election_date", descending=True)["election_id"].to_list()
    return sorted(latest_first, key=lambda id: ORDER.index(split_election_id(id)[1]))


def _short_election_name(election_id: str) -> str:
    """`Kommunval 2022`, `Municipal 2022`: as short as a closed choice has room for."""
    year, type_ = split_election_id(election_id)
    return say(f"format.election_short.{type_}", year=year)


def _changed(name: str, default: str) -> None:
    """A widget was changed: write the address in one go, and sweep away what was refused there."""
    value = st.session_state[f"choice_{name}"]
    address = {key: given for key, given in st.query_params.items() if key not in st.session_state.get(_REFUSED, ())}
    address.pop(name, None)
    if value != default:
        address[name] = value
    if name == "val" and "jamfor" in address:
        # From the municipal elections of 2018 and 2014 to the riksdag elections of the same years.
        address["jamfor"] = f"{address['jamfor'].split('-')[0]}-{split_election_id(value)[1]}"
    st.query_params.from_dict(address)
    # The same election in another area, also where that area has a later one.
    st.session_state[_KEPT] = {"val": st.session_state.get("choice_val")} if name == "omrade" else {}
    st.session_state[_FORGIVEN] = _DEPENDENTS.get(name, ())


def _field_changed(name: str, key: str, default: str) -> None:
    """A field other than a list was changed: its value is written as it stands in the address."""
    value = st.session_state[key]
    st.session_state[f"choice_{name}"] = ",".join(value) if isinstance(value, list) else str(value)
    _changed(name, default)


def _words_changed(name: str, key: str) -> None:
    """Words were written: those that may not stand in the address stay in their field until they are mended."""
    written = " ".join(str(st.session_state[key]).split())
    faults = {other: fault for other, fault in st.session_state.get(_FAULTS, {}).items() if other != name}
    fault = fault_of(written)
    if fault:
        faults[name] = fault
    else:
        st.session_state[f"choice_{name}"] = written
        _changed(name, "")
    st.session_state[_FAULTS] = faults


def _weights_changed() -> None:
    """A number was changed: all three are one value. Weights that are all zero mean nothing, and the change is not taken."""
    value = "-".join(str(st.session_state[f"choice_vikter_{name}"]) for name in WEIGHED)
    if is_weights(value):
        st.session_state["choice_vikter"] = value
        _changed("vikter", OWN_WEIGHTS)


def _refuse(name: str, given: str) -> None:
    if name in st.session_state.get(_FORGIVEN, ()):
        st.query_params.pop(name, None)
        return
    scene.current().refused.add(name)
    _note(say("choice.unknown_value", choice=say(f"choice.{name}"), value=_shown(given)))


def _note(message: str) -> None:
    notes = scene.current().notes
    if notes is not None:
        notes.html(f'<p class="note" role="status">{message}</p>')


def _shown(text: str) -> str:
    """What a stranger wrote in the address, cut short and harmless."""
    return escape(text[:40] + ("…" if len(text) > 40 else ""))
