"""``workflow evaluate``: how good the routes of languages are, where there are references."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli.choice import AsJson, Langs, chosen_languages
from workflow.cli.show import Shell, printable, table
from workflow.errors import SourceError

if TYPE_CHECKING:
    from workflow.pipeline import Evaluated

_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make the command part of ``app``; it prints through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.command()(evaluate)


def evaluate(
    source: Annotated[
        str,
        typer.Option(
            "--source", metavar="FILE", help="What is translated: a segment a line, or JSONL, or TMX."
        ),
    ],
    lang: Langs = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(
            "--reference",
            metavar="FILE",
            help="What people made of it, line by line; may be repeated. None: only terms are scored.",
        ),
    ] = None,
    target: Annotated[
        str,
        typer.Option("--target", metavar="FILE", help="Score this instead of what the route gives."),
    ] = "",
    approved: Annotated[
        str,
        typer.Option(
            "--approved", metavar="FILE", help='For routes with "via": what is approved in that language.'
        ),
    ] = "",
    terms: Annotated[
        Path | None,
        typer.Option("--terms", metavar="FILE|FOLDER", help="A glossary instead of the publication's."),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", help="Ask this engine instead of the route.")
    ] = "",
    plain: Annotated[
        bool,
        typer.Option("--plain", help="Also without the glossary: what enforcement gains, and costs."),
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Take the first N segments. None: all.")
    ] = None,
    as_json: AsJson = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a table in Markdown.")] = False,
) -> None:
    """Measure how good the drafts of a language are.

    Translates FILE as "translate" would, but for the memory, and prints BLEU and chrF against references,
    the share of the glossary's terms that are there, and the speed. "{lang}" in the name of a file stands for
    the language. No page or catalogue is written.
    """
    from msgspec import to_builtins  # noqa: PLC0415

    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import json_text, plural  # noqa: PLC0415

    if as_json and as_markdown:
        raise SourceError("do not go together", where="--json --markdown", hint="Give one of them.")
    for option, given in (("--engine", engine), ("--plain", plain), ("--approved", approved)):
        if target and given:
            raise SourceError(
                "do not go together", where=f"--target {option}", hint="A file is scored as it is."
            )
    opened = pipeline.Publication.open(_shell.find_root(), _shell.wait)
    tags = chosen_languages(opened.config, lang)
    done: list[Evaluated] = []
    for each in pipeline.evaluate(
        opened,
        tags,
        source,
        references=tuple(reference or ()),
        target=target,
        approved=approved,
        engine=engine,
        terms=terms,
        plain=plain,
        limit=limit or 0,
        progress=lambda tag, count, total: _shell.progress(tag, count, total, "segments"),
    ):
        _shell.clear()
        done.append(each)
        if each.empty:
            _shell.warn(
                f"{each.language}: {each.empty} of {each.segments} {plural('segment', each.segments)} "
                "left empty; they score as empty texts"
            )
    if as_json:
        results = [{**to_builtins(each), "speed": each.speed} for each in done]
        print(json_text({"results": results, "usage": to_builtins(opened.usages)}, indent=2))
        return
    if as_markdown:
        print("\n".join(_markdown(done)))
        return
    headings = ("lang", "translation", "segments", "empty", *_names(done), "terms", "sentences/s", "CPU s")
    print(table(headings, [_row(each) for each in done]))
    for line in signatures(done):
        _shell.say(line)
    for each in done:
        if each.ways:
            ways = ", ".join(f"{count} {way}" for way, count in each.ways.items())
            _shell.detail(f"{each.language}: terms got in: {ways}")
        if each.preparing:
            _shell.detail(f"{each.language}, {each.how}: {each.preparing:.1f} s to load the model")
    _shell.used(opened.usages)


def _names(done: Sequence[Evaluated]) -> tuple[str, ...]:
    """The metrics that were computed: all of them, or none where there are no references."""
    return tuple(metric.name for metric in done[0].metrics) if done else ()


def _row(each: Evaluated) -> tuple[str | int, ...]:
    return (
        each.language,
        _translation(each),
        each.segments,
        each.empty,
        *(f"{metric.score:.1f}" for metric in each.metrics),
        share_of_terms(each),
        "-" if each.speed is None else f"{each.speed:.1f}",
        "-" if each.processor is None else f"{each.processor:.1f}",
    )


def _translation(each: Evaluated) -> str:
    return printable(f"{each.signature}, no glossary" if each.how == "plain" else each.signature)


def share_of_terms(each: Evaluated) -> str:
    """How many of the terms are there, for people."""
    return "-" if each.rate is None else f"{100 * each.rate:.1f} % of {each.terms}"


def signatures(done: Sequence[Evaluated]) -> list[str]:
    """Of each metric; with the languages where it is not the same for all, as with Chinese."""
    told: dict[str, dict[str, dict[str, None]]] = {name: {} for name in _names(done)}
    for each in done:
        for metric in each.metrics:
            told[metric.name].setdefault(metric.signature, {})[each.language] = None
    return [
        name + (f" ({', '.join(tags)}): " if len(found) > 1 else ": ") + signature
        for name, found in told.items()
        for signature, tags in found.items()
    ]


def _markdown(done: Sequence[Evaluated]) -> list[str]:
    """A table, and the signatures below it."""
    from workflow.languages import profile  # noqa: PLC0415

    names = _names(done)
    headings = (
        "Language",
        "Translation",
        "Segments",
        "Left empty",
        *names,
        "Terms there",
        "Sentences a second",
    )
    rows = [
        (
            f"{profile(each.language).english} (`{each.language}`)",
            _translation(each),
            str(each.segments),
            str(each.empty),
            *(f"{metric.score:.1f}" for metric in each.metrics),
            share_of_terms(each),
            "-" if each.speed is None else f"{each.speed:.1f}",
        )
        for each in done
    ]
    lines = markdown_table(headings, rows, [number in headings[2:] for number in headings])
    told = [line.replace(": ", ": `", 1) + "`" for line in signatures(done)]
    return [*lines, *(["", "; ".join(told) + "."] if told else [])]


def markdown_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]
) -> list[str]:
    """The lines of a table; ``right`` says of each column whether it stands to the right, as numbers do."""
    ruler = ["---:" if each else "---" for each in right]
    return [
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
        for line in (headings, ruler, *rows)
    ]
