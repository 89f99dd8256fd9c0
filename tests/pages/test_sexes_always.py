"""The sexes are on every page about representation, whatever is chosen: all combinations of the filters, or a drawn sample."""

from __future__ import annotations

import random
import re
from itertools import product

import pytest

from spegel import query
from spegel.ui import choices, influence, sitemap
from spegel.warehouse import open_current

AREAS = ("0127", "jarva")
SAMPLE = 8
"""Combinations of a page and an area when there are more, drawn with the page's name as seed."""


def offered(folder, area: str) -> dict[str, list[str]]:
    """Every value that a filter of these pages takes for an area, by the filter's name in the address."""
    warehouse = open_current(folder)
    terms = query.run(warehouse, "leaving_by_group", area=area)["term_year"].unique(maintain_order=True)
    return {
        "organ": ["", *query.run(warehouse, "body_list", area=area)["body_id"]],
        "dag": [day.isoformat() for day in query.run(warehouse, "reference_date_list", area=area)["reference_date"]],
        "grund": list(choices.BASES),
        "roll": list(choices.ROLES),
        "uppdelning": list(choices.BREAKDOWNS),
        "vikt": list(influence.SCHEMES),
        "vikter": ["3-2-1", "9-0-1"],
        "period": [str(year) for year in terms],
        "nyckeltal": [""],
        "vilka": ["alla", "valda", "partier", "ungdomsforbund"],
    }


def combinations(folder, page_id: str, area: str) -> list[dict[str, str]]:
    values = {name: given for name, given in offered(folder, area).items() if name in sitemap.page_of(page_id).parameters}
    found = [dict(zip(values, each, strict=True)) for each in product(*values.values())]
    return found if len(found) <= SAMPLE else random.Random(f"{page_id} {area}").sample(found, SAMPLE)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("page_id", [page.id for page in sitemap.pages() if page.group == "representation"])
def test_the_sexes_are_there_after_any_filters(open_page, normal, page_id: str, area: str) -> None:
    for combination in combinations(normal, page_id, area):
        address = {"omrade": area, **{name: value for name, value in combination.items() if value}}
        page = open_page(normal, page_id, **address)
        assert not page.app.exception, address
        marked = page.html.partition("data-kon")[2].partition("</p>")[0]
        assert re.search(r"\d kvinnor · .*\d män|Kön är inte registrerat", marked), address
