"""``workflow review`` and ``workflow preview``: what people look at before anything is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli.choice import chosen_languages
from workflow.cli.show import Shell
from workflow.errors import CatalogueError, SourceError

if TYPE_CHECKING:
    from workflow.pipeline import Publication

_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make the commands part of ``app``; they print through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.command()(review)
    app.command()(preview)


def review(
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLE", help="Articles: seeds/FILE, or the name.")
    ],
    lang: Annotated[
        list[str] | None,
        typer.Option("--lang", "-l", metavar="TAG", help="A language (ru), or several (ru,zh). None: all."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to; of several sheets, a folder. Default: review/"
        ),
    ] = None,
) -> None:
    """Write a sheet to read source and translation side by side.

    One HTML file an article and language, review/ARTICLE.LANG.html, with terms, numbers, findings and
    changes in their places. It needs nothing else, and is for screen and paper.
    """
    from workflow import pipeline  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root())
    tags = chosen_languages(opened.config, lang)
    every = [pipeline.prepare(opened, pipeline.find_article(opened.config, name)) for name in articles]
    pairs = [(each, tag) for each in every for tag in tags if tag != each.article.language]
    if not lang:  # languages that have not been begun are no trouble, unless there are no others
        begun = [
            (each, tag) for each, tag in pairs if opened.config.catalogue(tag, each.article.slug).exists()
        ]
        pairs = begun or pairs[:1]
    if not pairs:
        raise SourceError("the article is in that language itself", where="--lang")
    if output is not None and len(pairs) > 1 and not output.is_dir():
        raise SourceError(
            f"{len(pairs)} sheets cannot be one file", where=str(output), hint="Give --output a folder."
        )
    broken: CatalogueError | None = None
    for prepared, tag in pairs:
        try:
            content = pipeline.review(opened, prepared, tag)
        except CatalogueError as error:  # one broken file stops its own language only
            broken = broken or error
            continue
        path = pipeline.sheet_path(opened.config, prepared.article.slug, tag)
        if output is not None:
            path = output / path.name if output.is_dir() else output
        pipeline.write_sheet(opened.config, path, content)
        _shell.say(str(path))
    if broken is not None:
        raise broken


def write_overview(
    opened: Publication, slugs: list[str] | None, tags: tuple[str, ...], output: Path | None
) -> None:
    """What ``status --html`` does."""
    from workflow import pipeline  # noqa: PLC0415

    content = pipeline.overview_page(opened, slugs, tags, trouble=lambda error: _shell.warn(str(error)))
    path = output or pipeline.overview_path(opened.config)
    if path.is_dir():
        path /= "status.html"
    pipeline.write_sheet(opened.config, path, content)
    _shell.say(str(path))


def preview(
    articles: Annotated[
        list[str] | None,
        typer.Argument(metavar="ARTICLE", help="Articles, by name or as seeds/FILE. None: all."),
    ] = None,
    port: Annotated[
        int, typer.Option("--port", "-p", metavar="NUMBER", min=0, max=65535, help="0: any that is free.")
    ] = 8642,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="127.0.0.1 or ::1; no other.")
    ] = "127.0.0.1",
) -> None:
    """Show pages and sheets in a browser while you edit.

    Each is renewed when a catalogue, the article, the glossary or the settings are saved, in whatever editor.
    Nothing is written, and nobody but this machine can look. Ctrl-C ends it.
    """
    import signal  # noqa: PLC0415

    from workflow import pipeline  # noqa: PLC0415

    server = pipeline.preview_server(_shell.find_root(), articles or (), host=host, port=port)
    # Asked to end by whoever started it, it ends as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _shell.say(f"{server.url}  (Ctrl-C ends it)")
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
