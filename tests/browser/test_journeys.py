"""What a visitor does: choose, share, go by keyboard, take figures home, and stay while a new version is published."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from conftest import serving
from PIL import Image

from spegel import fmt, i18n, versions

HEADLINE = ".verdict"
MAP = ".st-key-chart_map .choroplethlayer path"


def copy_of(built: Path, folder: Path, version: str) -> Path:
    """The built version, under a name of its own in another folder."""
    return Path(shutil.copy(versions.path_of(built, versions.current(built)), versions.path_of(folder, version)))


def test_the_verdict_is_seen_without_scrolling_and_one_click_from_its_evidence(visit, site) -> None:
    visitor = visit(viewport={"width": 1024, "height": 768}).open(site)
    box = visitor.page.locator(".verdict").first.bounding_box()
    assert box["y"] + box["height"] <= 768
    assert re.search("minskar|ökar|går inte att säga", visitor.page.locator(".verdict-word").first.inner_text())
    visitor.page.get_by_role("link", name=i18n.text("start.more", "sv")).first.click()
    visitor.page.wait_for_url("**/valdeltagande")
    visitor.settle()
    assert visitor.page.locator('[data-testid="stPlotlyChart"]').first.is_visible()


def test_every_choice_changes_the_address_which_gives_the_same_page_to_somebody_else(visit, site) -> None:
    visitor = visit().open(f"{site}/valdeltagande")
    chosen = {"Område": "Järva", "Val": "Riksdagsval 2022", "Mål": "Bästa tredjedelen"}
    addresses = [visitor.page.url, *(visitor.choose(label, option).page.url for label, option in chosen.items())]
    assert len(set(addresses)) == len(addresses)
    assert addresses[-1] == f"{site}/valdeltagande?omrade=jarva&val=2022-RD&mal=basta_tredjedel"
    other = visit(color_scheme="dark").open(visitor.page.url)
    for part in (HEADLINE, ".st-key-chart_map .legend"):
        assert other.page.locator(part).all_text_contents() == visitor.page.locator(part).all_text_contents() != []
    assert other.rows() == visitor.rows() != []


def test_another_election_to_compare_with_is_in_the_address_too(visit, site) -> None:
    visitor = visit().open(f"{site}/varfor").choose("Jämför med", "Kommunval 2014")
    assert visitor.page.url == f"{site}/varfor?jamfor=2014-KF"
    assert visit().open(visitor.page.url).text(HEADLINE) == visitor.text(HEADLINE)


def test_ballots_missing_in_the_table_sum_to_the_headline(visit, site) -> None:
    visitor = visit().open(f"{site}/valdeltagande?mal=75")
    counts = [int(row[5].replace("\u00a0", "")) for row in visitor.rows("missing")]
    assert fmt.count(sum(counts), "sv") in visitor.page.locator("dl.facts dd b").all_inner_texts()


def test_map_and_table_hold_the_same_rows_and_districts_without_a_figure_are_hatched(visit, built, tmp_path) -> None:
    changed = copy_of(built, tmp_path, versions.current(built))
    with duckdb.connect(changed) as connection:
        connection.execute("UPDATE fact_turnout SET votes_count = NULL WHERE district_code IN ('01270044', '01270010')")
    versions.move_pointer(tmp_path, versions.current(built))
    with serving(tmp_path) as address:
        visitor = visit().open(f"{address}/valdeltagande")
        visitor.page.wait_for_selector(MAP)
        fills = visitor.page.eval_on_selector_all(MAP, "all => all.map(path => getComputedStyle(path).fill)")
        rows = visitor.rows("map")
        assert len(fills) == len(rows)
        unknown = [row for row in rows if row[4] == i18n.text("format.missing", "sv")]
        assert len(unknown) == 2
        assert all("inte räknade" in row[0] for row in unknown)
        assert [fill.startswith("url(") for fill in fills].count(True) == 2
        marks = ".st-key-chart_map .legend .traces"
        hatched = "all => all.filter(entry => getComputedStyle(entry.querySelector('path')).fill.startsWith('url('))"
        names = visitor.page.eval_on_selector_all(marks, f"all => ({hatched})(all).map(entry => entry.textContent)")
        assert names == [i18n.text("format.missing", "sv")]
        visitor.leave()


def test_going_back_undoes_a_choice(visit, site) -> None:
    visitor = visit().open(f"{site}/valdeltagande")
    before = visitor.text(HEADLINE)
    visitor.page.get_by_role("link", name="English").click()
    visitor.page.wait_for_function("() => document.documentElement.lang === 'en'")
    visitor.page.go_back()
    visitor.page.wait_for_function("() => document.documentElement.lang === 'sv'")
    assert visitor.settle().text(HEADLINE) == before


def test_the_language_changes_without_loading_everything_again(visit, site) -> None:
    visitor = visit().open(f"{site}/valdeltagande?omrade=jarva")
    loads: list[str] = []
    visitor.page.on("request", lambda request: loads.append(request.url) if request.is_navigation_request() else None)
    visitor.page.get_by_role("link", name="English").click()
    visitor.page.wait_for_function("() => document.documentElement.lang === 'en'")
    visitor.settle()
    assert visitor.page.title() == i18n.text("frame.tab", "en", page=i18n.text("page.valdeltagande.title", "en"))
    assert visitor.page.url == f"{site}/valdeltagande?omrade=jarva&sprak=en"
    assert loads == []


def test_a_change_is_read_out_once_and_the_first_view_is_not(visit, site) -> None:
    visitor = visit().open(f"{site}/valdeltagande")
    visitor.page.evaluate(
        """() => {
          window.heard = [];
          new MutationObserver(() => {
            const text = document.getElementById('besked').textContent;
            if (text) window.heard.push(text);
          }).observe(document.getElementById('besked'), { childList: true, characterData: true, subtree: true });
        }"""
    )
    assert visitor.page.evaluate("document.getElementById('besked').textContent") == ""
    visitor.choose("Val", "Riksdagsval 2022")
    visitor.page.wait_for_function("() => window.heard.length > 0")
    heard = visitor.page.evaluate("window.heard")
    assert len(heard) == 1
    assert visitor.text(".verdict-word").split("\n")[-1] in heard[0]


def test_a_foreign_parameter_gets_a_message_in_the_language_of_the_page(visit, site) -> None:
    for language in i18n.LANGUAGES:
        visitor = visit().open(f"{site}/distrikt?distrikt=xyz&sprak={language}")
        expected = i18n.text("choice.unknown_value", language, choice=i18n.text("choice.distrikt", language), value="xyz")
        assert visitor.page.get_by_text(expected).is_visible()
        assert visitor.page.locator('[data-testid="stException"]').count() == 0


def test_the_keyboard_alone_reaches_everything_and_is_always_seen(visit, site) -> None:
    visitor = visit().open(f"{site}/valdeltagande")
    page = visitor.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "hoppa"
    assert page.locator("#hoppa").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "stMain"
    reached, unseen = [], []
    for _ in range(60):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            """() => {
              const element = document.activeElement;
              const outlined = one => {
                const style = getComputedStyle(one);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
              };
              const around = [element, element.parentElement, element.parentElement.parentElement];
              const outline = around.some(one => one && outlined(one));
              return [element.tagName + ':' + (element.getAttribute('aria-label') || element.textContent).slice(0, 40), outline];
            }"""
        )
        reached.append(name)
        if not outline:
            unseen.append(name)
        if name.startswith("SUMMARY"):
            break
    assert reached[-1].startswith("SUMMARY"), reached
    assert [label for label in ("Område", "Val", "Jämför med", "Mål") if not any(label in name for name in reached)] == []
    assert unseen == []
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "group"


def test_figures_and_picture_can_be_taken_home(visit, site) -> None:
    visitor = visit(accept_downloads=True).open(f"{site}/valdeltagande")
    names = []
    for label in ("show.csv", "show.excel", "show.picture", "show.drawing"):
        button = visitor.page.get_by_role("button", name=i18n.text(label, "sv")).first
        with visitor.page.expect_download() as waiting:
            button.click()
        names.append(waiting.value.suggested_filename)
        content = waiting.value.path().read_bytes()
        if label == "show.csv":
            assert content.startswith(b"\xef\xbb\xbf")
            assert len(content.splitlines()) > 10
        elif label == "show.excel":
            assert content.startswith(b"PK")
        elif label == "show.drawing":
            drawing = content.decode()
            words = " ".join(ElementTree.fromstring(drawing).itertext())
            source = visitor.text(".chart-source").split(" · ")
            assert all(part in words for part in [visitor.text(".chart-title"), *source[:-1]])
            assert words.count(visitor.page.locator("[role=figure]").first.get_attribute("aria-label")) == 1
            assert re.findall(r"""(?:href|src)\s*[=:(]+["']?(?!data:|#)(\w+:[^"']+)""", drawing) == [], "a drawing asks nobody"
            assert re.findall(r"url\((?!#|&quot;#|data:)", drawing) == []
        else:
            picture = Image.open(BytesIO(content))
            assert picture.format == "PNG"
            assert picture.width >= 600
            # Not one flat colour: the title above, the figure, and the source below are all drawn.
            height = picture.height
            for top, bottom in ((0, height // 8), (height // 3, height // 2), (height * 9 // 10, height)):
                assert len(picture.crop((0, top, picture.width, bottom)).convert("RGB").getcolors(1_000_000)) > 2
    stems = {name.rsplit(".", 1)[0] for name in names}
    assert len(stems) == 1
    assert re.match(r"^botkyrka_[a-z-]+_kommunvalet-2022_\d{4}-\d\d-\d\d$", stems.pop())


def test_a_new_version_is_shown_at_the_next_choice_while_the_page_stays_open(visit, built, tmp_path) -> None:
    version = versions.current(built)
    copy_of(built, tmp_path, version)
    versions.move_pointer(tmp_path, version)
    with serving(tmp_path) as address:
        visitor = visit().open(f"{address}/valdeltagande")
        assert version in visitor.text("#fot")
        later = "spegel-2030-01-01-abcdefabcdef"
        with duckdb.connect(copy_of(built, tmp_path, later)) as connection:
            connection.execute("UPDATE dim_area SET area_name = 'Nya Botkyrka' WHERE area_id = '0127'")
        versions.move_pointer(tmp_path, later)
        visitor.choose("Mål", "Bästa tredjedelen")
        visitor.page.wait_for_function(f"() => document.getElementById('fot').textContent.includes('{later}')")
        assert visitor.text(".product span") == "Nya Botkyrka"
        visitor.leave()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_motion_is_left_out_for_those_who_ask(visit, site, motion) -> None:
    visitor = visit(reduced_motion=motion).open(site)
    seconds = visitor.page.evaluate(
        "Math.max(...[...document.querySelectorAll('a, button')].map(e => parseFloat(getComputedStyle(e).transitionDuration)))"
    )
    assert (seconds < 0.01) is (motion == "reduce") or seconds == 0
