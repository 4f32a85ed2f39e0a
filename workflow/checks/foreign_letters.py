"""``[foreign_letters]``: a word has no letter that its language is not written with."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from workflow.checks.alphabets import BLOCKS, NAMES, alphabet, block_of, own_script, told_by
from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import having, signs
from workflow.checks.words import WORD, cited, is_within, listed
from workflow.languages import profile
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_MOST_SPANS = 50
# Letters with a diacritic, and what stands for them in the Latin alphabet of another language.
_LATIN_STRAYS = "À-ÖØ-öø-ʯḀ-ỿ"
_LATIN = f"A-Za-z{_LATIN_STRAYS}"
_LETTER = late(r"[^\W\d_]")
# Presentation forms are glyphs of old fonts; ligatures of phrases (ﷺ) are characters in their own right.
_GLYPHS = "\ufb50-\ufdcf\ufe70-\ufefc"
_kind_of = told_by({"glyph": _GLYPHS, "alphabet": _LATIN_STRAYS})
_ASPIRABLE = frozenset("بپتٹجچدڈرڑکگكلمن")  # an h after these may be ہ or ھ


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    language = pairs[0].language
    return having(pairs, [sign for sign in signs(pairs) if _is_stray(sign, language)])


@unit_check("foreign_letters", Severity.ERROR, prefilter=_may_have)
def check_foreign_letters(pair: Pair) -> Iterable[Remark]:
    """Letters of the language's own script that its alphabet lacks, then letters of other scripts.

    Words of the source are kept as they are, and between quotation marks or in brackets another language may
    be quoted: there it is a warning. Latin letters are nobody's concern here.
    """
    strays = [sign for sign in pair.signs if _is_stray(sign, pair.language)]
    return _remarks(pair, strays) if strays else ()


def _remarks(pair: Pair, strays: Sequence[str]) -> Iterator[Remark]:
    """What is wrong with the words from that with the first stray letter on."""
    first = min(map(pair.target.index, strays))
    passages = cited(pair.target)
    groups: dict[tuple[str, Severity, bool], list[tuple[int, int]]] = {}
    words = WORD.finditer(pair.target, _start_of_word(pair.target, first))
    if not pair.profile.spaces:
        words = re.finditer(f"[{re.escape(''.join(strays))}]+", pair.target)
    for match in words:
        verdict = _verdict(match[0], pair.language)
        if verdict is None or match[0] in pair.source or _is_mixed(match[0]):
            continue
        kind, severity, fixable = verdict
        if is_within(match.start(), passages) and kind != "glyph":
            severity, fixable = max(severity, Severity.WARNING, key=list(Severity).index), False
        groups.setdefault((kind, severity, fixable), []).append(match.span())
    for (kind, severity, fixable), spans in groups.items():
        if kind not in ("alphabet", "glyph") and _is_most(pair.target, spans):
            continue  # a text in another script: not a matter of letters
        yield _remark(pair, kind, severity, fixable, spans)


def _is_mixed(word: str) -> bool:
    """Whether Latin and Cyrillic letters meet in a word: that is the matter of ``mixed_scripts``."""
    return bool(_meeting().search(word))


@cache
def _meeting() -> re.Pattern[str]:
    return re.compile(f"[{_LATIN}][{BLOCKS['Cyrl']}]|[{BLOCKS['Cyrl']}][{_LATIN}]")


def _start_of_word(text: str, place: int) -> int:
    """Where to begin to look for words, so that the one at ``place`` is seen whole."""
    start = place
    while start and WORD.match(text[start - 1]):
        start -= 1
    return start


def _is_most(text: str, spans: list[tuple[int, int]]) -> bool:
    return 2 * sum(end - start for start, end in spans) > len(_LETTER.findall(text))


def _remark(pair: Pair, kind: str, severity: Severity, fixable: bool, spans: list[tuple[int, int]]) -> Remark:
    words = [pair.target[start:end] for start, end in spans]
    shown = tuple(spans[:_MOST_SPANS])
    if kind not in ("alphabet", "glyph"):
        return Remark(
            f"{listed(words)}: {NAMES[kind]} letters",
            hint=f"write it in {pair.profile.english}, or in Latin letters if it is a foreign name",
            kind="script",
            spans=shown,
            severity=severity,
        )
    fix = tuple(
        Edit(start, end, mended) for start, end in spans if (mended := _mended(pair, start, end)) is not None
    )
    strays = ", ".join(
        dict.fromkeys(char for word in words for char in word if _is_stray(char, pair.language))
    )
    return Remark(
        f"{listed(words)}: {pair.profile.english} is not written with {strays[:60]}",
        listed(edit.text for edit in fix) if fixable else "",
        "type the word again" if fixable else "see which letter is meant",
        kind=kind,
        spans=shown,
        fix=fix if fixable else (),
        severity=severity,
    )


def _mended(pair: Pair, start: int, end: int) -> str | None:
    """A word with the letters that are meant."""
    word = pair.target[start:end]
    known = alphabet(pair.language)
    instead = known.instead if known else {}
    done: list[str] = []
    for place, char in enumerate(word):
        right = instead.get(char, char)
        if _kind_of(char) == "glyph":
            right = unicodedata.normalize("NFKC", char)
            right = "".join(instead.get(each, each) for each in right)
        if len(right) > 1 and char.isupper() and word[max(place - 1, 0) : place + 2].isupper():
            right = right.upper()
        done.append(right)
    if "ه" in word and pair.language == "ur":
        done = ["ہ" if char == "ه" else char for char in done]
    return "".join(done)


def _verdict(word: str, language: str) -> tuple[str, Severity, bool] | None:
    """What is wrong with a word: kind or script, how bad, can it be put right; None if nothing is."""
    strays = [char for char in word if _is_stray(char, language)]
    if not strays:
        return None
    known = alphabet(language)
    own = own_script(profile(language).script)
    kinds = {_kind(char, own) for char in strays}
    if kinds == {"glyph"}:
        return "glyph", Severity.WARNING, True
    others = kinds - {"alphabet", "glyph"}
    if others:
        return min(others), Severity.ERROR, False
    assert known is not None  # only a language with an alphabet has strays of its own script
    fixable = all(char in known.instead or _is_round_h(word, char, language) for char in strays)
    lenient = known.lenient.issuperset(strays)
    if own == "Latn" and word[:1].isupper():
        return "alphabet", Severity.NOTE, False  # Malmö and Erdoğan are written so
    return "alphabet", Severity.WARNING if lenient else Severity.ERROR, fixable


def _is_round_h(word: str, char: str, language: str) -> bool:
    """Whether an Arabic h in an Urdu word can only be ہ: after an aspirable letter it may be ھ."""
    return (
        language == "ur"
        and char == "ه"
        and all(before not in _ASPIRABLE for before, here in itertools.pairwise(word) if here == "ه")
    )


def _kind(char: str, own: str) -> str:
    kind = _kind_of(char)
    if kind == "glyph" or (kind and own == "Latn"):
        return kind
    script = block_of(char) or own
    return "alphabet" if script == own else script


@lru_cache(maxsize=4096)
def _is_stray(char: str, language: str) -> bool:
    """Whether a text in the language should not have this letter."""
    own, script, kind = own_script(profile(language).script), block_of(char), _kind_of(char)
    if script and script != own:
        return own != "Zyyy"
    known = alphabet(language)
    if known is None:
        return False
    if own not in BLOCKS:
        return kind == "alphabet"
    return (script == own and char.isalpha() and _FIRST <= char <= _LAST and char not in known.letters) or (
        own == "Arab" and kind == "glyph"
    )


_FIRST, _LAST = "\u0400", "\u1cff"  # where the scripts with an alphabet have their letters
