"""``[chinese_script]``: a text in simplified characters has no traditional ones, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import tomli

from workflow.checks.check import Pair, unit_check
from workflow.checks.words import listed
from workflow.model import Edit, Remark, Severity

_MOST_SPANS = 50
_STRAY = {"Hans": "traditional", "Hant": "simplified"}  # what must not stand in a text of that script


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    wrong = _STRAY.get(pairs[0].profile.script)
    if wrong is None:
        return []
    # As numbers, since to make a text of each character of all texts takes three times as long.
    every = "".join([pair.target for pair in pairs]).encode("utf-32", "surrogatepass")
    codes = set(memoryview(every).cast("I"))
    strange = frozenset(char for char in _all(wrong) if ord(char) in codes)
    return [pair for pair in pairs if not strange.isdisjoint(pair.target)] if strange else []


@unit_check(
    "chinese_script",
    Severity.ERROR,
    languages=("zh", "zh-Hans", "zh-Hant", "zh-TW", "zh-HK"),
    prefilter=_may_have,
)
def check_chinese_script(pair: Pair) -> Iterator[Remark]:
    """Characters that only the other script has; a source in Chinese may keep its own in a quotation.

    What names may have is a warning.
    """
    wrong = _STRAY.get(pair.profile.script)
    if wrong is None:
        return
    sure, doubtful = _table(wrong)
    strange = _all(wrong).difference(pair.source)
    places = [place for place, char in enumerate(pair.target) if char in strange]
    for table, severity in ((sure, Severity.ERROR), (doubtful, Severity.WARNING)):
        mine = [place for place in places if pair.target[place] in table]
        if not mine:
            continue
        fix = tuple(Edit(place, place + 1, table[pair.target[place]]) for place in mine)
        certain = severity is Severity.ERROR
        yield Remark(
            f"{listed(pair.target[place] for place in mine)}: {wrong} in a text of {pair.profile.english}",
            listed(edit.text for edit in fix),
            "type it again" if certain else "fine in a name; else write the other one",
            kind="sure" if certain else "doubtful",
            spans=tuple((place, place + 1) for place in mine[:_MOST_SPANS]),
            fix=fix if certain else (),
            severity=severity,
        )


@cache
def _table(script: str) -> tuple[dict[str, str], dict[str, str]]:
    """The characters of a script, each with that for it in the other: sure ones, doubtful ones."""
    text = (Path(__file__).parent / "data" / "chinese.toml").read_text(encoding="utf-8")
    raw = tomli.loads(text)[script]
    sure, doubtful = ("".join(raw[name].split()) for name in ("sure", "doubtful"))
    return (
        dict(zip(sure[::2], sure[1::2], strict=True)),
        dict(zip(doubtful[::2], doubtful[1::2], strict=True)),
    )


@cache
def _all(script: str) -> frozenset[str]:
    return frozenset().union(*_table(script))
