"""``[apostrophe_letters]``: an apostrophe that is part of the alphabet is the same character everywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import tomli
from msgspec import Struct

from workflow.checks.check import Pair, catalogue_check
from workflow.checks.signs import having
from workflow.checks.words import listed
from workflow.model import CatalogueView, Edit, Remark, Severity, TermJudge, Unit

# Everything that has been typed for an apostrophe: quotation marks, primes, accents, modifier letters.
# Those of one line look alike to a reader: to mix them is a note.
_SHAPES = ("ʻ‘‛ʽʿ", "’ʼ'＇\u02c8", "`", "´ʹ′ʾ")
_FORMS = "".join(_SHAPES)
_SHAPE_OF = {form: place for place, forms in enumerate(_SHAPES) for form in forms}


class _Use(Struct, frozen=True):
    """One thing that an apostrophe is for in a language."""

    kind: str
    pattern: re.Pattern[str]  # the apostrophe is its group 1
    standard: str
    what: str
    strict: (
        bool  # whether another shape is a warning; else it is a note, as is another form of the same shape
    )


@catalogue_check("apostrophe_letters", Severity.WARNING, languages=("uz", "be"))
def check_apostrophe_letters(
    view: CatalogueView,
    pairs: Sequence[Pair],
    judge: TermJudge,  # noqa: ARG001
) -> Iterator[tuple[Unit, Remark]]:
    """Apostrophes other than most of the catalogue has, and one note if most are not the standard's.

    A newsroom that writes ‘ for ʻ throughout may do so; half of all searches find a text
    that has both. A word of the source stays as it is.
    """
    some = having(pairs, _FORMS)
    for use in _uses(view.language):
        places = [(pair, found) for pair in some if (found := _found(use, pair))]
        counts = Counter(match[1] for _, found in places for match in found)
        if not counts:
            continue
        usual = max(counts, key=lambda form: (counts[form], form == use.standard))
        for pair, found in places:
            others = [match for match in found if match[1] != usual]
            if others:
                yield pair.unit, _remark(use, usual, others)
        if usual != use.standard:
            yield (
                places[0][0].unit,
                Remark(
                    f"this catalogue writes {use.what} with {_name(usual)}",
                    _name(use.standard),
                    "the standard has another character; fine if your newsroom has chosen this one",
                    kind="standard",
                    spans=((places[0][1][0].start(1), places[0][1][0].end(1)),),
                    severity=Severity.NOTE,
                ),
            )


def _found(use: _Use, pair: Pair) -> list[re.Match[str]]:
    """The apostrophes of a text but those of words of its source."""
    found = list(use.pattern.finditer(pair.target))
    if found and ("'" in pair.source or "’" in pair.source):
        return [match for match in found if not _is_kept(pair, match)]
    return found


def _is_kept(pair: Pair, match: re.Match[str]) -> bool:
    """Whether the letters around the apostrophe stand in the source: O'Hagan, Sainsbury's."""
    near = pair.target[max(match.start(1) - 1, 0) : match.end(1) + 3]
    return near in pair.source or near.replace(match[1], "'") in pair.source.replace("’", "'")


def _remark(use: _Use, usual: str, others: list[re.Match[str]]) -> Remark:
    right = _SHAPE_OF[use.standard]
    return Remark(
        f"{use.what} is {listed(match[1] for match in others)} here and {_name(usual)} elsewhere",
        _name(usual),
        "type it as in the rest of the text",
        kind=use.kind,
        severity=None
        if use.strict and any(_SHAPE_OF[match[1]] != right for match in others)
        else Severity.NOTE,
        spans=tuple(match.span(1) for match in others[:50]),
        fix=tuple(Edit(match.start(1), match.end(1), usual) for match in others),
    )


def _name(char: str) -> str:
    return f"{char} (U+{ord(char):04X})"


@cache
def _uses(language: str) -> tuple[_Use, ...]:
    text = (Path(__file__).parent / "data" / "apostrophes.toml").read_text(encoding="utf-8")
    return tuple(
        _Use(
            kind,
            re.compile(raw["pattern"].replace("@", f"([{re.escape(_FORMS)}])")),
            raw["standard"],
            raw["what"],
            raw.get("strict", False),
        )
        for kind, raw in tomli.loads(text).get(language, {}).items()
    )
