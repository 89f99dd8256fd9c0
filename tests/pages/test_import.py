"""The import page, as an official uses it."""

from __future__ import annotations

import csv
import io

import pytest

from spegel import i18n
from spegel.registers import importing, mapping_file, schema, template
from spegel.registers.store import Store
from spegel.settings import Settings
from spegel.ui import imports, sitemap
from tests.registers import made


def filled(*rows: dict[str, str], language: str = "sv") -> bytes:
    """The template for dialogues with these rows in place of its example, which fills what a row leaves out."""
    text = template.write(schema.load("dialogues"), language, "csv").decode("utf-8-sig")
    header, example = csv.reader(io.StringIO(text), delimiter=";")
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(header)
    for row in rows:
        writer.writerow([{**dict(zip(header, example, strict=True)), "Märkning": "", "Mark": "", **row}[name] for name in header])
    return stream.getvalue().encode()


GOOD = filled({"Dialog-id": "D1", "Titel": "Trygg <väg>"}, {"Dialog-id": "D2", "Deltagare": ""})
BAD = filled({"Dialog-id": "D1", "Start": "igår"}, {"Dialog-id": "", "Mandat": "Allt"})


@pytest.fixture
def builds(monkeypatch) -> list[str]:
    """Builds that were asked for, without building: the version is the number of the build."""
    asked: list[str] = []

    def build(settings, tell) -> str:
        asked.append(f"spegel-{len(asked) + 1}")
        return asked[-1]

    monkeypatch.setattr("spegel.build.apart.build_apart", build)
    return asked


def upload(page, data: bytes, name: str = "dialoger.csv"):
    page.app.file_uploader[0].set_value((name, data, "text/csv")).run()
    return page


def press(page, label: str):
    next(button for button in page.app.button if button.label == label).click().run()
    imports.PUBLISHER.wait()
    page.app.run()
    return page


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_fault_is_told_in_words_and_nothing_is_stored(open_page, normal, office, language: str) -> None:
    page = upload(open_page(normal, "import", sprak=language), BAD)
    assert i18n.text("import.faults.many", language, count="3", file="dialoger.csv") in page.html
    for rule, value in (("cell_not_datetime", "igår"), ("value_required", None), ("cell_not_listed", "Allt")):
        assert i18n.text(f"problem.{rule}.what", language, value=value) in page.html
    assert i18n.text("import.accept.button", language) not in [button.label for button in page.app.button]
    assert Store(office).imports() == []


def test_faults_are_sorted_as_chosen_and_the_choice_is_in_the_address(open_page, normal, office) -> None:
    def columns(page) -> list[str]:
        return [row.split("<td>")[1].split("<")[0] for row in page.html.split('class="faults"')[1].split("<tr>")[2:5]]

    page = upload(open_page(normal, "import"), BAD)
    assert columns(page) == ["Start", "Dialog-id", "Mandat"]
    page.choose("ordning", "kolumn")
    assert columns(page) == ["Dialog-id", "Mandat", "Start"]
    assert page.address["ordning"] == "kolumn"


def test_what_is_right_is_shown_and_stored_only_when_accepted(open_page, normal, office, builds) -> None:
    page = upload(open_page(normal, "import"), GOOD)
    assert i18n.text("import.accept.clean", "sv", rows="2", register="Dialoger") in page.html
    assert "Trygg &lt;väg&gt;" in page.html
    assert Store(office).imports() == []
    press(page, i18n.text("import.accept.button", "sv"))
    [entry] = Store(office).imports()
    assert (entry.kind, entry.file_name, entry.rows, entry.state) == ("dialogues", "dialoger.csv", 2, "active")
    assert builds == ["spegel-1"]
    assert i18n.text("import.publishing.done", "sv", version="spegel-1") in page.html
    assert [line.action for line in Store(office).log_entries()] == ["import", "build"]


def test_the_same_file_again_is_refused_with_who_and_when(open_page, normal, office, builds) -> None:
    page = upload(open_page(normal, "import"), GOOD)
    press(page, i18n.text("import.accept.button", "sv"))
    upload(page, GOOD)
    assert Store(office).imports()[0].import_id in page.html
    assert len(Store(office).imports()) == 1


def test_an_import_is_replaced(open_page, normal, office, builds) -> None:
    page = upload(open_page(normal, "import"), GOOD)
    press(page, i18n.text("import.accept.button", "sv"))
    first = Store(office).imports()[0].import_id
    page.choose("ersatt", first)
    upload(page, filled({"Dialog-id": "D1"}), "ny.csv")
    press(page, i18n.text("import.accept.button", "sv"))
    assert {entry.file_name: entry.state for entry in Store(office).imports()} == {"ny.csv": "active", "dialoger.csv": "replaced"}
    assert Store(office).read("dialogues").height == 1
    assert "ersatt" not in page.address


def test_an_import_is_taken_back_after_a_second_yes(open_page, normal, office, builds) -> None:
    page = upload(open_page(normal, "import"), GOOD)
    press(page, i18n.text("import.accept.button", "sv"))
    entry = Store(office).imports()[0]
    ask = i18n.text("import.undo.button", "sv", file=entry.file_name, at=entry.imported_at[:16])
    press(page, ask)
    assert Store(office).imports()[0].state == "active"
    press(page, i18n.text("import.undo.no", "sv"))
    assert Store(office).imports()[0].state == "active"
    press(page, ask)
    press(page, i18n.text("import.undo.yes", "sv"))
    assert Store(office).imports()[0].state == "undone"
    assert Store(office).read("dialogues").is_empty()
    assert builds == ["spegel-1", "spegel-2"]


def test_of_many_imports_the_latest_are_taken_back_here(open_page, normal, office, builds, monkeypatch) -> None:
    store = Store(office, "0127")
    made.fill(store, "dialogues")
    for name in ("D1", "D2"):
        importing.accept(store, importing.examine(store, "dialogues", f"{name}.csv", filled({"Dialog-id": name})), "anna")
    older = i18n.text("import.undo.older", "sv", count="2")
    assert older not in open_page(normal, "import").html
    monkeypatch.setattr(imports, "MOST_SHOWN", 2)
    page = open_page(normal, "import")
    assert older in page.html
    assert len([button for button in page.app.button if (button.key or "").startswith("ask_")]) == 2


def test_what_was_accepted_and_not_built_waits_with_a_button(open_page, normal, office, builds) -> None:
    page = upload(open_page(normal, "import"), GOOD)
    press(page, i18n.text("import.accept.button", "sv"))
    # As `spegel import` on the command line leaves it.
    Store(office).undo(Store(office).imports()[0].import_id, "bo")
    page = open_page(normal, "import")
    assert i18n.text("import.publishing.waits", "sv") in page.html
    press(page, i18n.text("import.publishing.button", "sv"))
    assert i18n.text("import.publishing.waits", "sv") not in page.html
    assert builds == ["spegel-1", "spegel-2"]


OWN = """sv = "Egen"
en = "Own"
kind = "dialogues"
recognised_by = ["nr"]
[columns.dialogue_id]
from = ["nr"]
[columns.title]
from = ["vad"]
[columns.classification]
constant = "möte"
[columns.start_time]
from = ["när"]
"""
EXPORT = "nr;vad;när\n1;Torget;2026-01-01\n".encode()


def test_an_official_reads_an_export_through_a_mapping_file_of_ones_own(open_page, normal, office, builds) -> None:
    page = open_page(normal, "import", mappning="egen")
    # The data file is asked for when there is a mapping to read it by.
    [box] = page.app.file_uploader
    box.set_value(("egen.toml", OWN.encode(), "application/toml")).run()
    page.app.file_uploader[1].set_value(("export.csv", EXPORT, "text/csv")).run()
    press(page, i18n.text("import.accept.button", "sv"))
    [entry] = Store(office).imports()
    assert (entry.rows, entry.mapping) == (1, OWN)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_faults_of_a_mapping_file_are_told_as_all_others(open_page, normal, office, language: str) -> None:
    page = open_page(normal, "import", mappning="egen", sprak=language)
    broken = OWN.replace('from = ["nr"]', 'from = "nr"').replace("columns.title", "columns.mood")
    page.app.file_uploader[0].set_value(("egen.toml", broken.encode(), "application/toml")).run()
    table = page.html.split('class="faults"')[1]
    assert i18n.text("import.faults.many", language, count="2", file="egen.toml") in page.html
    assert "<td>columns.dialogue_id.from</td>" in table
    assert i18n.text("problem.mapping_column_unknown.what", language, value="mood") in table
    assert len(page.app.file_uploader) == 1


def test_a_mapping_that_ships_is_filled_in_on_the_page_and_can_be_downloaded(open_page, normal, office, builds) -> None:
    page = open_page(normal, "import", register="proposals", mappning="your_priorities")
    [text] = page.app.text_area
    assert text.value == mapping_file.shipped()["your_priorities"].source
    header = "Id,Post id,email,Post Name,Up Votes,Points Count"
    export = f"{header}\n1,901,exempla@example.se,Ljus i parken,44,6\n".encode()
    upload(page, export, "yp.csv")
    assert i18n.text("problem.mapping_blank.remedy", "sv", entry="columns.submitted_date.constant") in page.html
    text.set_value(text.value.replace('constant = ""', 'constant = "2026-05-31"')).run()
    press(page, i18n.text("import.accept.button", "sv"))
    [entry] = Store(office).imports()
    assert 'constant = "2026-05-31"' in entry.mapping
    assert i18n.text("import.mapping.get", "sv") in [button.proto.label for button in page.app.get("download_button")]


def test_another_register_forgets_the_mapping_without_a_word(open_page, normal, office) -> None:
    page = open_page(normal, "import", register="proposals", mappning="your_priorities")
    page.choose("register", "bodies")
    assert page.address == {"register": "bodies"}
    assert page.html.count('class="note"') == 0


@pytest.mark.parametrize("kind", schema.kinds())
def test_what_is_published_is_linked_to_where_it_can_be_seen(kind: str, open_page, normal, office, builds) -> None:
    imports.PUBLISHER.publish(Settings(restricted=office), "anna")
    imports.PUBLISHER.wait()
    page = open_page(normal, "import", register=kind)
    address = (imports.seen_on(kind) or sitemap.page_of("metod")).address
    assert f'<p class="onward"><a href="{address}">' in page.html


def test_imports_of_others_are_not_seen_and_old_ones_say_whose_they_are_not_known(open_page, normal, office) -> None:
    other = Store(office, "jarva")
    importing.accept(other, importing.examine(other, "dialogues", "järvas.csv", made.good("dialogues")), "järva")
    page = open_page(normal, "import")
    assert "järvas.csv" not in page.html
    assert i18n.text("import.list.none", "sv") in page.html
    made.forget_organisations(office)
    page = open_page(normal, "import")
    assert i18n.text("problem.imports_unassigned.what", "sv") in page.html
    assert not page.app.file_uploader
    assert not page.app.exception


def test_the_register_is_in_the_address_and_every_register_has_its_page(open_page, normal, office) -> None:
    for kind in schema.kinds():
        page = open_page(normal, "import", register=kind)
        assert i18n.text("import.template.title", "sv") in page.html
        assert not page.app.exception
    assert open_page(normal, "import", register="nonsense").html.count('class="note"') == 1
