"""Texts: both languages, the same blanks, every key the code asks for, and the words we do not use.

The keys are read out of the code itself, so a new page or problem is checked without a new test.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from spegel import i18n
from spegel.core import Problem

ROOT = Path(__file__).resolve().parents[2]
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-zA-Z0-9_+-]+)+")
FILE_ENDINGS = ("py", "toml", "css", "js", "html", "json", "svg", "csv", "xlsx", "md", "sql", "duckdb", "zip", "xml")

FORBIDDEN = {
    "sv": (
        r"\bindivid\w*",
        r"\butifrån\b",
        r"\bi syfte att\b",
        r"\bavseende\b",
        r"\bangående\b",
        r"\bmedelst\b",
        r"\bde andra\b",
        r"\butanförskapsområde\w*",
        r"\bproblemområde\w*",
        r"\butsatt\w* områd\w*",
        r"\bresurssvag\w*",
        r"\bröstskolkare\b",
        r"\bsoffliggare\b",
        r"\brösträttsberättigad\w*",
        r"(?-i:\b(None|NaN|null)\b)",
    ),
    "en": (r"\bindividuals?\b", r"\bin order to\b", r"\bproblem areas?\b", r"(?-i:\b(None|NaN|null)\b)"),
}
"""Office words, words that make groups of people a problem, and what leaks out of code."""

A_DIFFERENCE_AS_PERCENT = re.compile(
    r"\{\w*(pp|points|change|difference|gap|band)\w*[^}]*\}\s*(%|procent\b|percent\b)|[%‰]\s*(enheter|points)"
)
"""Differences are percentage points, never percent."""


class Use(NamedTuple):
    """A key the code asks for; `pattern` matches it, `blanks` are those given, None where the code alone does not tell."""

    place: str
    pattern: re.Pattern[str]
    blanks: frozenset[str] | None


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    paths = sorted([ROOT / "app.py", *ROOT.glob("spegel/**/*.py"), *ROOT.glob("pages/**/*.py")])
    return tuple((str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def parts_of(node: ast.AST) -> list[str | None] | None:
    """A string of the code in parts, None for each part that varies; None for what is no string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [part.value if isinstance(part, ast.Constant) else None for part in node.values]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and (left := parts_of(node.left)):
        return [*left, None]
    return None


def pieces_of(node: ast.AST) -> list[ast.AST]:
    """The strings that are only a part of this one."""
    return node.values if isinstance(node, ast.JoinedStr) else [node.left] if isinstance(node, ast.BinOp) else []


def key_pattern(parts: list[str | None]) -> re.Pattern[str] | None:
    """What a string matches if it is a key or makes keys, else None."""
    example = "".join("x" if part is None else part for part in parts)
    is_key = KEY.fullmatch(example) and example.split(".")[0] in {key.split(".")[0] for key in i18n.catalogue()}
    is_file = example not in i18n.catalogue() and example.endswith(tuple(f".{ending}" for ending in FILE_ENDINGS))
    return pattern_of(parts) if is_key and not is_file else None


def pattern_of(parts: list[str | None]) -> re.Pattern[str]:
    return re.compile("".join(".+" if part is None else re.escape(part) for part in parts))


@cache
def uses() -> tuple[Use, ...]:
    found = []
    for path, tree in modules():
        calls = {id(call.args[0]): call for call in ast.walk(tree) if isinstance(call, ast.Call) and call.args}
        pieces = {id(piece) for whole in ast.walk(tree) for piece in pieces_of(whole)}
        for node in ast.walk(tree):
            parts = parts_of(node)
            pattern = key_pattern(parts) if parts and id(node) not in pieces else None
            if pattern is None:
                continue
            call, blanks = calls.get(id(node)), None
            if call and _name(call.func) in ("text", "say") and all(keyword.arg for keyword in call.keywords):
                blanks = frozenset(keyword.arg for keyword in call.keywords)
            found.append(Use(f"{path}:{node.lineno}", pattern, blanks))
    for page in tomllib.loads((ROOT / "pages" / "sitemap.toml").read_text(encoding="utf-8"))["page"]:
        place = f"pages/sitemap.toml {page['id']}"
        found += [Use(place, re.compile(re.escape(page[name])), frozenset()) for name in ("title", "link")]
    return tuple(found)


def problems() -> Iterator[tuple[str, str, set[str] | None]]:
    """Every problem with a literal rule in the code: place, rule and the blanks it fills (None where that varies)."""
    names = ("file", "row", "column", "value", "details")
    for path, tree in modules():
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and _name(call.func) == "Problem"):
                continue
            given = dict(zip(("rule", *names), call.args, strict=False)) | {k.arg: k.value for k in call.keywords}
            rule, details = given.get("rule"), given.get("details")
            if not (isinstance(rule, ast.Constant) and isinstance(rule.value, str)):
                continue
            place = f"{path}:{call.lineno}"
            if details is None:
                yield place, rule.value, set(given)
            elif isinstance(details, ast.Dict) and all(isinstance(key, ast.Constant) for key in details.keys):
                yield place, rule.value, set(given) | {key.value for key in details.keys}
            else:
                yield place, rule.value, None


def blanks_of(text: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def test_the_catalogue_holds_every_file_of_texts():
    assert {"problem.no_such_folder.what", "problem.no_such_folder.remedy"} <= set(i18n.catalogue())


def test_both_languages_say_something_and_have_the_same_blanks():
    wrong = {
        key: entry
        for key, entry in i18n.catalogue().items()
        if not all(entry[language].strip() for language in i18n.LANGUAGES)
        or blanks_of(entry["sv"]) != blanks_of(entry["en"])
    }
    assert wrong == {}


def test_every_key_the_code_asks_for_exists():
    assert len(uses()) > 20
    missing = [
        f"{use.place}: {use.pattern.pattern}" for use in uses() if not any(use.pattern.fullmatch(key) for key in i18n.catalogue())
    ]
    assert missing == []


def test_every_blank_is_filled_where_a_text_is_asked_for():
    keys = {re.escape(key): key for key in i18n.catalogue()}
    asked = [(use, keys[use.pattern.pattern]) for use in uses() if use.blanks is not None and use.pattern.pattern in keys]
    assert len(asked) > 100
    unfilled = [
        f"{use.place}: {key} lacks {lacking}"
        for use, key in asked
        if (lacking := blanks_of(i18n.catalogue()[key]["sv"]) - use.blanks)
    ]
    assert unfilled == []


def test_every_problem_says_what_is_wrong_and_how_to_mend_it():
    halves = {"what", "remedy"}
    rules: dict[str, set[str]] = {}
    for key in i18n.catalogue():
        if key.startswith("problem."):
            rule, half = key.removeprefix("problem.").rsplit(".", 1)
            rules.setdefault(rule, set()).add(half)
    assert {rule: found for rule, found in rules.items() if found != halves} == {}
    assert [f"{place}: {rule}" for place, rule, _ in problems() if rule not in rules] == []


def test_every_problem_fills_the_blanks_of_its_texts():
    """A file name may be put in by whoever reads the file; everything else stands where the problem is made."""
    unfilled = [
        f"{place}: {rule} lacks {lacking}"
        for place, rule, given in problems()
        if given is not None
        for half in ("what", "remedy")
        if (entry := i18n.catalogue().get(f"problem.{rule}.{half}"))
        if (lacking := blanks_of(entry["sv"]) - given - {"file"})
    ]
    assert unfilled == []


def test_no_text_is_left_over():
    """A text nobody asks for is dead.

    A problem is asked for where its rule stands in quotes; a key whose first word varies where its words do.
    """
    nodes = [node for _, tree in modules() for node in ast.walk(tree)]
    words = {node.value for node in nodes if isinstance(node, ast.Constant)}
    # The build SQL notices things too, and names their rules.
    for path in (ROOT / "queries" / "build").glob("*.sql"):
        words |= set(re.findall(r"'(\w+)'", path.read_text(encoding="utf-8")))
    asked = re.compile("|".join({use.pattern.pattern for use in uses()}))
    varying = [pattern_of(parts) for node in nodes if (parts := parts_of(node)) and len(parts) > 2 and parts[0] is None]

    def is_asked_for(key: str) -> bool:
        first, second, *_ = key.split(".")
        if first == "problem":
            return second in words
        by_words = {first, second} <= words and any(pattern.fullmatch(key) for pattern in varying)
        return by_words or bool(asked.fullmatch(key))

    assert [key for key in i18n.catalogue() if not is_asked_for(key)] == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_words_we_do_not_use(language):
    words = re.compile("|".join(FORBIDDEN[language]), re.IGNORECASE)
    found = {key: match.group() for key, entry in i18n.catalogue().items() if (match := words.search(entry[language]))}
    assert found == {}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_differences_are_never_percent(language):
    found = [key for key, entry in i18n.catalogue().items() if A_DIFFERENCE_AS_PERCENT.search(entry[language])]
    assert found == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Gapet ökade med {change_pp} %.", "Gapet ökade med {change_pp} procentenheter."),
        ("{difference} procent lägre", "{difference} lägre än {turnout} %"),
    ],
)
def test_the_rule_on_differences_tells_wrong_from_right(wrong, right):
    assert A_DIFFERENCE_AS_PERCENT.search(wrong)
    assert not A_DIFFERENCE_AS_PERCENT.search(right)


def test_a_text_is_filled_and_a_fault_is_loud():
    assert "x.csv" not in i18n.text("problem.no_such_folder.what", "sv")
    with pytest.raises(KeyError, match=r"no\.such\.key"):
        i18n.text("no.such.key", "sv")
    with pytest.raises(KeyError, match="reason"):
        i18n.text("problem.unreadable_json.what", "en")
    with pytest.raises(KeyError, match="de"):
        i18n.text("problem.no_such_folder.what", "de")


def test_what_a_value_holds_is_never_read_as_a_blank():
    assert "{row}" in i18n.text("problem.unreadable_json.what", "en", reason="{row}")


def test_a_problem_is_explained_with_place_fault_remedy_and_rule():
    problem = Problem("unreadable_json", "val.json", 3, "kod", details={"reason": "abc"})
    swedish, english = (i18n.explain(problem, language) for language in ("sv", "en"))
    assert swedish.startswith("val.json, rad 3, kolumn kod: ")
    assert english.startswith("val.json, row 3, column kod: ")
    for sentence in (swedish, english):
        assert "abc" in sentence
        assert sentence.endswith("[unreadable_json]")
    assert i18n.explain(Problem("no_such_folder"), "sv").startswith(i18n.text("problem.no_such_folder.what", "sv"))


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ({"a.toml": '[x.y]\nsv = "a"\nen = "b"\n', "b.toml": '[x.y]\nsv = "a"\nen = "b"\n'}, "stands twice"),
        ({"a.toml": '[x.y]\nsv = "a"\n'}, "exactly"),
        ({"a.toml": '[x.y]\nsv = "a"\nen = "b"\n[x.y.z]\nsv = "c"\nen = "d"\n'}, "must have the languages"),
    ],
    ids=["twice", "one language", "text and table"],
)
def test_a_faulty_catalogue_is_refused(tmp_path, monkeypatch, texts, fault):
    for name, content in texts.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr(i18n, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=fault):
        i18n.catalogue.__wrapped__()
