"""``[nukta]``: a Devanagari letter with a nukta is encoded in one way in the whole catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, catalogue_check
from workflow.checks.signs import having
from workflow.checks.words import listed
from workflow.lazy import late
from workflow.model import CatalogueView, Edit, Remark, Severity, TermJudge, Unit

# The letters that Unicode has as one character; NFC (UAX 15) has them as two, so that both are right.
_ONE = "\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f"
_TWO = ("क\u093c", "ख\u093c", "ग\u093c", "ज\u093c", "ड\u093c", "ढ\u093c", "फ\u093c", "य\u093c")
_TO_TWO = dict(zip(_ONE, _TWO, strict=True))
_TO_ONE = dict(zip(_TWO, _ONE, strict=True))
_AS_ONE = late(f"[{_ONE}]")
_AS_TWO = late("[कखगजडढफय]\u093c")


@catalogue_check("nukta", Severity.NOTE, languages=("hi",))
def check_nukta(
    view: CatalogueView,  # noqa: ARG001
    pairs: Sequence[Pair],
    judge: TermJudge,  # noqa: ARG001
) -> Iterator[tuple[Unit, Remark]]:
    """One note at the first letter that is encoded otherwise than most; of as many, two characters are right.

    A reader sees no difference. A search by bytes, as in many an editor, finds one of the two only.
    """
    one = [(pair, found) for pair in having(pairs, _ONE) if (found := list(_AS_ONE.finditer(pair.target)))]
    two = [
        (pair, found)
        for pair in having(pairs, "\u093c")
        if one and (found := list(_AS_TWO.finditer(pair.target)))
    ]
    if not one or not two:
        return
    ones, twos = (sum(len(found) for _, found in each) for each in (one, two))
    odd, right, how = (one, _TO_TWO, "two") if ones <= twos else (two, _TO_ONE, "one")
    pair, found = odd[0]
    plural = "s" * (how == "two")
    yield (
        pair.unit,
        Remark(
            f"{listed(match[0] for match in found)}: most of this catalogue has the letter as {how} "
            f"character{plural}; {len(odd)} of {len(pairs)} segments have it otherwise",
            hint="this is the first; nobody sees it, but search may not find the word",
            spans=tuple(match.span() for match in found[:50]),
            fix=tuple(Edit(*match.span(), right[match[0]]) for match in found),
        ),
    )
