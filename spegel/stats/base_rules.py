"""How many answers a share needs before anybody may see it: the rules for small bases of panels and surveys.

They count unweighted persons, after those who gave no answer are left out. Source of the limits: methods, section 4.
"""

from __future__ import annotations

FEWEST = 10
"""Under this many answers nothing is shown to anybody."""

FEWEST_IN_PUBLIC = 30
FEWEST_UNMARKED = 50
FEWEST_EFFECTIVE = 20
"""Of persons in effect (Kish); with fewer nothing is shown in public."""

HIDDEN, OFFICIALS, SMALL, FULL = "hidden", "officials", "small", "full"
CLASSES = (HIDDEN, OFFICIALS, SMALL, FULL)
"""Weakest first: nowhere; for officials, marked; in public, marked; in public."""


def base_class(people: int | None, effective: float | None) -> str:
    """The class of a base. people: None where the number itself is hidden; effective: None where there are no weights."""
    if people is None or people < FEWEST:
        return HIDDEN
    if people < FEWEST_IN_PUBLIC or (effective is not None and effective < FEWEST_EFFECTIVE):
        return OFFICIALS
    return SMALL if people < FEWEST_UNMARKED else FULL


def weaker(one: str, other: str) -> str:
    """The weaker of two classes: that of a comparison."""
    return min(one, other, key=CLASSES.index)
