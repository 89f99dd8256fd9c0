"""How groups of people are named, ordered and told apart in every chart: never by colour alone."""

from __future__ import annotations

from collections.abc import Iterable

from spegel.charts.chart import Look

SEXES = ("women", "men")
OTHERS = "other_or_unknown"
"""One group in sums over rooms, where each alone would be hidden."""

ORDER = (
    "women",
    "men",
    "0-17",
    "18-29",
    "30-49",
    "50-64",
    "65+",
    "sweden",
    "europe",
    "world",
    "abroad",
    "pre_upper_secondary",
    "upper_secondary",
    "post_secondary",
    "other",
    "other_or_unknown",
    "unknown",
    "total",
)
"""Groups in their natural order; those that are not known and all together come last."""


def name(group: str, look: Look) -> str:
    """`Kvinnor`, `18–29 år`."""
    return look.text(f"people.{group}")


def in_text(group: str, look: Look) -> str:
    """`kvinnor`, `personer 18–29 år`: for the middle of a sentence."""
    return look.text(f"people.in_text.{group}")


def ordered(groups: Iterable[str]) -> list[str]:
    """Each group once, in its natural order; groups that are not listed stand before those that come last."""
    last = ORDER.index("other") - 0.5
    return sorted(set(groups), key=lambda group: (ORDER.index(group) if group in ORDER else last, group))


def colour(group: str, look: Look) -> str:
    """Women, men and unknown have their tokens; other groups have the accent."""
    tokens = look.theme
    own = {"women": tokens.women, "men": tokens.men} | dict.fromkeys(("other", OTHERS, "unknown"), tokens.other)
    return own.get(group, tokens.accent)


def marker(group: str, look: Look, size: int = 13) -> dict[str, object]:
    """A filled dot; men have an open one, so that colour does not stand alone."""
    own = colour(group, look)
    return {"size": size, "color": look.theme.background if group == "men" else own, "line": {"width": 2.5, "color": own}}


def dash(group: str) -> str:
    """Lines of men are dashed."""
    return "dash" if group == "men" else "solid"


def see_through(colour: str, opacity: float) -> str:
    """`#7A3E9D` as a colour that lets the one behind it through."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
