"""The surrogates of a pair of languages, read from the lists in this folder."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from workflow.model import Kind

_FIXED = ("id", "gender")


class Surrogate(Struct, frozen=True):
    """A well-known entity: its text in the source language and its forms by case in the target language."""

    id: str
    source: str
    kind: Kind
    forms: Mapping[str, str]  # by case; the first is the dictionary form
    gender: str = ""  # of a person: m or f
    number: str = ""  # "pl", or "" for the singular
    grammar: str = ""  # gender of the target word, or "pl"; "" where the language has none
    article: str = ""  # what English puts before it: "the" or ""
    origin: Surrogate | None = None  # of a shortened name, the full one

    @property
    def full(self) -> Surrogate:
        """The name in full."""
        return self.origin or self

    def shortened(self) -> Surrogate:
        """The person by the last name alone, in both languages."""
        return replace(
            self,
            source=last_name(self.source),
            forms={case: last_name(form) for case, form in self.forms.items()},
            origin=self.full,
        )


def last_name(name: str) -> str:
    """The last of the names of a person, in a script that divides them by spaces or by dots."""
    return name.replace("·", " ").split()[-1]


@cache
def load_surrogates(source_language: str, language: str) -> tuple[Surrogate, ...]:
    """The surrogates that are written in both languages, in the pool's order; none if there is no list."""
    sources, targets = _list(source_language), _list(language)
    found = []
    for row in _rows("pool.csv"):
        identifier = row["id"]
        if identifier not in sources or identifier not in targets:
            continue
        forms = {case: form for case, form in targets[identifier].items() if case not in _FIXED and form}
        found.append(
            Surrogate(
                identifier,
                next(form for case, form in sources[identifier].items() if case not in _FIXED),
                Kind(row["kind"]),
                forms,
                row["gender"],
                row["number"],
                targets[identifier].get("gender", ""),
                row["article"] if source_language == "en" else "",
            )
        )
    return tuple(found)


def _list(language: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in _rows(f"{language}.csv")}


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    path = Path(__file__).parent / name
    if not path.is_file():
        return ()
    return tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
