"""The table behind a chart: semantic, escaped, and never empty where a value is unknown."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest

from spegel.charts.table import Column, table, write


class Outline(HTMLParser):
    """Collects (tag, attributes) and the text of cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


COLUMNS = (
    Column("name", "Distrikt", link="address"),
    Column("share", "Valdeltagande", "percent"),
    Column("votes", "Röster", "count"),
)
ROWS = (
    {"name": "Alby <b>", "share": 0.5, "votes": 1234, "address": '/distrikt?distrikt="1"'},
    {"name": "Tumba", "share": None, "votes": None, "address": None},
)


@pytest.fixture
def outline() -> Outline:
    parsed = Outline()
    parsed.feed(table("Röster & mål", COLUMNS, ROWS, "sv", total={"name": "Summa", "votes": 1234}).html())
    return parsed


def test_headers_have_scope_and_numbers_their_class(outline):
    headers = outline.all("th")
    assert [header["scope"] for header in headers] == ["col"] * 3 + ["row"] * 3
    assert [header.get("class") for header in headers[:3]] == [None, "number", "number"]
    assert {cell.get("class") for cell in outline.all("td")} == {"number"}


def test_the_scroll_area_is_reached_by_keyboard_and_named(outline):
    (area,) = outline.all("div")
    assert area["tabindex"] == "0"
    assert area["role"] == "group", "a landmark for each table would be too many"
    assert area["aria-label"] == "Röster & mål"


def test_texts_are_escaped_and_only_rows_with_an_address_link(outline):
    assert not outline.all("b"), "a name is text, whatever it holds"
    assert [link["href"] for link in outline.all("a")] == ['/distrikt?distrikt="1"']
    assert "Alby <b>" in outline.cells


def test_unknown_is_written_out_and_a_sum_leaves_the_rest_blank(outline):
    assert outline.cells[-6:] == ["Tumba", "uppgift saknas", "uppgift saknas", "Summa", "", "1\u00a0234"]


@pytest.mark.parametrize(
    ("value", "column", "swedish", "english"),
    [
        (0.6461, Column("a", "A", "percent", 2), "64,61\u00a0%", "64.61%"),
        (-2.25, Column("a", "A", "points"), "−2,3", "−2.3"),
        (38.6, Column("a", "A", "distance"), "38,6", "38.6"),
        (0.2924, Column("a", "A", "index", 3), "0,292", "0.292"),
        (date(2022, 9, 11), Column("a", "A", "date"), "11 september 2022", "11 September 2022"),
        (True, Column("a", "A", "yes_no"), "ja", "yes"),
        (None, Column("a", "A", "count"), "uppgift saknas", "no data"),
        ("Alby", Column("a", "A"), "Alby", "Alby"),
    ],
)
def test_cells_are_written_by_their_kind(value, column, swedish, english):
    assert write(value, column, "sv") == swedish
    assert write(value, column, "en") == english


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="colour"):
        Column("a", "A", "colour")


def test_words_in_a_column_of_numbers_stand_as_they_are():
    """A hidden number is told in words: never empty, never 0, and never an error."""
    column = Column("seats", "Platser", "count")
    assert write("färre än 5", column, "sv") == "färre än 5"
    shown = table("Organ", (Column("name", "Organ"), column), ({"name": "Revisionen", "seats": "färre än 5"},), "sv")
    assert '<td class="number words">färre än 5</td>' in shown.html()
