"""What can stop a run: a small tree of exceptions, each one line of text for a person.

Trouble *in the text* (a missing name, a wrong number) is a value, :class:`workflow.model.Finding`.
Trouble *in the run* (no such file, no model) is one of these.
"""

from __future__ import annotations


class WorkflowError(Exception):
    """A run cannot go on. Printed as ``where: problem. hint`` and ends the program with exit code 2.

    ``problem`` says what is wrong, ``where`` a path, ``path:line`` or setting, ``hint`` what to do next.
    ``remedy`` is the command or setting of the hint alone, for a field of a table; "" where there is none.
    """

    def __init__(self, problem: str, *, where: str = "", hint: str = "", remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.hint = hint
        self.remedy = remedy

    def __str__(self) -> str:
        line = f"{self.where}: {self.problem}" if self.where else self.problem
        if self.hint:
            line = f"{line.rstrip('.')}. {self.hint}"
        return " ".join(line.split())


class ConfigError(WorkflowError):
    """``workflow.toml`` is missing, unreadable or says something that means nothing."""


class SourceError(WorkflowError):
    """An article cannot be read."""


class GlossaryError(WorkflowError):
    """A glossary file cannot be read."""


class CatalogueError(WorkflowError):
    """A PO or POT file cannot be read or written."""


class CheckError(WorkflowError):
    """A check is none, or fails: a fault of its author's, not of the text."""


class ExchangeError(WorkflowError):
    """A file of another tool cannot be read, is not safe to read, or cannot be applied."""


class EngineError(WorkflowError):
    """A translation engine cannot run or has no model for a language pair."""


class WorkerLostError(EngineError):
    """A call has brought down one worker after the other; no other is to try it."""


class PlaceError(EngineError):
    """Where an engine was to work it cannot: another model is there, or none. No text is to blame."""


class PlaceLostError(PlaceError):
    """Nothing can work there, in no language: nobody is there any more, or only other versions."""


class ModelError(EngineError):
    """A model package cannot be found, fetched, verified or installed."""


class PublishError(WorkflowError):
    """A page cannot be made or written."""
