"""Find out which surrogates a model knows well enough to stand in for a name.

Each candidate is translated in a few carrier sentences (``carriers/<lang>.toml``), all in one batch. Its
score is the share of those in which it comes out exactly once, in a form that the sentence asks for. What is
found is kept with the model, so that it is done once a package.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import tomli
from msgspec import Struct

from workflow.model import Engine, KeepingEngine, Kind
from workflow.translate.surrogates import Surrogate, find_forms, load_surrogates

NOTE = "surrogates"
"""Name under which the scores are kept with a model."""

_ENOUGH = 0.8  # share of carriers; below it a surrogate misleads more often than it helps
_TOO_HARD = 0.3  # share of candidates; a carrier in which fewer come out tells of the sentence, not of them


class Carrier(Struct, frozen=True):
    """A sentence with a place for a name, and the cases that a good translation has there, by language."""

    text: str
    kinds: tuple[Kind, ...]
    cases: Mapping[str, tuple[str, ...]]
    number: str = ""  # "pl": for plural names only; "": for singular ones, and for plural places and the like

    def suits(self, surrogate: Surrogate) -> bool:
        """Whether the sentence makes sense with ``surrogate`` in it."""
        number = surrogate.number if surrogate.kind is Kind.OFFICE else ""
        return surrogate.kind in self.kinds and number == self.number and surrogate.source not in self.text


class Calibration(Struct, frozen=True):
    """The surrogates that a model knows, best first, and the score of each that was tried (0 to 1)."""

    usable: tuple[Surrogate, ...]
    scores: Mapping[str, float]  # by id; empty where there are no carriers to try them in

    def kinds(self) -> Mapping[str, int]:
        """How many are usable of each kind."""
        counts: dict[str, int] = {}
        for surrogate in self.usable:
            counts[surrogate.kind.value] = counts.get(surrogate.kind.value, 0) + 1
        return counts


def calibration(engine: Engine, source_language: str, language: str) -> Calibration:
    """The surrogates for one pair of languages of ``engine``, tried out now if they were not before.

    Without carriers in the source language all surrogates count as usable, in the order of the list.

    :raises workflow.errors.EngineError: the engine cannot serve the pair.
    """
    pool = load_surrogates(source_language, language)
    if not pool or not load_carriers(source_language):
        return Calibration(pool, {})
    digest = _digest(pool, source_language)
    scores = _recalled(engine, source_language, language, digest)
    if scores is None:
        scores = measure(engine, pool, source_language, language)
        if isinstance(engine, KeepingEngine):
            note = json.dumps({"of": digest, "scores": scores})
            engine.keep(source_language, language, NOTE, note)
    return rank(pool, scores)


def rank(pool: Sequence[Surrogate], scores: Mapping[str, float]) -> Calibration:
    """Surrogates with a score that is high enough; the sort is stable, so the list decides among equals."""
    good = [surrogate for surrogate in pool if scores.get(surrogate.id, 0.0) >= _ENOUGH]
    good.sort(key=lambda surrogate: -scores[surrogate.id])
    return Calibration(tuple(good), dict(scores))


def measure(
    engine: Engine, pool: Sequence[Surrogate], source_language: str, language: str
) -> dict[str, float]:
    """The score of each surrogate of ``pool``, by id, over all carriers of its kind, in one batch.

    A sentence that the model can do with hardly any of them does not count.

    :raises workflow.errors.EngineError: the engine cannot serve the pair.
    """
    rows = [
        (surrogate, carrier)
        for surrogate in pool
        for carrier in load_carriers(source_language)
        if carrier.suits(surrogate)
    ]
    outputs = engine.translate([_fill(carrier, one) for one, carrier in rows], source_language, language)
    by_sentence: dict[tuple[str, Kind, str], list[tuple[str, bool]]] = {}
    for (surrogate, carrier), output in zip(rows, outputs, strict=True):
        found = find_forms(output.text, surrogate)
        cases = carrier.cases.get(language)
        right = len(found) == 1 and (
            cases is None or len(surrogate.forms) == 1 or bool(set(found[0][2]) & set(cases))
        )
        by_sentence.setdefault((carrier.text, surrogate.kind, carrier.number), []).append(
            (surrogate.id, right)
        )
    hits: dict[str, list[bool]] = {surrogate.id: [] for surrogate in pool}
    for tried in by_sentence.values():
        if sum(right for _, right in tried) >= _TOO_HARD * len(tried):
            for identifier, right in tried:
                hits[identifier].append(right)
    return {key: round(sum(each) / len(each), 3) if each else 0.0 for key, each in hits.items()}


def _fill(carrier: Carrier, surrogate: Surrogate) -> str:
    name = f"{surrogate.article} {surrogate.source}".strip()
    if surrogate.number == "pl" and not surrogate.article and surrogate.kind is Kind.OFFICE:
        name = f"the {name}"
    text = carrier.text.replace("{}", name)
    return text[:1].upper() + text[1:]


@cache
def load_carriers(language: str) -> tuple[Carrier, ...]:
    """The carrier sentences of a source language; none where there is no file."""
    path = Path(__file__).parent / "carriers" / f"{language}.toml"
    if not path.is_file():
        return ()
    raw = tomli.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Carrier(
            item["text"],
            tuple(map(Kind, item["kinds"])),
            {tag: tuple(cases) for tag, cases in item.get("case", {}).items()},
            item.get("number", ""),
        )
        for item in raw["carrier"]
    )


def _digest(pool: Sequence[Surrogate], source_language: str) -> str:
    """Hash of all that the scores depend on beside the model."""
    said = repr((pool, load_carriers(source_language)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _recalled(engine: Engine, source_language: str, language: str, digest: str) -> dict[str, float] | None:
    if not isinstance(engine, KeepingEngine):
        return None
    try:
        note = json.loads(engine.kept(source_language, language, NOTE))
        if note["of"] != digest:
            return None
        return {str(key): float(score) for key, score in note["scores"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
