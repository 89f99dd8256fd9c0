"""The method page: every measure, every source, and what the build noticed."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from html import escape

import duckdb

from spegel import i18n, indicators, query, versions, warehouse
from spegel.settings import project_root


def test_every_measure_of_the_registry_is_defined(open_page, normal) -> None:
    for language in i18n.LANGUAGES:
        html = open_page(normal, "metod", sprak=language).html
        for measure in indicators.all_indicators().values():
            assert f'id="{measure.id}"' in html
            assert escape(measure.name[language]) in html
            assert escape(measure.definition[language]) in html


def test_every_source_is_named_with_its_terms(open_page, normal) -> None:
    html = open_page(normal, "metod").html
    sources = query.run(warehouse.open_current(normal), "source_list")
    assert sources.height > 10
    for title, licence in sources.select("title", "licence").iter_rows():
        assert escape(title) in html
        assert escape(licence) in html


def test_a_notice_is_a_sentence_with_what_it_concerns(open_page, normal, tmp_path) -> None:
    version = versions.current(normal)
    shutil.copy(versions.path_of(normal, version), versions.path_of(tmp_path, version))
    details = {"file": "mapp/okand.bin", "row": None, "column": None, "value": None}
    written = json.dumps(details)
    with duckdb.connect(versions.path_of(tmp_path, version)) as connection:
        connection.execute("DELETE FROM meta_notice")
        connection.execute("INSERT INTO meta_notice VALUES (1, NULL, 'file_not_used', $details)", {"details": written})
    versions.move_pointer(tmp_path, version)
    for language in i18n.LANGUAGES:
        html = open_page(tmp_path, "metod", sprak=language).html
        assert "mapp/okand.bin" in html
        assert escape(i18n.text("problem.file_not_used.what", language, **details)) in html


def test_every_limit_of_the_disclosure_control_stands_on_the_page(open_page, normal) -> None:
    """The numbers of the file itself, in the section about persons and not elsewhere on the page."""
    path = project_root() / "queries" / "disclosure.toml"
    numbers = tomllib.loads(path.read_text(encoding="utf-8"))
    by_class = [limit for limits in numbers["classes"].values() for limit in limits.values()]
    limits = {numbers["group_limit"], *numbers["rounding"].values(), *by_class}
    for language in i18n.LANGUAGES:
        html = open_page(normal, "metod", sprak=language).html
        title = escape(i18n.text("metod.protection.title", language))
        section = html.split(f"<h2>{title}</h2>")[1].split("</section>")[0]
        assert limits <= {int(number) for number in re.findall(r"\d+", section)}
        assert section.count("<li>") >= 9
