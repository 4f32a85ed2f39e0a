"""``[loop]``: the translation does not go round in circles, as texts of engines do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise, repeat
from operator import eq

from workflow.checks.check import MARKS, Pair, unit_check
from workflow.checks.vocabulary import repeating, stammering
from workflow.model import Remark, Severity

_WORDS = 2  # that are said again at once
_CHARACTERS = 6  # of a text without spaces
_TIMES = 3  # that make it sure
_FEW = 4  # lengths of a round that are tried in less time than pairs of items are counted


def _may_repeat(pairs: Sequence[Pair]) -> list[Pair]:
    """Texts in which some loose words come again, one after the other."""
    if pairs[0].profile.spaces:
        twice = frozenset(map(id, stammering(pairs)))  # which rounds with one word in them are
        return [
            pair
            for pair, words, again in repeating(pairs)
            if id(pair) in twice or (again >= _WORDS and _comes_again(words, again))
        ]
    return [pair for pair in pairs if _repeats(pair.target) >= _CHARACTERS]


@unit_check("loop", Severity.ERROR, prefilter=_may_repeat)
def check_loop(pair: Pair) -> Iterable[Remark]:
    """Several words that are said again at once, in a text whose source does not do so.

    Twice is a warning: a speaker may do so. Three times it is an engine that lost itself.
    """
    if not pair.profile.spaces:
        return _rounds(pair, pair.target, _CHARACTERS) if _repeats(pair.target) >= _CHARACTERS else ()
    words = pair.words
    bare = list(map(str.lower, map(str.strip, words, repeat(MARKS))))
    items = [small or word for small, word in zip(bare, words, strict=True)] if "" in bare else bare
    return _rounds(pair, items, _WORDS)


def _repeats(items: Sequence[str]) -> int:
    """One more than how many times two items come again one after the other."""
    return len(items) - len(frozenset(pairwise(items)))


def _comes_again(items: Sequence[str], again: int) -> bool:
    """Whether as many items as a round of two or more has are those of that many items before.

    ``again`` items came before. A round of n items that is said twice has n of these, and n - 1 pairs of
    items that came before.
    """
    longest = again if again <= _FEW else min(again, _repeats(items))
    return any(sum(map(eq, items, items[size:])) >= size for size in range(_WORDS, longest + 1))


def _rounds(pair: Pair, items: Sequence[str], least: int) -> Iterator[Remark]:
    found = _loop(items, least)
    if found is None:
        return
    source = [word.strip(MARKS).lower() for word in pair.source.split()]
    if any(map(eq, source, source[1:])) or _loop(source, _WORDS):
        return
    start, end, period = found
    spaces = pair.profile.spaces
    if spaces:
        lengths = [0, *accumulate(map(len, pair.words))]
        span = _span(pair.target, lengths[start], lengths[end])
    else:
        span = (start, end)
    times = (end - start) // period
    round_ = (pair.words if spaces else items)[start : start + period]
    said = (" " if spaces else "").join(round_)
    yield Remark(
        f"“{said}” is said {times} times",
        hint="delete what is said again",
        spans=(span,),
        severity=None if times >= _TIMES else Severity.WARNING,
    )


def _loop(items: Sequence[str], least: int) -> tuple[int, int, int] | None:
    """The first and the last item of what is repeated at once, and the length of one round; one pass.

    Pairs of items are followed, not items: within a round a word may well come twice. What is shorter than
    ``least`` must come four times.
    """
    last: dict[tuple[str, str], int] = {}
    distance = same = 0
    for at, pair in enumerate(pairwise(items), 1):
        back = at - last.get(pair, at)
        last[pair] = at
        same = same + 1 if back and back == distance else 1
        distance = back
        matched = same + 1  # items that are those of one round before
        enough = distance if distance >= least else max(least, (_TIMES * distance))
        if (
            distance
            and matched >= enough
            and any(map(str.isalpha, "".join(items[at - distance + 1 : at + 1])))
        ):
            start = at + 1 - matched - distance
            end = at + 1
            while end < len(items) and items[end] == items[end - distance]:
                end += 1
            return start, end, distance
    return None


def _span(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets in a text, of offsets in it without white space."""
    places = [at for at, char in enumerate(text) if not char.isspace()]
    return places[start], places[end - 1] + 1
