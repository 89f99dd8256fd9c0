"""The pages on the citizen panel: base rules over every question and breakdown, and what figures can tell wherever they go."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape

import openpyxl
import polars as pl
import pytest
import streamlit as st
from test_turnout import table_rows, text_of

from spegel import i18n, query
from spegel.charts import people
from spegel.charts.chart import Look
from spegel.registers import example
from spegel.ui import panel, sitemap
from spegel.warehouse import open_current

PLACES = {"0127": "botkyrka", "jarva": "jarva"}
AUDIENCES = ("public", "officials")
LOOK = Look()
COLUMNS = {"gender": "gender", "age": "age_group", "education": "education", "birth_region": "birth_region", "area": "area_code"}
"""Breakdowns as the datasets have them -> as the register of members does."""

GROUP, ANSWER = i18n.text("panel.column.group", "sv"), i18n.text("panelsvar.column.answer", "sv")
BASE, EFFECTIVE = i18n.text("panelsvar.column.base", "sv"), i18n.text("panelsvar.column.effective", "sv")
VERY_SMALL, SMALL = (i18n.text(f"panelsvar.base.{kind}", "sv") for kind in ("officials", "small"))
SELF_RECRUITED, RANDOM = (i18n.text(f"panel.statement.{kind}", "sv") for kind in ("self_recruited", "random"))


@pytest.fixture(scope="module")
def answered() -> Mapping[tuple[str, str, str, str], int]:
    """How many answered: (wave, question, breakdown, group as the page calls it) -> persons, straight from the registers."""
    found = example.registers(example.place_of("botkyrka"), ["panel_respondents", "panel_answers"])
    given = found["panel_answers"].filter(pl.col("answer_code").is_not_null())
    answers = given.join(found["panel_respondents"], on="respondent_id")
    counts: dict[tuple[str, str, str, str], int] = {}
    for dimension, column in COLUMNS.items():
        groups = answers.with_columns(group=pl.col(column).fill_null("unknown"))
        sizes = groups.group_by("wave_id", "question_id", "group").agg(pl.col("respondent_id").n_unique())
        for wave, question, group, size in sizes.iter_rows():
            name = group if dimension == "area" and group != "unknown" else people.name(group, LOOK)
            counts[wave, question, dimension, name] = size
    return counts


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Callable[[], bytes]]]:
    """What the page's buttons would save: (file name, its content when asked for)."""
    files: list[tuple[str, Callable[[], bytes]]] = []

    def keep(label: str, *, data: Callable[[], bytes], file_name: str, **_: object) -> None:
        files.append((file_name, data))

    monkeypatch.setattr(st, "download_button", keep)
    return files


def ask(folder, name: str, **parameters: object) -> list[dict]:
    return query.run(open_current(folder), name, **{"area": "0127", **parameters}).rows(named=True)


def tables(html: str) -> Iterator[list[dict[str, str]]]:
    """Every table of a page as rows by column."""
    for part in html.split("<table>")[1:]:
        clean = [unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", part)]
        body = part.split("<tbody>")[1].split("</tbody>")[0]
        cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>") if row]
        yield [dict(zip(clean, (unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row), strict=True)) for row in cells]


def csv_rows(content: bytes) -> list[dict[str, str]]:
    head, *lines = (line.split(";") for line in content.decode("utf-8-sig").splitlines())
    return [dict(zip(head, line, strict=True)) for line in lines]


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), read_only=True)


def sheet_rows(book: openpyxl.Workbook, sheet: str) -> list[dict[str, str]]:
    head, *lines = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, ("" if cell is None else str(cell) for cell in line), strict=True)) for line in lines]


def is_number(cell: str) -> bool:
    return bool(re.match(r"[+\u2212-]?\d", cell))


def keeps_the_rules(row: Mapping[str, str], size: int, audience: str) -> bool:
    """True where a row of a group of that size tells no more than it may."""
    told = [cell for name, cell in row.items() if name not in (GROUP, ANSWER, "Fråga") and is_number(cell)]
    effective = row[EFFECTIVE].replace("\u00a0", "")
    if size < 10 or (size < 30 and audience == "public"):
        return not told
    if audience == "public" and is_number(effective) and int(float(effective.replace(",", "."))) < 20:
        return False
    expected = {VERY_SMALL} if size < 30 else {VERY_SMALL, SMALL} if size < 50 else None
    has_share = any(is_number(cell) for name, cell in row.items() if "andel" in name)
    return not has_share or expected is None or row[BASE] in expected


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_question_and_breakdown_tells_of_too_small_a_base(open_page, normal, saved, answered, monkeypatch, audience) -> None:
    """Every question of the latest wave with every breakdown, on the page and in the files under its pictures."""
    monkeypatch.setattr("spegel.ui.access.is_official", lambda: audience == "officials")
    wave = ask(normal, "panel_wave_list")[0]["wave_id"]
    page = open_page(normal, "panelsvar")
    seen = set()
    for question in ask(normal, "panel_question_list", wave=wave):
        if question["is_text"]:
            continue
        for address, dimension in panel.DIMENSIONS.items():
            saved.clear()
            page.app.query_params["fraga"], page.app.query_params["uppdelning"] = question["question_id"], address
            page.app.run()
            assert not page.app.exception
            assert "data-kon" in page.html
            assert SELF_RECRUITED in text_of(page)
            shown = [row for listed in tables(page.html) for row in listed if EFFECTIVE in row]
            for name, content in saved[:4]:
                if name.endswith(".csv"):
                    shown += [row for row in csv_rows(content()) if EFFECTIVE in row]
                else:
                    shown += [row for row in sheet_rows(opened(content()), "Tabell") if EFFECTIVE in row]
            for row in shown:
                size = answered.get((wave, question["question_id"], dimension, row[GROUP]))
                if size is not None:
                    seen.add((question["question_id"], dimension, row[GROUP]))
                    assert keeps_the_rules(row, size, audience), (question["question_id"], dimension, row, size)
    assert len(seen) > 60
    assert any(answered[wave, *key] < 30 for key in seen), "groups too small for the public are among them"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_workbook_of_a_wave_tells_of_too_small_a_base(open_page, normal, saved, answered, monkeypatch, audience) -> None:
    monkeypatch.setattr("spegel.ui.access.is_official", lambda: audience == "officials")
    page = open_page(normal, "panelsvar")
    texts = {row["question_text"]: row["question_id"] for row in ask(normal, "panel_question_list")}
    between = 0
    for wave in ask(normal, "panel_wave_list"):
        saved.clear()
        page.app.query_params["omgang"] = wave["wave_id"]
        page.app.run()
        book = opened(saved[-1][1]())
        assert SELF_RECRUITED in [row[1] for row in book["Om data"].iter_rows(values_only=True)]
        assert {"Frågor och svar", "Ändringar", "Vikter", "Kodbok"} <= set(book.sheetnames)
        rows = sheet_rows(book, "Frågor och svar")
        asked = [row for row in ask(normal, "panel_question_list", wave=wave["wave_id"]) if not row["is_text"]]
        assert len({row["Fråga"] for row in rows}) == len(asked)
        for row in rows:
            for dimension in COLUMNS:
                size = answered.get((wave["wave_id"], texts[row["Fråga"]], dimension, row[GROUP]))
                # The same words stand for the unknown of every breakdown: the smallest of them need not be this row's.
                if size is not None and row[GROUP] != people.name("unknown", LOOK):
                    between += 10 <= size < 30
                    assert keeps_the_rules(row, size, audience), (wave["wave_id"], dimension, row, size)
    assert between, "groups for officials only are among them"


@pytest.mark.parametrize(("area", "statement"), [("0127", SELF_RECRUITED), ("jarva", RANDOM)])
@pytest.mark.parametrize("page_id", ["panel", "panelsvar"])
def test_what_the_figures_can_tell_stands_wherever_they_go(open_page, normal, saved, page_id, area, statement) -> None:
    page = open_page(normal, page_id, **({} if area == "0127" else {"omrade": area}))
    assert f"data-statement>{statement}<" in page.html
    sources = re.findall(r'<p class="chart-source">(.*?)</p>', page.html)
    assert len(sources) >= 4
    assert all(statement in unescape(source) for source in sources)
    pictures = re.findall(r'data-picture="[^>]*data-source="([^"]*)"', page.html)
    assert len(pictures) == len(page.charts) >= 2
    assert all(unescape(source).endswith(statement) for source in pictures)
    for name, content in saved:
        if name.endswith(".csv"):
            assert all(line.endswith(f";{statement}") for line in content().decode("utf-8-sig").splitlines()[1:])
        else:
            assert statement in [row[1] for row in opened(content())["Om data"].iter_rows(values_only=True)]


def test_members_and_sexes_are_those_of_the_dataset(open_page, normal) -> None:
    whole = next(row for row in ask(normal, "panel_members") if (row["dimension"], row["gender"]) == ("all", "total"))
    page = open_page(normal, "panel")
    assert f"{whole['member_count']:,}".replace(",", "\u00a0") + " medlemmar" in text_of(page)
    assert re.search(r"data-kon><b>Medlemmar:</b> \d.* kvinnor · \d.* män", page.html)


@pytest.mark.parametrize("address", list(panel.DIMENSIONS))
@pytest.mark.parametrize("area", list(PLACES))
def test_every_breakdown_has_its_pictures(open_page, normal, area, address) -> None:
    page = open_page(normal, "panel", uppdelning=address, **({} if area == "0127" else {"omrade": area}))
    assert not page.app.exception
    assert len(page.charts) >= 4
    assert "data-kon" in page.html


def test_every_wave_says_what_was_told_back(open_page, normal) -> None:
    waves = ask(normal, "panel_wave_list")
    page = open_page(normal, "panel")
    rows = table_rows(page, i18n.text("panel.told.caption", "sv"))
    assert len(rows) == len(waves)
    late = [row for row in rows if row[2].startswith("Inte återkopplat än")]
    assert len(late) == len([wave for wave in waves if wave["results_date"] is None]) >= 1
    waiting = next(wave for wave in waves if wave["results_date"] is None)
    answers = open_page(normal, "panelsvar", omgang=waiting["wave_id"])
    assert f"Omgången stängde för {waiting['waiting_days']} dagar sedan." in text_of(answers)


def test_the_weights_stand_before_and_after(open_page, normal) -> None:
    page = open_page(normal, "panel")
    wave = ask(normal, "panel_wave_list")[0]["wave_id"]
    row = next(one for one in ask(normal, "panel_weighting") if one["wave_id"] == wave)
    assert str(row["population_year"]) in text_of(page)
    margins = ask(normal, "panel_margins", wave=wave)
    rows = table_rows(page, "Grupperna före och efter vägning")
    assert len(rows) == len(margins) > 5


def test_a_change_is_said_to_be_certain_or_not(open_page, normal) -> None:
    words = text_of(open_page(normal, "panelsvar"))
    verdicts = [i18n.text(f"panelsvar.verdict.{kind}", "sv") for kind in ("up", "down", "unsure")]
    assert any(verdict in words for verdict in verdicts)
    first = ask(normal, "panel_wave_list")[-1]["wave_id"]
    assert i18n.text("panelsvar.verdict.first", "sv") in text_of(open_page(normal, "panelsvar", omgang=first))


def test_a_foreign_question_is_told_and_another_wave_lets_one_go_without_a_word(open_page, normal) -> None:
    told = "Fråga ”no-such-question” finns inte här"
    page = open_page(normal, "panelsvar", fraga="no-such-question")
    assert told in text_of(page)
    page.choose("omgang", ask(normal, "panel_wave_list")[1]["wave_id"])
    assert told not in text_of(page)
    assert "fraga" not in page.address


def test_officials_see_what_is_theirs_and_are_told_so(open_page, normal, office) -> None:
    told = i18n.text("panelsvar.officials", "sv")
    assert told in text_of(open_page(normal, "panelsvar"))


def test_everybody_else_is_shown_the_public_bases(open_page, normal) -> None:
    assert i18n.text("panelsvar.officials", "sv") not in text_of(open_page(normal, "panelsvar"))


def test_one_page_leads_to_the_other_with_the_same_wave(open_page, normal) -> None:
    first = ask(normal, "panel_wave_list")[-1]["wave_id"]
    for here, there in (("panel", "panelsvar"), ("panelsvar", "panel")):
        assert f'href="{sitemap.page_of(there).address}?omgang={first}"' in open_page(normal, here, omgang=first).html


@pytest.mark.parametrize(
    ("verdicts", "together"),
    [
        ({"gender": "ryms", "age": "ryms", "area": "underlag_saknas"}, "ryms"),
        ({"gender": "ryms", "age": "ryms", "area": "avviker"}, "avviker"),
        ({"gender": "underlag_saknas", "age": "dolt", "area": "ryms"}, "none"),
        ({}, "none"),
    ],
)
def test_a_panel_resembles_the_population_only_where_sex_and_age_do(verdicts, together) -> None:
    assert panel.overall([{"dimension": name, "verdict": verdict} for name, verdict in verdicts.items()]) == together
