"""How far two translations differ outside of the names in them.

A surrogate changes the context of a sentence, and a model may lose a clause over it. What a translation says
beside its terms must be what another translation says too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from workflow.translate.surrogates.swap import LETTER

_FREE = 2  # words that may always differ
_SHARE = 0.2  # of all words that may differ
# One character of a script without spaces, or a word.
_WORD = re.compile(rf"[\u2e80-\u9fff]|(?:(?![\u2e80-\u9fff]){LETTER})+")
_SAME = 4  # letters that two forms of one word share at least


def words_outside(text: str, spans: Sequence[tuple[int, int]] = ()) -> Counter[str]:
    """Beginnings of the words of ``text`` that stand in none of ``spans``."""
    found: Counter[str] = Counter()
    for hit in _WORD.finditer(text):
        if not any(hit.start() < end and start < hit.end() for start, end in spans):
            found[hit.group().lower()[:_SAME]] += 1
    return found


def passes(candidate: Counter[str], reference: Counter[str], garbled: int = 0) -> bool:
    """Whether ``candidate`` says the same as ``reference``, in which ``garbled`` words may stand for names.

    At most two words or a fifth of them may be lost, and as many added.
    """
    allowed = max(_FREE, _SHARE * reference.total())
    lost = (reference - candidate).total()
    added = (candidate - reference).total()
    return lost <= allowed + garbled and added <= allowed
