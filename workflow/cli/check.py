"""``workflow check``: what is wrong in catalogues and glossary, for people and for other programs."""

from __future__ import annotations

import difflib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer
from msgspec.structs import replace

from workflow.cli.choice import chosen_languages
from workflow.cli.show import Shell, printable, table
from workflow.errors import CatalogueError, ConfigError, SourceError

if TYPE_CHECKING:
    from workflow.pipeline import Examination, Examined, Known, Publication
    from workflow.report import Outcome

GLOSSARY = "glossary"  # names the glossary itself; an article of that name is seeds/glossary
LINT = "lint"
_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make ``check`` a command of ``app``; it prints through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.command("check")(check)


def check(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="ARTICLE|FILE.po|glossary", help="What to look at. None: all catalogues."),
    ] = None,
    lang: Annotated[
        list[str] | None,
        typer.Option("--lang", "-l", metavar="TAG", help="A language (ru), or several (ru,zh). None: all."),
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--check", metavar="NAME", help="A check (numbers), or several. None: all."),
    ] = None,
    list_them: Annotated[bool, typer.Option("--list", help="List the checks, and stop.")] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="REV", help="Only what changed since this revision of Git."),
    ] = None,
    form: Annotated[
        str,
        typer.Option("--format", metavar="NAME", help="text, json, junit, sarif, github or gitlab."),
    ] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; none: standard output.")
    ] = None,
    color: Annotated[str, typer.Option("--color", metavar="WHEN", help="auto, always or never.")] = "auto",
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on", metavar="LEVEL", help="error, warning, note or never: what exit code 1 is for."
        ),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Findings that are known.")
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Write what is found into the baseline, and stop.")
    ] = False,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Put right what can be in machine text; print a patch for the rest."),
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print what --fix would change, and stop.")] = False,
) -> None:
    """Check names, numbers, what is missing.

    A line a finding when it is piped: file:line: severity [check] what. Exit code 1 if one is an error, or
    as bad as --fail-on says.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import FORMATS  # noqa: PLC0415

    if list_them:
        _list()
        return
    form = "json" if as_json else form
    _one_of(form, tuple(FORMATS), "--format")
    _one_of(color, ("auto", "always", "never"), "--color")
    if write_baseline and (fix or diff or since is not None):
        raise ConfigError(
            "goes with none of --fix, --diff and --since",
            where="--write-baseline",
            hint="A baseline is of everything that is there.",
        )
    opened = pipeline.Publication.open(_shell.find_root(), _shell.wait)
    examination = _examination(opened, targets or (), lang, names)
    if fail_on is not None:
        _one_of(fail_on, _LEVELS, "--fail-on")
    examination = replace(examination, fail_on=fail_on or opened.config.fail_on)
    path = baseline or opened.config.baseline
    if write_baseline:
        _write_baseline(examination, path)
        return
    if since is not None:
        examination = replace(examination, changes=pipeline.changes_since(opened, since))
    known = pipeline.read_baseline(path) if path is not None else pipeline.Baseline()
    examination = replace(examination, baseline=known)
    if diff:
        _patch(examination)
        if pipeline.examine(examination).outcome.fails:
            raise typer.Exit(1)
        return
    broken = _fix(examination, to_error=form != "text" and output is None) if fix else None
    done = pipeline.examine(examination)
    _report(done.outcome, form, output, color)
    if form in ("text", "github") or output is not None:
        _shell.say(_summary(done))
    _stale(done.stale, path)
    if broken is not None:
        raise broken
    if done.outcome.fails:
        raise typer.Exit(1)


_LEVELS = ("error", "warning", "note", "never")


def _one_of(value: str, known: Sequence[str], option: str) -> None:
    if value not in known:
        raise ConfigError(f"{value[:40]!r} is none", where=option, hint=f"One of: {', '.join(known)}.")


# ------------------------------------------------------------------------------------------- what to look at


def _examination(
    opened: Publication, targets: Sequence[str], lang: Sequence[str] | None, names: Sequence[str] | None
) -> Examination:
    from workflow.pipeline import Examination  # noqa: PLC0415

    checks = _checks(names)
    slugs: list[str] = []
    catalogues: list[tuple[str, str]] = []
    glossary = False
    for name in targets:
        if _is_glossary(opened, name):
            glossary = True
        elif name.endswith(".po"):
            catalogues.append(_catalogue(opened, name))
        else:
            slugs.append(_slug(opened, name))
    return Examination(
        opened,
        chosen_languages(opened.config, lang),
        None if not targets else tuple(dict.fromkeys(slugs)),
        tuple(dict.fromkeys(catalogues)),
        glossary,
        checks,
    )


def _checks(names: Sequence[str] | None) -> tuple[str, ...] | None:
    from workflow.pipeline import check_names  # noqa: PLC0415

    if names is None:
        return None
    wanted = dict.fromkeys(name.strip() for each in names for name in each.split(",") if name.strip())
    if not wanted:  # a variable that is not set, in a script
        raise ConfigError("no check given", where="--check", hint="workflow check --list names them.")
    for name in wanted:
        if name == LINT:
            raise ConfigError(
                "is about the glossary", where="--check lint", hint="Run: workflow check glossary"
            )
        if name not in check_names():
            near = difflib.get_close_matches(name, check_names(), n=1, cutoff=0.5)
            guess = f"Did you mean {near[0]!r}?" if near else "workflow check --list names them."
            raise ConfigError(f"there is no check {name[:40]!r}", where="--check", hint=guess)
    return tuple(wanted)


def _is_glossary(opened: Publication, name: str) -> bool:
    """Whether the glossary is named, or one of its files, as ``pre-commit`` does."""
    folder = opened.config.glossary
    if name.rstrip("/" + os.sep) == GLOSSARY:
        return True
    path = Path(name)
    return any(
        (each.is_file() and each.parent.resolve() == folder.resolve()) or each.resolve() == folder.resolve()
        for each in (path, opened.config.root / path)
        if each.exists()
    )


def _slug(opened: Publication, name: str) -> str:
    from workflow.pipeline import article_files, find_article  # noqa: PLC0415

    path = Path(name)
    if path.parent == Path("seeds") and path.name in article_files(opened.config, trouble=lambda _: None):
        return path.name  # seeds/NAME: an article may be called as the glossary is
    return find_article(opened.config, name).stem


def _catalogue(opened: Publication, name: str) -> tuple[str, str]:
    """Article and language of a catalogue that is named by its path."""
    path = Path(name)
    places = {each.resolve() for each in (path, opened.config.root / path) if each.exists()}
    for language in opened.config.languages:
        if opened.config.catalogue(language, path.stem).resolve() in places:
            return path.stem, language
    raise SourceError(
        "no such catalogue in this publication",
        where=name,
        hint=f"Catalogues are {opened.config.locales / '<lang>' / 'LC_MESSAGES' / '<article>.po'}.",
    )


# ------------------------------------------------------------------------------------------- what to show


def _list() -> None:
    from workflow.pipeline import rules  # noqa: PLC0415

    rows = [
        (rule.name, rule.severity.value, ", ".join(rule.languages) or "all", printable(rule.summary))
        for rule in rules(glossary=True)
    ]
    print(table(("check", "severity", "languages", "what"), rows))


def _report(outcome: Outcome, form: str, output: Path | None, color: str) -> None:
    from workflow.files import write_atomic  # noqa: PLC0415
    from workflow.report import FORMATS, Style, terminal_report  # noqa: PLC0415

    if form == "text" and _shell.quiet:
        outcome = _only_errors(outcome)
    if output is not None:
        write_atomic(output, FORMATS[form](outcome).encode("utf-8", "replace"))
        return
    if form == "text" and (color == "always" or sys.stdout.isatty()):
        columns = shutil.get_terminal_size().columns
        text = terminal_report(outcome, Style(columns, _is_coloured(color)))
    else:
        text = FORMATS[form](outcome)
    print(text, end="" if text.endswith("\n") or not text else "\n")


def _is_coloured(color: str) -> bool:
    """Whether to use colours; ``NO_COLOR`` is set by people who want none in any program."""
    if color != "auto":
        return color == "always"
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _only_errors(outcome: Outcome) -> Outcome:
    from workflow.model import Severity  # noqa: PLC0415

    return replace(
        outcome,
        suites=tuple(
            replace(
                suite,
                items=tuple(item for item in suite.items if item.finding.severity is Severity.ERROR),
            )
            for suite in outcome.suites
        ),
    )


def _summary(done: Examined) -> str:
    from workflow.report import summary  # noqa: PLC0415

    outcome = done.outcome
    parts = [summary([item.finding for item in outcome.items], outcome.catalogues)]
    known = sum(len(suite.known) for suite in outcome.suites)
    if known:
        parts.append(f"{known} known, in the baseline")
    if done.before:
        parts.append(f"{done.before} in what has not changed")
    return "; ".join(parts)


def _stale(stale: Sequence[Known], path: Path | None) -> None:
    """Of lines of the baseline that no longer hold; people take them out, or have them taken out."""
    from workflow.report import plural  # noqa: PLC0415

    if not stale:
        return
    shown = ", ".join(str(each.line) for each in stale[:_MOST_LINES])
    more = ", …" if len(stale) > _MOST_LINES else ""
    count = len(stale)
    _shell.warn(
        f"{path}: {count} {plural('line', count)} match{'es' if count == 1 else ''} no finding any more "
        f"({shown}{more}); bring it up to date with: workflow check --write-baseline"
    )


_MOST_LINES = 10


def _write_baseline(examination: Examination, path: Path | None) -> None:
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    if path is None:
        raise ConfigError(
            "no file to write to",
            where="--write-baseline",
            hint='Name one with --baseline, or in workflow.toml: [checks] baseline = "baseline.txt"',
        )
    if path.exists():
        examination = replace(examination, baseline=pipeline.read_baseline(path))
    count, changed = pipeline.save_baseline(examination, path)
    state = "" if changed else ", as before"
    _shell.say(f"{path}: {count} known {plural('finding', count)}{state}")


# ------------------------------------------------------------------------------------------- putting right


def _fix(examination: Examination, *, to_error: bool) -> CatalogueError | None:
    """Change what may be changed, and print the patch of the rest; the first error is returned."""
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    broken: CatalogueError | None = None
    proposed = 0
    for done in pipeline.fix(examination):
        if isinstance(done, CatalogueError):
            broken = broken or done
            continue
        parts = [
            f"{count} {plural(what, count)} {how}"
            for count, what, how in (
                (done.texts, "text", "put right"),
                (done.signed, "waiver", "signed"),
                (done.proposed, "text", "for a person to decide: see the patch"),
            )
            if count
        ]
        if parts and not to_error:
            _shell.say(f"{done.path}: {'; '.join(parts)}")
        proposed += done.proposed
        _raw(done.patch, sys.stderr if to_error else sys.stdout)
    if proposed and not to_error:
        _shell.say("")
    return broken


def _patch(examination: Examination) -> None:
    from workflow import pipeline  # noqa: PLC0415

    broken: CatalogueError | None = None
    for done in pipeline.fix(examination, dry_run=True):
        if isinstance(done, CatalogueError):
            broken = broken or done
        else:
            _raw(done.patch, sys.stdout)
    if broken is not None:
        raise broken


def _raw(patch: str, stream: TextIO) -> None:
    """A patch must keep every byte; only a terminal must be spared some."""
    if not patch:
        return
    if stream.isatty() or not hasattr(stream, "buffer"):
        shown = "\n".join(map(printable, patch.split("\n"))) if stream.isatty() else patch
        print(shown, end="", file=stream, flush=True)
        return
    stream.flush()
    stream.buffer.write(patch.encode("utf-8"))
    stream.flush()
