"""Who may see a share on a small base."""

from __future__ import annotations

import pytest

from spegel.stats.base_rules import CLASSES, base_class, weaker


@pytest.mark.parametrize(
    ("people", "effective", "expected"),
    [
        (None, None, "hidden"), (0, None, "hidden"), (9, 9.0, "hidden"), (10, None, "officials"), (29, 29.0, "officials"),
        (30, 20.0, "small"), (30, 19.99, "officials"), (49, None, "small"), (50, 20.0, "full"), (500, 19.0, "officials"),
    ],
)  # fmt: skip
def test_the_class_of_a_base(people, effective, expected):
    assert base_class(people, effective) == expected


def test_a_comparison_is_as_weak_as_its_weaker_base():
    for place, one in enumerate(CLASSES):
        for other in CLASSES[place:]:
            assert weaker(one, other) == weaker(other, one) == one
