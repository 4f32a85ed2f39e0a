"""How far two translations differ outside of the names in them.

A surrogate changes the context of a sentence, and a model may lose a clause over it. What a translation says
beside its terms must be what another translation says too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from workflow.translate.surrogates.swap import LETTER

_FREE = 2  # words that may always differ
_SHARE = 0.2  # of all words that may differ
# One character of a script without spaces, or a word.
_WORD = re.compile(rf"[\u2e80-\u9fff]|(?:(?![\u2e80-\u9fff]){LETTER})+")
_HAN = re.compile(r"[\u2e80-\u9fff]")
_NAME = "\0"  # stands for a name; no word is so
_LONGEST, _LONGEST_HAN = 5, 12  # words, or characters, that a garbled name may have
_SAME = 4  # letters that two forms of one word share at least


def words_outside(text: str, spans: Sequence[tuple[int, int]] = ()) -> Counter[str]:
    """Beginnings of the words of ``text`` that stand in none of ``spans``."""
    found: Counter[str] = Counter()
    for hit in _WORD.finditer(text):
        if not any(hit.start() < end and start < hit.end() for start, end in spans):
            found[hit.group().lower()[:_SAME]] += 1
    return found


def misheard(
    candidate: str,
    names: Sequence[tuple[int, int]],
    reference: str,
    known: Sequence[tuple[int, int]] = (),
) -> int:
    """How many words of ``reference`` stand where ``candidate`` has ``names``: what a model made of them.

    ``known`` are names that stand in ``reference`` as they should. A name of which a model makes a whole
    sentence is no excuse for all of it.
    """
    theirs, ours = _sequence(reference, known), _sequence(candidate, names)
    gone = Counter(word for word in theirs if word != _NAME) - Counter(ours)
    count = 0
    for tag, low, high, start, end in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if tag == "replace" and _NAME in ours[start:end]:
            here = Counter(theirs[low:high]) & gone
            longest = _LONGEST_HAN if any(map(_HAN.match, theirs[low:high])) else _LONGEST
            count += min(here.total(), ours[start:end].count(_NAME) * longest)
            gone -= here
    return count


def _sequence(text: str, names: Sequence[tuple[int, int]]) -> list[str]:
    """Beginnings of the words of ``text`` in order, with one mark for each name."""
    found: list[str] = []
    open_names = sorted(names)
    for hit in _WORD.finditer(text):
        inside = next((name for name in open_names if hit.start() < name[1] and name[0] < hit.end()), None)
        if inside is None:
            found.append(hit.group().lower()[:_SAME])
        elif hit.start() <= inside[0] or not found or found[-1] != _NAME:
            found.append(_NAME)
    return found


def passes(candidate: Counter[str], reference: Counter[str], garbled: int = 0) -> bool:
    """Whether ``candidate`` says the same as ``reference``, in which ``garbled`` words may stand for names.

    At most two words or a fifth of them may be lost, and as many added. A Chinese word has two characters.
    """
    free = 2 * _FREE if any(map(_HAN.match, reference)) else _FREE
    allowed = max(free, _SHARE * reference.total())
    lost = (reference - candidate).total()
    added = (candidate - reference).total()
    return lost <= allowed + garbled and added <= allowed
