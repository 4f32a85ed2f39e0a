"""``[puncspacing]``: no space before a mark, one after it, none inside quotation marks and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import matching
from workflow.checks.typography import Style, is_han, style
from workflow.lazy import late
from workflow.model import Edit, Markup, Remark, Severity

# An ordinary space before a mark that ends something: no-break spaces were put there by somebody who knows.
_BEFORE = late(
    r" (?<=[^\s.…].) *(?=(?:[,;،؛।۔؟]|[:?!]+(?![^\s\W]|[-()=/])|\.(?![.\w/]))(?=[\s»”’“\"')\]}]|[^\W\d]|$))"
)
# No space after: a comma and the like before a letter or an opening mark.
_AFTER = late(r"[,;،؛।](?<=[\w»”)\u0900-\u0963].)(?=[^\W\d_]|[«„])")
_AFTER_END = late(r"[!?؟۔.](?<=[^\W\d_]{3}.)(?=[^\W\d_]{3})")
# The same in short, for a first look: of scripts with capitals, and of all.
_MAY_LACK = {
    True: late(r"[,;!?.](?:[^\W\d_]|[«„])"),
    False: late(r"[,;!?.،؛؟।۔](?:[^\W\d_]|[«„])"),
}
_MAY_PRECEDE = {
    True: late(r"[,.:;?!۔](?<= .)"),
    False: late(r"[,.:;?!۔،؛؟।](?<= .)"),
}
_MAY_BE_INSIDE = late("[(«„“](?= )|[)»”](?<= .)")
# All of these at once: the set stands first, because the expression engine skips what is not in it.
_MAY = {
    cased: late(
        rf"[,.:;?!۔()«»„“”{more}](?:(?<= [,.:;?!۔{more})»”])"
        rf"|(?<=[,;!?.{more and more + '۔'}])(?:[^\W\d_]|[«„])|(?<=[(«„“])(?= ))"
    )
    for cased, more in ((True, ""), (False, "،؛؟।"))
}
_OPEN = late(r"((?<![^\s(\[—–-])[«„]|\()( +)(?=\S)")
_CLOSE = late(r"( (?<=\S.) *)(»(?=[\s,.;:!?…)\]—–-]|$)|\))")
_CURLY_OPEN = late(r"(?<!\S)(“)( +)(?=\S)")
_CURLY_CLOSE = late(r"( (?<=\S.) *)(”)(?=[\s,.;:!?،؛؟।۔)]|$)")
_FULL_MARKS = "，。；：！？、（）《》「」『』"
# The same of Chinese: a space beside a mark.
_MAY_ELSE = late(f"[{_FULL_MARKS}()«»„“”](?:(?= )|(?<= .))")
_MESSAGES = {
    "before": ("a space before “{}”", "no space"),
    "after": ("no space after “{}”", "a space"),
    "inside": ("a space inside “{}”", "no space"),
    "fullwidth": ("a space beside “{}”", "no space"),
}


def _may_be_wrong(pairs: Sequence[Pair]) -> list[Pair]:
    own = style(pairs[0].language)
    if own.spaces:
        return matching(pairs, _MAY[own.cased])
    return [pair for pair in pairs if _MAY_ELSE.search(pair.target)]


@unit_check("puncspacing", Severity.WARNING, prefilter=_may_be_wrong)
def check_puncspacing(pair: Pair) -> Iterable[Remark]:
    """Ordinary spaces before marks, none after them, spaces inside brackets and quotation marks.

    A no-break space is fine wherever it stands. In Chinese: any space beside a full-width mark.
    """
    text = pair.target
    own = style(pair.language)
    if not (_MAY[own.cased] if own.spaces else _MAY_ELSE).search(text):
        return ()
    return _remarks(pair, own)


def _remarks(pair: Pair, own: Style) -> Iterator[Remark]:
    text = pair.target
    found: dict[str, list[Edit]] = {}
    if own.spaces:
        if _MAY_PRECEDE[own.cased].search(text):
            found["before"] = [Edit(*hit.span(), "") for hit in _BEFORE.finditer(pair.prose)]
        if _MAY_LACK[own.cased].search(text):
            found["after"] = _lacking(pair)
    else:
        found["fullwidth"] = _beside(pair.prose)
    if _MAY_BE_INSIDE.search(text):
        found["inside"] = _inside(pair)
    for kind, edits in found.items():
        if edits:
            message, expected = _MESSAGES[kind]
            yield Remark(
                message.format(_mark(text, edits[0], kind)),
                expected,
                kind=kind,
                spans=tuple((edit.start, max(edit.end, edit.start + 1)) for edit in edits),
                fix=tuple(edits),
                severity=own.level("puncspacing", kind),
            )


def _lacking(pair: Pair) -> list[Edit]:
    """Where a space belongs after a mark; a name such as Яндекс.Такси is right."""
    prose = pair.prose
    edits = [Edit(hit.end(), hit.end(), " ") for hit in _AFTER.finditer(prose)]
    for hit in _AFTER_END.finditer(prose):
        before, after, sign = prose[hit.start() - 1], prose[hit.end()], hit.group()
        if sign == "." and (not after.isupper() or not before.islower() or _has_dotted_name(pair.source)):
            continue
        if sign in "!?" and before.isascii() and after.isascii() and after.islower():
            continue  # ASCII names such as Yahoo!mail
        edits.append(Edit(hit.end(), hit.end(), " "))
    return sorted(edits, key=lambda each: each.start)


_DOTTED = late(r"[a-z]\.[A-Z]")


def _has_dotted_name(source: str) -> bool:
    return _DOTTED.search(source) is not None


def _inside(pair: Pair) -> list[Edit]:
    prose = pair.prose
    quotes = style(pair.language).quotes
    edits = [Edit(*hit.span(2), "") for hit in _OPEN.finditer(prose)]
    edits += [Edit(*hit.span(1), "") for hit in _CLOSE.finditer(prose)]
    if "“”" in quotes and "“" in prose:
        edits += [Edit(*hit.span(2), "") for hit in _CURLY_OPEN.finditer(prose)]
        edits += [Edit(*hit.span(1), "") for hit in _CURLY_CLOSE.finditer(prose)]
    if pair.markup is Markup.MARKDOWN:  # a task list, or the text of a link
        edits = [each for each in edits if prose[each.start - 1] != "["]
    return sorted({(each.start, each.end): each for each in edits}.values(), key=lambda each: each.start)


def _beside(prose: str) -> list[Edit]:
    edits = []
    done = 0
    for hit in re.finditer(r" +", prose):
        start, end = hit.span()
        if start == 0 or end == len(prose) or start < done:
            continue
        before, after = prose[start - 1], prose[end]
        if before in _FULL_MARKS or after in _FULL_MARKS:
            edits.append(Edit(start, end, ""))
    return edits


def _mark(text: str, edit: Edit, kind: str) -> str:
    if kind == "before":
        return text[edit.end]
    if kind == "after":
        return text[edit.start - 1]
    near = (text[edit.start - 1 : edit.start], text[edit.end : edit.end + 1])
    return next((char for char in near if char and not char.isalnum() and not is_han(char)), near[0])
