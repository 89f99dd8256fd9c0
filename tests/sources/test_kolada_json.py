"""Kolada's answers: values, catalogue and groups, and their traps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_files import CODES, rules

from spegel.sources import kolada_data_json, kolada_groups_json, kolada_kpi_json, kolada_kpis
from spegel.sources.documents import Document
from spegel.sources.registry import reader_for


def document(root: object) -> Document:
    data = root if isinstance(root, bytes) else json.dumps(root, ensure_ascii=False).encode()
    return Document("svar.json", data, Path("svar.json"))


def value(figure: object, gender: str = "T", **more: object) -> dict:
    return {"gender": gender, "count": 1, "status": "", "value": figure, "isdeleted": False, **more}


def entry(*values: dict, kpi: str = "N05821", place: str = "0127", year: int = 2022) -> dict:
    return {"kpi": kpi, "municipality": place, "period": year, "values": list(values)}


def answer(*entries: object, **more: object) -> Document:
    return document({"values": list(entries), "count": len(entries), "next_url": None, "previous_url": None, **more})


def values(read: Document) -> list[dict]:
    return kolada_data_json.read(read, CODES).tables["indicator_value"].to_dicts()


def test_k_is_women_and_m_is_men_t39():
    found = values(answer(entry(value(10.5), value(12, "K"), value(9.0, "M"))))
    assert [(row["gender"], row["value"]) for row in found] == [("total", 10.5), ("women", 12.0), ("men", 9.0)]
    assert {(row["kpi_id"], row["place_code"], row["year"]) for row in found} == {("N05821", "0127", 2022)}


def test_missing_is_null_with_its_sign_and_deleted_values_are_gone_t19():
    (row,) = values(answer(entry(value(None, status=".."), value(5.0, "K", isdeleted=True))))
    assert (row["value"], row["status"]) == (None, "..")


def test_copies_until_the_next_election_keep_the_year_they_were_measured_t39():
    years = [entry(value(44.0), year=year) for year in (2021, 2022, 2023, 2025, 2026)]
    found = [(row["year"], row["measured_year"]) for row in values(answer(*years))]
    assert found == [(2021, 2018), (2022, 2022), (2023, 2022), (2025, 2022), (2026, 2026)]


@pytest.mark.parametrize(("kpi", "year", "measured"), [("N05404", 2023, 2019), ("N05404", 2024, 2024), ("N00665", 2023, 2023)])
def test_eu_elections_have_their_own_rhythm_and_surveys_none(kpi: str, year: int, measured: int):
    (row,) = values(answer(entry(value(1.0), kpi=kpi, year=year)))
    assert row["measured_year"] == measured


def test_the_country_is_kept_and_regions_and_groups_are_passed_over():
    found = values(answer(*(entry(value(1.0), place=place) for place in ("0000", "0001", "G37345", "0180"))))
    assert [row["place_code"] for row in found] == ["00", "0180"]


def test_known_figures_bring_theme_and_unit_and_margins_their_question():
    asked = {"N00665": 41.5, "U01665": 2.5, "N99999": 1}
    read = answer(*(entry(value(found), kpi=kpi) for kpi, found in asked.items()), entry(value(44)))
    kpis = kolada_data_json.read(read, CODES).tables["kpi"].select("kpi_id", "theme", "unit", "share_of", "margin_of").rows()
    assert kpis == [
        ("N00665", "survey", "share", None, None),
        ("N05821", "council", "share", None, None),
        ("U01665", "survey", "share", None, "N00665"),
    ]


def test_an_answer_without_values_is_read():
    empty = answer()
    assert reader_for(empty) is kolada_data_json
    assert values(empty) == []


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (answer(entry(value(1.0, "X"))), "kolada_gender"),
        (answer(entry(value("41,5"))), "unreadable_value"),
        (answer(entry(value(True))), "unreadable_value"),
        (answer(entry(value(1.0), place="9999")), "unknown_municipality"),
        (answer(entry(value(1.0), year="2022")), "kolada_shape"),
        (answer(entry(value(1.0)), entry(value(2.0))), "repeated_row"),
        (answer("text"), "kolada_shape"),
        (document({"values": {"kpi": 1}}), "kolada_shape"),
        (document(b'{"values": [{"kpi": "N05815", "munic'), "unreadable_json"),
    ],
)
def test_what_is_wrong_is_told(broken: Document, rule: str):
    assert rules(kolada_data_json, broken) == {rule}


def test_the_same_value_twice_does_no_harm():
    assert len(values(answer(entry(value(1.0)), entry(value(1.0))))) == 1


CATALOGUE = {
    "values": [
        {"id": "N05821", "title": "Kommunfullmäktigeledamöter 18-29 år, andel (%)", "is_divided_by_gender": True},
        {"id": "N99999", "title": "Okänt, andel(%)", "description": None, "is_divided_by_gender": 0},
        {"id": "N99998", "title": "Kostnad, kr/inv", "is_divided_by_gender": 1},
        {"id": "N99997", "title": "Möten, antal", "is_divided_by_gender": 1},
    ],
    "count": 4,
}


def test_the_catalogue_names_figures_and_their_units():
    read = document(CATALOGUE)
    assert reader_for(read) is kolada_kpi_json
    found = kolada_kpi_json.read(read, CODES).tables["kpi"].select("kpi_id", "theme", "unit", "has_gender").rows()
    assert found == [
        ("N05821", "council", "share", True),
        ("N99999", "other", "share", False),
        ("N99998", "other", "kronor", True),
        ("N99997", "other", "number", True),
    ]


def test_a_catalogue_without_titles_is_refused():
    assert rules(kolada_kpi_json, document({"values": [{"id": "N1", "is_divided_by_gender": 1}, 5]})) == {"kolada_shape"}
    assert rules(kolada_kpi_json, document({"values": "title is_divided_by_gender"})) == {"kolada_shape"}


def groups(*members: str, title: str = "Liknande kommuner, övergripande, Botkyrka, 2025") -> Document:
    return document({"values": [{"id": "G1", "title": title, "members": [{"member_id": code} for code in members]}], "count": 1})


def test_groups_are_found_by_title_and_keep_their_id_t39():
    read = groups("0180", "1267")
    assert reader_for(read) is kolada_groups_json
    found = kolada_groups_json.read(read, CODES).tables["peer_group"].select("municipality_code", "group_id", "peer_code").rows()
    assert found == [("0127", "G1", "0180"), ("0127", "G1", "1267")]


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        (groups("0180", title="Storstäder"), {"no_similar_groups"}),
        (groups("9999"), {"unknown_municipality"}),
        (groups("0180", title="Liknande kommuner, övergripande, Fantasistad, 2025"), {"unknown_municipality"}),
        (document({"values": [{"title": "x", "members": "0180"}]}), {"kolada_shape"}),
    ],
)
def test_wrong_groups_are_told(broken: Document, found: set[str]):
    assert rules(kolada_groups_json, broken) == found


def test_the_list_of_figures_holds_what_the_pages_rest_on():
    known = kolada_kpis.known()
    assert {"N05815", "N05816", "N05828", "N05830", "N05832", "N00641", "U01641", "N05401"} <= set(known)
    assert known["N05832"].unit == "ratio"
    assert {id: figure.share_of for id, figure in known.items() if figure.share_of} == {
        "N05814": "women", "N05815": "women", "N05816": "women", "N05828": "men",
    }  # fmt: skip
    assert kolada_kpis.margin_id("N00641") == "U01641"


def test_the_sample_in_the_form_of_the_service(shared_data: Path):
    path = shared_data / "kolada" / "sample_response_v3_N00945.json"
    read = Document(path.name, path.read_bytes(), path)
    codes = type(CODES)({**CODES.municipalities, "1280": "Malmö", "1480": "Göteborg"}, CODES.counties)
    assert reader_for(read) is kolada_data_json
    found = kolada_data_json.read(read, codes).tables["indicator_value"]
    assert found.height == 63
    assert found.filter(place_code="0180", year=2000)["value"].to_list() == [31.32959689]


def test_every_figure_of_the_list_is_one_that_kolada_has(shared_data: Path):
    lines = (shared_data / "kolada" / "kolada_democracy_kpis.csv").read_text(encoding="utf-8").splitlines()
    catalogue = {line.split(",")[0] for line in lines}
    assert set(kolada_kpis.known()) - catalogue == set()
