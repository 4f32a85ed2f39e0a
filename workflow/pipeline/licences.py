"""What the licence of a model forbids is said when the model first drafts a language, not only when asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from workflow.engines.licences import forbids_commerce
from workflow.engines.pivot import PivotEngine
from workflow.errors import WorkflowError
from workflow.model import Engine, KeepingEngine

_NOTE = "licence"


def licence_warnings(engine: Engine, source: str, language: str) -> Iterator[str]:
    """A line for each model on the way to ``language`` that is not for commercial use, once for each of them.

    That it was said is kept where the engine keeps what is known of its model; where that cannot be, it is
    said again. An engine that does not know its model's licence says nothing.
    """
    for each, begin, end in _ways(engine, source, language):
        with suppress(WorkflowError):
            licence = str(getattr(each, "licence", "") or "")
            if not forbids_commerce(licence):
                continue
            if isinstance(each, KeepingEngine):
                if each.kept(begin, end, _NOTE) == licence:
                    continue
                each.keep(begin, end, _NOTE, licence)
            yield (
                f"drafts in {end} come from a model whose licence, {licence}, forbids commercial use "
                f"({each.signature(begin, end)}); this is said once"
            )


def _ways(engine: Engine, source: str, language: str) -> Iterator[tuple[Engine, str, str]]:
    """The engines that a text passes through, each with its pair."""
    if not isinstance(engine, PivotEngine):
        yield engine, source, language
        return
    if engine.first is not None:
        yield from _ways(engine.first, source, engine.pivot)
    yield from _ways(engine.second, engine.pivot, language)
