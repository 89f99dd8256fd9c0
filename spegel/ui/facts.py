"""What stands under a picture of any page and on the first sheet of its workbook; and pictures drawn once for everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spegel import fmt, indicators
from spegel.charts.chart import About, Chart
from spegel.ui import data, scene
from spegel.ui.scene import say


def facts(
    area_name: str,
    measures: Sequence[str],
    *,
    base: str,
    period: str,
    sources: Sequence[str],
    comparability: str = "",
    made: Sequence[tuple[str, str]] = (),
    detail: str = "",
    indicator: str = "",
    place: str = "",
    more_definitions: Sequence[tuple[str, str]] = (),
    statement: str = "",
) -> About:
    """What a reader must know of a picture of `measures`: ids of the registry, which defines them; the first one names the file.

    `base`, `period` and `comparability` are words in the language of the page; `sources` ids of the rows' sources, several in one
    text divided by commas; `made` the choices made, as (name, value). `detail` keeps the files of two pictures of one measure
    apart; `indicator` replaces the measure's name; `place` is where in the area, for a picture of one place; `statement`
    what must be said wherever the figures go.
    Raises KeyError for a measure the registry does not have.
    """
    language = scene.language()
    known = {row["source_id"]: row for row in data.dataset("source_list").iter_rows(named=True)}
    used = [known[id] for id in sorted({id for listed in sources for id in listed.split(",")}) if id in known]
    defined = [indicators.get(measure) for measure in measures]
    build = data.dataset("build_info").row(0, named=True)
    return About(
        area=f"{area_name}, {place}" if place else area_name,
        indicator=f"{indicator or defined[0].name[language]} {detail}".strip(),
        period=period,
        data_date=build["data_date"].isoformat(),
        source=fmt.listing(sorted({row["publisher"] for row in used}), language) or fmt.missing(language),
        base=base,
        version=build["version"],
        comparability=comparability or say("facts.one_date"),
        choices=((say("choice.omrade"), area_name), *made),
        definitions=(
            *((measure.name[language], measure.definition[language]) for measure in defined),
            *more_definitions,
            (say("turnout.define.files"), "; ".join(row["title"] for row in used) or fmt.missing(language)),
        ),
        is_example=any(row["provenance"] == "example" for row in used),
        statement=statement,
    )


def drawn(build: Callable[..., Chart], *arguments: object, known_by: tuple[object, ...] | None = None) -> Chart:
    """`build(*arguments)`, done once for a version, a look and the choices it stands on.

    `known_by` stands for arguments that are not hashable.
    """
    current = scene.current()
    key = (
        build.__module__,
        build.__qualname__,
        *(arguments if known_by is None else known_by),
        *(scene.language(), scene.theme(), str(current.warehouse.path) if current.warehouse else ""),
        # Links inside tables carry the choices on.
        *sorted(current.chosen.items()),
    )
    return data.drawn(key, lambda: build(*arguments))
