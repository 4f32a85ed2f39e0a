"""``[same]``: the translation is not the source text again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.identify import known_words, script_of
from workflow.checks.signs import either
from workflow.checks.startwhitespace import ragged
from workflow.lazy import late
from workflow.model import Remark, Severity

_WORD = late(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CODE = late(r"`[^`]*`|\]\([^)]*\)|https?://\S+")
_SENTENCE = 2  # frequent words of the language; one of them is enough beside words in small letters
_LOWER = 4
_LONG = 4  # words: a name that long is translated


def _same(pairs: Sequence[Pair]) -> list[Pair]:
    alike = [pair for pair in pairs if pair.source == pair.target]
    stripped = [pair for pair in ragged(pairs) if pair.source.strip() == pair.target.strip()]
    return either(pairs, alike, stripped)


@unit_check("same", Severity.ERROR, prefilter=_same)
def check_same(pair: Pair) -> Iterator[Remark]:
    """The source stands where its translation should. A name, a number or code may well be the same."""
    if pair.source.strip() != pair.target.strip():
        return
    words = _WORD.findall(_CODE.sub(" ", pair.source))
    small = known_words([word.lower() for word in words], pair.source_language)
    lower = sum(not word[0].isupper() for word in words)
    if small < _SENTENCE:
        other_script = script_of(pair.language) != script_of(pair.source_language)
        if lower < _SENTENCE and not (other_script and len(words) >= _LONG):
            return
    yield Remark(
        "the same as the source text",
        hint=f"translate it into {pair.profile.english}",
        spans=((0, len(pair.target)),),
        severity=None if small >= _SENTENCE or small + lower > _LOWER else Severity.WARNING,
    )
