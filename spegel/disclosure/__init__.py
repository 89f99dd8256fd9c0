"""Disclosure control: what may leave the private database, and in which form. How it works: `docs/disclosure.md`."""

from __future__ import annotations

from spegel.disclosure.allow_list import RULES, Margin, Protection, PublicTable, allow_list
from spegel.disclosure.protect import REASONS, for_screen, protect_table, protect_tables, reason_text, reason_texts

__all__ = [
    "REASONS",
    "RULES",
    "Margin",
    "Protection",
    "PublicTable",
    "allow_list",
    "for_screen",
    "protect_table",
    "protect_tables",
    "reason_text",
    "reason_texts",
]
