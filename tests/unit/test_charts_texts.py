"""The words around the pictures follow the design rules."""

from __future__ import annotations

import re

import pytest

from spegel.i18n import catalogue

LONGEST_SENTENCE = 20
TOPICS = ("charts.", "turnout.", "varfor.", "distrikt.", "report.", "people.", "inflytande.", "avhopp.", "upplevd.", "narvaro.")
NOT_SENTENCES = (".alt", "_alt")


def sentences():
    for key, entry in catalogue().items():
        if key.startswith(TOPICS) and not any(mark in key for mark in NOT_SENTENCES):
            for language, words in entry.items():
                for sentence in re.split(r"(?<=[.!?])\s+", words):
                    yield key, language, sentence


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_sentence_is_longer_than_twenty_words(language):
    long = [(key, sentence) for key, of, sentence in sentences() if of == language and len(sentence.split()) > LONGEST_SENTENCE]
    assert not long


def test_differences_are_never_called_percent_and_people_never_individuals():
    for key, _, sentence in sentences():
        assert not re.search(r"\bindivid|utifrån|i syfte att|avseende|\bpp\b", sentence), key
        assert not re.search(r"(?:change|difference|ändring|skillnad)[^.]*%", sentence), key


def test_a_minus_in_a_text_is_a_true_minus():
    for key, _, sentence in sentences():
        assert not re.search(r"(?:^|\s)-\d", sentence), key
