"""Planning a dialogue: quotas that add up, five duties in the address, and a template that says what is lacking."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from xml.etree import ElementTree

import pypdf
import pytest

from spegel import i18n, report
from spegel.report import analysis_template
from spegel.ui import choices, duties
from tests.pages import small_rooms

FILLED = {"amne": "Torget", "syfte": "Välja", "malgrupp": "Unga", "mandat": "resonera", "skede": "early", "ansvarig": "Planerare"}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_of(page) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.html))


def quotas_of(page) -> list[list[str]]:
    table = re.search(r'<div class="quotas" data-kon>(.*?)</table>', page.html, re.DOTALL)[1]
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", table)[1:]]


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> list[report.Document]:
    """The templates that pages offer, the latest last."""
    made: list[report.Document] = []

    def make(content: analysis_template.Content) -> report.Document:
        made.append(actual(content))
        return made[-1]

    actual = analysis_template.make
    monkeypatch.setattr(analysis_template, "make", make)
    return made


def words_of(document: report.Document) -> dict[str, str]:
    """What somebody reads who opens the template in Word and as PDF."""
    with zipfile.ZipFile(io.BytesIO(report.docx(document))) as archive:
        trees = [ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")]
    pages = pypdf.PdfReader(io.BytesIO(report.pdf(document))).pages
    return {
        "docx": " ".join(element.text or "" for tree in trees for element in tree.iter(f"{W}t")),
        "pdf": " ".join(" ".join(page.extract_text() for page in pages).split()),
    }


@pytest.mark.parametrize("room", [5, 7, 12, 40, 299, 300])
@pytest.mark.parametrize("area", ["0127", "jarva"])
def test_quotas_add_up_to_the_room_by_sex_and_by_age(open_page, normal, area: str, room: int) -> None:
    page = open_page(normal, "planera", rum=str(room), **({} if area == "0127" else {"omrade": area}))
    *ages, sums = [[int(cell) for cell in row[1:]] for row in quotas_of(page)]
    assert sums[2] == room == sums[0] + sums[1]
    assert [sum(column) for column in zip(*ages, strict=True)] == sums
    assert all(women + men == all_ for women, men, all_ in ages)


def test_the_target_group_is_all_that_is_invited(open_page, normal) -> None:
    page = open_page(normal, "planera", fran="18", till="49", kon="kvinnor")
    rows = quotas_of(page)
    assert [row[0] for row in rows] == ["18–29 år", "30–49 år", "Alla åldrar"]
    assert rows[-1][1] == "40"
    assert "kvinnor 18–49 år i Botkyrka" in text_of(page)


def test_a_part_whose_sexes_are_not_known_uses_the_whole_and_says_so(open_page, normal) -> None:
    page = open_page(normal, "planera", delar="0127-alby")
    assert quotas_of(page) == quotas_of(open_page(normal, "planera"))
    assert i18n.text("planera.note.area", "sv", place="Alby", area="Botkyrka", day="30 september 2022") in text_of(page)
    assert "I Alby bor 14\u00a0089 personer." in text_of(page)
    jarva = text_of(open_page(normal, "planera", omrade="jarva"))
    assert "Kvoterna följer hela kommunen" in jarva


@pytest.mark.parametrize("address", [{}, {"kon": "man"}, {"delar": "0127-alby,0127-fittja"}, {"fran": "65"}, {"rum": "5"}])
def test_the_sexes_are_there_after_every_choice(open_page, normal, address: dict[str, str]) -> None:
    page = open_page(normal, "planera", **address)
    line = re.search(r'<p class="quiet" data-kon>(.*?)</p>', page.html)[1]
    assert "Kvinnor: " in line
    assert "Män: " in line


def test_a_blank_duty_lowers_the_count_by_one_and_is_named(open_page, normal) -> None:
    complete = open_page(normal, "planera", **FILLED)
    assert i18n.text("planera.duties.filled", "sv", count=5) in text_of(complete)
    assert "Ofullständig" not in text_of(complete)
    for name in duties.DUTIES:
        page = open_page(normal, "planera", **{key: value for key, value in FILLED.items() if key != name})
        words = text_of(page)
        assert i18n.text("planera.duties.incomplete", "sv", count=4) in words
        assert i18n.text(f"choice.{name}", "sv").lower() in re.search(r"Det saknas: ([^.]*)\.", words)[1]


def test_what_is_written_stands_in_the_address_and_comes_back(open_page, normal) -> None:
    page = open_page(normal, "planera")
    for name in ("amne", "syfte", "malgrupp", "ansvarig"):
        page.app.text_input(key=f"choice_{name}_words").set_value(f"  {FILLED[name]}  ").run()
    for name in ("mandat", "skede"):
        page.choose(name, FILLED[name])
    page.app.number_input(key="choice_rum_number").set_value(25).run()
    page.app.get("button_group")[0].set_value(["0127-alby"]).run()
    assert page.address == {**FILLED, "rum": "25", "delar": "0127-alby"}
    assert open_page(normal, "planera", **page.address).html == page.html


@pytest.mark.parametrize(("words", "fault"), [("Ring 19811218-9876", "identity_number"), ("anna@example.se", "email")])
def test_what_points_at_a_person_never_reaches_the_address(open_page, normal, words: str, fault: str) -> None:
    page = open_page(normal, "planera")
    field = page.app.text_input(key="choice_ansvarig_words")
    field.set_value(words).run()
    assert "ansvarig" not in page.address
    assert i18n.text(f"choice.fault.{fault}", "sv") in text_of(page)
    assert page.app.text_input(key="choice_ansvarig_words").value == words
    page.app.text_input(key="choice_ansvarig_words").set_value("Planerare").run()
    assert page.address == {"ansvarig": "Planerare"}
    assert 'role="alert"' not in page.html


@pytest.mark.parametrize(
    "address",
    [{"rum": "4"}, {"rum": "301"}, {"rum": "x"}, {"rum": "٤٠"}, {"delar": "0180-x"}, {"delar": "0127-alby,x"}, {"fran": "12"},
     {"kon": "x"}, {"syfte": "a" * 241}, {"syfte": "två  blanka"}, {"ansvarig": "19811218-9876"}, {"mandat": "x"}],
)  # fmt: skip
def test_a_foreign_value_gets_a_message_and_the_default(open_page, normal, address: dict[str, str]) -> None:
    page = open_page(normal, "planera", **address)
    assert not page.app.exception
    assert page.html.count('class="note" role="status"') == 1
    assert quotas_of(page) == quotas_of(open_page(normal, "planera"))


def test_a_later_first_age_forgives_an_earlier_last_one(open_page, normal) -> None:
    page = open_page(normal, "planera", till="29").choose("fran", "50")
    assert 'class="note" role="status"' not in page.html
    assert page.address == {"fran": "50"}


def test_words_of_a_stranger_are_never_markup(open_page, normal) -> None:
    page = open_page(normal, "planera", amne="<img src=x onerror=alert(1)>", syfte="</p><b>x</b>")
    assert "<img src=x" not in page.html
    assert "<b>x</b>" not in page.html


@pytest.mark.parametrize(
    ("text", "is_fault"), [("Områdesutvecklare", False), ("", False), ("a@b.se", True), ("811218-9876", True)]
)
def test_words_are_told_from_what_points_at_a_person(text: str, is_fault: bool) -> None:
    assert (choices.fault_of(text) is not None) is is_fault


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory):
    """The same twelve with one, and with two, who were young."""
    return [small_rooms.publish(tmp_path_factory.mktemp(f"room{young}"), young) for young in (1, 2)]


def test_one_of_twelve_is_nowhere_on_the_page_or_in_the_documents(open_page, alone, documents) -> None:
    """With two in place of one nothing that anybody can read is different, but for the version."""

    def without_version(words: str) -> str:
        return re.sub(r"spegel-[\d-]+-[0-9a-f]+", "", words)

    pages = [without_version(text_of(open_page(folder, "planera", delar="0127-alby", **FILLED))) for folder in alone]
    assert pages[0] == pages[1]
    one, two = ({kind: without_version(words) for kind, words in words_of(document).items()} for document in documents)
    assert one == two
    # Women and men are shown, since they were six and six.
    assert all("brukar vara 50 %" in words.replace("\u00a0", " ") for words in one.values())


def test_hidden_numbers_are_words_in_the_table_of_places_and_in_the_documents(open_page, normal, documents) -> None:
    page = open_page(normal, "planera")
    found = set(re.findall(r'<td class="number words">((?:minst \d+ \()?dolt i \d+\)?)</td>', page.html))
    assert found
    for words in words_of(documents[-1]).values():
        assert all(hidden in words for hidden in found)


def test_the_template_says_what_the_page_says(open_page, normal, documents) -> None:
    page = open_page(normal, "planera", delar="0127-alby", **FILLED)
    for kind, words in words_of(documents[-1]).items():
        assert "Analysmall: Torget" in words, kind
        assert "Resonera" in words
        assert "Ofullständig" not in words
        for row in quotas_of(page):
            assert " ".join(row) in words
        assert i18n.text("report.example_meaning", "sv").split(".")[0] in words


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_template_that_lacks_duties_says_so_on_paper_and_on_the_button(open_page, normal, documents, language: str) -> None:
    page = open_page(normal, "planera", sprak=language, syfte="Välja")
    mark = i18n.text("planera.duties.incomplete", language, count=1)
    assert all(mark in words for words in words_of(documents[-1]).values())
    labels = [button.proto.label for button in page.app.get("download_button")]
    assert {i18n.text(f"planera.files.incomplete_{ending}", language) for ending in ("docx", "pdf")} <= set(labels)
