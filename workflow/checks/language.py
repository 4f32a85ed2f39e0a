"""``[language]``: the translation is in the language of its catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workflow.checks.check import Pair, away, unit_check
from workflow.checks.identify import known_words, nearest, script_of
from workflow.languages import profile
from workflow.lazy import late
from workflow.model import Remark, Severity

_WORD = late(r"[^\W\d_]+")
_LEAST, _BY_TRIGRAM = 10.5, 0.1  # nats by which another language must be likelier, and more of a long text
_ENOUGH = 10  # trigrams, two or three words
_SMALL_WORDS = 2  # of the source language: names and titles have none


def _away(pairs: Sequence[Pair]) -> list[Pair]:
    return away(pairs) if script_of(pairs[0].language) else []


@unit_check("language", Severity.ERROR, prefilter=_away)
def check_language(pair: Pair) -> Iterable[Remark]:
    """Another language stands there: of the same script by its trigrams, the source's by its small words.

    A copy of the source is for ``same``, a script that the language is not written in for ``script``.
    """
    own = script_of(pair.language)
    if pair.at_home or pair.source == pair.target or not own or not pair.script[0]:
        return ()
    seen = ""
    if pair.script[0] == own:
        tag, likelier, count = nearest(pair.target, pair.language)
        if tag and count >= _ENOUGH and round(likelier - _BY_TRIGRAM * count, 1) >= _LEAST:
            seen = tag
    elif pair.script[0] == script_of(pair.source_language) and (
        known_words(_WORD.findall(pair.target.lower()), pair.source_language) >= _SMALL_WORDS
    ):
        seen = pair.source_language
    if not seen:
        return ()
    return (
        Remark(
            f"this is {profile(seen).english}",
            pair.profile.english,
            "translate it, or see whether it belongs into another catalogue",
            spans=((0, len(pair.target)),),
        ),
    )
