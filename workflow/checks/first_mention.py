"""``[first_mention]``: a person or an organisation is named in full first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, catalogue_check
from workflow.model import CatalogueView, Kind, Remark, Role, Severity, TermJudge, Unit, Verdict

_KINDS = frozenset({Kind.PERSON, Kind.ORGANISATION})
# A headline and the like are short of room, and the text says the name anew.
_SHORT = frozenset({Role.HEADLINE, Role.HEADING, Role.CAPTION, Role.TABLE_CELL})


@catalogue_check("first_mention", Severity.WARNING)
def check_first_mention(
    view: CatalogueView, pairs: Sequence[Pair], judge: TermJudge
) -> Iterator[tuple[Unit, Remark]]:
    """The first mention in running text is short, where the source has it in full.

    Later the abbreviation, or the family name, is as it should be. A source that begins with the short form
    is not judged, nor is an article of which the translation has said the full name before.
    """
    done: set[str] = set()
    for pair in pairs:
        if not pair.matches:
            continue
        new = {
            match.concept.id
            for match in pair.matches
            if match.concept.kind in _KINDS and match.concept.id not in done and not match.inside
        }
        if not new or _SHORT.intersection(pair.unit.roles):
            continue
        for result in pair.results(judge):
            concept = result.concept
            if concept.id not in new or not (result.found or result.short):
                continue
            done.add(concept.id)
            if result.verdict is Verdict.ABBREVIATED and not result.short:
                full = concept.in_language(view.language).accepted
                yield (
                    pair.unit,
                    Remark(
                        f"{result.name} is “{result.seen}” where the article names it first",
                        full[0] if full else "",
                        "write the name in full; the short form is fine from then on",
                        about=concept.id,
                        spans=result.spans[:1],
                        source_spans=tuple(
                            (match.start, match.end)
                            for match in pair.matches
                            if match.concept.id == concept.id
                        )[:1],
                        witness=repr(full),
                    ),
                )
