"""``[mixed_scripts]``: a word is written in one script; letters that look alike have not taken places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby

from workflow.checks.alphabets import BLOCKS, alphabet, tables, told_by
from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import either, having, plain, runs, signs
from workflow.checks.sources import in_sources
from workflow.checks.words import listed
from workflow.languages import profile
from workflow.languages.once import remembered
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_LATIN = "A-Za-zªºÀ-ÖØ-öø-ʯḀ-ỿ"
_GREEK = "Ͱ-ͳΆΈ-ώϐ-Ͽ"
_CYRILLIC = BLOCKS["Cyrl"]
_WORD = late(f"[{_LATIN}{_GREEK}{_CYRILLIC}\u0300-\u036f]+")
_IN_LATIN, _IN_GREEK, _IN_CYRILLIC = (late(f"[{each}]") for each in (_LATIN, _GREEK, _CYRILLIC))
# Where two scripts meet. Each match is one character, so the search is linear; it is not a Cyrillic one, so
# that the expression engine skips nearly all of a Cyrillic text.
_MEETING = late(
    f"[{_LATIN}{_GREEK}](?:(?=[{_CYRILLIC}])|(?<=[{_CYRILLIC}].)"
    f"|(?<=[{_LATIN}])(?=[{_GREEK}])|(?<=[{_GREEK}])(?=[{_LATIN}]))"
)
# In Devanagari and Arabic script nothing looks like a Latin letter, but a keyboard was not switched back.
_OWN = {"Deva": "\u0900-\u0963\u0971-\u097f", "Arab": "\u0620-\u065f\u066e-\u06d3"}
_SLIPS = {
    script: late(f"[A-Za-z](?:(?<![A-Za-z].)(?=[{own}])|(?<=[{own}].)(?![A-Za-z]))")
    for script, own in _OWN.items()
}
_WORDS = {"Deva": "\u0915", "Arab": "\u0628"}  # letters that stand for the words around a run
_script_of = told_by({"Latin": _LATIN, "Greek": _GREEK, "Cyrillic": _CYRILLIC})
_FOREIGN = ("Latin", "Greek")
_SOME_LATIN = late("[A-Za-z]")
_LATIN_LETTERS = late("[A-Za-z]+")
_ANY_LATIN = late("[A-Za-zΑ-ωəɵ]")
_ANY_CYRILLIC = late("[Ѐ-ӿΑ-ω]")
_TWO_CAPITALS = late("[ABCEHIJKMOPSTXY]{2}")  # quicker than the next, which is asked only then
_CAPITALS_LATIN = late(r"\b[ABCEHIJKMOPSTXY]{2,}\b")
_LONGEST_SHORT = 4  # letters of an abbreviation
_LONGEST_GLUED = 2  # letters that are a slip, not a word to which an ending was added
_MOST_SPANS = 50


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    language = pairs[0].language
    every = "".join(signs(pairs))
    if _is_cyrillic(language):
        known = in_sources(_abbreviations, pairs)
        disguised = [pair for pair in pairs if known[pair.source] and _wanted(pair)]
        return either(
            pairs,
            _with(pairs, [sign for sign in every if _script_of(sign) in _FOREIGN], _may_be_mixed),
            disguised,
        )
    slips = _with(pairs, _SOME_LATIN.findall(every), _may_be_slip) if _slip_of(language) else []
    return either(pairs, slips, having(pairs, _ANY_CYRILLIC.findall(every)))


def _with(pairs: Sequence[Pair], letters: Iterable[str], is_wanted: Callable[[str, str], bool]) -> list[Pair]:
    """The pairs that have a run with foreign letters of which something may be true in their language.

    Of a language of which no letters are known, all that have such letters.
    """
    language = pairs[0].language
    if not plain(language):
        return having(pairs, letters)
    some = [numbers for run, numbers in runs(pairs, letters).items() if is_wanted(run, language)]
    return [pairs[number] for number in sorted(set().union(*some))]


def _may_be_mixed(run: str, language: str) -> bool:
    """Whether foreign letters touch a word, or meet others, or are a word that could be Cyrillic."""
    alike = _to_cyrillic(language).keys()
    return any(alike >= set(word) for word in _LATIN_LETTERS.findall(run)) or (
        _MEETING.search(f"а{run}а") is not None
    )


def _may_be_slip(run: str, language: str) -> bool:
    """Whether one Latin letter touches a word, or another letter of the language."""
    slip, letter = _slip_of(language), _WORDS[profile(language).script]
    return slip is not None and slip.search(f"{letter}{run}{letter}") is not None


@unit_check("mixed_scripts", Severity.ERROR, prefilter=_may_have)
def check_mixed_scripts(pair: Pair) -> Iterable[Remark]:
    """Words with letters of two of Latin, Cyrillic and Greek, then words that are wholly of the wrong one.

    A Latin name to which an ending was added without a hyphen is a note: nothing in it looks like another
    letter. A word of capitals that could all be of either script is a warning.
    """
    slip = _slip_of(pair.language)
    if slip is not None and _SOME_LATIN.search(pair.target) and (slips := _slips(pair, slip)):
        return slips
    cyrillic = _is_cyrillic(pair.language)
    strange = (_ANY_LATIN if cyrillic else _ANY_CYRILLIC).search(pair.target)
    if not strange and not (cyrillic and _abbreviations(pair.source, pair.source_language)):
        return ()
    groups: dict[tuple[str, Severity], list[tuple[int, int, str]]] = {}
    if cyrillic and _abbreviations(pair.source, pair.source_language):
        groups["disguised", Severity.WARNING] = list(_disguised(pair))
    if strange:
        _look_at_words(pair, cyrillic, groups)
    return [_remark(pair, kind, severity, found) for (kind, severity), found in groups.items() if found]


@cache
def _is_cyrillic(language: str) -> bool:
    return profile(language).script == "Cyrl"


@cache
def _slip_of(language: str) -> re.Pattern[str] | None:
    return _SLIPS.get(profile(language).script)


def _slips(pair: Pair, slip: re.Pattern[str]) -> list[Remark]:
    """A single Latin letter that touches a letter of the language."""
    spans = tuple(hit.span() for hit in slip.finditer(pair.target))[:_MOST_SPANS]
    if not spans:
        return []
    start, end = spans[0]
    words = pair.target[max(0, start - 10) : end + 10].split()
    word = next((each for each in words if pair.target[start] in each), pair.target[start])
    return [
        Remark(
            f"“{word}” has a Latin letter in it ({pair.target[start]})",
            hint="type the word again",
            kind="mixed",
            spans=spans,
        )
    ]


def _look_at_words(
    pair: Pair, cyrillic: bool, groups: dict[tuple[str, Severity], list[tuple[int, int, str]]]
) -> None:
    """Add what is wrong with the words of a text that has letters of two scripts."""
    if _MEETING.search(pair.target):
        for match in _WORD.finditer(pair.target):
            if match[0] in pair.source or not _MEETING.search(match[0]):
                continue
            right, severity = _meant(match[0], pair.language, cyrillic)
            kind = "mixed" if severity is not Severity.NOTE else "ending"
            groups.setdefault((kind, severity), []).append((*match.span(), right))
    if cyrillic:
        groups["latin", Severity.WARNING] = list(_latin_words(pair))


def _remark(pair: Pair, kind: str, severity: Severity, found: list[tuple[int, int, str]]) -> Remark:
    words = [pair.target[start:end] for start, end, _ in found]
    rights = [right for _, _, right in found if right]
    spans = tuple((start, end) for start, end, _ in found[:_MOST_SPANS])
    if kind == "ending":
        return Remark(
            f"{listed(words)}: a foreign name and its ending in one word",
            hint="fine if your newsroom writes it so; else a hyphen belongs between them",
            kind=kind,
            spans=spans,
            severity=severity,
        )
    if kind in ("disguised", "latin"):
        what = (
            "is Cyrillic, and the source has it in Latin letters; they look the same"
            if kind == "disguised"
            else "is in Latin letters that all look like Cyrillic ones, and the source does not have it"
        )
        return Remark(
            f"{listed(words)} {what}",
            listed(rights),
            "type it again in the script that is meant",
            kind=kind,
            spans=spans,
            severity=severity,
        )
    return Remark(
        f"{listed(words)}: letters of two scripts in one word ({_strangers(words)})",
        listed(rights),
        "type the word again",
        kind=kind,
        spans=spans,
        fix=tuple(Edit(start, end, right) for start, end, right in found)
        if all(r for *_, r in found)
        else (),
        severity=severity,
    )


def _strangers(words: list[str]) -> str:
    """The letters that are the fewer ones in their words, with the name of their script."""
    shown: dict[str, None] = {}
    for word in words:
        by_script = {
            "Latin": _IN_LATIN.findall(word),
            "Cyrillic": _IN_CYRILLIC.findall(word),
            "Greek": _IN_GREEK.findall(word),
        }
        fewest = min((script for script in by_script if by_script[script]), key=lambda s: len(by_script[s]))
        shown.update(dict.fromkeys(f"{fewest} {letter}" for letter in by_script[fewest]))
    return ", ".join(list(shown)[:4])


def _meant(word: str, language: str, cyrillic: bool) -> tuple[str, Severity]:
    """What a mixed word should be, "" if that cannot be told, and how sure it is that it is wrong."""
    as_cyrillic = _as_cyrillic(word, language)
    as_latin = _as_latin(word)
    if as_cyrillic and as_latin:
        right = as_cyrillic if cyrillic else as_latin
        if len(word) <= _LONGEST_SHORT and word.isupper():
            return right, Severity.WARNING
        latin, other = len(_IN_LATIN.findall(word)), len(_IN_CYRILLIC.findall(word))
        if latin != other:
            right = as_latin if latin > other else as_cyrillic
        return right, Severity.ERROR
    if as_cyrillic or as_latin:
        return as_cyrillic or as_latin, Severity.ERROR
    parts = [len(list(same)) for script, same in groupby(word, _script_of) if script]
    if len(parts) == 2 and min(parts) >= _LONGEST_GLUED:
        return "", Severity.NOTE
    return "", Severity.ERROR if max(parts) > 1 and len(word) > _LONGEST_SHORT else Severity.WARNING


def _as_cyrillic(word: str, language: str) -> str:
    """The word with Cyrillic letters only; "" if some letter has none that looks like it."""
    table = _to_cyrillic(language)
    done = "".join(char if _IN_CYRILLIC.match(char) else table.get(char, "\0") for char in word)
    return "" if "\0" in done else done


def _as_latin(word: str) -> str:
    """The word with Latin letters only; "" if some letter has none that looks like it."""
    table = _to_latin()
    done = "".join(char if _IN_LATIN.match(char) else table.get(char, "\0") for char in word)
    return "" if "\0" in done else done


@cache
def _to_cyrillic(language: str) -> dict[str, str]:
    known = alphabet(language)
    found: dict[str, str] = {}
    for right, others in tables()["look_alike"].items():
        for other in others:
            if _IN_CYRILLIC.match(other) is None and (known is None or right in known.letters):
                found.setdefault(other, right)
    return found


@cache
def _to_latin() -> dict[str, str]:
    found: dict[str, str] = {}
    for cyrillic, others in tables()["look_alike"].items():
        found[cyrillic] = others[0]
        for other in others[1:]:
            if _IN_GREEK.match(other):
                found.setdefault(other, others[0])
    return found


@remembered
def _abbreviations(source: str, _: str) -> list[str]:
    """Those of a source that may look like Cyrillic ones."""
    return _CAPITALS_LATIN.findall(source) if _TWO_CAPITALS.search(source) else []


def _disguised(pair: Pair) -> Iterator[tuple[int, int, str]]:
    """Words of Cyrillic capitals that look like a Latin abbreviation of the source: «ВВС» for BBC."""
    wanted = _wanted(pair)
    if not wanted:
        return
    for match in _CAPITALS.finditer(pair.target):
        if match[0] in wanted and match[0] not in pair.source:
            yield (*match.span(), wanted[match[0]])


def _wanted(pair: Pair) -> dict[str, str]:
    """The abbreviations of a source, by how they look in Cyrillic letters, if the target has such letters."""
    names = _abbreviations(pair.source, pair.source_language)
    looks = {_in_cyrillic(name, pair.language): name for name in names}
    return {look: name for look, name in looks.items() if look and look in pair.target}


@lru_cache(maxsize=1 << 12)
def _in_cyrillic(name: str, language: str) -> str:
    """How a name looks in Cyrillic letters; "" if some letter looks like none."""
    known = _to_cyrillic(language)
    return name.translate(_disguise(language)) if all(char in known for char in name) else ""


def _latin_words(pair: Pair) -> Iterator[tuple[int, int, str]]:
    """Latin words that the source lacks and that could be Cyrillic: "c", "OOH"."""
    source = pair.source.casefold()
    for match in _LATIN_WORD.finditer(pair.target):
        word = match[0]
        if len(word) == 1:
            around = pair.target[max(match.start() - 2, 0) : match.end() + 2]
            if word not in _words_of_one_letter(pair.language) or not _AMID.search(around):
                continue
        elif _ROMAN.fullmatch(word) or word.casefold() in source:
            continue
        right = _as_cyrillic(word, pair.language)
        if right:
            yield (*match.span(), right)


_ROMAN = late("[IVXLCM]+")  # XIX
_LATIN_WORD = late(r"[A-Za-z](?<![\w@#/.\-'’&].)[A-Za-z]*(?![\w@/.\-'’&])")
_AMID = late(r"[Ѐ-ӿ,»:—–-] [a-z] (?:[Ѐ-ӿ«]|\d)|(?:^|[.!?…»] |[«“(])[A-Z] [Ѐ-ӿ«]")


@cache
def _words_of_one_letter(language: str) -> str:
    """Latin letters that look like a word of the language."""
    words = str(tables().get(language, {}).get("words_of_one_letter", ""))
    return "".join(latin for latin, right in _to_cyrillic(language).items() if right in words)


_CAPITALS = late(r"(?<!\w)[АВСЕНІЈКМОРЅТХУҮ]{2,}(?!\w)")


@cache
def _disguise(language: str) -> dict[int, str]:
    return {ord(latin): cyrillic for latin, cyrillic in _to_cyrillic(language).items()}
