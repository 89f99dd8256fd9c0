"""The sections of the page on influence: the index and its weights, the ladder of power, what is measured, and what is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape

import polars as pl
import streamlit as st

from spegel import fmt
from spegel.charts import influence, people
from spegel.charts.chart import About, Chart
from spegel.charts.table import Column, Table, table
from spegel.disclosure import allow_list, reason_text
from spegel.registers import schema
from spegel.ui import choices, data, registered, scene, show
from spegel.ui.facts import drawn, facts
from spegel.ui.scene import say
from spegel.ui.sexes import show_sexes, written
from spegel.ui.turnout import show_facts, show_notes

SCHEMES = ("arvode", "lika", "roller", "egen")
"""Ways to weigh posts, as they stand in the address; the first is the default, the last is the visitor's own."""

DIMENSIONS: Mapping[str, str] = {"kon": "gender", "alder": "age"}
"""Breakdowns as they stand in the address -> as the dataset takes them."""

_POSTS = ("elected", "bodies", "fees")
"""Registers that posts and their weights come from."""

_PUBLISHED: Mapping[str, tuple[str, ...]] = {
    "inflytandeindex": ("scb-be0101-age-sex",),
    "maktstege": ("scb-elected-2019", "scb-be0101-age-sex"),
    "tunga_poster_andel": ("scb-elected-2019",),
}
"""Published sources beside them, by the measure that a picture is about."""

_FIXED = (3, 2, 1)
"""Chair, vice chair and member, where the visitor has no weights of their own."""


@dataclass(frozen=True)
class Influence:
    """What the visitor has chosen: whose posts, on which day, weighed in which way, for which groups."""

    area_id: str
    area_name: str
    day: date | None
    scheme: str
    dimension: str
    weights: tuple[int, ...]

    @property
    def on_day(self) -> dict[str, object]:
        return {"area": self.area_id, "reference_date": self.day and self.day.isoformat()}

    @property
    def weighed(self) -> dict[str, object]:
        """The parameters of the datasets about weights."""
        chair, vice, member = self.weights
        return {**self.on_day, "scheme": self.scheme, "chair_weight": chair, "vice_weight": vice, "member_weight": member}

    @property
    def whose_population(self) -> str:
        """A remark where the population is that of the whole municipality, since sexes of a part of it are not known."""
        return "" if self.area_id.isdigit() else say("inflytande.population_of_municipality", area=self.area_name)

    @property
    def written_day(self) -> str:
        return fmt.day(self.day, scene.language())

    @property
    def scheme_name(self) -> str:
        """The scheme in words; one's own with its numbers."""
        name = say(f"inflytande.scheme.{self.scheme}")
        return f"{name} {fmt.EN_DASH.join(map(str, self.weights))}" if self.scheme == "egen" else name

    def index(self, dimension: str = "") -> pl.DataFrame:
        """`influence_by_group` of the chosen groups, or of others."""
        return data.dataset("influence_by_group", **self.weighed, dimension=dimension or self.dimension)

    def about(
        self,
        *measures: str,
        base: str,
        kinds: tuple[str, ...] = _POSTS,
        comparability: str = "",
        detail: str = "",
        period: str = "",
        indicator: str = "",
    ) -> About:
        """What stands under a picture: the measures with their definitions, and every choice made. `kinds` are registers.

        What has a name of its own, `indicator`, stands on its registers alone and on none of the choices.
        """
        made = [] if indicator else [(say("choice.dag"), self.written_day)]
        if measures[0] == "inflytandeindex" and not indicator:
            made.append((say("choice.vikt"), self.scheme_name))
            made.append((say("choice.uppdelning"), say(f"inflytande.dimension.{self.dimension}")))
        return facts(
            self.area_name,
            measures,
            base=say(f"inflytande.base.{base}"),
            period=period or self.written_day,
            sources=[*registered.sources(self.area_id, *kinds), *(() if indicator else _PUBLISHED.get(measures[0], ()))],
            comparability=comparability,
            made=made,
            detail=detail,
            indicator=indicator,
        )


def chosen_scheme() -> str:
    """How posts are weighed."""
    return choices.choose("vikt", SCHEMES, SCHEMES[0], lambda scheme: say(f"inflytande.scheme.{scheme}"))


def chosen_dimension() -> str:
    """Which groups are shown: `gender` or `age`."""
    names = list(DIMENSIONS)
    return DIMENSIONS[choices.choose("uppdelning", names, names[0], lambda name: say(f"inflytande.dimension.{DIMENSIONS[name]}"))]


def chosen_weights(scheme: str) -> tuple[int, ...]:
    """Chair, vice chair and member: the visitor's own where they have chosen so, and only then are they asked for."""
    if scheme == SCHEMES[-1]:
        return choices.weights()
    choices.without_weights()
    return _FIXED


def has_posts(view: Influence) -> bool:
    """True where posts are registered; else the page says how to put them in, and that the sexes are missing."""
    if view.day is not None and view.index().height:
        return True
    show_sexes({})
    show.show_empty(say("inflytande.none", area=view.area_name), say("inflytande.none_how"))
    return False


def show_standing(view: Influence) -> None:
    """Influence against posts in one word, beside what has been measured from the seats, which goes before what is weighed."""
    rows = view.index()
    if rows["is_example"].any():
        show.show_example_badge()
    row, language = influence.spoken_of(rows), scene.language()
    numbers = [fmt.percent(row[key], language) for key in ("index_share", "seat_share")] if row else []
    verdict_side, measured_side = st.columns([6, 8], gap="large")
    with verdict_side:
        show.show_verdict(
            status="unsure",
            word=say(f"inflytande.verdict.{influence.standing(row)}"),
            number=say("inflytande.verdict.number", index=numbers[0], seats=numbers[1]) if row else fmt.missing(language),
            sentence=_beside_number(view, row),
            context=say(
                "inflytande.verdict.context",
                group=people.name(str(row["category"]) if row else "total", show.look()),
                area=view.area_name,
                day=view.written_day,
            ),
        )
        show_sexes(_posts(view, is_substitute=False), say("inflytande.posts"))
    with measured_side:
        show_facts([_motions(view), _speaking(view)], "facts")


def show_index(view: Influence) -> None:
    """Share of influence, posts and population; the scheme that is used is printed beside the picture and never folded."""
    picture_side, weight_side = st.columns([5, 7], gap="large")
    with picture_side:
        show.show_chart(drawn(_index, view), "index")
        substitutes = written(_posts(view, is_substitute=True))
        show_notes([say("inflytande.index.how"), say("inflytande.substitutes", counts=substitutes), view.whose_population])
    with weight_side:
        weights = data.dataset("influence_weights", **view.weighed)
        st.html(f"<h2>{escape(say('inflytande.weights.title'))}</h2>")
        if weights["is_missing"].any():
            missing = fmt.count(weights["missing_fee_count"].sum(), scene.language())
            st.html(f'<p class="note">{escape(say("inflytande.weights.missing", count=missing))}</p>')
        st.html(f'<div class="weights">{influence.weight_table(weights, show.look(), scheme=view.scheme).html()}</div>')
        show_notes([say("inflytande.comparable.weights")])


def show_ladder(view: Influence) -> None:
    """Women's share on each rung, and how far it falls from the population to the top, beside the country."""
    rungs = data.dataset("power_ladder", **view.on_day)
    picture_side, fact_side = st.columns([3, 2], gap="large")
    with picture_side:
        show.show_chart(drawn(_ladder, view), "ladder")
    with fact_side:
        show_facts([_fall(rungs), _heavy(view), _concentration(view)], "facts facts-column")
        held = _held_table(view)
        show.show_table(held)
        about = view.about(
            "tunga_poster_andel",
            "uppdragskoncentration",
            base="assigned",
        )
        show.show_origin(held, about, "held")


def show_measured_and_told(view: Influence) -> None:
    """What women and men have done from their seats, beside the themes of interviews with them."""
    activity_side, theme_side = st.columns([1, 1], gap="large")
    with activity_side:
        if _activity_rows(view).is_empty():
            st.html(f"<h2>{escape(say('inflytande.activity.heading'))}</h2>")
            show.show_empty(say("inflytande.activity.none"), say("inflytande.activity.none_how"))
        else:
            show.show_chart(drawn(_activity, view), "activity")
            show_notes([say("inflytande.activity.how")])
    with theme_side:
        _show_themes(view)


def _show_themes(view: Influence) -> None:
    """Themes of interviews as counts, never a person."""
    st.html(f'<h2>{escape(say("inflytande.themes.title"))}</h2><p class="quiet">{escape(say("inflytande.themes.lead"))}</p>')
    rows = data.dataset("interview_theme_list", area=view.area_id)
    if rows.is_empty():
        show.show_empty(say("inflytande.themes.none"), say("inflytande.themes.none_how"))
        return
    shown = _theme_table(rows)
    st.html(f'<div class="weights">{shown.html()}</div>')
    about = view.about(
        "inflytandeindex",
        base="interviews",
        kinds=("interview_themes",),
        period=_years(rows["interview_year"]),
        indicator=say("inflytande.themes.indicator"),
    )
    show.show_origin(shown, about, "themes")


def _index(view: Influence) -> Chart:
    rows = view.index()
    about = view.about(
        "inflytandeindex",
        base="posts",
        comparability=say("inflytande.comparable.weights"),
        detail=f"{view.scheme_name} {say(f'inflytande.dimension.{view.dimension}')}",
    )
    return influence.influence_index(rows, about, show.look(), scheme=view.scheme)


def _ladder(view: Influence) -> Chart:
    rungs = data.dataset("power_ladder", **view.on_day)
    about = view.about(
        "maktstege",
        "maktstege_fall",
        base="persons",
        comparability=say("inflytande.comparable.ladder"),
    )
    return influence.power_ladder(rungs, about, show.look())


def _activity(view: Influence) -> Chart:
    rows = _activity_rows(view)
    about = view.about(
        "motioner_per_ledamot",
        "taltid_kvot",
        base="activity",
        comparability=say("inflytande.comparable.year"),
        period=str(rows["activity_year"][0]),
    )
    return influence.activity(rows, about, show.look(), body=rows["body_name"][0])


def _activity_rows(view: Influence) -> pl.DataFrame:
    """`activity_by_group` of the latest year, in the body with most members: the council, where there is one."""
    rows = data.dataset("activity_by_group", area=view.area_id)
    latest = rows.filter(pl.col("activity_year") == pl.col("activity_year").max())
    biggest = latest.sort("member_count", "body_id", descending=[True, False])["body_id"].head(1).to_list()
    return latest.filter(pl.col("body_id").is_in(biggest))


def _beside_number(view: Influence, row: dict[str, object] | None) -> str:
    """How far the schemes take the number, or why there is none."""
    return (
        influence.band_reading(row, show.look())
        if row
        else influence.index_reading(view.index(), show.look(), scheme=view.scheme)
    )


def _posts(view: Influence, *, is_substitute: bool) -> dict[str, int]:
    """Posts by sex."""
    rows = view.index("gender").filter(pl.col("is_substitute") == is_substitute).unique("category")
    return dict(rows.select("category", "post_count").iter_rows())


def _motions(view: Influence) -> tuple[str, str, str]:
    """Motions per member: name, value of both sexes together, and a sentence with each of them."""
    rows, language = _activity_rows(view).filter(pl.col("kind") == "motion"), scene.language()
    by_sex = {row["gender"]: row for row in rows.iter_rows(named=True)}
    if any(by_sex.get(sex, {}).get("per_member_index") is None for sex in people.SEXES):
        return say("inflytande.facts.motions"), say("inflytande.facts.not_registered"), say("inflytande.facts.motions_missing")
    members = sum(row["member_count"] for row in by_sex.values())
    values = {sex: fmt.number(by_sex[sex]["per_member_index"], language, 2) for sex in people.SEXES}
    sentence = say("inflytande.facts.motions_sentence", **values, year=rows["activity_year"][0], body=rows["body_name"][0])
    return say("inflytande.facts.motions"), fmt.number(rows["activity_value"].sum() / members, language, 2), sentence


def _speaking(view: Influence) -> tuple[str, str, str]:
    """Women's share of the speaking divided by their share of the seats: minutes where they are coded, else turns."""
    rows, language = _activity_rows(view), scene.language()
    spoken = rows.filter(
        pl.col("kind").str.starts_with("speaking") & (pl.col("gender") == "women") & pl.col("ratio_index").is_not_null()
    )
    if spoken.is_empty():
        return say("inflytande.facts.speaking"), say("inflytande.facts.not_registered"), say("inflytande.facts.speaking_missing")
    row = spoken.sort("kind").row(0, named=True)
    shares = {key: fmt.percent(row[f"{column}_share"], language) for key, column in (("share", "activity"), ("seats", "seat"))}
    return (
        say("inflytande.facts.speaking"),
        fmt.number(row["ratio_index"], language, 2),
        say("inflytande.facts.speaking_sentence", **shares),
    )


def _fall(rungs: pl.DataFrame) -> tuple[str, str, str]:
    language = scene.language()
    own, country = (influence.ladder_fall(rungs, column) for column in ("women_share", "country_share"))
    sentence = say("inflytande.facts.fall_sentence", country=fmt.points(country, language, 0))
    return say("inflytande.facts.fall"), fmt.points(own, language, 0), sentence


def _heavy(view: Influence) -> tuple[str, str, str]:
    """Women's share of chairs and vice chairs, with the persons it is made of."""
    rows, language = data.dataset("heavy_posts", **view.on_day), scene.language()
    by_sex = {row["gender"]: row for row in rows.iter_rows(named=True)}
    women, unknown = by_sex.get("women"), by_sex.get("unknown")
    if women is None:
        return say("inflytande.facts.heavy"), fmt.missing(language), ""
    counts = {"women": fmt.count(women["heavy_count"], language), "all": fmt.count(rows["heavy_count"].sum(), language)}
    sentence = say("inflytande.facts.heavy_sentence", **counts, seats=fmt.percent(women["seat_share"], language))
    if unknown and unknown["heavy_count"]:
        sentence += " " + say("inflytande.facts.heavy_unknown", unknown=fmt.count(unknown["heavy_count"], language))
    return say("inflytande.facts.heavy"), fmt.percent(women["heavy_share"], language), sentence


def _concentration_rows(view: Influence) -> dict[str, dict]:
    """`assignment_concentration` of the chosen day, by sex."""
    rows = data.dataset("assignment_concentration", area=view.area_id).filter(pl.col("reference_date") == view.day)
    return {row["gender"]: row for row in rows.iter_rows(named=True)}


def _concentration(view: Influence) -> tuple[str, str, str]:
    """Posts per person, of both sexes together and of each, beside the country."""
    by_sex, language = _concentration_rows(view), scene.language()
    total = by_sex.get("total")
    if total is None:
        return say("inflytande.facts.concentration"), fmt.missing(language), ""
    sentence = say(
        "inflytande.facts.concentration_sentence",
        posts=fmt.count(total["assignment_count"], language),
        persons=fmt.count(total["person_count"], language),
        country=fmt.number(total["country_index"], language, 2),
        **{sex: fmt.number(by_sex.get(sex, {}).get("per_person_index"), language, 2) for sex in people.SEXES},
    )
    return say("inflytande.facts.concentration"), fmt.number(total["per_person_index"], language, 2), sentence


def _held_table(view: Influence) -> Table:
    """Heavy posts and posts per person, a row for each sex."""
    language, concentration = scene.language(), _concentration_rows(view)
    heavy = {row["gender"]: row for row in data.dataset("heavy_posts", **view.on_day).iter_rows(named=True)}
    no_posts = {"post_count": 0, "heavy_count": 0, "seat_share": "", "heavy_share": ""}
    columns = (
        Column("name", say("inflytande.column.gender")),
        Column("post_count", say("inflytande.column.posts"), "count"),
        Column("seat_share", say("inflytande.column.seats"), "percent"),
        Column("heavy_count", say("inflytande.column.heavy"), "count"),
        Column("heavy_share", say("inflytande.column.heavy_share"), "percent"),
        Column("person_count", say("inflytande.column.persons"), "count"),
        Column("assignment_count", say("inflytande.column.assignments"), "count"),
        Column("per_person_index", say("inflytande.column.per_person"), "index", 2),
        Column("country_index", say("inflytande.column.country"), "index", 2),
    )
    rows = [
        {
            "name": people.name(sex, show.look()),
            **concentration.get(sex, {}),
            **heavy.get(sex, no_posts if sex != "total" else {}),
        }
        for sex in people.ordered([*heavy, *concentration])
    ]
    return table(say("inflytande.heavy.caption"), columns, rows, language)


def _theme_table(rows: pl.DataFrame) -> Table:
    """Themes down, sexes across; what is hidden is told in words."""
    look, protected = show.look(), allow_list()["fact_interview_theme"]
    labels = schema.labels("interview_theme", look.language)
    groups = people.ordered(rows["gender"])
    columns = [Column("theme", say("inflytande.column.theme")), Column("interview_year", say("inflytande.column.year"))]
    columns += [Column(group, people.name(group, look), "count") for group in groups]
    by_theme: dict[tuple[int, str], dict[str, object]] = {}
    for row in rows.sort("interview_year", "theme_order", descending=[True, False]).iter_rows(named=True):
        key = (row["interview_year"], row["theme"])
        listed = by_theme.setdefault(key, {"theme": labels[row["theme"]], "interview_year": str(row["interview_year"])})
        reason = row["suppression_reason"]
        listed[row["gender"]] = reason_text(reason, look.language, protected) if reason else row["mention_count"]
    caption = say("inflytande.themes.caption", period=_years(rows["interview_year"]))
    return table(caption, columns, list(by_theme.values()), look.language)


def _years(years: pl.Series) -> str:
    return fmt.span(str(years.min()), str(years.max()))
