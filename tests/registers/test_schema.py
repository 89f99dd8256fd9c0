"""The registers themselves: every file in `data/registers` is whole and means one thing."""

from __future__ import annotations

import pytest

from spegel.core import SourceError
from spegel.i18n import LANGUAGES
from spegel.registers import schema
from tests import register_document

KINDS = schema.kinds()


def test_every_register_of_the_plan_is_there():
    assert set(KINDS) == {
        "activity", "attendance", "attention", "bodies", "budget_projects", "budget_voters", "decisions", "dialogues",
        "elected", "feedback", "fees", "indicators", "interview_themes", "panel_answers", "panel_respondents", "panel_themes",
        "panel_waves", "presence", "proposals", "staff", "unique_participants", "user_councils", "views",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_register_is_whole(kind):
    register = schema.load(kind)
    assert schema.load(register.name_sv) == register
    assert set(register.key) <= set(register.stored)
    for column in register.columns.values():
        assert all(column.labels[language] and column.means[language] for language in LANGUAGES)
        assert all(register.column_of(header) == column for header in column.headers)
        assert [column.choice(label) for choice in column.choices for label in (*choice.labels.values(), *choice.aliases)] == [
            choice.code for choice in column.choices for _ in (*choice.labels.values(), *choice.aliases)
        ]
        assert bool(column.example) or not column.is_required


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_register_points_at_exists_and_comes_before_it(kind):
    for column in schema.load(kind).columns.values():
        if column.refers:
            target, name = column.refers
            assert name in schema.load(target).key
            assert KINDS.index(target) <= KINDS.index(kind)


def test_registers_that_hold_counts_have_no_person_in_them():
    persons = {"person_id", "respondent_id", "family_name", "given_name", "birth_year"}
    counts = (
        "activity", "attendance", "staff", "budget_voters", "dialogues", "interview_themes", "presence", "unique_participants",
        "user_councils",
    )  # fmt: skip
    for kind in counts:
        assert not persons & set(schema.load(kind).columns)


def test_names_of_elected_members_are_never_stored():
    register = schema.load("elected")
    assert {"family_name", "given_name"} <= set(register.columns)
    assert not {"family_name", "given_name"} & set(register.stored)


def test_special_categories_are_sensitive():
    """Region of birth, and what a panel member answers."""
    for kind in KINDS:
        for column in schema.load(kind).columns.values():
            if column.name in ("birth_region", "answer_code", "answer_label", "answer_value"):
                assert column.privacy == "sensitive", (kind, column.name)


def test_registers_are_described_as_their_files_say():
    """Every register, column, rule, list and mapping."""
    assert register_document.PATH.read_text(encoding="utf-8") == register_document.render(), (
        "docs/registers.md is old: run `python -m tests.register_document`"
    )


def test_an_unknown_register_is_refused_with_the_known_ones():
    with pytest.raises(SourceError) as caught:
        schema.load("moods")
    (problem,) = caught.value.problems
    assert (problem.rule, problem.value) == ("unknown_register", "moods")
    assert all(kind in problem.details["allowed"] for kind in KINDS)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"sort": "x"}, "unknown entries"),
        ({"type": "colour"}, "unknown type"),
        ({"privacy": "secret"}, "unknown type or privacy"),
        ({"list": "gender"}, "a choice has a list"),
        ({"not_before": "start"}, "lacks"),
        ({"aliases": ["Namn"]}, "means both"),
    ],
    ids=["entry", "type", "privacy", "list", "rule", "alias"],
)
def test_a_faulty_register_is_loud(tmp_path, change, fault):
    def written(name: str, entry: dict) -> str:
        parts = [f"[columns.{name}]"]
        return "\n".join([*parts, *(f"{key} = {value!r}" for key, value in entry.items())]) + "\n"

    plain = {"type": "text", "sv": "Namn", "en": "Name", "means_sv": "x", "means_en": "x", "privacy": "public"}
    path = tmp_path / "made.toml"
    path.write_text(
        "name_sv = 'gjort'\nsv = 'a'\nen = 'b'\nabout_sv = 'c'\nabout_en = 'd'\nkey = ['one']\n"
        + written("one", plain)
        + written("two", {**plain, "sv": "Annat", "en": "Else", **change}),
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match=fault):
        schema._read(path)
