"""A small drawing for paper: how large a share each group is of those who live in a place and of those who have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from spegel.charts.theme import LIGHT

WIDTH, ROW, TOP, LABEL, END = 640, 30, 26, 150, 110
_FONT = 'font-family="Libertinus Serif" font-size="14"'


@dataclass(frozen=True)
class Bar:
    """A group: its name, its share of the residents, its least and most share of those who came (0-1, None where not known)."""

    name: str
    lives_share: float
    least_share: float | None
    most_share: float | None
    words: str


def draw(bars: Sequence[Bar], lives: str, comes: str) -> str:
    """The drawing as SVG: a stroke for those who live there, a bar as long as is certain and hatched to what is possible.

    `lives` and `comes` name them. Told apart by form and not by colour, since paper is often printed in black.
    """
    top = max([share for bar in bars for share in (bar.lives_share, bar.most_share or 0)], default=0) or 1
    scale = (WIDTH - LABEL - END) / top
    height = TOP + ROW * len(bars) + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">',
        '<defs><pattern id="possible" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
        f'<rect width="1.5" height="5" fill="{LIGHT.accent}"/></pattern></defs>',
        f'<rect x="{LABEL}" y="8" width="22" height="9" fill="{LIGHT.accent}"/>',
        f'<text x="{LABEL + 28}" y="17" {_FONT}>{escape(comes)}</text>',
        f'<rect x="{LABEL + 245}" y="5" width="3" height="15" fill="{LIGHT.ink}"/>',
        f'<text x="{LABEL + 254}" y="17" {_FONT}>{escape(lives)}</text>',
    ]
    for place, bar in enumerate(bars):
        y = TOP + ROW * place
        parts.append(f'<text x="{LABEL - 8}" y="{y + 18}" text-anchor="end" {_FONT}>{escape(bar.name)}</text>')
        if bar.least_share is not None and bar.most_share is not None:
            least, most = bar.least_share * scale, bar.most_share * scale
            parts.append(f'<rect x="{LABEL}" y="{y + 7}" width="{least:.1f}" height="13" fill="{LIGHT.accent}"/>')
            parts.append(
                f'<rect x="{LABEL + least:.1f}" y="{y + 7}" width="{most - least:.1f}" height="13" fill="url(#possible)"/>'
            )
        lives_at = LABEL + bar.lives_share * scale - 1.5
        parts.append(f'<rect x="{lives_at:.1f}" y="{y + 3}" width="3" height="21" fill="{LIGHT.ink}"/>')
        parts.append(f'<text x="{WIDTH}" y="{y + 18}" text-anchor="end" {_FONT}>{escape(bar.words)}</text>')
    return "".join([*parts, "</svg>"])
