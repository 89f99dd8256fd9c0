"""The tokens keep the contrast that the design rules state."""

from __future__ import annotations

import pytest

from spegel.charts import theme

STATED = {
    ("light", "ink"): 16.3,
    ("light", "secondary"): 7.1,
    ("light", "accent"): 6.8,
    ("light", "women"): 7.0,
    ("light", "men"): 4.9,
    ("light", "other"): 4.6,
    ("light", "better"): 6.2,
    ("light", "worse"): 7.0,
    ("light", "unsure"): 5.9,
    ("dark", "ink"): 15.6,
    ("dark", "secondary"): 8.7,
    ("dark", "accent"): 8.7,
    ("dark", "women"): 7.9,
    ("dark", "men"): 8.6,
    ("dark", "other"): 7.0,
}


@pytest.mark.parametrize(("name", "token", "stated"), [(*key, value) for key, value in STATED.items()])
def test_contrast_against_the_background_is_as_stated(name, token, stated):
    tokens = theme.theme(name)
    assert theme.contrast(getattr(tokens, token), tokens.background) == pytest.approx(stated, abs=0.15)


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=lambda tokens: tokens.name)
def test_every_colour_of_text_reaches_aa_on_both_backgrounds(tokens):
    for token in ("ink", "secondary", "accent", "better", "worse", "unsure"):
        assert theme.contrast(getattr(tokens, token), tokens.background) >= 4.5, token
        assert theme.contrast(getattr(tokens, token), tokens.raised) >= 4.5, token


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=lambda tokens: tokens.name)
def test_the_sequential_scale_goes_one_way_and_away_from_the_background(tokens):
    steps = [theme.contrast(colour, tokens.background) for colour in tokens.sequential]
    assert steps == sorted(steps)
    assert len(set(tokens.sequential)) == 5
    assert tokens.missing not in tokens.sequential


def test_contrast_has_the_two_ends_of_the_scale_and_is_symmetric():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#123456", "#123456") == 1
    assert theme.contrast("#0B6478", "#FFFFFF") == theme.contrast("#FFFFFF", "#0B6478")


def test_a_browser_that_does_not_say_is_shown_light():
    assert theme.theme(None) is theme.LIGHT
    assert theme.theme("dark") is theme.DARK


def test_css_variables_hold_every_token_once():
    declarations = theme.css_variables(theme.DARK)
    assert "--spegel-accent: #5CC3D6;" in declarations
    assert "--spegel-sequential-5: #BDE7EE;" in declarations
    names = [part.split(":")[0] for part in declarations.split("; ")]
    assert len(names) == len(set(names))
