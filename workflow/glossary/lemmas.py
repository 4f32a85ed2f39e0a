"""Russian lemmas, for common nouns whose forms no list of endings foresees.

A lemma may only lift a failure: it is asked where the endings found too little, and never makes a finding.
Without the dictionary there are no lemmas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from workflow.glossary.dictionary import is_known, readings

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")

_LEAST_STEM = 5


@lru_cache(maxsize=200_000)
def lemmas(word: str) -> frozenset[str]:
    """Dictionary forms that ``word`` may be a form of, with itself; ё is е."""
    word = word.lower()
    return frozenset({word, *(reading.normal_form.replace("ё", "е") for reading in readings(word))})


@lru_cache(maxsize=200_000)
def is_ordinary(word: str) -> bool:
    """Whether ``word`` is in the dictionary."""
    return is_known(word.lower())


def lemma_spans(folded: str, rendering: str) -> Iterator[tuple[int, int]]:
    """Where words of ``folded`` have the lemmas of the words of ``rendering``, one after another."""
    wanted = [lemmas(word) for word in _WORD.findall(rendering)]
    tokens = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(folded)]
    if not wanted:
        return
    for index in range(len(tokens) - len(wanted) + 1):
        window = tokens[index : index + len(wanted)]
        if all(lemmas(token[2]) & word for token, word in zip(window, wanted, strict=True)) and all(
            folded[left[1] : right[0]] in (" ", "-") for left, right in pairwise(window)
        ):
            yield window[0][0], window[-1][1]


def derived_spans(folded: str, rendering: str) -> Iterator[tuple[int, int]]:
    """Where a word stands that is derived from the one word of ``rendering``: баланс, балансовый.

    It begins with the whole lemma, which has five letters or more. The success rate of the WMT terminology
    tasks, which looks for substrings of lemmas, takes such words too.
    """
    words = _WORD.findall(rendering)
    if len(words) != 1:
        return
    starts = tuple(lemma for lemma in lemmas(words[0]) if len(lemma) >= _LEAST_STEM)
    if not starts:
        return
    for match in _WORD.finditer(folded):
        if any(lemma.startswith(starts) for lemma in lemmas(match.group())):
            yield match.span()
