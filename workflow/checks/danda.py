"""``[danda]``: Hindi sentences end with the danda or with a full stop, in one text always with the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, catalogue_check
from workflow.checks.typography import style
from workflow.lazy import late
from workflow.model import CatalogueView, Edit, Remark, Severity, TermJudge, Unit

_DEVANAGARI = "\u0900-\u0963\u0971-\u097f\u200d"
# The end of a sentence: after four letters at least (डॉ. is an abbreviation), before a space or the end.
_DOT = late(rf"\.(?<=[{_DEVANAGARI}]{{4}}\.)(?=[\s”’\"')]|$)")
_SHORT_DOT = late(r"\.(?<=\s(?:है|था|थी|थे|हो)\.)(?=[\s”’\"')]|$)|\.(?<=\sहैं\.)(?=[\s”’\"')]|$)")
_DANDA = late(r"।(?=[\s”’\"')]|$)")
# A vertical bar, typed where the keyboard has no danda.
_BAR = late(rf"(?<=[{_DEVANAGARI}]) ?\|(?=[\s”’\"')]|$)")


@catalogue_check("danda", Severity.WARNING, languages=("hi",))
def check_danda(
    view: CatalogueView,
    pairs: Sequence[Pair],
    judge: TermJudge,  # noqa: ARG001
) -> Iterator[tuple[Unit, Remark]]:
    """The rarer of the two, where a catalogue has both, and bars that stand for dandas.

    The press has both: some houses took the full stop with their first computers. A catalogue with full
    stops only is right.
    """
    own = style(view.language)
    stops = [
        sorted({hit.start() for each in (_DOT, _SHORT_DOT) for hit in each.finditer(pair.prose)})
        if "." in pair.target
        else []
        for pair in pairs
    ]
    dots = sum(map(len, stops))
    # Nearly always there is none, and nothing to count.
    dandas = sum(pair.prose.count("।") for pair in pairs) if dots else 1
    wanted = "।" if dandas >= dots else "."
    for pair, places in zip(pairs, stops, strict=True):
        hits = places if wanted == "।" else [hit.start() for hit in _DANDA.finditer(pair.prose)]
        if hits and dots and dandas:
            yield (
                pair.unit,
                Remark(
                    f"ends with “{pair.target[hits[0]]}”, and most sentences here with “{wanted}”",
                    wanted,
                    kind="mixed",
                    spans=tuple((start, start + 1) for start in hits),
                    fix=tuple(Edit(start, start + 1, wanted) for start in hits),
                    severity=own.level("danda", "mixed"),
                ),
            )
        bars = (
            [hit.span() for hit in _BAR.finditer(pair.prose)]
            if "|" in pair.target and "|" not in pair.source
            else []
        )
        if bars:
            yield (
                pair.unit,
                Remark(
                    "a vertical bar for the end of a sentence",
                    wanted,
                    kind="bar",
                    spans=tuple(bars),
                    fix=tuple(Edit(start, end, wanted) for start, end in bars),
                    severity=own.level("danda", "bar"),
                ),
            )
