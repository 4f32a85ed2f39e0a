"""A translation of a sentence like the new one, with the numbers and terms that differ put right.

Fuzzy-match repair (Ortega, Sánchez-Martínez and Forcada, "Fuzzy-match repair using black-box machine
translation systems: what can be expected?", AMTA 2016) in its most careful form: only what stands in the old
translation exactly once, and whose new form is known, is replaced. All else stays as it is and is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Protocol

from msgspec import Struct

from workflow.model import Kind, Match, TermResult, Verdict
from workflow.translate.grammar import load_grammar
from workflow.translate.surrogates import put
from workflow.translate.terms import TermSource

_SIGNS = re.compile(r"[.,'’\u066b\u066c \u00a0\u2007\u2009\u202f]")


class Numeral(Protocol):
    """A number in a text, as :mod:`workflow.languages.numerals` finds it."""

    @property
    def start(self) -> int:
        """Where its first digit stands."""
        ...

    @property
    def end(self) -> int:
        """Behind its last digit."""
        ...

    @property
    def values(self) -> tuple[str, ...]:
        """What it is worth, in decimal text; several where the digits are no one number."""
        ...

    @property
    def power(self) -> int:
        """How many zeros the word after it stands for."""
        ...


Numerals = Callable[[str, str], Sequence[Numeral]]
"""The numbers of a text in a language."""


class Repaired(Struct, frozen=True):
    """A target text, what was put right in it, and what still differs ("4,500 -> 5,200")."""

    text: str
    mended: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    renamed: bool = False  # whether a term is among what was put right


def repair(
    source: str,
    old_source: str,
    old_target: str,
    source_language: str,
    language: str,
    terms: TermSource,
    numerals: Numerals,
) -> Repaired:
    """The translation of ``old_source`` as a draft for ``source``.

    A number or a term counts as replaced if another one stands in its place among those of the sentence. It
    is put right if the old translation has it once; a term, if the form that stands there says which form of
    the new term must. Never raises, and leaves the text alone where it is not sure.
    """
    places: list[tuple[int, int, str]] = []
    mended: list[str] = []
    left: list[str] = []
    renamed = False
    old_matches = terms.match(old_source, source_language)
    new_matches = terms.match(source, source_language)

    # Digits in a name belong to the name.
    def free(text: str, matches: Sequence[Match]) -> list[Numeral]:
        return [
            each
            for each in numerals(text, source_language)
            if not any(match.start < each.end and each.start < match.end for match in matches)
        ]

    written = numerals(old_target, language)
    olds, news = free(old_source, old_matches), free(source, new_matches)
    pairs, lost, added = _replaced([each.values for each in olds], [each.values for each in news])
    left += [f"{_shown(old_source, olds[at])} is gone" for at in lost]
    left += [f"{_shown(source, news[at])} is new" for at in added]
    for old, new in pairs:
        said = f"{_shown(old_source, olds[old])} -> {_shown(source, news[new])}"
        place = _renumbered(olds, olds[old], news[new], written, old_target)
        (left if place is None else mended).append(said)
        places += [place] if place is not None else []

    results = terms.judge(old_source, old_target, source_language, language, old_matches)
    pairs, lost, added = _replaced(
        [_name(each) for each in old_matches],
        [_name(each) for each in new_matches],
        lambda at, new: (new_matches if new else old_matches)[at].concept.kind.value,
    )
    left += [f"{old_matches[at].variant} is gone" for at in lost]
    left += [f"{new_matches[at].variant} is new" for at in added]
    for old, new in pairs:
        said = f"{old_matches[old].variant} -> {new_matches[new].variant}"
        place = _renamed(
            old_matches, old_matches[old], new_matches[new], results, old_target, language, terms
        )
        (left if place is None else mended).append(said)
        places += [place] if place is not None else []
        renamed = renamed or place is not None

    places.sort()
    if any(first[1] > second[0] for first, second in pairwise(places)):
        return Repaired(old_target, (), (*mended, *left))
    text = put(places, old_target, load_grammar(language)).text
    if not _holds(text, source, news, new_matches, mended, (source_language, language), terms, numerals):
        return Repaired(old_target, (), (*mended, *left))
    return Repaired(text, tuple(mended), tuple(left), renamed)


def _replaced(
    old: Sequence[Hashable], new: Sequence[Hashable], kind: Callable[[int, bool], str] = lambda _, __: ""
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """What of ``old`` has another in its place in ``new``, what has none, and what has come besides.

    Only things of one kind take each other's place; ``kind`` is asked with a number and whether it is new.
    """
    pairs: list[tuple[int, int]] = []
    lost: list[int] = []
    added: list[int] = []
    if Counter(old) == Counter(new):  # they changed places at most
        return [(at, at) for at, each in enumerate(old) if each != new[at]], lost, added
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        kinds = dict.fromkeys(
            [kind(at, False) for at in range(a, b)] + [kind(at, True) for at in range(c, d)]
        )
        for each in kinds:
            gone = [at for at in range(a, b) if kind(at, False) == each]
            came = [at for at in range(c, d) if kind(at, True) == each]
            if len(gone) == len(came):
                pairs += zip(gone, came, strict=True)
            else:
                lost += gone
                added += came
    return pairs, lost, added


def _shown(text: str, numeral: Numeral) -> str:
    return text[numeral.start : numeral.end]


def _name(match: Match) -> tuple[str, bool, bool]:
    return match.concept.id, match.short, match.plural


# -------------------------------------------------------------------------------------------------- numbers


def _renumbered(
    olds: Sequence[Numeral], old: Numeral, new: Numeral, written: Sequence[Numeral], target: str
) -> tuple[int, int, str] | None:
    """Where the old number stands in the target, and the new one in its clothes; None if that is not sure."""
    if len(old.values) != 1 or len(new.values) != 1:
        return None
    value = old.values[0]
    if sum(value in each.values for each in olds) != 1:
        return None
    here = [each for each in written if value in each.values]
    if len(here) != 1 or here[0].values != (value,):
        return None
    text = _dressed(new.values[0], target[here[0].start : here[0].end], here[0].power)
    return (here[0].start, here[0].end, text) if text else None


def _dressed(value: str, model: str, power: int) -> str:
    """``value`` with the digits and separators of ``model``, less ``power`` zeros; "" if it does not fit.

    Thousands are divided as in the model, or if that has none, not at all.
    """
    whole, _, fraction = value.partition(".")
    if power:
        padded = whole.zfill(power + 1)
        whole, fraction = padded[:-power], (padded[-power:] + fraction).rstrip("0")
    signs = _SIGNS.findall(model)
    parts = _SIGNS.split(model)
    decimal = ""
    # The last separator is a decimal sign if it is alone of its kind and has no three digits after it.
    if signs and (len(parts[-1]) != 3 or (len(set(signs)) > 1 and signs[-1] != signs[0])):
        decimal = signs.pop()
    if fraction and (not decimal or (power and len(fraction) > len(parts[-1]))):
        return ""
    if len(set(signs)) > 1:
        return ""
    if signs:
        groups: list[str] = []
        while len(whole) > 3:
            whole, last = whole[:-3], whole[-3:]
            groups.insert(0, last)
        if any(len(part) != 3 for part in parts[1 : len(signs) + 1]):  # the Indian way of grouping
            groups = _indian(whole + "".join(groups))
            whole = groups.pop(0)
        whole = signs[0].join([whole, *groups])
    text = f"{whole}{decimal}{fraction}" if fraction else whole
    digit = next((char for char in model if char.isdecimal()), "0")
    zero = ord(digit) - unicodedata.decimal(digit)
    return "".join(chr(zero + int(char)) if char.isascii() and char.isdecimal() else char for char in text)


def _indian(digits: str) -> list[str]:
    """Three digits at the end, twos before them: 12,34,567."""
    groups: list[str] = [digits[-3:]]
    rest = digits[:-3]
    while rest:
        groups.insert(0, rest[-2:])
        rest = rest[:-2]
    return groups


# -------------------------------------------------------------------------------------------------- terms


def _renamed(
    olds: Sequence[Match],
    old: Match,
    new: Match,
    results: Sequence[TermResult],
    target: str,
    language: str,
    terms: TermSource,
) -> tuple[int, int, str] | None:
    """Where the old term stands in the target, and the new one's form for it; None if that is not sure."""
    if old.inside or new.inside or sum(each.concept.id == old.concept.id for each in olds) != 1:
        return None
    spans = [
        span
        for result in results
        if result.concept.id == old.concept.id and result.verdict is Verdict.FOUND
        for span in result.spans
    ]
    if len(spans) != 1:
        return None
    old_forms, new_forms = (
        terms.forms(
            each.concept,
            language,
            short=each.short and each.concept.kind is not Kind.KEEP,
            plural=each.plural,
        )
        for each in (old, new)
    )
    if not old_forms or not new_forms:
        return None
    start, end = spans[0]
    cases = _cases(target[start:end], old_forms)
    if len(cases) > 1 and _after_preposition(target[:start], language):
        cases = cases[1:] if cases[0] == next(iter(old_forms)) else cases
    if not cases:
        return None
    if old.concept.kind is Kind.PERSON and old.concept.gender != new.concept.gender:
        return None  # a verb beside it may say which
    if next(iter(old_forms)) in cases and _gender(old, old_forms, language) != _gender(
        new, new_forms, language
    ):
        return None  # as the subject it may have a verb that agrees with it
    forms = {new_forms[case] for case in cases if case in new_forms}
    if len(forms) != 1 or not all(case in new_forms for case in cases):
        return None
    return start, end, forms.pop()


def _gender(match: Match, forms: Mapping[str, str], language: str) -> tuple[str, bool]:
    return load_grammar(language).gender(forms), match.plural or bool(match.concept.number)


def _after_preposition(before: str, language: str) -> bool:
    """Whether a preposition stands at the end of ``before``, as far as the grammar knows some."""
    words = before.casefold().split()
    known = {word for rule in load_grammar(language).junctures for word in (rule.short, rule.long)}
    return bool(words) and before[-1:].isspace() and words[-1] in known


def _cases(words: str, forms: Mapping[str, str]) -> list[str]:
    """The cases in which the words that stand in a text may be."""
    return [case for case, form in forms.items() if form.casefold() == words.casefold()]


# -------------------------------------------------------------------------------------------------- proof


def _holds(
    text: str,
    source: str,
    news: Sequence[Numeral],
    matches: Sequence[Match],
    mended: Sequence[str],
    pair: tuple[str, str],
    terms: TermSource,
    numerals: Numerals,
) -> bool:
    """Whether what was put right is found in the new text by those who will check it."""
    if not mended:
        return True
    wanted = Counter(value for each in news for value in each.values)
    there = Counter(value for each in numerals(text, pair[1]) for value in each.values)
    shown = {part.partition(" -> ")[2] for part in mended}
    for each in news:
        if _shown(source, each) in shown and any(there[value] < wanted[value] for value in each.values):
            return False
    bad = (Verdict.MISSING, Verdict.FORBIDDEN, Verdict.MISSPELT, Verdict.FORM, Verdict.FEWER)
    return not any(
        result.verdict in bad and any(_says(match, result) and match.variant in shown for match in matches)
        for result in terms.judge(source, text, *pair, matches)
    )


def _says(match: Match, result: TermResult) -> bool:
    return match.concept.id == result.concept.id
