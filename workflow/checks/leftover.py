"""``[leftover]``: no words of the source text are left untranslated within the translation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import compress, pairwise

from workflow.checks.check import Pair, unit_check
from workflow.checks.identify import Tongue, has_letter, script_of, tongues
from workflow.checks.signs import having, plain, runs
from workflow.checks.vocabulary import vocabulary
from workflow.lazy import late
from workflow.model import Remark, Severity

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
# Words one after the other; a run begins where a word begins, so the search is linear.
_RUN = late(
    rf"(?<![{_LATIN}’'-])[{_LATIN}][{_LATIN}’'-]*(?:[ \u00a0,;:]{{1,2}}[{_LATIN}][{_LATIN}’'-]*){{2,}}"
)
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz")
_TWO_SMALL = late(r"[a-z] [a-z]")
_CODE = late(r"`[^`]*`|\]\([^)]*\)")
_SEPARATORS = late(r"[ \u00a0,;:]+")
_NONE = Tongue("", (), (), frozenset(), 0, frozenset(), frozenset())
_FEWEST = 3  # words
_SURE = 3  # small-letter words in a run: no title of a film has that many


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    first = pairs[0]
    if script_of(first.source_language) != "Latin":
        return []
    if script_of(first.language) != "Latin":
        return _with_two_small(pairs)
    copied = frozenset("\n".join([pair.source for pair in pairs]).lower().split())
    known = vocabulary(pairs)
    both = compress(known.words, map(copied.__contains__, known.small()))
    small = frozenset(word for word in both if word[0].islower())  # a run has some
    return [pair for pair in pairs if not small.isdisjoint(pair.words) and _shares_words(pair)]


def _with_two_small(pairs: Sequence[Pair]) -> list[Pair]:
    """Texts of another script in which two words in small Latin letters meet."""
    if not _SMALL.isdisjoint(plain(pairs[0].language)):
        return having(pairs, _SMALL)  # of a language of which nothing is known these are letters of words
    found = {
        number for run, numbers in runs(pairs, _SMALL).items() if _TWO_SMALL.search(run) for number in numbers
    }
    return [pairs[number] for number in sorted(found)]


@unit_check("leftover", Severity.ERROR, prefilter=_may_have)
def check_leftover(pair: Pair) -> Iterable[Remark]:
    """A run of words of a source in Latin letters, in a text of which the rest is translated.

    The run must have two words in small letters which names and titles do not have; where the target is in
    Latin letters too, it must stand in the source.
    """
    if not _TWO_SMALL.search(pair.target) or script_of(pair.source_language) != "Latin":
        return ()
    return () if pair.source == pair.target else _left(pair)


def _left(pair: Pair) -> Iterator[Remark]:
    own = script_of(pair.language)
    if own == "Latin":
        runs = _runs_among_latin(pair)
    elif not own or not has_letter(pair.target, own):
        return  # all of it: that is for ``language``
    else:
        runs = _runs_among_others(pair)
    for start, end, sure in runs:
        yield Remark(
            f"“{pair.target[start:end]}” is left in {pair.source_profile.english}",
            hint="translate it, or waive it if it must be quoted so",
            spans=((start, end),),
            severity=None if sure else Severity.WARNING,
        )


def _is_text(words: Sequence[str], small: Sequence[str], tongue: Tongue) -> bool:
    """Whether a run is no name: small letters that names lack, two or beside a frequent word."""
    weighty = len(small) - sum(word in tongue.light for word in small)
    return weighty >= 2 or (len(small) >= 2 and any(word.lower() in tongue.heavy for word in words))


def _runs_among_others(pair: Pair) -> Iterator[tuple[int, int, bool]]:
    code = [match.span() for match in _CODE.finditer(pair.target)] if pair.markup == "markdown" else []
    source = " ".join(_SEPARATORS.split(pair.source.lower()))
    tongue = tongues().get(pair.source_language, _NONE)
    for run in _RUN.finditer(pair.target):
        if any(start <= run.start() < end for start, end in code):
            continue
        words = _SEPARATORS.split(run[0])
        small = [word for word in words if word[0].islower()]
        if not _is_text(words, small, tongue):
            continue
        copied = " ".join(words).lower() in source
        yield run.start(), run.end(), copied and len(small) >= _SURE


@lru_cache(maxsize=1 << 13)
def _words_of(source: str) -> frozenset[str]:
    return frozenset(source.lower().split())


def _shares_words(pair: Pair) -> bool:
    """Whether there may be a run of the source's words; the first may have a capital."""
    return len(_words_of(pair.source).intersection(pair.words)) >= _FEWEST - 1


def _runs_among_latin(pair: Pair) -> Iterator[tuple[int, int, bool]]:
    """Runs of words that stand one after the other in the source too."""
    if not _shares_words(pair):
        return
    tongue = tongues().get(pair.source_language, _NONE)
    following = frozenset(pairwise(pair.source.lower().split()))
    words = [(match[0], match.span()) for match in re.finditer(r"\S+", pair.target)]
    at = 0
    while at < len(words):
        end = at + 1
        while end < len(words) and (words[end - 1][0].lower(), words[end][0].lower()) in following:
            end += 1
        taken = [word for word, _ in words[at:end]]
        small = [word for word in taken if word[0].islower()]
        if len(taken) >= _FEWEST and _is_text(taken, small, tongue):
            yield words[at][1][0], words[end - 1][1][1], len(small) >= _SURE
        at = end
