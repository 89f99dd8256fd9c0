"""Documents that drift fail: what the tree holds must stand in them, and what they name must exist."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from spegel import __main__ as command_line
from spegel import core, indicators, profiles, query
from spegel.sources import registry
from tests import dataset_document

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
TEST_NAME = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def all_text() -> str:
    return "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)


@cache
def code() -> str:
    """All that is Python in the product."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted([ROOT / "app.py", *ROOT.glob("spegel/**/*.py")]))


@cache
def pages() -> list[dict]:
    return tomllib.loads(text("pages/sitemap.toml"))["page"]


def anchors(document: Path) -> set[str]:
    """What a link with # may point at: headings as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_documents_are_there():
    wanted = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/decisions.md",
              "docs/datasets.md", "docs/formats.md", "docs/fetching.md", "docs/glossary.md"}  # fmt: skip
    assert wanted - {relative(document) for document in DOCUMENTS} == set()


def test_datasets_are_described_as_their_headers_say():
    assert dataset_document.PATH.read_text(encoding="utf-8") == dataset_document.render(), (
        "docs/datasets.md is old: run `python -m tests.dataset_document`"
    )
    assert len(query.names()) > 15


def test_every_command_is_described(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        command_line.main(["--help"])
    commands = re.findall(r"^    ([a-z]+) {2,}", capsys.readouterr().out, re.MULTILINE)
    assert {"serve", "build", "fetch", "query", "check"} <= set(commands)
    assert [name for name in commands if f"spegel {name}" not in all_text()] == []


def test_every_option_is_described():
    options = set(re.findall(r'add_argument\("(--[a-z-]+)"', text("spegel/__main__.py")))
    assert len(options) > 5
    assert [option for option in sorted(options) if option not in all_text()] == []


def test_every_setting_is_described_and_no_other_is_named():
    settings = set(re.findall(r'"(SPEGEL_[A-Z_]+)"', code()))
    assert {"SPEGEL_PROFILE", "SPEGEL_WAREHOUSE", "SPEGEL_AUDIENCE"} <= settings
    assert set(re.findall(r"SPEGEL_[A-Z_]+", all_text())) == settings


def test_every_page_is_described():
    assert len(pages()) > 4
    assert [page["id"] for page in pages() if f"`pages/{page['file']}`" not in text("docs/architecture.md")] == []


def test_every_profile_is_described():
    assert [name for name in profiles.names() if f"`data/profiles/{name}`" not in text("docs/architecture.md")] == []


def test_every_package_and_module_below_spegel_has_its_room():
    rooms = {path.name for path in ROOT.glob("spegel/*/") if (path / "__init__.py").is_file()}
    rooms |= {path.name for path in ROOT.glob("spegel/*.py")} - {"__init__.py"}
    described = text("docs/architecture.md")
    assert [room for room in sorted(rooms) if not re.search(rf"`{room}[`/]", described)] == []


@pytest.mark.parametrize("reader", registry.readers(), ids=lambda reader: reader.FORMAT.id)
def test_every_format_is_described(reader):
    """A section of its own, and a row of the table with its publisher and rank."""
    document = text("docs/formats.md")
    form = reader.FORMAT
    assert f"\n## {form.id}\n" in document
    (row,) = re.findall(rf"^\| \[`{form.id}`\].*$", document, re.MULTILINE)
    *_, publisher, rank = (cell.strip() for cell in row.strip("|").split("|"))
    assert (publisher, rank or "50") == (form.publisher, str(form.rank))
    section = document.split(f"\n## {form.id}\n")[1].split("\n## ")[0]
    for part in ("Holds", "Checked", "Traps", "When refused"):
        assert f"**{part}**" in section


def test_every_trap_the_code_names_is_described():
    named = set(re.findall(r"\bT\d+\b", re.sub(r"T1-T50", "", code())))
    described = set(re.findall(r"^\| (T\d+) \|", text("docs/formats.md"), re.MULTILINE))
    assert len(named) > 20
    assert named - described == set()
    sections = text("docs/formats.md").split("\n## Traps\n")[0]
    assert set(re.findall(r"\bT\d+\b", sections)) <= described


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_links_lead_somewhere(document):
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        aim = (document.parent / path).resolve() if path else document
        assert aim.exists(), target
        assert not anchor or anchor in anchors(aim), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_tests_that_are_named_exist(document):
    for file, name in TEST_NAME.findall(document.read_text(encoding="utf-8")):
        assert (ROOT / file).is_file(), file
        if name:
            functions = {node.name for node in ast.walk(ast.parse(text(file))) if isinstance(node, ast.FunctionDef)}
            assert name in functions, f"{file}::{name}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_files_of_ours_that_are_named_exist(document):
    named = re.findall(r"`((?:spegel|queries|pages|data|tests|docs)/[\w./-]+\.[a-z]+)`", document.read_text(encoding="utf-8"))
    absent = ("data/inbox", "data/warehouse", "data/restricted")
    assert [name for name in named if not name.startswith(absent) and not (ROOT / name).exists()] == []


def test_every_name_in_the_glossary_exists():
    public = tomllib.loads(text("queries/public.toml"))
    datasets = [query.load(name) for name in query.names()]
    known = set(public) | {column for table in public.values() for column in table["columns"]}
    known |= {name for dataset in datasets for name in (dataset.name, *dataset.columns, *dataset.parameters)}
    known |= set(indicators.all_indicators()) | set(core.ELECTION_TYPES) | set(profiles.names())
    values = " ".join(dataset.sql for dataset in datasets) + text("queries/public.toml")
    words = set(re.findall(r"`([\w-]+)`", text("docs/glossary.md"))) - {"code"}
    assert len(words) > 40
    assert [word for word in sorted(words) if word not in known and not re.search(rf"\b{word}\b", values)] == [
        "_count", "_pp", "_share",
    ]  # fmt: skip


def test_the_changelog_opens_with_this_version():
    from spegel import __version__

    assert re.search(r"^## (\S+)", text("CHANGELOG.md"), re.MULTILINE)[1] == __version__


def test_decisions_are_dated():
    headings = re.findall(r"^## (.+)$", text("docs/decisions.md"), re.MULTILINE)
    assert len(headings) > 5
    assert [heading for heading in headings if not re.match(r"20\d\d-\d\d-\d\d: ", heading)] == []
