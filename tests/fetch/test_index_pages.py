"""Links on the publisher's pages, and checksum indexes."""

from __future__ import annotations

import pytest

from spegel.fetch.index_pages import file_name, find_link, read_checksums

PAGE = "https://www.val.se/valresultat/radata"
HOSTS = {"www.val.se"}


def test_a_link_is_found_by_the_end_of_its_file_name_whatever_its_id():
    html = """<p><a class=x href="/download/18.aaa/111/valdistrikt-orebro-lan-eu-val.zip">EU</a>
    <a href=/download/18.bbb/222/valdistrikt-orebro-lan.zip>Örebro</a></p>"""
    assert find_link(html, PAGE, "valdistrikt-orebro-lan.zip", HOSTS) == "https://www.val.se/download/18.bbb/222/valdistrikt-orebro-lan.zip"


def test_case_does_not_matter_and_a_longer_name_will_do():
    html = '<a href="https://www.val.se/download/1/2/Nya-Roster-Per-Distrikt-2022.XLSX">x</a>'
    found = find_link(html, PAGE, "roster-per-distrikt-2022.xlsx", HOSTS)
    assert found == "https://www.val.se/download/1/2/Nya-Roster-Per-Distrikt-2022.XLSX"


def test_the_exact_name_goes_before_a_longer_one():
    html = '<a href="/d/1/gammal-fil.zip">1</a><a href="/d/2/fil.zip">2</a>'
    assert find_link(html, PAGE, "fil.zip", HOSTS) == "https://www.val.se/d/2/fil.zip"


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/fil.zip",
        "//example.org/fil.zip",
        "javascript:alert('fil.zip')",
        "file:///fil.zip",
        "http://[/fil.zip",
        "/d/fil.zip?name=/other",
        "#fil.zip",
        "",
    ],
)
def test_links_elsewhere_are_left_out(link):
    found = find_link(f'<a href="{link}">x</a><a>utan</a>', PAGE, "fil.zip", HOSTS)
    assert found == ("https://www.val.se/d/fil.zip?name=/other" if link.startswith("/d/") else None)


@pytest.mark.parametrize("html", ["", "<a href='/d/annan.zip'>x</a>", "<a href='/d/fil.zip", "\x00<<<>>"])
def test_a_page_without_the_link_gives_none(html):
    assert find_link(html, PAGE, "fil.zip", HOSTS) is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.val.se/d/1/valdistrikt-skane-lan.zip?x=1#y", "valdistrikt-skane-lan.zip"),
        ("https://www.val.se/d/r%C3%B6ster%202022.xlsx", "röster 2022.xlsx"),
        ("https://www.val.se/d/..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("https://www.val.se/d/..", ""),
        ("https://www.val.se/d/.hidden", ""),
        ("https://www.val.se/d/a%5C..%5Cb.zip", ""),
        ("https://www.val.se/d/a%00.zip", ""),
        ("https://www.val.se/", ""),
    ],
)
def test_a_file_name_never_has_a_path_in_it(url, name):
    assert file_name(url) == name


def test_a_checksum_index_gives_path_and_md5():
    digest = "078E4911D8706C9BDCD8F24C85DE7200"
    text = f"{digest}  ./p/kf/Val_2026_preliminar_0127_KF.zip\r\n\n{digest} *s/rd/a.zip\nskräp\nabc  ./kort.zip\n"
    assert read_checksums(text) == {
        "p/kf/Val_2026_preliminar_0127_KF.zip": digest.lower(),
        "s/rd/a.zip": digest.lower(),
    }
    assert read_checksums("") == {}
