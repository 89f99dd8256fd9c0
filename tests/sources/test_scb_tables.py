"""Tables of SCB's database in both forms: elected by party and sex, residents by age and origin, and their traps."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from small_files import CODES, explained, rules

from spegel.sources import scb_cube, scb_json_stat, scb_pxweb_json
from spegel.sources.documents import Document
from spegel.sources.registry import reader_for

PARTIES = {"M": "Moderaterna", "FP": "Liberalerna (tidigare Folkpartiet)", "SAMTLIGA": "samtliga partier"}
SEXES = {"1": "män", "2": "kvinnor"}


def document(root: object) -> Document:
    return Document("tabell.json", json.dumps(root, ensure_ascii=False).encode(), Path("tabell.json"))


def stat(dimensions: dict[str, dict[str, str]], value: object, **more: object) -> Document:
    """A json-stat2 dataset: variable -> code -> label, and the figures row by row."""
    root = {
        "version": "2.0",
        "class": "dataset",
        "label": "Tabellen",
        "id": list(dimensions),
        "size": [len(categories) for categories in dimensions.values()],
        "dimension": {
            name: {"label": name, "category": {"index": {code: place for place, code in enumerate(labels)}, "label": labels}}
            for name, labels in dimensions.items()
        },
        "value": value,
    }
    return document(root | more)


def elected(value: object, regions: tuple[str, ...] = ("0127",), content: str = "ME0107A4", **more: object) -> Document:
    dimensions = {
        "Region": {code: code for code in regions},
        "Parti": PARTIES,
        "Kon": SEXES,
        "ContentsCode": {content: "Antal valda"},
        "Tid": {"2022": "2022"},
    }
    return stat(dimensions, value, **more)


def pxweb(columns: list[tuple[str, str, str]], rows: list[tuple[list[str], list[str]]]) -> Document:
    named = [{"code": code, "text": text, "type": kind} for code, text, kind in columns]
    return document({"columns": named, "comments": [], "data": [{"key": key, "values": values} for key, values in rows]})


ELECTED_V1 = [("Region", "region", "d"), ("Parti", "parti", "d"), ("Kon", "kön", "d"), ("Tid", "valår", "t")]


def table(read: Document) -> list[dict]:
    (frame,) = reader_for(read).read(read, CODES).tables.values()
    return frame.to_dicts()


def test_elected_by_party_and_sex_without_the_sum_of_parties_t31_t36():
    found = table(elected([3, 2, 1, None, 4, 2]))
    assert [(row["party_abbr"], row["gender"], row["elected"]) for row in found] == [
        ("M", "men", 3), ("M", "women", 2), ("L", "men", 1), ("L", "women", None),
    ]  # fmt: skip
    assert {(row["place_code"], row["year"], row["election_type"]) for row in found} == {("0127", 2022, "KF")}


def test_the_older_form_says_the_same():
    read = pxweb(
        [*ELECTED_V1, ("ME0107A4", "Antal valda", "c")],
        [(["0127", "M", "1", "2022"], ["3"]), (["0127", "FP", "2", "2022"], [".."]), (["01", "M", "1", "2022"], ["9"])],
    )
    found = [(row["party_abbr"], row["gender"], row["elected"], row["election_type"]) for row in table(read)]
    assert found == [("M", "men", 3, "KF"), ("L", "women", None, "KF")]


def test_figures_may_be_given_by_their_place_t19():
    assert [row["elected"] for row in table(elected({"0": 3, "3": 5}))] == [3, None, None, 5]


def test_regions_are_passed_over_and_the_country_is_kept():
    found = table(elected(list(range(18)), regions=("0127", "01", "00")))
    assert [(row["place_code"], row["elected"]) for row in found if row["party_abbr"] == "M"] == [
        ("0127", 0), ("0127", 1), ("00", 12), ("00", 13),
    ]  # fmt: skip


@pytest.mark.parametrize(("content", "kind"), [("ME0107A5", "RF"), ("ME0107A6", "RD"), ("000004XY", "KF")])
def test_the_assembly_is_told_by_the_content(content: str, kind: str):
    assert {row["election_type"] for row in table(elected([1] * 6, content=content))} == {kind}


@pytest.mark.parametrize(
    ("code", "label", "ages"),
    [
        ("0", "0 år", (0, 0)),
        ("57", "57 år", (57, 57)),
        ("100+", "100+ år", (100, None)),
        ("-4", "0-4 år", (0, 4)),
        ("30-34", "30-34 år", (30, 34)),
        ("80-", "80+ år", (80, None)),
        ("X1", "65-69 år", (65, 69)),
    ],
)
def test_ages_from_code_or_label(code: str, label: str, ages: tuple):
    assert scb_cube.ages(code, label) == ages


def residents(value: list, ages: dict[str, str], region: str = "0127", **more: object) -> Document:
    dimensions = {
        "Region": {region: region},
        "Civilstand": {"OG": "ogifta", "G": "gifta"},
        "Alder": ages,
        "Kon": SEXES,
        "ContentsCode": {"BE0101N1": "Folkmängd", "BE0101N2": "Folkökning"},
        "Tid": {"2023": "2023"},
    }
    return stat(dimensions, value, **more)


def test_residents_are_summed_over_marital_status_and_totals_and_growth_left_out_t36():
    ages = {"17": "17 år", "18": "18 år", "tot": "totalt ålder"}
    value = [10 * place if content == 0 else 7 for place, content in product(range(12), range(2))]
    found = table(residents(value, ages))
    # Unmarried: places 0-3 hold 17 men, 17 women, 18 men, 18 women; the married come six places later.
    assert [(row["age_from"], row["gender"], row["residents"]) for row in found] == [
        (17, "men", 60), (17, "women", 80), (18, "men", 100), (18, "women", 120),
    ]  # fmt: skip
    assert {(row["birth_region"], row["background"], row["area_version"]) for row in found} == {("total", "total", "kommun")}


def test_a_sum_with_an_unknown_part_is_unknown():
    found = table(residents([5, 0, 6, 0, None, 0, 8, 0], {"18": "18 år"}))
    assert [row["residents"] for row in found] == [None, 14]


@pytest.mark.parametrize(
    ("region", "place", "version"),
    [
        ("0127R001", "0127R001", "regso2020"),
        ("0127C1051", "0127C1051", "deso2018"),
        ("0127R001_RegSO2025", "0127R001", "regso2025"),
        ("0127C1051_DeSO2025", "0127C1051", "deso2025"),
    ],
)
def test_small_areas_keep_their_version_t25(region: str, place: str, version: str):
    found = table(residents([1] * 8, {"-4": "-4 år"}, region=region))
    assert {(row["place_code"], row["area_version"], row["age_from"], row["age_to"]) for row in found} == {(place, version, 0, 4)}


def by_origin(name: str, categories: dict[str, str], value: list[int]) -> list[dict]:
    dimensions = {"Region": {"0127": "Botkyrka"}, name: categories, "Kon": {"2": "kvinnor"}, "Tid": {"2023": "2023"}}
    return table(stat(dimensions, value))


def test_countries_of_birth_become_sweden_and_abroad():
    countries = {"SE": "Sverige", "FI": "Finland", "TR": "Turkiet", "XX": "okänt", "tot": "totalt"}
    found = by_origin("Fodelseland", countries, [50, 7, 8, 2, 67])
    assert [(row["birth_region"], row["residents"]) for row in found] == [("sweden", 50), ("abroad", 15), ("unknown", 2)]
    assert {row["age_from"] for row in found} == {None}


def test_background_is_another_measure_than_country_of_birth():
    found = by_origin("UtlBakgrund", {"1": "utländsk bakgrund", "2": "svensk bakgrund", "SA": "samtliga"}, [30, 40, 70])
    assert [(row["background"], row["birth_region"], row["residents"]) for row in found] == [
        ("foreign", "total", 30), ("swedish", "total", 40),
    ]  # fmt: skip


def test_noise_is_told_t37():
    read = elected([1] * 6, label="Folkmängd (CKM) efter region")
    assert explained(scb_json_stat.read(read, CODES)) == {"noise_in_counts"}


def test_another_table_is_left_out_with_a_notice():
    read = stat({"Region": {"0127": "x"}, "Huvudman": {"1": "y"}, "Tid": {"2023": "2023"}}, [1])
    data = scb_json_stat.read(read, CODES)
    assert (dict(data.tables), explained(data)) == ({}, {"scb_other_table"})


@pytest.mark.parametrize(
    ("reader", "broken", "rule"),
    [
        (scb_json_stat, elected([1, 2, 3]), "scb_shape"),
        (scb_json_stat, elected([1] * 6, size=[1, 3, 2, 1, 2]), "scb_shape"),
        (scb_json_stat, document({"class": "dataset", "id": ["Region"], "size": [1]}), "scb_shape"),
        (scb_json_stat, document([1]), "scb_shape"),
        (scb_json_stat, elected(["3,5", 1, 1, 1, 1, 1]), "unreadable_value"),
        (scb_json_stat, elected([2.5, 1, 1, 1, 1, 1]), "unreadable_value"),
        (scb_json_stat, elected([-1, 1, 1, 1, 1, 1]), "unreadable_value"),
        (scb_json_stat, residents([1] * 8, {"gammal": "gammal"}), "unknown_label"),
        (scb_pxweb_json, pxweb([*ELECTED_V1, ("X", "x", "c")], [(["0127", "M", "1"], ["3"])]), "scb_shape"),
        (scb_pxweb_json, pxweb([*ELECTED_V1, ("X", "x", "c")], [(["0127", "M", "9", "2022"], ["3"])]), "unknown_label"),
        (scb_pxweb_json, document({"columns": [{"code": "Region"}], "data": []}), "scb_shape"),
    ],
)
def test_what_is_wrong_is_told(reader, broken: Document, rule: str):
    assert rules(reader, broken) == {rule}


def test_each_form_has_one_reader():
    assert reader_for(elected([1] * 6)) is scb_json_stat
    assert reader_for(pxweb([*ELECTED_V1, ("X", "x", "c")], [])) is scb_pxweb_json
