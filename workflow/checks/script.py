"""``[script]``: the translation is written in the letters of its language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from workflow.checks.check import Pair, away, unit_check
from workflow.checks.identify import has_letter, known_words, letters_in, script_of, script_of_letter
from workflow.checks.signs import either, having, signs
from workflow.lazy import late
from workflow.model import Remark, Severity

_FEW = 4  # letters: fewer are a name or a unit of measure
_QUOTED = 5  # letters of a quoted text on each of its translation: a Chinese one is that short
_LOWER = late(r"(?<![^\W\d_])[a-zß-öø-ÿ][^\W\d_]{3,}")
_NO_NAMES = 3  # words that begin with a small letter
_MARKS = "\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0962\u0963"
_WORD = late(r"[^\W\d_]+")


def _may_be_strange(pairs: Sequence[Pair]) -> list[Pair]:
    own = script_of(pairs[0].language)
    if not own:
        return []
    return either(pairs, away(pairs), having(pairs, _strange(signs(pairs), own)))


@unit_check("script", Severity.ERROR, prefilter=_may_be_strange)
def check_script(pair: Pair) -> Iterable[Remark]:
    """The whole text is in another script, or words of a third script stand in it.

    Names may stay in Latin letters everywhere; text in the source's language is for ``language``.
    """
    own = script_of(pair.language)
    if not own or pair.source == pair.target:
        return ()
    if not pair.at_home:
        script, count = pair.script
        if script and script != own and _is_wrong(pair, script, count):
            return (
                Remark(
                    f"written in {script} letters",
                    own,
                    "write it again in the letters of the language",
                    "whole",
                    spans=((0, len(pair.target)),),
                ),
            )
    strange = _strange(pair.signs, own)
    return _stray_words(pair, own, "".join(strange)) if strange else ()


def _stray_words(pair: Pair, own: str, strange: str) -> Iterator[Remark]:
    if (stray := re.search(f"[{strange}][{strange}{_MARKS}]+", pair.target)) is not None:
        letters = script_of_letter(stray[0][0])
        if not has_letter(pair.source, letters):
            yield Remark(
                f"“{stray[0]}” is written in {letters} letters",
                own,
                "write it in the letters of the language",
                "part",
                spans=(stray.span(),),
                severity=Severity.WARNING,
            )


def _is_wrong(pair: Pair, script: str, count: int) -> bool:
    if script_of(pair.language) == "Han" and letters_in(pair.target, "Han") * _QUOTED > count:
        return False
    if script != "Latin":
        return count >= _FEW
    if script == script_of(pair.source_language) and (
        known_words(_WORD.findall(pair.target.lower()), pair.source_language) >= 2
    ):
        return False
    return len(_LOWER.findall(pair.target)) >= _NO_NAMES


def _strange(signs: Iterable[str], own: str) -> frozenset[str]:
    """The letters of other scripts, but Latin, among some signs."""
    return frozenset(sign for sign in signs if script_of_letter(sign) not in ("", "Latin", own))
