"""Weights of one's own: chosen with mouse or keyboard, in the address, on a phone, and accessible."""

from __future__ import annotations

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe (the package axe-playwright-python)")


def test_weights_of_ones_own_change_picture_and_sentence_and_come_back_from_the_address(visit, site) -> None:
    visitor = visit().open(f"{site}/inflytande").choose("Vikter", "Egna vikter")
    assert visitor.page.url == f"{site}/inflytande?vikt=egen"
    before = visitor.text(".st-key-chart_index .chart-sentence")
    visitor.page.get_by_label("Ordförande", exact=True).fill("9")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/inflytande?vikt=egen&vikter=9-2-1")
    visitor.settle()
    after = visitor.text(".st-key-chart_index .chart-sentence")
    assert after != before
    other = visit().open(visitor.page.url)
    assert other.text(".st-key-chart_index .chart-sentence") == after
    assert other.rows("index") == visitor.rows("index") != []
    visitor.choose("Vikter", "Lika vikt")
    assert visitor.page.url == f"{site}/inflytande?vikt=lika"
    assert visitor.page.locator('[data-testid="stNumberInput"]').count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_three_numbers_are_accessible_and_fit_a_phone(visit, site, scheme) -> None:
    visitor = visit(color_scheme=scheme, viewport={"width": 390, "height": 844}).open(f"{site}/inflytande?vikt=egen&vikter=5-2-1")
    boxes = [entry.bounding_box() for entry in visitor.page.locator('[data-testid="stNumberInput"]').all()]
    assert len(boxes) == 3
    assert len({round(box["y"]) for box in boxes}) == 1
    assert max(box["x"] + box["width"] for box in boxes) <= 390
    found = axe.Axe().run(visitor.page).response["violations"]
    assert [(rule["id"], node["target"]) for rule in found for node in rule["nodes"][:3]] == []
