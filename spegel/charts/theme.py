"""Colours and type of the product, light and dark: the tokens of the design rules, and the contrast between them.

A colour is named here and nowhere else. Pages and charts ask for the token by what it means.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

FONT = '"Source Sans", "Source Sans Pro", "Source Sans 3", sans-serif'


@dataclass(frozen=True)
class Theme:
    """One set of tokens; every colour is `#rrggbb`. Scales run from low to high."""

    name: str
    background: str
    raised: str
    ink: str
    secondary: str
    line: str
    accent: str
    women: str
    men: str
    other: str
    better: str
    worse: str
    unsure: str
    missing: str
    sequential: tuple[str, str, str, str, str]
    diverging: tuple[str, str, str, str, str]


LIGHT = Theme(
    name="light",
    background="#FFFFFF",
    raised="#F4F6F7",
    ink="#16212B",
    secondary="#4A5A66",
    line="#D3DADE",
    accent="#0B6478",
    women="#7A3E9D",
    men="#B4560E",
    other="#6B7780",
    better="#1D6F42",
    worse="#A62B1F",
    unsure="#5B6670",
    missing="#C9CED2",
    sequential=("#E3F0F2", "#B5D8DE", "#74B3BE", "#2F8796", "#0B5566"),
    diverging=("#8C4A0B", "#D9A066", "#EDEDED", "#7FB3BF", "#0B5566"),
)

DARK = Theme(
    name="dark",
    background="#12181C",
    raised="#1B242A",
    ink="#EAF0F3",
    secondary="#A9B7C0",
    line="#33414A",
    accent="#5CC3D6",
    women="#C79BE3",
    men="#F0A35E",
    other="#97A4AD",
    better="#6CCB95",
    worse="#F28B7D",
    unsure="#A9B7C0",
    missing="#4B565D",
    sequential=("#17343C", "#1E5562", "#2F8796", "#63B9C8", "#BDE7EE"),
    diverging=("#8C4A0B", "#D9A066", "#2A343A", "#7FB3BF", "#0B5566"),
)


def theme(name: str | None) -> Theme:
    """The dark tokens for `dark`, else the light ones: a browser that does not say is shown light."""
    return DARK if name == "dark" else LIGHT


def css_variables(tokens: Theme) -> str:
    """The tokens as CSS declarations, `--spegel-accent: #0B6478; …`, scales as `--spegel-sequential-1` and on."""
    declarations = []
    for field in fields(tokens):
        value = getattr(tokens, field.name)
        if isinstance(value, tuple):
            declarations += [f"--spegel-{field.name}-{step}: {colour};" for step, colour in enumerate(value, start=1)]
        elif field.name != "name":
            declarations.append(f"--spegel-{field.name}: {value};")
    return " ".join(declarations)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb` colours by WCAG 2: 1 (equal) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
