"""``[invisible_chars]``: no character that nobody sees, and none that no font has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from workflow.checks.alphabets import told_by
from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import either, having, plain, runs, signs
from workflow.checks.words import is_within
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

# Bidirectional controls are the matter of ``bidi``; no-break and narrow spaces can be seen.
_ZERO_WIDTH = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
)
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_TAGS = "\U000e0000-\U000e007f"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_LOST = "\ud800-\udfff\ufff9-\ufffd\ufdd0-\ufdef\ufffe\uffff" + "".join(
    chr(plane << 16 | end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF)
)
_kind_of_known = told_by(
    {
        "zero-width": _ZERO_WIDTH + _SELECTORS,
        "hyphen": "\u00ad",
        "control": _CONTROLS,
        "tag": _TAGS,
        "private": _PRIVATE,
        "lost": _LOST,
    }
)
_WHAT = {
    "zero-width": "that takes no room",
    "joiner": "that has nothing to join or to keep apart",
    "hyphen": "that shows only at the end of a line",
    "control": "that is a command, not a letter",
    "tag": "that nobody sees",
    "private": "that only some fonts have",
    "unassigned": "that is none in Unicode",
    "lost": "that stands for one that was lost",
}
_HINTS = {
    "hyphen": "delete it: search does not find the word, and browsers hyphenate by themselves",
    "private": "write the character that is meant, or its name",
    "unassigned": "write the character that is meant",
    "lost": "write the character that is meant; the source or an older copy may have it",
}
_DOUBTFUL = frozenset({"hyphen", "private", "unassigned"})
_FIXABLE = frozenset({"zero-width", "joiner", "hyphen", "control", "tag"})
_JOINING = ("Arab", "Deva")
_JOINERS = "\u200c\u200d"
_BETWEEN = "\u0620-\u065f\u066e-\u06d3"  # Arabic letters, between which a non-joiner works
_ARABIC = late("[\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_INDIC = late("[\u0900-\u0dff]")
_ANY_LETTER = "\u0628"  # stands for the words around a run
_ARABIC_LETTER = late(f"[{_BETWEEN}]")
_IDLE = late(f"(?<![{_BETWEEN}])\u200c|\u200c(?![{_BETWEEN}])")
# Those of the odd ones that Python holds to be printable.
_PRINTABLE = late("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u3164\uffa0\ufe00-\ufe0f\ufffc\ufffd]")
_FLAG = late("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")
_NAMES = {"\u00ad": "SOFT HYPHEN", "\ufeff": "ZERO WIDTH NO-BREAK SPACE (byte order mark)"}
_MOST_SPANS = 50


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    odd = [sign for sign in signs(pairs) if not _is_clean(sign)]
    if "\u200c" not in odd or not all(map(_ARABIC_LETTER.match, plain(pairs[0].language))):
        return having(pairs, odd)
    odd.remove("\u200c")
    return either(pairs, having(pairs, odd), _idle(pairs))


def _idle(pairs: Sequence[Pair]) -> list[Pair]:
    """Texts in Arabic letters with a non-joiner that is not between two of them.

    What stands between words is judged once; a text may also begin with one.
    """
    some = runs(pairs, "\u200c")
    idle = [numbers for run, numbers in some.items() if _IDLE.search(f"{_ANY_LETTER}{run}{_ANY_LETTER}")]
    found = set().union(*idle)
    return [pair for at, pair in enumerate(pairs) if at in found or pair.target.startswith("\u200c")]


@unit_check("invisible_chars", Severity.ERROR, prefilter=_may_have)
def check_invisible_chars(pair: Pair) -> Iterable[Remark]:
    """Characters that hide, break search, or were lost on the way; those of the source may stay.

    What stands inside a word is an error, what stands at its edge a warning. Joiners have their work in
    Arabic and Indian scripts and between emoji, variation selectors after emoji and Chinese characters.
    """
    return () if _is_clean(pair.target) else _remarks(pair)


def _remarks(pair: Pair) -> Iterator[Remark]:
    target = pair.target
    kept = frozenset(pair.source)
    flags = [match.span() for match in _FLAG.finditer(target)]
    groups: dict[tuple[str, Severity], list[int]] = {}
    odd = {char: kind for char in pair.signs - kept if (kind := _kind_of(char))}
    for place, char in enumerate(target):
        kind = odd.get(char, "")
        if not kind or is_within(place, flags):
            continue
        if kind == "zero-width" and _works(target, place):
            continue
        severity = Severity.ERROR
        if char in _JOINERS and pair.profile.script in _JOINING and not _is_inside(target, place):
            kind, severity = "joiner", Severity.NOTE
        elif kind in _DOUBTFUL or (kind == "zero-width" and not _is_inside(target, place)):
            severity = Severity.WARNING
        groups.setdefault((kind, severity), []).append(place)
    for (kind, severity), places in groups.items():
        names = list(dict.fromkeys(_name(target[place]) for place in places))
        where = f"in “{_around(target, places[0])}”" if severity is Severity.ERROR else "here"
        yield Remark(
            f"a character {_WHAT[kind]} {where}: {', '.join(names[:3])}",
            hint=_HINTS.get(kind, "delete it"),
            kind=kind,
            spans=tuple((place, place + 1) for place in places[:_MOST_SPANS]),
            fix=tuple(Edit(place, place + 1, "") for place in places) if kind in _FIXABLE else (),
            severity=severity,
        )


def _is_clean(text: str) -> bool:
    """Whether there is nothing to look at: a quick test, since nearly all texts are clean.

    What Python calls printable is everything but controls, formats, spaces, private and unassigned ones.
    """
    if not text.isprintable():
        for space in "\u00a0\u202f\u2009\n":
            text = text.replace(space, " ")
        if "\u200c" in text and not _IDLE.search(text):
            text = text.replace("\u200c", "")
        if not text.isprintable():
            return False
    return not _PRINTABLE.search(text)


def _name(char: str) -> str:
    name = _NAMES.get(char) or unicodedata.name(char, "")
    return f"U+{ord(char):04X} {name}".rstrip()


def _around(text: str, place: int) -> str:
    """The word around a place, without what cannot be shown."""
    before, after = text[max(place - 20, 0) : place], text[place + 1 : place + 20]
    near = re.split(r"\s", before)[-1] + re.split(r"\s", after)[0]
    return "".join(char for char in near if char.isprintable())


def _is_inside(text: str, place: int) -> bool:
    """Whether letters stand on both sides, others of the kind left out."""
    return _neighbour(text, place, -1).isalnum() and _neighbour(text, place, 1).isalnum()


def _neighbour(text: str, place: int, step: int) -> str:
    """The next character that can be seen; "" if there is none near."""
    for other in range(place + step, place + 9 * step, step):
        if not 0 <= other < len(text):
            return ""
        if _kind_of_known(text[other]) != "zero-width":
            return text[other]
    return ""


def _works(text: str, place: int) -> bool:
    """Whether a joiner or a selector does what it is for."""
    char, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if char in _JOINERS:
        if _ARABIC.match(before):
            return char == "\u200d" or bool(_ARABIC.match(after))
        if _INDIC.match(before):
            return char == "\u200d" or bool(_INDIC.match(after))
        if _ARABIC.match(after):
            return char == "\u200d"
        return char == "\u200d" and _is_emoji(before) and _is_emoji(after)
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":  # a selector
        return bool(before) and (
            _is_emoji(before)
            or before in "#*0123456789"
            or unicodedata.category(before) in ("Lo", "So", "Sm", "Po", "Pd")
        )
    return False


def _is_emoji(char: str) -> bool:
    return bool(char) and (char in "\ufe0f♀♂⚕⚖✈" or unicodedata.category(char) in ("So", "Sk"))


def _kind_of(char: str) -> str:
    """Why a character is worth a look; "" if it is not.

    In the blocks of pictographs a newer Unicode than Python's may have one that is not assigned here.
    """
    kind = _kind_of_known(char)
    if kind or unicodedata.category(char) != "Cn":
        return kind
    return "unassigned" if char < "\U00010000" or "\U00040000" <= char <= "\U000dfffd" else ""
