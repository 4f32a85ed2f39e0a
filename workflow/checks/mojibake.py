"""``[mojibake]``: no letters that came out of bytes read with the wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import either, having, matching, plain
from workflow.checks.words import listed
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

# UTF-8 read as Windows-1252 (or Latin-1): a first byte (C2 to F4), then as many more (80 to BF) as it says.
_MORE_1252 = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_WESTERN = late(f"(?:[Â-ß][{_MORE_1252}]|[à-ï][{_MORE_1252}]{{2}}|[ð-ô][{_MORE_1252}]{{3}})+")
# The same read as Windows-1251: «РЎ», «СЃ» and the like, where one pair alone may be a word.
_MORE_1251 = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕї\x98"
_CYRILLIC = late(f"(?:[В-Я][{_MORE_1251}]|[а-п][{_MORE_1251}]{{2}}|[р-ф][{_MORE_1251}]{{3}}){{2,}}")
# «РІСІ» may be a Kazakh ending in capitals: one of these must be in a run.
_ODD_1251 = "‚†‡‰ЉЊЌЋЏђљњќћџЈј¤¦§©¬®°±µ¶·ЅѕѓЃЂ‹›™„€\x98\u00ad"
_LOST = late(r"\?{4,}")
# What mojibake was: letters, punctuation. A few pairs are two characters that may well meet: "É»".
_CLOSING = "»›”’“"


# Nearly all texts have none of these: first bytes in Windows-1252, and second ones in Windows-1251 that are
# no letters of our languages. Every Cyrillic text of a few letters has one of the latter.
_FIRST_BYTES = frozenset(map(chr, range(0xC2, 0xF5)))
_OF_WESTERN = frozenset((*map(chr, range(0x80, 0xF5)), *_MORE_1252)) - {"-"}
_NEEDS = "".join(_FIRST_BYTES) + "‚†‡‰ЉЊЌЋЏђљњќћџЈј¤¦©¬®°±µ¶ЅѕѓЃ?"


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    """Texts with a run in Windows-1252, or one of question marks, or characters that one in 1251 has."""
    some = having(pairs, _NEEDS)
    if not _OF_WESTERN.isdisjoint(plain(pairs[0].language)):
        return some
    odd = set(map(id, having(pairs, _ODD_1251)))
    return either(
        pairs,
        matching(pairs, _WESTERN),
        matching(pairs, _LOST),
        [pair for pair in some if id(pair) in odd],
    )


@unit_check("mojibake", Severity.ERROR, prefilter=_may_have)
def check_mojibake(pair: Pair) -> Iterator[Remark]:
    """Runs that are what UTF-8 looks like in another encoding, then question marks in place of letters."""
    found: list[tuple[int, int, str]] = []
    for pattern, encoding in ((_WESTERN, "cp1252"), (_CYRILLIC, "cp1251")):
        for match in pattern.finditer(pair.target):
            if match[0] in pair.source:
                continue
            if encoding == "cp1251" and not any(char in _ODD_1251 for char in match[0]):
                continue
            right = _decoded(match[0], encoding)
            if right and not (
                len(match[0]) == 2 and match[0][1] in _CLOSING and _is_closed(pair.target, match)
            ):
                found.append((*match.span(), right))
    if found:
        found.sort()
        yield Remark(
            f"{listed(pair.target[start:end] for start, end, _ in found)}: letters of another encoding",
            listed(right for *_, right in found),
            "a file was opened with the wrong encoding; it is UTF-8",
            kind="encoding",
            spans=tuple((start, end) for start, end, _ in found[:50]),
            fix=tuple(Edit(start, end, right) for start, end, right in found),
        )
    lost = [match.span() for match in _LOST.finditer(pair.target)]
    if lost and not _LOST.search(pair.source):
        yield Remark(
            "question marks stand where letters were lost",
            hint="type the words again; the file was saved in an encoding that lacks the letters",
            kind="lost",
            spans=tuple(lost[:50]),
            severity=Severity.WARNING,
        )


def _is_closed(text: str, match: re.Match[str]) -> bool:
    """Whether the second character may be the mark that closes a quotation: nothing of a word follows."""
    return not text[match.end() : match.end() + 1].isalpha()


def _decoded(run: str, encoding: str) -> str:
    """The text that was there before; "" if the run is none that came of UTF-8."""
    raw = bytearray()
    for char in run:
        try:
            raw += char.encode(encoding)
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                return ""
            raw.append(ord(char))  # the few bytes that the code page leaves out
    try:
        right = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return right if all(char.isprintable() or char == "\u00a0" for char in right) else ""
