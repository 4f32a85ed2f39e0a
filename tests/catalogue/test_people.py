"""Names in the header of a catalogue, without addresses."""

from __future__ import annotations

import pytest

from workflow.catalogue import credits_of
from workflow.model import Credits


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Anna Ivanova <anna@example.org>", ("Anna Ivanova",)),
        ("Анна Иванова", ("Анна Иванова",)),
        ("Anna (anna@example.org), Boris <b@example.org>", ("Anna", "Boris")),
        ("王芳、李伟", ("王芳", "李伟")),
        ("رضا، مریم", ("رضا", "مریم")),
        ("Anna, Anna", ("Anna",)),
        ("anna@example.org", ()),
        ("Automatically generated", ()),
        ("FULL NAME <EMAIL@ADDRESS>", ()),
        ("<>", ()),
        ("", ()),
        ("<" * 200_000, ("<" * 1000,)),
    ],
)
def test_names_are_told_and_addresses_are_not(field: str, names: tuple[str, ...]) -> None:
    assert credits_of({"Last-Translator": field}) == Credits(translators=names)
    assert credits_of({"X-Reviewer": field}) == Credits(reviewers=names)


def test_nobody_is_named_where_there_is_no_header() -> None:
    assert credits_of({}) == Credits()
