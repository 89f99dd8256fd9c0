"""The page where officials write dialogues, conversations, attendance and feedback, as an official uses it."""

from __future__ import annotations

import re

import polars as pl
import pytest

from spegel import i18n
from spegel.registers import forms, importing, schema
from spegel.registers.drafts import Drafts
from spegel.registers.store import Store
from spegel.ui import access, imports
from tests.registers import made

PERSONAL = "Ring 121212-1212 om mötet"
ADDRESS = "Skriv till bo@example.se"
DUTIES = {"purpose": "Välja väg", "target_group": "Elever", "mandate": "resonera", "stage": "early", "feedback_owner": "Enheten"}


@pytest.fixture
def builds(monkeypatch) -> list[str]:
    """Builds that were asked for, without building."""
    asked: list[str] = []

    def build(settings, tell) -> str:
        asked.append(f"spegel-{len(asked) + 1}")
        return asked[-1]

    monkeypatch.setattr("spegel.build.apart.build_apart", build)
    return asked


@pytest.fixture
def own(office) -> Store:
    """The organisation's store."""
    return Store(office, "0127")


def box(page, name: str):
    """The box of a field."""
    found = [w for w in (*page.app.text_input, *page.app.selectbox) if re.fullmatch(rf"form_[^_]*_{re.escape(name)}_\d+", w.key)]
    assert len(found) == 1, name
    return found[0]


def write(page, **fields: str):
    for name, text in fields.items():
        box(page, name.replace("__", ".")).set_value(text)
    page.app.run()
    assert not page.app.exception
    return page


def save(page):
    page.app.button(key="save").click().run()
    imports.PUBLISHER.wait()
    page.app.run()
    return page


def faults(page) -> list[str]:
    return re.findall(r'class="field-fault" role="alert">(.*?)</p>', page.html)


def stored_dialogue(page, **more: str):
    return save(write(page, title="Torget", **DUTIES, **more))


def test_a_dialogue_is_written_saved_and_published(open_page, normal, own, builds) -> None:
    page = open_page(normal, "registrera")
    stored_dialogue(page, area_code="Alby")
    [row] = own.read("dialogues").rows(named=True)
    assert (row["title"], row["mandate"], row["area_code"]) == ("Torget", "resonera", "Alby")
    assert re.fullmatch(r"D-20\d\d-001", row["dialogue_id"])
    [entry] = own.imports()
    assert row["dialogue_id"] in entry.file_name
    assert (entry.rows, entry.state, len(entry.sha256)) == (1, "active", 64)
    assert [line.action for line in own.log_entries()] == ["import", "build"]
    assert builds == ["spegel-1"]
    assert i18n.text("registrera.saved", "sv", form="Dialog", id=row["dialogue_id"]) in page.html
    assert "utkast" not in page.address
    assert box(page, "title").value == ""


def test_the_number_a_dialogue_gets_is_shown_and_another_one_may_be_chosen(open_page, normal, own, builds) -> None:
    page = open_page(normal, "registrera")
    assert re.fullmatch(r"D-20\d\d-001", box(page, "dialogue_id").placeholder)
    stored_dialogue(page, dialogue_id="KS/2026:14")
    assert own.read("dialogues")["dialogue_id"].to_list() == ["KS/2026:14"]
    write(page, title="Bänken", dialogue_id="KS/2026:14")
    assert i18n.text("problem.key_stored.what", "sv", columns="Dialog-id") in faults(page)[0]


def test_the_duties_come_first_and_what_is_missing_is_named(open_page, normal, office) -> None:
    page = open_page(normal, "registrera")
    keys = [widget.key for widget in page.app.main if "form_dialog/" in (getattr(widget, "key", None) or "")]
    assert [key.removeprefix("form_dialog/_").rsplit("_", 1)[0] for key in keys][:5] == list(forms.DUTIES)
    assert 'data-duties="0"' in page.html
    write(page, purpose="Välja väg", stage="early")
    assert 'data-duties="2"' in page.html
    assert "Saknas: målgrupp, mandat, ansvarig för återkoppling." in page.html
    assert page.app.button(key="save").label == i18n.text("registrera.save_incomplete", "sv")
    write(page, **DUTIES)
    assert page.app.button(key="save").label == i18n.text("registrera.save", "sv")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_fault_is_told_beside_its_box_as_it_is_written(open_page, normal, own, language: str) -> None:
    page = open_page(normal, "registrera", sprak=language)
    assert faults(page) == []
    write(page, start_time="i våras")
    [fault] = faults(page)
    assert i18n.text("problem.cell_not_datetime.what", language, value="i våras") in fault
    write(page, start_time="2026-03-12 18:00", end_time="2026-03-12 17:00")
    [fault] = faults(page)
    assert i18n.text("problem.date_before.remedy", language) in fault
    write(page, end_time="2026-03-12 19:00")
    assert faults(page) == []
    save(page)  # without a title
    assert len(faults(page)) == 1
    assert i18n.text("problem.value_required.what", language) in faults(page)[0]
    assert i18n.text("registrera.faults.one", language, count="1") in page.html
    assert own.imports() == []


@pytest.mark.parametrize("text", [PERSONAL, ADDRESS])
def test_what_tells_of_a_person_is_refused_and_never_written_down(open_page, normal, own, office, text: str) -> None:
    page = write(open_page(normal, "registrera"), title="Torget", purpose=text)
    assert len(faults(page)) == 1
    everything = b"".join(path.read_bytes() for path in office.rglob("*") if path.is_file())
    assert b"Torget" in everything
    assert b"121212" not in everything
    assert b"bo@" not in everything
    save(page)
    assert own.imports() == []
    assert box(page, "purpose").value == text
    write(page, purpose="Välja väg")
    assert faults(page) == []


def test_a_draft_is_found_again_from_the_address_and_gone_when_saved(open_page, normal, own, office, builds) -> None:
    page = write(open_page(normal, "registrera"), title="Torget", mandate="tycka")
    draft = page.address["utkast"]
    again = open_page(normal, "registrera", utkast=draft)
    assert (box(again, "title").value, box(again, "mandate").value) == ("Torget", "tycka")
    write(again, **DUTIES)
    save(again)
    assert own.read("dialogues")["title"].to_list() == ["Torget"]
    assert list((office / "drafts").glob("*")) == []
    assert i18n.text("registrera.draft.unknown", "sv") in open_page(normal, "registrera", utkast=draft).html


def test_the_way_back_to_a_draft_is_offered_and_it_can_be_thrown_away(open_page, normal, office) -> None:
    draft = write(open_page(normal, "registrera", formular="samtal"), title="Bänken")
    page = open_page(normal, "registrera")
    assert f"utkast={draft.address['utkast']}" in page.html
    assert "formular=samtal" in page.html
    page = open_page(normal, "registrera", formular="samtal", utkast=draft.address["utkast"])
    page.app.button(key="throw").click().run()
    assert box(page, "title").value == ""
    assert list((office / "drafts").glob("*")) == []


def test_somebody_elses_draft_is_refused(open_page, normal, office, monkeypatch) -> None:
    monkeypatch.setattr(access, "_user_of_this_computer", lambda: "anna")
    draft = write(open_page(normal, "registrera"), title="Annas torg").address["utkast"]
    monkeypatch.setattr(access, "_user_of_this_computer", lambda: "bo")
    page = open_page(normal, "registrera", utkast=draft)
    assert i18n.text("registrera.draft.unknown", "sv") in page.html
    assert box(page, "title").value == ""
    assert "utkast" not in page.address
    assert draft not in page.html
    assert Drafts(office, "0127", "anna").read(draft) == {"dialog/": {"title": "Annas torg"}}


def test_a_dialogue_that_lacks_a_duty_lowers_completeness_by_one(open_page, normal, own, builds) -> None:
    page = open_page(normal, "registrera")
    for _ in range(3):
        stored_dialogue(page)
    assert forms.completeness(own.read("dialogues")) == (3, 3)
    first = own.read("dialogues")["dialogue_id"].sort()[0]
    page = open_page(normal, "registrera", dialog=first)
    assert box(page, "purpose").value == DUTIES["purpose"]
    write(page, purpose="", mandate="")
    told = {"complete": "3", "count": "3", "then_complete": "2", "then_count": "3"}
    assert i18n.text("registrera.completeness", "sv", **told) in page.html
    save(page)
    assert forms.completeness(own.read("dialogues")) == (2, 3)
    assert sorted(entry.state for entry in own.imports()) == ["active", "active", "active", "replaced"]
    assert [line.action for line in own.log_entries()][-2:] == ["replace", "build"]


def test_an_edit_replaces_its_own_row_in_a_file_and_can_be_taken_back(open_page, normal, own, builds) -> None:
    made.fill(own, "dialogues")
    before = own.read("dialogues")
    page = open_page(normal, "registrera", dialog="D-2026-014")
    assert box(page, "mandate").value == "resonera"
    save(write(page, mandate="tycka"))
    after = own.read("dialogues")
    changed = pl.concat([before.drop("import_id"), after.drop("import_id")]).unique(keep="none")
    assert sorted(changed["mandate"].to_list()) == ["resonera", "tycka"]
    assert changed["dialogue_id"].unique().to_list() == ["D-2026-014"]
    own.undo(own.active("dialogues")[0].import_id, "bo")
    assert own.read("dialogues").equals(before)


def test_a_conversation_needs_a_title_and_little_else(open_page, normal, own, builds) -> None:
    page = open_page(normal, "registrera", formular="samtal")
    shown = [widget for widget in (*page.app.text_input, *page.app.selectbox) if widget.key.startswith("form_")]
    assert len(shown) == 12
    save(write(page, title="Belysningen", feedback_owner="Utvecklare", gender__women__count="1"))
    [row] = own.read("dialogues").rows(named=True)
    assert (row["classification"], row["status"], row["feedback_owner"]) == ("conversation", "held", "Utvecklare")
    [counted] = own.read("attendance").rows(named=True)
    assert (counted["dialogue_id"], counted["category"], counted["count"]) == (row["dialogue_id"], "women", 1)
    # The next one begins with what the two have in common.
    assert box(page, "feedback_owner").value == "Utvecklare"
    assert box(page, "title").value == ""
    save(write(page, title="Gungorna"))
    assert own.read("dialogues").height == 2
    assert own.read("attendance").height == 1


def test_attendance_begins_with_sex_and_is_saved_by_row(open_page, normal, own, builds) -> None:
    made.fill(own, "dialogues")
    page = open_page(normal, "registrera", formular="narvaro", dialog="D-2026-014")
    headings = re.findall(r"<h2>(.*?)</h2>", page.html)
    order = [choice.labels["sv"] for choice in schema.load("attendance").columns["dimension"].choices]
    assert [name for name in headings if name in order] == ["Kön", "Ålder", "Område", "Roll", "Första gången"]
    labels = [widget.label for widget in page.app.text_input if widget.key.startswith("form_")]
    assert labels[0] == "Kvinnor: antal närvarande"
    write(page, gender__women__count="7", gender__women__speaking_count="8", gender__men__count="5")
    assert len(faults(page)) == 1
    write(page, gender__women__speaking_count="3", age__unknown__count="11")
    assert i18n.text("registrera.sums", "sv", count="12", speaking_count="3") in page.html
    save(page)
    assert "Ålder 11" in page.html
    assert own.active("attendance") == []
    save(write(page, age__unknown__count="12", role__residents__count="9", area__unknown__count="12"))
    rows = own.read("attendance").select("dimension", "category", "count", "speaking_count", "method").rows()
    assert rows == [
        ("gender", "women", 7, 3, "observation"),
        ("gender", "men", 5, None, "observation"),
        ("age", "unknown", 12, None, "observation"),
        ("area", "unknown", 12, None, "observation"),
        ("role", "residents", 9, None, "observation"),
    ]


def test_attendance_that_the_form_does_not_ask_for_is_kept(open_page, normal, own, builds) -> None:
    made.fill(own, "dialogues")
    names = ("dimension", "category", "count", "method", "missing_count")
    lines = [
        {"dialogue_id": "D-2026-014", **dict(zip(names, cells, strict=True))}
        for cells in (
            ("Kön", "Kvinnor", "4", "Observation", "1"), ("Ålder", "0–17 år", "5", "Självrapport", "0"),
            ("Språk", "somaliska", "3", "Register", ""), ("Område", "En gammal del", "5", "Observation", ""),
        )
    ]  # fmt: skip
    data = made.text(made.grid("attendance", lines))
    importing.accept(own, importing.examine(own, "attendance", "n.csv", data), "test")
    before = own.read("attendance").drop("import_id")
    page = open_page(normal, "registrera", formular="narvaro", dialog="D-2026-014")
    save(write(page, gender__women__speaking_count="2"))
    after = own.read("attendance").drop("import_id")
    assert after.filter(pl.col("category") == "women")["speaking_count"].to_list() == [2]
    unchanged = pl.col("category") != "women"
    keys = ["dimension", "category"]
    assert after.filter(unchanged).sort(keys).equals(before.filter(unchanged).sort(keys))


def test_three_promises_are_saved_with_day_and_owner(open_page, normal, own, builds) -> None:
    made.fill(own, "dialogues")
    page = open_page(normal, "registrera", formular="aterkoppling", dialog="D-2026-014")
    assert box(page, "results.owner").value == "Områdesutvecklare"
    save(page)
    assert i18n.text("problem.nothing_written.what", "sv") in page.html
    save(write(page, results__promised_date="2026-04-12", effect__promised_date="2026-12-01", effect__owner="Nämnden"))
    rows = own.read("feedback").select("feedback_id", "promise", "owner").rows()
    assert rows == [("A-D-2026-014-1", "results", "Områdesutvecklare"), ("A-D-2026-014-3", "effect", "Nämnden")]
    page = open_page(normal, "registrera", formular="aterkoppling", dialog="D-2026-014")
    save(write(page, effect__outcome="partly", effect__given_date="2026-11-20"))
    assert own.read("feedback").filter(pl.col("promise") == "effect")["outcome"].to_list() == ["partly"]
    assert own.read("feedback").height == 2


def test_that_examples_disappear_is_said_before_the_first_save(open_page, normal, own, builds) -> None:
    page = open_page(normal, "registrera")
    [notice] = re.findall(r'<p class="note" role="status">(Det som visas i dag.*?)</p>', page.html)
    for kind in ("dialogues", "attendance", "feedback", "decisions"):
        assert schema.load(kind).titles["sv"] in notice
    stored_dialogue(page)
    assert "Det som visas i dag" not in page.html


def test_without_a_dialogue_of_ones_own_the_page_says_what_to_do_first(open_page, normal, office) -> None:
    for form in ("narvaro", "aterkoppling"):
        page = open_page(normal, "registrera", formular=form)
        assert i18n.text("registrera.no_dialogue_how", "sv") in page.html
        assert not page.app.exception
