"""``[md-link]``: every link and picture of the source is there, with its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.checks.inline import inline
from workflow.lazy import late
from workflow.model import Edit, Markup, Remark, Severity

# What was a link before an editor, or a keyboard, came over it.
_BROKEN = late(r"(?P<text>\][ \t\u00a0]+\()(?=[^()\s]{1,2000}\))|(?P<wide>\]（[^（）()\s]{1,2000}[）)])")
_LANGUAGE = late(r"(?<=/)[a-z]{2}(?:[-_][A-Za-z]{2,4})?(?=[./?#]|$)")


@unit_check("md-link", Severity.ERROR, needs="[]<")
def check_md_link(pair: Pair) -> Iterator[Remark]:
    """Addresses that are lost, changed or added, by the Markdown parser of the pages.

    The same address in the part of a site for another language (``/en/``, ``//en.``) is fine.
    """
    if pair.markup is not Markup.MARKDOWN:
        return
    source, target = inline(pair.source), inline(pair.target)
    if source is None or target is None:
        return
    for what, wanted, found in (
        ("link", source.links, target.links),
        ("picture", source.images, target.images),
    ):
        if wanted == found:
            continue
        lost, added = _difference(wanted, found)
        if lost or added:
            yield _remark(pair, what, lost, added)


def _difference(wanted: tuple[str, ...], found: tuple[str, ...]) -> tuple[list[str], list[str]]:
    lost = list((Counter(wanted) - Counter(found)).elements())
    added = list((Counter(found) - Counter(wanted)).elements())
    homes = Counter(map(_anywhere, added))
    for address in list(lost):
        home = _anywhere(address)
        if homes[home]:
            homes[home] -= 1
            lost.remove(address)
            added.remove(next(each for each in added if _anywhere(each) == home))
    return lost, added


def _anywhere(address: str) -> str:
    """An address without what tells the language of a site's part."""
    return _LANGUAGE.sub("*", address)


def _remark(pair: Pair, what: str, lost: list[str], added: list[str]) -> Remark:
    if not lost:
        return Remark(
            f"a {what} that the source does not have: {_shown(added)}",
            hint="delete it, or add it to the article",
            kind="added",
            spans=_places(pair.target, added),
        )
    fix: tuple[Edit, ...] = ()
    hint = "copy its address from the source: [words](address)"
    spans = _places(pair.target, added)
    broken = _BROKEN.search(pair.target)
    if broken and not added:
        right = "](" if broken["text"] else "](" + broken[0][2:-1] + ")"
        repaired = pair.target[: broken.start()] + right + pair.target[broken.end() :]
        mended = inline(repaired)
        spans = (broken.span(),)
        hint = "no space, and no brackets of full width, between ] and ("
        if mended and lost[0] in (*mended.links, *mended.images):
            fix = (Edit(*broken.span(), right),)
    elif len(lost) == len(added) == len(spans) == 1 and pair.target[slice(*spans[0])] == added[0]:
        fix = (Edit(*spans[0], lost[0]),)
    changed = f"leads to {_shown(added)}" if added else "is missing"
    return Remark(
        f"the {what} to {_shown(lost)} {changed}",
        _shown(lost),
        hint,
        kind="changed" if added else "missing",
        spans=spans,
        source_spans=_places(pair.source, lost),
        fix=fix,
    )


def _shown(addresses: list[str]) -> str:
    more = f" and {len(addresses) - 2} more" if len(addresses) > 2 else ""
    return ", ".join(address[:80] or "nowhere" for address in addresses[:2]) + more


def _places(text: str, addresses: list[str]) -> tuple[tuple[int, int], ...]:
    """Where addresses stand, as far as they stand as they are."""
    found = [(text.find(address), len(address)) for address in dict.fromkeys(addresses[:50]) if address]
    return tuple(sorted((start, start + length) for start, length in found if start >= 0))
