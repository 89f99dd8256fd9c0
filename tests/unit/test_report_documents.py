"""Documents: the same words in Word and PDF, tagged for those who listen, and nothing that is hidden."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import docx
import pypdf
import pytest

from spegel import i18n, report
from spegel.charts.table import Column, table
from spegel.report import analysis_template, pdf_file
from spegel.report.bars import Bar, draw
from spegel.report.document import Grid, Picture

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SVG = "{http://www.w3.org/2000/svg}"
HIDDEN = "färre än 5"
BARS = (
    Bar("Kvinnor", 0.5, 0.6, 0.6, "4 fler"),
    Bar("18–29 år", 0.2, 0.05, 0.1, "4–6 färre"),
    Bar("65+ <år>", 0.1, None, None, "saknas"),
)


def content(language: str = "sv", **more) -> analysis_template.Content:
    columns = (Column("age", "Ålder"), Column("women", "Kvinnor", "count"), Column("men", "Män", "count"))
    grid = table("Bjud in till 40 platser", columns, [{"age": "18–29 år", "women": 9, "men": 11}], language,
                 {"age": "Alla åldrar", "women": 19, "men": 21})  # fmt: skip
    places = table("Där unga har kommit", (Column("place", "Plats"), Column("persons", "Unga", "count")),
                   [{"place": "Biblioteket", "persons": HIDDEN}, {"place": "Torget", "persons": None}], language)  # fmt: skip
    made = analysis_template.Content(
        language=language, subject="Trygg väg & <skola>", context="i Alby", duties=(("Syfte", "#let x = 1"), ("Mandat", "")),
        warning="Ofullständig: 1 av 5", invitation="Kvinnor 19", quotas=grid, comes=replace(grid, caption="Vilka brukar komma"),
        bars=BARS, missing="Unga saknas.", places=(places,), notes=("En not.", ""), source="Källa: SCB · Version spegel-1",
        data_date="2026-09-13", is_example=True,
    )  # fmt: skip
    return replace(made, **more)


def word_texts(made: bytes) -> list[str]:
    """Every word of a Word file, the foot and the descriptions of pictures too."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        trees = [ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")]
    return [element.text or "" for tree in trees for element in tree.iter(f"{W}t")]


def pdf_words(made: bytes) -> str:
    """The words of a PDF, as somebody copies them out of it; lines are put together."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages).split())


@pytest.fixture(scope="module")
def document() -> report.Document:
    return analysis_template.make(content())


@pytest.fixture(scope="module")
def word(document) -> bytes:
    return report.docx(document)


@pytest.fixture(scope="module")
def pdf(document) -> bytes:
    return report.pdf(document)


def test_word_has_heading_styles_in_order(word) -> None:
    styles = [(paragraph.style.name, paragraph.text) for paragraph in docx.Document(io.BytesIO(word)).paragraphs]
    headings = [(name, text) for name, text in styles if name.startswith(("Title", "Heading"))]
    assert headings[0] == ("Title", "Analysmall: Trygg väg & <skola>")
    assert {name for name, _ in headings[1:]} == {"Heading 1"}
    assert len(headings) > 5


def test_every_table_of_word_has_a_header_row_and_a_caption(word, document) -> None:
    made = docx.Document(io.BytesIO(word))
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert len(made.tables) == len(grids)
    for found, grid in zip(made.tables, grids, strict=True):
        marked = [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in found.rows]
        assert marked == [True] + [False] * (len(found.rows) - 1)
        assert [cell.text for cell in found.rows[0].cells] == grid.header()
    captions = {paragraph.text for paragraph in made.paragraphs if paragraph.style.name == "Caption"}
    assert {grid.table.caption for grid in grids} <= captions


def test_every_picture_of_word_has_words_instead(word) -> None:
    shapes = docx.Document(io.BytesIO(word)).inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shapes] == ["Vilka brukar komma. Unga saknas."]


@pytest.mark.parametrize(("language", "tag"), [("sv", "sv-SE"), ("en", "en-GB")])
def test_word_and_pdf_say_their_language_and_their_title(language: str, tag: str) -> None:
    document = analysis_template.make(content(language))
    word = docx.Document(io.BytesIO(report.docx(document)))
    assert word.styles.element.find(f".//{W}lang").get(f"{W}val") == tag
    assert (word.core_properties.title, word.core_properties.author) == (document.title, "")
    reader = pypdf.PdfReader(io.BytesIO(report.pdf(document)))
    assert str(reader.trailer["/Root"]["/Lang"]).startswith(language)
    assert reader.metadata.title == document.title


def test_the_pdf_is_tagged_and_says_that_it_is_accessible(pdf) -> None:
    root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part>1" in root["/Metadata"].get_data()
    kinds, alternatives = set(), []
    waiting = [root["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            waiting += node
        elif isinstance(node, pypdf.generic.DictionaryObject):
            kinds.add(node.get("/S"))
            alternatives += [node["/Alt"]] if "/Alt" in node else []
            waiting += [node["/K"]] if "/K" in node else []
    assert {"/H1", "/Table", "/TH", "/TD", "/Caption", "/Figure"} <= kinds
    assert alternatives == ["Vilka brukar komma. Unga saknas."]


def test_both_say_the_same(word, pdf, document) -> None:
    texts, words = " ".join(word_texts(word)), pdf_words(pdf)
    cells = [cell for block in document.blocks if isinstance(block, Grid) for row in block.rows() for cell in row if cell]
    for said in (document.title, document.foot, "En not.", "Ofullständig: 1 av 5", *cells):
        assert said in texts
        assert said.replace(".", "") in words.replace(".", "")


def test_what_is_hidden_or_not_known_is_words_in_both(word, pdf) -> None:
    for words in (" ".join(word_texts(word)), pdf_words(pdf)):
        assert f"Biblioteket {HIDDEN}" in words
        assert f"Torget {i18n.text('format.missing', 'sv')}" in words


def test_what_is_written_is_never_taken_for_a_command(pdf) -> None:
    assert "#let x = 1" in pdf_words(pdf)


def test_the_same_document_gives_the_same_pdf(document, pdf) -> None:
    assert report.pdf(document) == pdf


def test_a_complete_template_is_not_marked(document) -> None:
    complete = analysis_template.make(content(warning="", is_example=False))
    assert "Ofullständig: 1 av 5" in [getattr(block, "text", "") for block in document.blocks]
    assert not any(getattr(block, "is_mark", False) for block in complete.blocks)


def test_a_template_without_figures_still_has_its_forms() -> None:
    bare = analysis_template.make(content(quotas=None, comes=None, bars=(), places=(), missing=""))
    assert len([block for block in bare.blocks if isinstance(block, Grid)]) == 4
    assert not [block for block in bare.blocks if isinstance(block, Picture)]
    assert report.pdf(bare).startswith(b"%PDF")


def test_the_drawing_is_well_formed_and_as_long_as_the_shares() -> None:
    tree = ElementTree.fromstring(draw(BARS, "bor här", "brukar komma"))
    texts = [element.text for element in tree.iter(f"{SVG}text")]
    assert {"65+ <år>", "4–6 färre", "bor här", "brukar komma"} <= set(texts)
    widths = [float(element.get("width")) for element in tree.iter(f"{SVG}rect") if element.get("height") == "13"]
    # Women, certain and possible; the young, certain and possible: 60 %, 0, 5 % and 5 %, with 60 % the longest there is room for.
    assert widths[0] == pytest.approx(380)
    assert widths[1:] == pytest.approx([0, 380 / 12, 380 / 12], abs=0.1)
    assert pdf_file.png(draw(BARS, "a", "b")).startswith(b"\x89PNG")


def test_word_opens_in_libreoffice(word, tmp_path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("needs LibreOffice (Debian's package libreoffice-writer-nogui)")
    path = tmp_path / "mall.docx"
    path.write_bytes(word)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert "Trygg väg & <skola>" in pdf_words((tmp_path / "mall.pdf").read_bytes())


def test_columns_of_word_fill_the_line_and_leave_room_for_their_longest_word(word) -> None:
    """17 cm between the margins; a character takes about two millimetres."""
    for made in docx.Document(io.BytesIO(word)).tables:
        widths = [column.width.cm for column in made.columns]
        assert sum(widths) == pytest.approx(17, abs=0.01)
        for place, width in enumerate(widths):
            longest = max(len(part) for row in made.rows for part in (*row.cells[place].text.split(), ""))
            assert width > longest * 0.2
