"""A district is pressed on the map, or among the dots, and its page opens."""

from __future__ import annotations

import pytest

MARKS = {
    "map": ".st-key-chart_map .choroplethlayer path",
    "dots": ".st-key-chart_dots .scatterlayer .trace:last-of-type path.point",
}


@pytest.mark.parametrize("chart", MARKS)
def test_a_pressed_mark_opens_the_page_of_its_district(visit, site, chart: str) -> None:
    visitor = visit().open(f"{site}/valdeltagande?val=2018-KF")
    # The rows of the table stand in the order of the marks.
    row = visitor.page.locator(f".st-key-chart_{chart} .spegel-table tbody th").nth(20)
    expected = row.text_content()
    mark = visitor.page.locator(MARKS[chart]).nth(20)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    # Plotly takes a press only on a mark it has seen the pointer come to.
    visitor.page.mouse.move(x - 4, y)
    visitor.page.mouse.move(x, y)
    visitor.page.wait_for_selector(".hoverlayer .hovertext")
    visitor.page.mouse.click(x, y)
    visitor.page.wait_for_url("**/distrikt?*")
    visitor.settle()
    assert visitor.text(".district h2") == expected
    assert "val=2018-KF" in visitor.page.url
