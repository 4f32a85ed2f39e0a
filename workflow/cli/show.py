"""What a person sees: lines, tables, progress. Results go to standard output, the rest to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from workflow.errors import ConfigError

if TYPE_CHECKING:
    from workflow.model import Usage

_MOST_PROBLEMS = 100


def printable(text: str) -> str:
    """See :func:`workflow.report.printable`, which ``--help`` need not wait for."""
    from workflow.report import printable as clean  # noqa: PLC0415

    return clean(text)


class Shell(Struct):
    """The options that stand before every command, and how loud to be."""

    root: Path | None = None
    verbose: bool = False
    quiet: bool = False
    wait: float = 60

    def find_root(self) -> Path:
        """Folder of the publication, relative to where the user stands: so are the paths in messages.

        :raises ConfigError: there is none.
        """
        if self.root is not None:
            return self.root
        from workflow.config import find_root  # noqa: PLC0415

        here = Path.cwd()
        return Path(os.path.relpath(find_root(here), here))

    def has_publication(self) -> bool:
        """Whether there is one at all, right or wrong."""
        try:
            self.find_root()
        except ConfigError:
            return False
        return True

    def say(self, text: str) -> None:
        """A result line; ``--quiet`` keeps it back."""
        if not self.quiet:
            print(printable(text), flush=True)

    def detail(self, text: str) -> None:
        """A line for those who asked for more with ``-v``."""
        if self.verbose:
            print(printable(text), file=sys.stderr)

    def warn(self, text: str) -> None:
        """A line about something that went less well than it might; never kept back."""
        self.clear()
        print(printable(f"warning: {text}"), file=sys.stderr)

    def warn_of(self, problems: Sequence[str]) -> None:
        """A line for each, but for so many that nobody reads them: a file with more is the wrong file."""
        for problem in problems[:_MOST_PROBLEMS]:
            self.warn(problem)
        if len(problems) > _MOST_PROBLEMS:
            self.warn(f"and {len(problems) - _MOST_PROBLEMS:,} more")

    def clear(self) -> None:
        """Wipe the progress line."""
        if self.shows_progress:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    @property
    def shows_progress(self) -> bool:
        """Progress is for terminals; a log would only fill up."""
        return not self.quiet and sys.stderr.isatty()

    def progress(self, label: str, done: int, total: int | None, unit: str = "", about: str = "") -> None:
        """Overwrite the progress line, such as ``ru 12/40 segments``."""
        if self.shows_progress:
            count = f"{done}/{about}{total}" if total else str(done)
            print(printable(f"\r\x1b[K{label} {count} {unit}")[1:], end="", file=sys.stderr, flush=True)

    def duration(self, seconds: float) -> str:
        """Such as ``40 s``, ``12 min`` or ``3 h 20 min``."""
        minutes = round(seconds / 60)
        if minutes < 2:
            return f"{seconds:.0f} s"
        return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"

    def used(self, usages: Mapping[str, Usage]) -> None:
        """What the engines that count it have used up, by their names."""
        for name, usage in usages.items():
            cost = "" if usage.cost is None else f", cost {usage.cost:.4f}"
            tokens = f"{usage.prompt_tokens} tokens in, {usage.completion_tokens} out"
            counted = f", {tokens}" if usage.prompt_tokens or usage.completion_tokens else ""
            self.say(f"{name}: {usage.requests} requests{counted}{cost}")

    def download(self, label: str) -> Callable[[int, int | None], None]:
        """A progress function for bytes."""

        def report(done: int, total: int | None) -> None:
            if self.shows_progress:
                share = f" of {total / 1e6:.1f} MB, {100 * done // total} %" if total else " MB"
                print(f"\r\x1b[K{label}: {done / 1e6:.1f}{share}", end="", file=sys.stderr, flush=True)

        return report


def table(headings: Sequence[str], rows: Sequence[Sequence[str | int]]) -> str:
    """Columns that line up: numbers to the right, texts to the left."""
    cells = [list(headings), *([str(cell) for cell in row] for row in rows)]
    numeric = [bool(rows) and all(isinstance(row[i], int) for row in rows) for i in range(len(headings))]
    widths = [max(len(row[i]) for row in cells) for i in range(len(headings))]
    lines = []
    for row in cells:
        parts = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)
