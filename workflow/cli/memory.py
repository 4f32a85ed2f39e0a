"""``workflow memory``: what people have translated before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli.choice import chosen_languages
from workflow.cli.show import Shell, printable, table
from workflow.errors import SourceError

if TYPE_CHECKING:
    from workflow.pipeline import MemoryState, Publication, Remembered

memory = typer.Typer(
    no_args_is_help=False,
    rich_markup_mode=None,
    help="Ask the translation memory, and exchange it with other tools.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make the commands part of ``app``; they print through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.add_typer(memory, name="memory")


Langs = Annotated[
    list[str] | None,
    typer.Option("--lang", "-l", metavar="TAG", help="A language (ru), or several (ru,kk). None: all."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _publication() -> Publication:
    from workflow.pipeline import Publication  # noqa: PLC0415

    return Publication.open(_shell.find_root())


@memory.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence of the source language.")],
    lang: Langs = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many at most.")] = 5,
    minimum: Annotated[
        int, typer.Option("--minimum", min=1, max=100, help="Per cent that they must be alike.")
    ] = 75,
    as_json: AsJson = False,
) -> None:
    """Show reviewed sentences like TEXT and their translations.

    What differs is marked: [-in theirs-]{+in yours+}. Exit code 1 if there is none.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import json_text  # noqa: PLC0415

    if not text.strip() or any("\ud800" <= char <= "\udfff" for char in text):
        what = "not UTF-8" if text.strip() else "an empty text"
        raise SourceError(what, where="memory search", hint="Give it one sentence, in UTF-8.")
    opened = _publication()
    tags = chosen_languages(opened.config, lang)
    found: dict[str, list[Remembered]] = {}
    for tag in tags:
        found[tag], updated = pipeline.search_memory(opened, text, tag, limit=limit, minimum=minimum)
        for trouble in updated.troubles:
            _shell.warn(f"{trouble} (not used as memory)")
    if as_json:
        print(json_text([_as_data(tag, each) for tag, every in found.items() for each in every]))
    for tag, every in found.items() if not as_json else ():
        for each in every:
            unit = each.found.unit
            alike = "exact" if each.found.exact else f"{each.found.percent} %"
            _shell.say(f"{tag}  {alike}  {unit.origin}  {unit.changed[:10]}".rstrip())
            _shell.say(f"    {printable(' '.join(each.diff.split()))}")
            _shell.say(f"    {printable(' '.join(unit.target.split()))}")
    if not any(found.values()):
        _shell.warn(f"nothing in the memory is {minimum} % like it")
        raise typer.Exit(1)


def _as_data(tag: str, each: Remembered) -> dict[str, object]:
    unit = each.found.unit
    return {
        "language": tag,
        "score": round(each.found.score, 2),
        "exact": each.found.exact,
        "source": unit.source,
        "target": unit.target,
        "diff": each.diff,
        "origin": unit.origin,
        "context": unit.context,
        "roles": [role.value for role in unit.roles],
        "changed": unit.changed,
        "author": unit.author,
    }


@memory.command()
def update(lang: Langs = None) -> None:
    """Bring the memory up to date now.

    Every command that uses it does so by itself; here it can be watched.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    opened = _publication()
    for state in pipeline.update_memory(opened, chosen_languages(opened.config, lang)):
        size, done = state.size, state.updated
        _shell.say(
            f"{state.path or state.language}: {size.units} {plural('unit', size.units)} "
            f"of {size.files} {plural('file', size.files)}: {done.read} read, {done.gone} gone"
        )
        _warn(state)


def _warn(state: MemoryState) -> None:
    for trouble in state.updated.troubles:
        _shell.warn(f"{trouble} (not used as memory)")
    if state.detail:
        _shell.detail(state.detail)


@memory.command()
def status(lang: Langs = None, as_json: AsJson = False) -> None:
    """Show how much each language's memory holds."""
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import json_text  # noqa: PLC0415

    opened = _publication()
    states = list(pipeline.update_memory(opened, chosen_languages(opened.config, lang)))
    for state in states:
        _warn(state)
    if as_json:
        data = [
            {
                "language": state.language,
                "files": state.size.files,
                "units": state.size.units,
                "texts": state.size.texts,
                "indexed": state.size.indexed,
                "path": str(state.path) if state.path else None,
            }
            for state in states
        ]
        print(json_text(data))
        return
    rows = [
        (
            *(state.language, state.size.files, state.size.units, state.size.texts, state.size.indexed),
            str(state.path) if state.path else "not kept",
        )
        for state in states
    ]
    print(table(("lang", "files", "units", "texts", "indexed", "kept in"), rows))


@memory.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.tmx", help="TMX 1.4, of any other tool.")],
) -> None:
    """Add a TMX file to the publication.

    It is checked, and copied to locales/memory/, where it belongs to you: keep it in Git, or delete it.
    """
    from workflow import pipeline  # noqa: PLC0415

    done = pipeline.import_tmx(_publication(), file)
    for what in done.skipped:
        _shell.warn(f"{file}: {what}")
    shown = ", ".join(f"{language} {count}" for language, count in done.counts.items())
    _shell.say(f"{done.place}: units by language: {shown}")


@memory.command()
def export(
    lang: Annotated[str, typer.Option("--lang", "-l", metavar="TAG", help="The language, such as ru.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.tmx", help="Default: memory.<lang>.tmx.")
    ] = None,
) -> None:
    """Write the memory of one language as TMX 1.4b."""
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    opened = _publication()
    (tag, *others) = chosen_languages(opened.config, [lang])
    if others:
        raise SourceError("one language at a time", where="--lang", hint="Run it once for each.")
    path = output or Path(f"memory.{tag}.tmx")
    content, count, updated = pipeline.export_tmx(opened, tag)
    for trouble in updated.troubles:
        _shell.warn(f"{trouble} (not in the file)")
    pipeline.save_tmx(path, content)
    _shell.say(f"{path}: {count} {plural('unit', count)}")
