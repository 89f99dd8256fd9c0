"""Numbers that look random and are the same on every machine and with every version of every library.

SplitMix64 (Steele, Lea and Flood 2014) of a key and a running number. Not for secrets.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))


class Chance:
    """One stream of numbers for each key; what another part of the program draws changes nothing here."""

    def __init__(self, *key: object):
        digest = blake2b("|".join(map(str, key)).encode(), digest_size=8).digest()
        self._seed = np.frombuffer(digest, dtype="<u8")[0]
        self._drawn = 0

    def share(self, number: int) -> NDArray[np.float64]:
        """`number` values from 0 up to but not 1."""
        counter = np.arange(self._drawn + 1, self._drawn + number + 1, dtype=np.uint64)
        self._drawn += number
        mixed = counter * _STEP + self._seed  # whole numbers of 64 bits, which wrap around
        for shift, factor in _MIX:
            mixed = (mixed ^ (mixed >> shift)) * factor
        return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53

    def whole(self, low: ArrayLike, high: ArrayLike, number: int) -> NDArray[np.int64]:
        """Whole numbers from `low` to `high`, both included; either may be one for each."""
        low, high = np.asarray(low), np.asarray(high)
        return (low + np.floor(self.share(number) * (high - low + 1))).astype(np.int64)

    def happens(self, probability: ArrayLike, number: int) -> NDArray[np.bool_]:
        """True with this probability, which may be one for each."""
        return self.share(number) < np.asarray(probability)

    def choose(self, values: Sequence, number: int, weights: ArrayLike | None = None) -> NDArray:
        """Values by their weights, equal where not given."""
        limits = np.cumsum(np.ones(len(values)) if weights is None else np.asarray(weights, float))
        return np.asarray(values)[np.searchsorted(limits / limits[-1], self.share(number), side="right")]

    def order(self, number: int) -> NDArray[np.int64]:
        """The numbers from 0 to `number` - 1 in some order."""
        return np.argsort(self.share(number), kind="stable")

    def split(self, totals: NDArray[np.int64], weights: Sequence[float]) -> NDArray[np.int64]:
        """Each total in parts that add up to it, about in proportion to `weights`: one column a part."""
        shares = np.asarray(weights) * (0.4 + 1.2 * self.share(len(totals) * len(weights)).reshape(len(totals), len(weights)))
        limits = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
        reached = np.floor(limits * np.asarray(totals)[:, None] + 0.5).astype(np.int64)
        return np.diff(reached, axis=1, prepend=0)
