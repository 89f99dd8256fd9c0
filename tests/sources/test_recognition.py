"""Each official layout is known by one reader only, whatever its file is called."""

from __future__ import annotations

import pytest
import test_comparison_xlsx as comparison
import test_districts_2018_xlsx as of_2018
import test_districts_long_xlsx as long
import test_districts_scb_xlsx as scb
import test_eligible_xlsx as eligible
import test_result_json as results
from small_files import workbook

from spegel.sources.registry import reader_for

LAYOUTS = {
    "districts_2018_xlsx": of_2018.book(of_2018.DISTRICT),
    "districts_scb_xlsx": scb.municipal(scb.KO_ROW),
    "districts_long_xlsx": long.book_2026(long.unit_2026("01270010", long.VOTES | long.FINAL)),
    "comparison_xlsx": comparison.of_2022(late=(comparison.LATE,)),
    "eligible_xlsx": eligible.by_group(eligible.TUNA),
    "result_json": results.document(results.root(results.DISTRICT)),
}
OTHERS = {
    "districts_scb_xlsx export": scb.export(scb.KO_ROW),
    "districts_long_xlsx of 2022": long.book_2022(long.LATE),
    "comparison_xlsx of 2026": comparison.of_2026(),
    "eligible_xlsx by election": eligible.by_election(),
}


@pytest.mark.parametrize(("name", "document"), [*LAYOUTS.items(), *OTHERS.items()], ids=[*LAYOUTS, *OTHERS])
def test_one_reader_knows_each_layout(name, document):
    assert reader_for(document).FORMAT.id == name.split(" ")[0]


def test_an_unknown_workbook_has_no_reader():
    assert reader_for(workbook({"Blad1": [["Namn", "Ort"], ["Tuna", "Botkyrka"]]})) is None
