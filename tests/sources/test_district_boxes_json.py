"""Bounding boxes of districts."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from spegel.core import SourceError
from spegel.i18n import LANGUAGES, explain
from spegel.sources import district_boxes_json
from spegel.sources.documents import Document
from spegel.sources.reader import CodeLists

CODES = CodeLists({"0991": "Provköping"}, {"09": "Provlän"})

BOXES = {"09910001": [17.1, 59.1, 17.2, 59.2], "09910002": [17.2, 59.1, 17.4, 59.3]}


def document(content: object, name: str = "rutor.json") -> Document:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Document(name, data, Path(name))


def problems(content: object) -> list[tuple[str, str | None]]:
    with pytest.raises(SourceError) as error:
        district_boxes_json.read(document(content), CODES)
    for problem in error.value.problems:
        assert all(problem.rule in explain(problem, language) for language in LANGUAGES)
    return [(problem.rule, problem.value) for problem in error.value.problems]


def test_boxes_are_west_south_east_north():
    found = district_boxes_json.read(document(BOXES, "boxes-2026.json"), CODES).tables["district_box"]
    assert found.select("district_code", "west", "south", "east", "north").rows()[1] == ("09910002", 17.2, 59.1, 17.4, 59.3)
    assert found["area_version"].unique().to_list() == ["valdistrikt2026"]


def test_lost_zeros_are_put_back_with_a_notice_t1():
    data = district_boxes_json.read(document({"9910001": BOXES["09910001"]}), CODES)
    assert data.tables["district_box"]["district_code"].to_list() == ["09910001"]
    assert "padded_code" in [notice.rule for notice in data.notices]


@pytest.mark.parametrize(
    "box",
    [
        [59.1, 17.1, 59.2, 17.2],  # axes swapped
        [640000, 6560000, 641000, 6561000],  # metres (T22)
        [17.2, 59.1, 17.1, 59.2],  # east of its east
        [17.1, 59.1, 17.2],
        ["17.1", "59.1", "17.2", "59.2"],
        None,
    ],
)
def test_boxes_that_are_not_in_sweden_are_refused_t22(box: object):
    assert problems({**BOXES, "09910003": box}) == [("bad_box", str(box))]


def test_wrong_codes_are_all_told_t1():
    assert problems({**BOXES, "99990001": BOXES["09910001"], "12": BOXES["09910001"]}) == [
        ("bad_code", "99990001"),
        ("bad_code", "12"),
    ]


def test_a_file_cut_off_is_refused():
    cut = json.dumps(BOXES).encode()[:-10]
    assert district_boxes_json.recognises(document(cut))
    assert [rule for rule, _ in problems(cut)] == ["unreadable_json"]
    assert [rule for rule, _ in problems([BOXES])] == ["unreadable_json"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [(BOXES, True), ({"type": "FeatureCollection", "features": []}, False), ([1], False), ({"2018": [1]}, False), (b"", False)],
)
def test_recognised_by_a_code_and_a_list(content: object, expected: bool):
    assert district_boxes_json.recognises(document(content)) is expected


def test_official_boxes_of_6312_districts(shared_data: Path):
    areas = csv.DictReader((shared_data / "kolada" / "kolada_municipalities.csv").read_text(encoding="utf-8").splitlines())
    codes = CodeLists({row["id"]: row["title"] for row in areas if row["type"] == "K"}, {})
    path = shared_data / "valmyndigheten" / "2026" / "district-bounds.json"
    source = Document(path.name, path.read_bytes(), path)
    assert district_boxes_json.recognises(source)
    data = district_boxes_json.read(source, codes)
    found = data.tables["district_box"]
    assert (found.height, data.notices) == (6312, ())
    assert found["area_version"].unique().to_list() == ["valdistrikt2026"]
    assert found.filter(pl.col("district_code").str.starts_with("0127")).height == 52
