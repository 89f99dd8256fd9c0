"""`docs/datasets.md`, written from the headers of the dataset files: `python -m tests.dataset_document` after a change."""

from __future__ import annotations

from pathlib import Path

from spegel import query

PATH = Path(__file__).resolve().parents[1] / "docs" / "datasets.md"

LEAD = """\
# Datasets

Every question that can be asked of the published figures. Written from the headers in `queries/datasets/`;
after a change of a header run `python -m tests.dataset_document`.

```
spegel query                                                    all datasets with their parameters
spegel query turnout_gap_by_election --area jarva --format csv  one of them, as CSV
```

- In Python, `query.run(warehouse.open_current(folder), "turnout_by_district", area="0127", election_id="2022-KF")`
  gives a polars frame. A file runs unchanged in a DuckDB shell too, with its `$parameters` bound.
- `_share` is 0-1, `_pp` percentage points (38.6), `_count` whole numbers, `_date` a day. A type with `?` may be null:
  not known, never 0.
- An `area` is an area id (`0127`, `jarva`, `0127-alby`) or the id of an organisation (`botkyrka`). An election is
  `2022-KF`; where a dataset takes `election_type` too, the year alone will do.
- A parameter that is not given takes its default; *profile* means that the profile chosen with `--profile` fills it in.
"""


def render() -> str:
    """The document as it should be."""
    names = query.names()
    index = "".join(f"- [`{name}`](#{name}): {query.load(name).title}\n" for name in names)
    return "\n".join([LEAD, index, *map(_section, names)])


def _section(name: str) -> str:
    dataset = query.load(name)
    parameters = "".join(
        f"| `{parameter.name}` | {parameter.type} | {_default(parameter)} | {_meaning(parameter)} |\n"
        for parameter in dataset.parameters.values()
    )
    columns = "".join(
        f"| `{column.name}` | {column.type}{'?' if column.nullable else ''} | {_plain(column.meaning)} |\n"
        for column in dataset.columns.values()
    )
    asked = f"| parameter | type | default | meaning |\n|---|---|---|---|\n{parameters}\n" if parameters else ""
    grain = ", ".join(f"`{column}`" for column in dataset.grain)
    return f"## {name}\n{dataset.title}. One row per {grain}.\n\n{asked}| column | type | meaning |\n|---|---|---|\n{columns}"


def _default(parameter: query.Parameter) -> str:
    if parameter.default_from:
        return "profile"
    if parameter.optional:
        return "may be left out"
    return "must be given" if parameter.is_required else f"`{parameter.default}`"


def _meaning(parameter: query.Parameter) -> str:
    allowed = f" ({', '.join(parameter.allowed)})" if parameter.allowed else ""
    return _plain(f"{parameter.meaning}{allowed}")


def _plain(words: str) -> str:
    """Words in a cell, where these signs would mean something else."""
    return words.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
