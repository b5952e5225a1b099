"""Spreadsheets as people really send them, and as nobody should: each with what becomes of it."""

from tests.okoce.core.nasty import archives, disguises, markup, tables, texts

CASES = [*tables.CASES, *texts.CASES, *markup.CASES, *archives.CASES, *disguises.CASES]
