"""``[xmltags]``: the tags of the source are all there, closed in the order in which they open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from workflow.checks.check import Pair, unit_check
from workflow.lazy import late
from workflow.model import Remark, Severity

# A tag in the way of HTML, also with a name in another script: «<б>». An address in brackets is none.
_TAG = late(r"<(?P<close>/?)(?P<name>[^\W\d_][\w.-]*(?::[\w.-]+)?)(?P<rest>(?:\s[^<>]*|/)?)>")
_ATTRIBUTE = late(r"""([\w:.-]+)\s*=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]+)""")
# Of HTML; they have no end tag.
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_TRANSLATED = frozenset(
    {"title", "alt", "aria-label", "placeholder", "label", "content", "lang", "xml:lang", "dir"}
)
_MOST_SHOWN = 4


class _Tag(Struct, frozen=True):
    text: str
    start: int
    name: str
    close: bool
    alone: bool  # has no end tag of its own
    attributes: tuple[tuple[str, str], ...]  # that a translation must not change

    @property
    def key(self) -> str:
        """What must be there as often as in the source."""
        return f"</{self.name}>" if self.close else f"<{self.name}/>" if self.alone else f"<{self.name}>"


@unit_check("xmltags", Severity.ERROR, needs="<")
def check_xmltags(pair: Pair) -> Iterator[Remark]:
    """Tags that are lost or added, then the order in which they close, then attributes that were changed.

    Words in an attribute (``title``, ``alt``) are for translating. A source whose tags are not in order
    themselves asks nothing of that kind.
    """
    source, target = _tags(pair.source), _tags(pair.target)
    if not source and not target:
        return
    wanted, found = Counter(tag.key for tag in source), Counter(tag.key for tag in target)
    lost, added = wanted - found, found - wanted
    if lost:
        names = _shown(lost)
        yield Remark(
            f"{names} {'is' if len(lost) == 1 else 'are'} missing",
            names,
            f"found {_shown(added)} instead" if added else "copy it from the source",
            kind="missing",
            spans=_spans(tag for tag in target if tag.key in added),
            source_spans=_spans(tag for tag in source if tag.key in lost),
        )
    elif added:
        yield Remark(
            f"{_shown(added)} {'is' if len(added) == 1 else 'are'} not in the source",
            hint="delete it; readers would see it as it stands",
            kind="added",
            spans=_spans(tag for tag in target if tag.key in added),
        )
    else:
        crossed = _crossed(target)
        if crossed is not None and _crossed(source) is None:
            yield Remark(
                f"{crossed.text[:60]} closes what is not open, or not the last that opened",
                hint="tags close in the reverse of the order in which they open, as in the source",
                kind="nesting",
                spans=_spans([crossed]),
                source_spans=_spans(source),
            )
        yield from _attributes(source, target)


def _attributes(source: Sequence[_Tag], target: Sequence[_Tag]) -> Iterator[Remark]:
    wanted = Counter((tag.name, each) for tag in source for each in tag.attributes)
    found = Counter((tag.name, each) for tag in target for each in tag.attributes)
    lost = wanted - found
    if lost or found - wanted:
        names = ", ".join(dict.fromkeys(f"{key}={value}" for _, (key, value) in lost))
        changed = {name for name, _ in (lost + (found - wanted))}
        yield Remark(
            "an attribute of a tag is not that of the source",
            names,
            "attributes stay as they are; only words for readers (title, alt) are translated",
            kind="attribute",
            spans=_spans(tag for tag in target if tag.name in changed and not tag.close),
            source_spans=_spans(tag for tag in source if tag.name in changed and not tag.close),
        )


def _tags(text: str) -> list[_Tag]:
    return [
        _Tag(
            match[0],
            match.start(),
            match["name"].lower(),
            bool(match["close"]),
            match["rest"].endswith("/") or match["name"].lower() in _VOID,
            tuple(
                (key.lower(), value.strip("\"'"))
                for key, value in _ATTRIBUTE.findall(match["rest"][:2000])
                if key.lower() not in _TRANSLATED
            ),
        )
        for match in _TAG.finditer(text)
        if "://" not in match[0] or " " in match[0] or "=" in match[0]
    ]


def _crossed(tags: Sequence[_Tag]) -> _Tag | None:
    """The first tag that is out of order, or the last that stays open; None if all is well nested."""
    stack: list[_Tag] = []
    for tag in tags:
        if tag.alone:
            continue
        if not tag.close:
            stack.append(tag)
        elif stack and stack[-1].name == tag.name:
            stack.pop()
        else:
            return tag
    return stack[-1] if stack else None


def _shown(keys: Counter[str]) -> str:
    every = list(keys.elements())
    more = len(every) - _MOST_SHOWN
    return ", ".join(key[:40] for key in every[:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _spans(tags: Iterable[_Tag]) -> tuple[tuple[int, int], ...]:
    return tuple((tag.start, tag.start + len(tag.text)) for tag in tags)[:50]
