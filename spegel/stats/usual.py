"""Who usually comes: shares of a crowd whose counts are only known between a least and a most, since small ones are hidden."""

from __future__ import annotations

from collections.abc import Mapping

Span = tuple[float, float]
"""A least and a most."""


def shares(counts: Mapping[str, tuple[int, int]]) -> dict[str, Span | None]:
    """Each group's least and most share (0-1) of all groups, from (least, most) persons in each; None where nobody is known.

    A share is least where the group has its least and every other its most, and the other way round.
    """
    found: dict[str, Span | None] = {}
    for group, (least, most) in counts.items():
        others = [count for name, count in counts.items() if name != group]
        low, high = (least, sum(count[1] for count in others)), (most, sum(count[0] for count in others))
        is_known = sum(low) > 0 and sum(high) > 0
        found[group] = (low[0] / sum(low), high[0] / sum(high)) if is_known else None
    return found


def difference(room_size: int, lives_share: float, span: Span) -> Span:
    """How many more (or, negative, fewer) of a group come to a room of this size than live in the place, least and most."""
    return room_size * (span[0] - lives_share), room_size * (span[1] - lives_share)


def is_missing(room_size: int, lives_share: float, span: Span | None) -> bool:
    """True where at least one person of the group, rounded, is lacking whatever the hidden numbers are."""
    return span is not None and round(difference(room_size, lives_share, span)[1]) <= -1
