"""A change beside what chance alone gives: the band of a verdict, drawn small enough to stand in a sentence's place."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from spegel import fmt
from spegel.charts.chart import Look

WIDTH, HEIGHT, EDGE = 320, 64, 44


def chance_band(change_pp: float, band_pp: float, look: Look) -> str:
    """HTML of a picture: a line with zero, the band of chance around it and the change as a dot with its value.

    Its alternative text says the same. A dot outside the band is more than chance explains. The drawing is an image
    by data address because Streamlit takes SVG out of HTML.
    """
    tokens = look.theme
    reach = max(abs(change_pp), band_pp) or 1

    def place(value: float) -> float:
        return WIDTH / 2 + value / reach * (WIDTH / 2 - EDGE)

    written = fmt.number(change_pp, look.language, 1, signed=True)
    band = fmt.number(band_pp, look.language, 1)
    description = look.text("charts.band.alt", change=written, band=band)
    left, right, dot = place(-band_pp), place(band_pp), place(change_pp)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' font-family="sans-serif"><rect x="{left:.1f}" y="22" width="{right - left:.1f}" height="20" fill="{tokens.line}"/>'
        f'<line x1="0" x2="{WIDTH}" y1="32" y2="32" stroke="{tokens.secondary}" stroke-width="1"/>'
        f'<line x1="{WIDTH / 2}" x2="{WIDTH / 2}" y1="20" y2="44" stroke="{tokens.ink}" stroke-width="1.5"/>'
        f'<circle cx="{dot:.1f}" cy="32" r="6" fill="{tokens.accent}"/>'
        f'<text x="{dot:.1f}" y="15" text-anchor="middle" font-size="14" font-weight="600" fill="{tokens.ink}">{written}</text>'
        f'<text x="{WIDTH / 2}" y="60" text-anchor="middle" font-size="13" fill="{tokens.secondary}">'
        f"{escape(look.text('charts.band.label', band=band))}</text></svg>"
    )
    return f'<img alt="{escape(description)}" width="{WIDTH}" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'
