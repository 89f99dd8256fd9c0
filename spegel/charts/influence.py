"""Influence: a group's share of the posts by their weight, the ladder of power, and what has been done from the seats."""

from __future__ import annotations

from textwrap import wrap

import polars as pl

from spegel import fmt
from spegel.charts import people
from spegel.charts.chart import About, Chart, Look, axis, base_layout, draw, mark, percent_axis, row_axis, vertical_line
from spegel.charts.elections import padded
from spegel.charts.table import Column, Table, table
from spegel.registers import schema

MEASURES = ("index_share", "seat_share", "population_share")
SUB_ROW = 28
RUNG_HEIGHT = 52
RUNG_WIDTH = 18
ACTIVITY_HEIGHT = 56

_QUARTERS = (0, 0.25, 0.5, 0.75, 1)


def influence_index(rows: pl.DataFrame, about: About, look: Look, *, scheme: str) -> Chart:
    """Each group's share of the influence, of the posts and of the population, with every scheme of weights inside one band.

    Frame: `influence_by_group`. The dot is the chosen scheme, the small strokes are the others, the band holds them all.
    """
    tokens = look.theme
    posts = rows.filter(~pl.col("is_substitute"))
    groups = people.ordered(posts.filter(pl.col("seat_share").is_not_null())["category"])
    chosen = {row["category"]: row for row in posts.filter(pl.col("is_chosen")).iter_rows(named=True)}
    traces: list[dict[str, object]] = []
    notes, values = [], []
    for place, group in enumerate(groups):
        top, row = place * (len(MEASURES) + 1), chosen[group]
        others = posts.filter((pl.col("category") == group) & ~pl.col("is_chosen"))["index_share"].drop_nulls().to_list()
        values += [row[key] for key in (*MEASURES, "low_share", "high_share")]
        traces += _index_row(row, others, top, look)
        for step, key in enumerate(MEASURES[1:], start=1):
            traces.append(_reference(row[key], top + step, key, look))
        heading = {"x": 0, "xref": "paper", "xanchor": "left", "y": top - 0.85, "yanchor": "middle", "showarrow": False}
        notes.append({**heading, "text": f"<b>{people.name(group, look)}</b>", "font": {"size": 14, "color": tokens.ink}})
    row_count = len(groups) * (len(MEASURES) + 1)
    tick_rows = [place * (len(MEASURES) + 1) + step for place in range(len(groups)) for step in range(len(MEASURES))]
    names = [look.text(f"inflytande.measure.{key}") for key in MEASURES] * len(groups)
    known = [value for value in values if value is not None]
    low, high = padded(known, room=0.04)
    figure = draw(
        traces,
        base_layout(
            look,
            SUB_ROW * max(row_count, 1) + 48,
            margin={"l": 8, "r": 56, "t": 8, "b": 8},
            xaxis=percent_axis(look, range=[low, high]),
            yaxis=axis(look, range=[row_count - 1.4, -1.4], showgrid=False, tickvals=tick_rows, ticktext=names),
            annotations=notes,
        ),
    )
    sentence = index_reading(rows, look, scheme=scheme)
    title = look.text("inflytande.index.title")
    alt = look.text("inflytande.index.alt", scheme=look.text(f"inflytande.scheme.{scheme}"), reading=sentence)
    columns = (
        Column("group", look.text("inflytande.column.group")),
        Column("scheme_name", look.text("inflytande.column.scheme")),
        Column("index_share", look.text("inflytande.column.index"), "percent"),
        Column("seat_share", look.text("inflytande.column.seats"), "percent"),
        Column("population_share", look.text("inflytande.column.population"), "percent"),
        Column("index_gap_pp", look.text("inflytande.column.index_gap"), "points"),
        Column("low_share", look.text("inflytande.column.low"), "percent"),
        Column("high_share", look.text("inflytande.column.high"), "percent"),
        Column("post_count", look.text("inflytande.column.posts"), "count"),
    )
    return Chart(title, figure, alt, sentence, table(title, columns, _index_rows(rows, look), look.language), about)


def index_reading(rows: pl.DataFrame, look: Look, *, scheme: str) -> str:
    """One group's three shares under the chosen scheme, and how far other schemes take it. Which group: `spoken_of`."""
    row = spoken_of(rows)
    if row is None:
        return look.text("inflytande.index.reading_none", scheme=look.text(f"inflytande.scheme.{scheme}_in_text"))
    shares = look.text(
        "inflytande.index.reading" if row["population_share"] is not None else "inflytande.index.reading_no_population",
        scheme=look.text(f"inflytande.scheme.{scheme}_in_text"),
        group=people.in_text(row["category"], look),
        index=fmt.percent(row["index_share"], look.language),
        seats=fmt.percent(row["seat_share"], look.language),
        population=fmt.percent(row["population_share"], look.language),
    )
    return f"{shares} {band_reading(row, look)}"


def band_reading(row: dict[str, object], look: Look) -> str:
    """How far the schemes that are shown take the group."""
    low, high = (fmt.percent(row[key], look.language) for key in ("low_share", "high_share"))
    return look.text("inflytande.index.reading_one" if low == high else "inflytande.index.reading_band", low=low, high=high)


def spoken_of(rows: pl.DataFrame) -> dict[str, object] | None:
    """The row a sentence is about: women, or among ages the group with least influence for its share of the population.

    None where the chosen scheme gives no index.
    """
    known = rows.filter(~pl.col("is_substitute") & pl.col("is_chosen") & pl.col("index_share").is_not_null())
    known = known.filter(~pl.col("category").is_in(["unknown", "other"]))
    women = known.filter(pl.col("category") == "women")
    if women.height:
        return women.row(0, named=True)
    lacking = known.sort(pl.col("index_share") - pl.col("population_share").fill_null(pl.col("seat_share")), "category")
    return lacking.row(0, named=True) if lacking.height else None


def standing(row: dict[str, object] | None) -> str:
    """`less`, `more` or the `same` influence as posts under every scheme; else it `depends` on the weights, or is `unknown`."""
    if row is None or row["low_share"] is None or row["seat_share"] is None:
        return "unknown"
    low, high, seats = row["low_share"], row["high_share"], row["seat_share"]
    # Equal weights are the posts themselves, so that one end of the band may lie exactly on them.
    if high - low < 0.0005 and abs(high - seats) < 0.0005:
        return "same"
    return "less" if high <= seats + 1e-9 else "more" if low >= seats - 1e-9 else "depends"


def weight_table(weights: pl.DataFrame, look: Look, *, scheme: str) -> Table:
    """The scheme that is used: what each post weighs and how much of all weight it holds. Frame: `influence_weights`."""
    role_names, body_names = (schema.labels(name, look.language) for name in ("role", "classification"))
    columns = (
        Column("post", look.text("inflytande.column.post")),
        Column("body", look.text("inflytande.column.body")),
        Column("weight_value", look.text(f"inflytande.column.weight_{'fee' if scheme == 'arvode' else 'number'}"), "count"),
        Column("post_count", look.text("inflytande.column.count"), "count"),
        Column("weight_share", look.text("inflytande.column.weight_share"), "percent"),
    )
    rows = [
        {
            **row,
            "post": role_names.get(row["role"], row["role"]),
            "body": body_names.get(row["classification"], row["classification"]),
        }
        for row in weights.iter_rows(named=True)
    ]
    caption = look.text("inflytande.weights.caption", scheme=look.text(f"inflytande.scheme.{scheme}_in_text"))
    return table(caption, columns, rows, look.language)


def power_ladder(rungs: pl.DataFrame, about: About, look: Look) -> Chart:
    """Share of women on each rung from the population to the chair of the executive, beside the country's in grey.

    Frame: `power_ladder`.
    """
    tokens = look.theme
    rungs = rungs.sort("rung_order")
    places = list(range(rungs.height))
    own, country = rungs["women_share"].to_list(), rungs["country_share"].to_list()
    right = [_is_to_the_right(one, other) for one, other in zip(own, country, strict=True)]
    traces = [
        _rung_line(country, places, look, name="country", right=[not side for side in right]),
        _rung_line(own, places, look, name="own", right=right),
    ]
    names = ["<br>".join(wrap(look.text(f"inflytande.rung.{rung}"), RUNG_WIDTH)) for rung in rungs["rung"]]
    heads = [
        {"text": look.text(f"inflytande.ladder.{key}"), "x": where, "xref": "paper", "y": 1, "yref": "paper", "yanchor": "bottom"}
        | {"xanchor": side, "showarrow": False, "font": {"size": 13, "color": shade}}
        for key, where, side, shade in (("own", 0, "left", tokens.women), ("country", 1, "right", tokens.secondary))
    ]
    figure = draw(
        traces,
        base_layout(
            look,
            RUNG_HEIGHT * max(rungs.height, 1) + 72,
            margin={"l": 8, "r": 24, "t": 32, "b": 8},
            xaxis=axis(
                look,
                range=[-0.06, 1.18],
                tickvals=list(_QUARTERS),
                ticktext=[fmt.percent(at, look.language, 0) for at in _QUARTERS],
            ),
            yaxis=row_axis(look, names),
            shapes=[vertical_line(0.5, look, dash="dot", width=1)],
            annotations=heads,
        ),
    )
    sentence = ladder_reading(rungs, look)
    title = look.text("inflytande.ladder.title")
    alt = look.text("inflytande.ladder.alt", count=rungs.height, reading=sentence)
    columns = (
        Column("rung_name", look.text("inflytande.column.rung")),
        Column("women_share", look.text("inflytande.column.women_share"), "percent"),
        Column("women_count", look.text("inflytande.column.women"), "count"),
        Column("men_count", look.text("inflytande.column.men"), "count"),
        Column("unknown_count", look.text("inflytande.column.unknown"), "count"),
        Column("country_share", look.text("inflytande.column.country_2019"), "percent", 0),
        Column("difference_pp", look.text("inflytande.column.country_gap"), "points"),
    )
    rows = [
        {
            **row,
            "rung_name": look.text(f"inflytande.rung.{row['rung']}"),
            "difference_pp": _difference(row, "women_share", "country_share"),
        }
        for row in rungs.iter_rows(named=True)
    ]
    return Chart(title, figure, alt, sentence, table(title, columns, rows, look.language), about)


def ladder_fall(rungs: pl.DataFrame, column: str = "women_share") -> float | None:
    """The highest known rung minus the population, in percentage points."""
    ends = _ends(rungs, column)
    return None if ends is None else (ends[1][column] - ends[0][column]) * 100


def ladder_reading(rungs: pl.DataFrame, look: Look) -> str:
    """The lowest and the highest rung whose sexes are known, here and in the country; a single chair is a woman or a man."""
    own = _ends(rungs, "women_share")
    if own is None:
        return look.text("inflytande.ladder.reading_none")
    bottom, top = own
    blanks = {"bottom": look.text(f"inflytande.rung_in_text.{bottom['rung']}")}
    blanks["bottom_share"] = fmt.percent(bottom["women_share"], look.language, 0)
    if top["rung"] == "executive_chair" and top["women_share"] in (0, 1):
        sentence = look.text(f"inflytande.ladder.reading_chair_{'woman' if top['women_share'] else 'man'}", **blanks)
    else:
        blanks["top"] = look.text(f"inflytande.rung_in_text.{top['rung']}")
        blanks["top_share"] = fmt.percent(top["women_share"], look.language, 0)
        sentence = look.text("inflytande.ladder.reading", **blanks)
    country = _ends(rungs, "country_share")
    if country is None:
        return sentence
    first, last = (fmt.percent(row["country_share"], look.language, 0) for row in country)
    return f"{sentence} {look.text('inflytande.ladder.reading_country', first=first, last=last)}"


def activity(rows: pl.DataFrame, about: About, look: Look, *, body: str) -> Chart:
    """What women and men have done from their seats: their share of each activity beside their share of the seats.

    Frame: `activity_by_group` of one body, one row for each kind and sex.
    """
    kinds = list(dict.fromkeys(rows["kind"]))
    places = list(range(len(kinds)))
    traces: list[dict[str, object]] = []
    for group in people.SEXES:
        by_kind = {row["kind"]: row for row in rows.filter(pl.col("gender") == group).iter_rows(named=True)}
        shares = [by_kind.get(kind, {}).get("activity_share") for kind in kinds]
        written = ["" if share is None else fmt.percent(share, look.language) for share in shares]
        if written and written[0]:
            written[0] = f"{people.name(group, look)} {written[0]}"
        other = rows.filter(pl.col("gender") == ("men" if group == "women" else "women"))
        others = dict(other.select("kind", "activity_share").iter_rows())
        sides = [_side(share, others.get(kind), group) for kind, share in zip(kinds, shares, strict=True)]
        traces.append(
            mark(
                "scatter",
                x=shares,
                y=places,
                mode="markers+text",
                marker=people.marker(group, look),
                text=written,
                textposition=sides,
                textfont={"size": 13, "color": people.colour(group, look)},
                cliponaxis=False,
                hoverinfo="skip",
            )
        )
        seats = [by_kind.get(kind, {}).get("seat_share") for kind in kinds]
        stroke = {"symbol": "line-ns", "size": 26, "line": {"width": 2, "color": people.colour(group, look)}}
        traces.append(mark("scatter", x=seats, y=places, mode="markers", marker=stroke, hoverinfo="skip"))
    known = [value for key in ("activity_share", "seat_share") for value in rows[key].drop_nulls()]
    low, high = padded(known, room=0.16)
    figure = draw(
        traces,
        base_layout(
            look,
            ACTIVITY_HEIGHT * max(len(kinds), 1) + 48,
            margin={"l": 8, "r": 24, "t": 8, "b": 8},
            xaxis=percent_axis(look, range=[low, high]),
            yaxis=row_axis(look, [look.text(f"inflytande.kind.{kind}") for kind in kinds]),
        ),
    )
    sentence = activity_reading(rows, look)
    title = look.text("inflytande.activity.title", body=body)
    alt = look.text("inflytande.activity.alt", body=body, reading=sentence)
    columns = (
        Column("kind_name", look.text("inflytande.column.kind")),
        Column("gender_name", look.text("inflytande.column.gender")),
        Column("activity_value", look.text("inflytande.column.activity"), "count"),
        Column("member_count", look.text("inflytande.column.members"), "count"),
        Column("per_member_index", look.text("inflytande.column.per_member"), "index", 2),
        Column("activity_share", look.text("inflytande.column.activity_share"), "percent"),
        Column("seat_share", look.text("inflytande.column.seats_in_body"), "percent"),
        Column("ratio_index", look.text("inflytande.column.ratio"), "index", 2),
    )
    named = [
        {**row, "kind_name": look.text(f"inflytande.kind.{row['kind']}"), "gender_name": people.name(row["gender"], look)}
        for row in rows.iter_rows(named=True)
    ]
    return Chart(title, figure, alt, sentence, table(title, columns, named, look.language), about)


def activity_reading(rows: pl.DataFrame, look: Look) -> str:
    """Motions per member of each sex, and women's share of the speaking beside their seats, where registered."""
    sentences = []
    motions = {row["gender"]: row["per_member_index"] for row in rows.filter(pl.col("kind") == "motion").iter_rows(named=True)}
    if motions.get("women") is not None and motions.get("men") is not None:
        blanks = {group: fmt.number(motions[group], look.language, 2) for group in people.SEXES}
        sentences.append(look.text("inflytande.activity.reading_motions", **blanks))
    spoken = rows.filter(
        pl.col("kind").str.starts_with("speaking") & (pl.col("gender") == "women") & pl.col("ratio_index").is_not_null()
    )
    if spoken.height:
        row = spoken.sort("kind").row(0, named=True)
        blanks = {
            "share": fmt.percent(row["activity_share"], look.language),
            "seats": fmt.percent(row["seat_share"], look.language),
        }
        sentences.append(look.text(f"inflytande.activity.reading_{row['kind']}", **blanks))
    return " ".join(sentences) or look.text("inflytande.activity.reading_none")


def _index_row(row: dict, others: list[float], y: int, look: Look) -> list[dict[str, object]]:
    """The band of every scheme, a stroke for each of the others, the chosen one as a dot with its value."""
    tokens, low, high = look.theme, row["low_share"], row["high_share"]
    value = row["index_share"]
    return [
        mark("scatter", x=[low, high], y=[y, y], mode="lines", line={"width": 12, "color": tokens.line}, hoverinfo="skip"),
        mark(
            "scatter",
            x=others,
            y=[y] * len(others),
            mode="markers",
            marker={"symbol": "line-ns", "size": 12, "line": {"width": 2, "color": tokens.secondary}},
            hoverinfo="skip",
        ),
        mark("scatter", x=[value], y=[y], mode="markers", marker=people.marker(row["category"], look, 15), hoverinfo="skip"),
        mark(
            "scatter",
            x=[high if value is not None else None],
            y=[y],
            mode="text",
            text=[f"\u2002\u2002<b>{fmt.percent(value, look.language)}</b>"],
            textposition="middle right",
            textfont={"size": 14, "color": people.colour(row["category"], look)},
            cliponaxis=False,
            hoverinfo="skip",
        ),
    ]


def _reference(value: float | None, y: int, key: str, look: Look) -> dict[str, object]:
    """The posts as a grey square, the population as a grey rhomb, each with its value."""
    return mark(
        "scatter",
        x=[value],
        y=[y],
        mode="markers+text",
        marker={"symbol": "square" if key == "seat_share" else "diamond", "size": 11, "color": look.theme.other},
        text=[f"\u2009{fmt.percent(value, look.language)}"],
        textposition="middle right",
        textfont={"size": 13, "color": look.theme.secondary},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _index_rows(rows: pl.DataFrame, look: Look) -> list[dict[str, object]]:
    """One row for each group and scheme, the chosen scheme first; substitutes last, on lines of their own."""
    listed = sorted(
        rows.iter_rows(named=True),
        key=lambda row: (row["is_substitute"], people.ordered(rows["category"]).index(row["category"]), not row["is_chosen"]),
    )
    return [
        {
            **row,
            "group": look.text("inflytande.substitutes_of", group=people.name(row["category"], look))
            if row["is_substitute"]
            else people.name(row["category"], look),
            "scheme_name": look.text("inflytande.outside" if row["is_substitute"] else f"inflytande.scheme.{row['scheme']}"),
            "index_gap_pp": _difference(row, "index_share", "seat_share"),
        }
        for row in listed
    ]


def _rung_line(shares: list, places: list[int], look: Look, *, name: str, right: list[bool]) -> dict[str, object]:
    is_own = name == "own"
    colour = look.theme.women if is_own else look.theme.other
    return mark(
        "scatter",
        x=shares,
        y=places,
        mode="lines+markers+text",
        line={"width": 2 if is_own else 1, "color": colour, "dash": "solid" if is_own else "dot"},
        marker={"size": 13 if is_own else 9, "symbol": "circle" if is_own else "diamond", "color": colour},
        text=["" if share is None else fmt.percent(share, look.language, 0) for share in shares],
        textposition=["middle right" if side else "middle left" for side in right],
        textfont={"size": 14 if is_own else 13, "color": colour if is_own else look.theme.secondary},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _ends(rungs: pl.DataFrame, column: str) -> tuple[dict, dict] | None:
    """The lowest and the highest rung where the share is known; None where fewer than two are."""
    known = rungs.sort("rung_order").filter(pl.col(column).is_not_null())
    return (known.row(0, named=True), known.row(-1, named=True)) if known.height > 1 else None


def _is_to_the_right(own: float | None, country: float | None) -> bool:
    """True where the own label stands to the right of its dot: the country's takes the other side."""
    return own is None or country is None or own >= country


def _side(value: float | None, other: float | None, group: str) -> str:
    """Labels outside the pair; women to the right when both are equal."""
    if value is None or other is None or value == other:
        return "middle right" if group == "women" else "middle left"
    return "middle right" if value > other else "middle left"


def _difference(row: dict, one: str, other: str) -> float | None:
    return None if row[one] is None or row[other] is None else (row[one] - row[other]) * 100
