"""notice_list: given rows, expected rows."""

from __future__ import annotations

from tests.sql.made import columns, rows

NAME = "notice_list"


def test_notices_with_and_without_a_source(given):
    notices = [
        {"notice_number": 2, "rule": "links_by_name", "details": "{}"},
        {"notice_number": 1, "source_id": "s1", "rule": "lost_zeros", "details": '{"rows": 3}'},
    ]
    warehouse = given(meta_notice=notices, meta_source=[{"source_id": "s1", "title": "Valresultat"}])
    assert columns(rows(warehouse, NAME), "notice_number", "source_id", "source_title", "rule", "details") == [
        (1, "s1", "Valresultat", "lost_zeros", '{"rows": 3}'),
        (2, None, None, "links_by_name", "{}"),
    ]
