"""``[placeholders]``: what a program fills in, and character references, stay as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.lazy import late
from workflow.model import Edit, Markup, Remark, Severity

# Not "20%da": there a number has an ending. Not "{sic!}": there are words in it.
_PLACEHOLDER = late(
    r"\{\{\s*[\w.]+\s*\}\}"
    r"|\$\{\w+\}"
    r"|\{\w*(?:[.!:\[][^{}\s]*)?\}"
    r"|%\([\w.]+\)[-+#0]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]"
    r"|%(?<![\dA-Za-z%٪]%)(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?(?:hh?|ll?|[jzL])?[diouxXeEfFgGcrsa@](?![A-Za-z])"
)
_POSITIONAL = late(
    r"\$(?<![\w$]\$)([1-9])(?![\w.,])(?!\s*(?:million|billion|trillion|thousand|each|per|a)\b)"
)
_ENTITY = late(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NEEDS = "%{&$"


@unit_check("placeholders", Severity.ERROR, needs=_NEEDS)
def check_placeholders(pair: Pair) -> Iterator[Remark]:
    """Placeholders that are lost or added, then character references.

    ``$1`` may be money: it is asked for only as a warning, and only where the translation has no such number.
    """
    found = list(_PLACEHOLDER.finditer(pair.target))
    source = list(_PLACEHOLDER.finditer(pair.source))
    wanted = Counter(match[0] for match in source)
    lost = wanted - Counter(match[0] for match in found)
    added = Counter(match[0] for match in found) - wanted
    if lost or added:
        fix: tuple[Edit, ...] = ()
        strange = [match for match in found if match[0] in added]
        if len(strange) == sum(lost.values()) == 1:
            (right,) = lost
            fix = (Edit(*strange[0].span(), right),)
        yield Remark(
            f"{_shown(lost)} is missing" if lost else f"{_shown(added)} is not in the source",
            _shown(lost),
            "copy it from the source, letter for letter" if lost else "delete it: nothing will fill it in",
            kind="missing" if lost else "added",
            spans=tuple(match.span() for match in strange[:50]),
            source_spans=tuple(match.span() for match in source if match[0] in lost)[:50],
            fix=fix,
        )
    yield from _positions(pair)
    yield from _entities(pair)


def _positions(pair: Pair) -> Iterator[Remark]:
    places = list(_POSITIONAL.finditer(pair.source))
    if len({match[0] for match in places}) < 2:  # one is money more often than not
        return
    present = {str(int(char)) for char in pair.target if char.isdecimal()}
    lost = [match for match in places if match[0] not in pair.target and match[1] not in present]
    if lost:
        yield Remark(
            f"{', '.join(match[0] for match in lost[:4])} is missing",
            ", ".join(match[0] for match in lost[:4]),
            "copy it from the source, if a program fills it in",
            kind="missing",
            source_spans=tuple(match.span() for match in lost[:50]),
            severity=Severity.WARNING,
        )


def _entities(pair: Pair) -> Iterator[Remark]:
    """A reference that the source lacks is one that some tool has written for a character.

    In Markdown a page shows the character, so there it is only odd.
    """
    strange = [
        match
        for match in _ENTITY.finditer(pair.target)
        if match[0] not in pair.source and _is_known(match[0])
    ]
    if strange:
        plain = pair.markup is Markup.PLAIN
        yield Remark(
            f"{', '.join(dict.fromkeys(match[0] for match in strange[:4]))} stands for a character",
            ", ".join(dict.fromkeys(unescape(match[0]) for match in strange[:4])),
            "write the character itself" + "; readers would see the reference" * plain,
            kind="reference",
            spans=tuple(match.span() for match in strange[:50]),
            fix=tuple(Edit(*match.span(), unescape(match[0])) for match in strange) if plain else (),
            severity=Severity.ERROR if plain else Severity.NOTE,
        )


def _is_known(reference: str) -> bool:
    """Whether it stands for one character that can be seen."""
    char = unescape(reference)
    return len(char) == 1 and (char.isprintable() or char == "\u00a0") and char != "\ufffd"


def unescape(text: str) -> str:
    """A text with characters for its character references, as in HTML.

    The names of 2,000 characters are read when the first text has a reference, which most catalogues lack.
    """
    import html  # noqa: PLC0415

    return html.unescape(text)


def _shown(placeholders: Counter[str]) -> str:
    every = list(placeholders.elements())
    more = len(every) - 4
    return ", ".join(each[:40] for each in every[:4]) + (f" and {more} more" if more > 0 else "")
