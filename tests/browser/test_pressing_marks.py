"""A district is pressed on the map, or among the dots, and its page opens; Back leads to the same view again."""

from __future__ import annotations

import pytest

from spegel import i18n

MARKS = {
    "map": ".st-key-chart_map .choroplethlayer path",
    "dots": ".st-key-chart_dots .scatterlayer .trace:last-of-type path.point",
}


@pytest.mark.parametrize("chart", MARKS)
def test_a_pressed_mark_opens_its_district_and_back_shows_the_view_again(visit, site, chart: str) -> None:
    visitor = visit().open(f"{site}/valdeltagande?val=2018-KF")
    before = visitor.page.url, visitor.rows()
    # The rows of the table stand in the order of the marks.
    expected = visitor.rows(chart)[20][0]
    visitor.press(visitor.page.locator(MARKS[chart]).nth(20), opens="**/distrikt?*")
    assert visitor.text(".district h2") == expected
    assert "val=2018-KF" in visitor.page.url
    visitor.page.go_back()
    visitor.page.wait_for_url("**/valdeltagande?*")
    visitor.settle()
    assert (visitor.page.url, visitor.rows()) == before
    assert visitor.page.locator(".note").count() == 0


def test_from_the_first_page_to_a_district_and_its_missing_ballots_takes_two_clicks(visit, site) -> None:
    visitor = visit(viewport={"width": 1024, "height": 768}).open(site)
    visitor.follow(i18n.text("start.more", "sv"))
    missing = {row[0]: row[5] for row in visitor.rows("missing")}
    name = visitor.rows("dots")[40][0]
    visitor.press(visitor.page.locator(MARKS["dots"]).nth(40), opens="**/distrikt?*")
    assert visitor.text(".district h2") == name
    names, figures = (visitor.page.locator(f"dl.facts {part}").all_inner_texts() for part in ("dt", "dd b"))
    label = i18n.text("distrikt.missing", "sv", target=i18n.text("turnout.target.medel", "sv"))
    assert dict(zip(names, figures, strict=True))[label] == missing[name]
