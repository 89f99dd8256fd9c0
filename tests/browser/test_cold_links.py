"""Every page opened as the very first request after a start, as a link in a message does."""

from __future__ import annotations

import pytest
from conftest import serving

from spegel import i18n
from spegel.ui import sitemap


@pytest.mark.parametrize("page", sitemap.pages(), ids=lambda page: page.id)
def test_a_page_opened_first_after_a_start_is_that_page(visit, built, page: sitemap.Page) -> None:
    with serving(built, "--audience", "all") as address:
        visitor = visit().open(address + page.address)
        assert visitor.page.locator('[role="dialog"]').count() == 0
        assert visitor.text("h1") == i18n.text(page.title, "sv")
        assert visitor.page.title() == i18n.text("frame.tab", "sv", page=i18n.text(page.title, "sv"))
        assert visitor.page.url == address + page.address
        visitor.leave()
