"""``[doublepunc]``: no mark twice, and no two marks of which one is a slip."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.checks.typography import style
from workflow.model import Edit, Remark, Severity

# The same mark again; exactly two full stops (three are an ellipsis, «?..» is right); a comma before a stop.
_TWICE = re.compile(
    r"([,;:،؛，；：、।])\1+|(?<![.?!…])\.\.(?![.\w/\\])|(?<!。)。。(?!。)|(?<!۔)۔۔(?!۔)"
    r"|[,;،؛，；、](?=\s?(?:[。۔।]|\.(?![.\w])))"
)


@unit_check("doublepunc", Severity.WARNING)
def check_doublepunc(pair: Pair) -> Iterator[Remark]:
    """“,,”, “..”, “。。”, “,.” where the source has none.

    “!!” and “???” are not meant, and commas that stand for low quotation marks have no fix, nor a stop
    that may be a stop or an ellipsis.
    """
    text = pair.target
    if not (
        ",," in text or ".." in text or ",." in text or "،،" in text or "۔۔" in text or "،۔" in text
        or "।।" in text or ",।" in text or "，，" in text or "。。" in text or "，。" in text or "、、" in text
        or ";;" in text or "::" in text or "；；" in text or "：：" in text or "؛؛" in text
        or ";." in text or ", ." in text or ",。" in text or "、。" in text or ",۔" in text or ", ।" in text
        or "、，" in text or "، ۔" in text or "；。" in text or "،." in text or "؛." in text
    ):  # fmt: skip
        return
    prose = pair.prose
    for hit in _TWICE.finditer(prose):
        found = hit.group()
        start, end = hit.span()
        if found in pair.source or (found[0] in ",;،؛，；、" and len(found) == 1 and ",." in pair.source):
            continue
        single = len(found) == 1
        low = found == ",," and prose[end : end + 1].isalnum()
        if single:
            fix = (Edit(start, end, ""),)
            found = prose[start : end + 2].rstrip()
        elif (
            low
            or found == "।।"
            or (found in ("..", "。。", "۔۔") and ("..." in pair.source or "…" in pair.source))
        ):
            fix = ()
        else:
            fix = (Edit(start, end, found[0]),)
        yield Remark(
            f"“{found}”",
            "quotation marks of the language" if low else found[-1],
            kind="two" if single else "same",
            spans=((start, end + (1 if single else 0)),),
            fix=fix,
            severity=style(pair.language).level("doublepunc", "two" if single else "same"),
        )
