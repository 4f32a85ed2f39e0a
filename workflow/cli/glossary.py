"""``workflow glossary``: the files of the glossary."""

from __future__ import annotations

from typing import Annotated

import typer

from workflow.cli.choice import chosen_languages
from workflow.cli.show import Shell

glossary = typer.Typer(
    no_args_is_help=False,
    rich_markup_mode=None,
    help="Work on the files of the glossary.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make the commands part of ``app``; they print through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.add_typer(glossary, name="glossary")


@glossary.callback()
def _group() -> None:
    """Keep ``forms`` a command of its own while it is the only one."""


@glossary.command()
def forms(
    lang: Annotated[
        list[str] | None,
        typer.Option("--lang", "-l", metavar="TAG", help="A language (ru), or several (ru,kk). None: all."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 if a file is not up to date.")
    ] = False,
) -> None:
    """Write the inflected forms of every rendering.

    Into glossary/forms.<lang>.csv, for people to read. What a person wrote there is never changed.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root())
    tags = chosen_languages(opened.config, lang)
    for tag in tags:
        if lang and not pipeline.inflects(tag):
            _shell.warn(f"{tag}: names have no forms in this language")

    def progress(language: str, done: int, total: int) -> None:
        _shell.progress(language, done, total, "concepts")

    behind = False
    for done in pipeline.make_forms(opened, tags, only_check=check, progress=progress):
        _shell.clear()
        lines = done.new + done.kept
        _shell.say(
            f"{done.path}: {lines} {plural('line', lines)}: {done.new} made, {done.kept} kept, "
            f"{done.dropped} dropped; {done.unread} to be read"
            + (", not up to date" if check and done.changed else "")
        )
        for warning in done.warnings:
            _shell.warn(warning)
        behind = behind or done.changed
    if check and behind:
        raise typer.Exit(1)
