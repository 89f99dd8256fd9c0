"""`docs/registers.md`, written from `data/registers`: `python -m tests.register_document` after a change."""

from __future__ import annotations

from pathlib import Path

from spegel.registers import mapping_file, schema
from spegel.registers.schema import Check, Column, Register

PATH = Path(__file__).resolve().parents[1] / "docs" / "registers.md"

LEAD = """\
# Registers

What a municipality keeps itself and Demokratispegeln follows: who is elected, which dialogues were held and who came, what was
promised back, what the panel answered. Written from `data/registers`; after a change run `python -m tests.register_document`.

```
spegel template dialoger                        a workbook to fill in; also --format csv, --language en, --output FILE
spegel import dialoger dialoger.xlsx            check it, and store it if all is right; --check stores nothing
spegel import dialoger d.xlsx --report r.xlsx   the same, and your own file back with every fault marked
spegel import dialoger d.xlsx --profile jarva   for another organisation than the default one
spegel imports                                  what has been imported, and whose; spegel imports log: every step and build
spegel import dialoger ny.xlsx --replace ID     put a file in the place of an earlier one
spegel imports undo ID                          take one back; what it replaced counts again
```

## How a file is read

- **Headers** in Swedish or English, by an alias or by the column's own name, in any case and order, below any title rows.
  A header that means nothing stops the import, and so does a required column that is missing; other columns may be left out.
- **Files**: workbooks (.xlsx), separated text in UTF-8, UTF-16, cp1252 or latin-1 with `;`, `,` or tab, lists of objects in
  JSON or XML, Pabulib (.pb). What a file is, is seen from its content. What stands in an object inside an object is called
  `outer/inner`; several values are joined by commas, and a list of objects inside gives a row for each.
- **Missing** is blank, `..`, `.`, `-` or `–`, and is null: never 0.
- **Numbers** with decimal comma or point, blanks between thousands.
- **Days** as `2026-03-12`, `20260312`, `12/3/2026`, `12.3.2026`, `2026-03` (its first day) or a day of Excel. **Times** with a
  time zone become Swedish time.
- **Yes and no** as `ja`, `nej`, `x`, `1`, `0`, `true`, `false`.
- **Codes** keep their leading zeros where the file has them.
- The row marked EXEMPEL in a template is left out as long as it is unchanged.

## How it is checked

All that is wrong is told at once, each fault with row, column, value, rule and remedy, in the language of the official:

1. every cell that cannot be read, and every cell that seems to hold a personal identity number or an e-mail address;
2. every broken rule of a row: blank, too small, too large, before its start, not in the register it points at;
3. every broken rule of the table: keys, sums, groups where sex is missing.

A cell that cannot be read is left out of the rules, so that one mistake gives one fault. Headers without a table below them,
and rows that do not fit the headers, are told before the rest. More than 1,000 faults of one kind in a column are counted.
**One fault and nothing is stored.** The same file is recognised by its SHA-256.

**Personal identity numbers** are found with or without century, hyphen and text around them; the day and the check digit must
be right. They are never shown in full. Columns marked *not stored* may stand in the file and are thrown away once read.

## Where it lies

Accepted rows are Parquet files in `data/restricted/imports` (`--restricted`), readable by their owner only, with a manifest
(whose, who, when, file, SHA-256, rows, mapping, replaced or undone) and a log that cannot be changed. Nothing there is in git or
served. The build publishes protected aggregates only.

**Several organisations** may share the folder. An import belongs to the organisation of the profile it was made with; keys and
references are looked up among that organisation's rows only, and its officials see no others. A build takes in all of them,
each for its own organisation. A folder from before imports had an organisation is refused until it is said whose they are:
`spegel imports assign --profile PROFILE`.

**Privacy** of a column: `public`; `person` (about a person, or a count of persons: threshold 5); `sensitive` (special
categories and panel answers: threshold 10).

## In a form

The page *Registrera* (`/registrera`, officials only) has forms for a dialogue, a single conversation, attendance with speaking
counts, and the three promises of feedback. Labels, allowed values and explanations are those below, and the checks are those of
a file: each fault is told under its box as soon as the box is left. Saving makes an import: it is logged, published and taken
back like a file, and a dialogue that is changed replaces its own row only. Without one of the five duties a dialogue is saved as
incomplete and counted as such.

What is written and not yet saved is a **draft** in `data/restricted/drafts`, written each time a box is left. A random id in the
address leads back to it after a lost line or server, for the official who wrote it only. Text that looks like a personal identity
number or an e-mail address is never written there. A draft goes when its form is saved, and after 30 days.

## Exports of other systems

A mapping in `data/registers/mappings` says which column is which, what is dropped before anything is written (names, e-mail,
telephone, IP, position) and what is not needed. An export is known by its headers. A column the mapping does not know stops
the import: copy the file, say what the column is, and import with `--mapping FILE`. A mapping of panel answers asks for the
wave in the same way, and one of a participatory budget for its round. The mapping used is kept in the manifest. Ids become
pseudonyms (HMAC-SHA256, 128 bits) with a key in `data/restricted/imports/pseudonym.key`; delete the key and nobody can be
told again.

An export of a survey holds two registers: import it first into `panel_respondents`, which takes the background of those who
are not there yet, then into `panel_answers`, which takes what they answered. Both give a person the same pseudonym. Background
columns have free names: the mapping of respondents knows common ones, and a column it does not know stops the import.

"""


def render() -> str:
    """The document as it should be."""
    registers = [schema.load(kind) for kind in schema.kinds()]
    mappings = "| mapping | of | register |\n|---|---|---|\n"
    shipped = mapping_file.shipped().items()
    mappings += "".join(f"| `{name}` | {found.titles['en']} | `{found.kind}` |\n" for name, found in shipped)
    mappings += "| – | Pabulib, ballots counted as they are read | `budget_projects`, `budget_voters` |\n\n"
    index = "## All registers\n\n" + "".join(f"- [`{r.kind}`](#{r.kind}) ({r.name_sv}): {r.about['en']}\n" for r in registers)
    return LEAD + mappings + index + "\n" + "\n".join(map(_section, registers))


def _section(register: Register) -> str:
    columns = "".join(
        f"| `{name}` | {column.labels['sv']} | {column.type} | {column.privacy} | {_rules(column)} | {column.means['en']} |\n"
        for name, column in register.columns.items()
    )
    checks = "".join(f"- {_check(check)}\n" for check in register.checks)
    lists = "".join(
        f"- `{name}`: " + ", ".join(f"`{choice.code}` {choice.labels['sv']}" for choice in column.choices) + "\n"
        for name, column in register.columns.items()
        if column.choices
    )
    key = ", ".join(f"`{name}`" for name in register.key)
    return (
        f"## {register.kind}\n**{register.titles['sv']}.** {register.about['en']} Key: {key}.\n\n"
        f"| column | header | type | privacy | rules | meaning |\n|---|---|---|---|---|---|\n{columns}"
        + (f"\nOf the table:\n{checks}" if checks else "")
        + (f"\nLists:\n{lists}" if lists else "")
    )


def _rules(column: Column) -> str:
    rules = []
    if column.is_required:
        rules.append("required")
    if not column.is_stored:
        rules.append("not stored")
    if column.minimum is not None or column.maximum is not None:
        low, high = (f"{edge:,.0f}" if edge is not None else "" for edge in (column.minimum, column.maximum))
        rules.append(f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}")
    if column.longest is not None:
        rules.append(f"≤ {column.longest} characters")
    for words, other in (("not before", column.not_before), ("at most", column.at_most), ("with", column.required_with)):
        if other:
            rules.append(f"{words} `{other}`")
    if column.refers:
        rules.append(f"in `{'.'.join(column.refers)}`")
    return ", ".join(rules)


def _check(check: Check) -> str:
    given = check.arguments
    names = {key: ", ".join(f"`{name}`" for name in value) for key, value in given.items() if isinstance(value, list)}
    return {
        "one_of_required": lambda: f"one of {names['columns']} is filled in",
        "unique_together": lambda: f"{names['columns']} together come once",
        "category_of_dimension": lambda: f"`{given['column']}` is in the list of its `{given['of']}`: " + _lists(given["lists"]),
        "group_must_have": lambda: f"every {names['group']} has a row with `{given['column']}` = `{given['value']}`",
        "equal_totals": lambda: f"within {names['group']}, every `{given['parts']}` (but {names['except']}) adds up to the same "
        f"`{given['column']}` + `{given['rest']}`",
        "same_in_group": lambda: f"`{given['column']}` is the same in all rows of a {names['group']}",
        "sum_at_most": lambda: f"within {names['group']}, `{given['column']}` where `{given['where']}` adds up to at most "
        f"`{given['limit']}`",
    }[check.rule]()


def _lists(by_dimension: dict[str, str]) -> str:
    codes = {dimension: ", ".join(choice.code for choice in schema.lists()[name]) for dimension, name in by_dimension.items()}
    return "; ".join(f"`{dimension}` ({words})" for dimension, words in codes.items())


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
