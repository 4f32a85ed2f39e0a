"""``workflow glossary``: the files of the glossary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import to_builtins

from workflow.cli import score
from workflow.cli.choice import chosen_languages
from workflow.cli.show import Shell, printable, table
from workflow.errors import GlossaryError, SourceError
from workflow.model import State

if TYPE_CHECKING:
    from workflow.pipeline import Entry, Impact, Name

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
    score.attach(glossary, shell)


Langs = Annotated[
    list[str] | None,
    typer.Option("--lang", "-l", metavar="TAG", help="A language (ru), or several (ru,kk). None: all."),
]


@glossary.command()
def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Any part of a name, in any language.")],
    lang: Langs = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the concepts that have TEXT in a name, id or note.

    With their renderings, and with --lang their inflected forms. Exit code 1 if there is none.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import json_text  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root())
    tags = chosen_languages(opened.config, lang)
    found = pipeline.find_terms(opened, text, tags)
    if as_json:
        print(json_text([_as_data(entry, opened.config.source, tags) for entry in found]))
    for entry in found if not as_json else ():
        _show(entry, (opened.config.source, *tags), with_forms=bool(lang))
    if not found:
        _shell.warn(f"no concept has {text!r} in a name, id or note")
        raise typer.Exit(1)


def _as_data(entry: Entry, source: str, tags: tuple[str, ...]) -> dict[str, object]:
    concept = entry.concept
    return {
        "id": concept.id,
        "kind": concept.kind.value,
        "where": concept.where,
        "note": concept.note,
        "renderings": {
            tag: {
                "accepted": each.accepted,
                "short": each.short,
                "forbidden": each.forbidden,
                "note": each.usage,
            }
            for tag in (source, *tags)
            if (each := concept.in_language(tag)).all or each.forbidden
        },
        "forms": {tag: dict(forms) for tag, forms in entry.forms.items()},
    }


def _show(entry: Entry, tags: tuple[str, ...], *, with_forms: bool) -> None:
    concept = entry.concept
    traits = [concept.kind.value, concept.gender, "plural" if concept.number else ""]
    _shell.say(f"{concept.id} ({', '.join(filter(None, traits))})  {concept.where}  {concept.note}".rstrip())
    for tag in tags:
        renderings = concept.in_language(tag)
        parts = [*renderings.accepted, *(f"~{text}" for text in renderings.short)]
        parts += [f"!{text}" for text in renderings.forbidden]
        if parts:
            usage = f"  ({renderings.usage})" if renderings.usage else ""
            _shell.say(f"  {tag:3} {' | '.join(parts)}{usage}")
        if with_forms and len(entry.forms.get(tag, {})) > 1:
            _shell.say("      " + ", ".join(f"{case} {form}" for case, form in entry.forms[tag].items()))


@glossary.command()
def names(
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="ARTICLE", help="Articles: seeds/FILE, or the name.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All articles together.")] = False,
    lang: Langs = None,
    double: Annotated[
        bool, typer.Option("--double", help="Only names that have two, in some language.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what each language calls every name.

    Terms of the glossary, and names that recur and that it does not know; how many units have each rendering.
    A star stands where a language has two names for one thing, "!" before what the glossary does not accept.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import json_text, plural  # noqa: PLC0415

    if not articles and not every:
        raise SourceError("no article named", where="names", hint="Name one, such as: seeds/FILE, or --all.")
    opened = pipeline.Publication.open(_shell.find_root())
    tags = chosen_languages(opened.config, lang)
    slugs = [pipeline.find_article(opened.config, name).stem for name in articles] if articles else None
    found = [
        each
        for each in pipeline.names_of(
            opened, slugs, tags, together=every, trouble=lambda error: _shell.warn(str(error))
        )
        if not double or any(map(each.is_double, tags))
    ]
    if as_json:
        print(json_text([_name_data(each, tags) for each in found], indent=2))
        return
    for slug in dict.fromkeys(each.article for each in found):
        if slug:
            _shell.say(slug)
        for each in (one for one in found if one.article == slug):
            what = f"{each.concept}, {each.kind}" if each.concept else "not in the glossary"
            _shell.say(f"{each.name} ({what}): {each.mentions} {plural('unit', each.mentions)}")
            for tag in tags:
                line = _called_line(each, tag)
                if line:
                    _shell.say(f"  {'*' if each.is_double(tag) else ' '} {tag:3} {line}")
    count = sum(any(map(each.is_double, tags)) for each in found)
    _shell.say(f"{len(found)} {plural('name', len(found))}, {count} with two names in some language")


def _called_line(name: Name, tag: str) -> str:
    parts = [
        f"{'!' if each.how == 'wrong' else '~' if each.how == 'short' else ''}{each.text} {each.count}"
        for each in name.called.get(tag, ())
    ]
    if name.missing.get(tag):
        parts.append(f"missing {name.missing[tag]}")
    return ", ".join(parts)


def _name_data(name: Name, tags: tuple[str, ...]) -> dict[str, object]:
    return {**to_builtins(name), "double": [tag for tag in tags if name.is_double(tag)]}


@glossary.command()
def impact(
    term: Annotated[
        str | None, typer.Argument(metavar="TERM", help="A concept: its id, or a name of it.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="REV", help="All rows that differ from a revision of Git."),
    ] = None,
    lang: Langs = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show which units a row of the glossary touches.

    In every article and language, with their state and what the check says of them today.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import json_text, plural  # noqa: PLC0415

    if (term is None) == (since is None):
        hint = "Such as: workflow glossary impact kazan, or: --since HEAD~1."
        raise GlossaryError("give a term, or --since and a revision", where="impact", hint=hint)
    opened = pipeline.Publication.open(_shell.find_root())
    tags = chosen_languages(opened.config, lang)
    if since is not None:
        found = pipeline.impact_since(opened, since, tags)
    else:
        found = pipeline.impact_of(opened, [pipeline.find_concept(opened, term or "")], tags)
    for error in (*found.unread, *found.broken):
        _shell.warn(str(error))
    if as_json:
        print(json_text(_impact_data(found), indent=2))
        return
    for concept in found.concepts:
        mine = [each for each in found.units if each.concept == concept.id]
        name = concept.in_language(opened.config.source).preferred
        _shell.say(f"{concept.id} ({name})  {concept.where}")
        for each in mine:
            place = f"{each.path}:{each.line}" if each.line else each.path
            page = f", {each.page}" if each.page else ""
            _shell.say(f"  {place}: {each.state.value}{page}" + (f": {each.problem}" if each.problem else ""))
    for identifier in found.gone:
        _shell.say(f"{identifier}: no longer in the glossary")
    places = {(each.path, each.line or each.source): each for each in found.units}
    articles, languages = ({getattr(each, name) for each in found.units} for name in ("article", "language"))
    counts = {
        "reviewed": sum(each.state is State.REVIEWED for each in places.values()),
        "on published pages": sum(each.page == "published" for each in places.values()),
        "with a finding": len({(each.path, each.line) for each in found.units if each.problem}),
    }
    _shell.say(
        f"{len(places)} {plural('unit', len(places))} in {len(articles)} {plural('article', len(articles))} "
        f"and {len(languages)} {plural('language', len(languages))}: "
        + ", ".join(f"{count} {what}" for what, count in counts.items())
    )


def _impact_data(found: Impact) -> dict[str, object]:
    return {
        "concepts": [each.id for each in found.concepts],
        "gone": found.gone,
        "units": [to_builtins(each) for each in found.units],
    }


@glossary.command()
def add(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Such as wang-yi.")],
    kind: Annotated[str, typer.Argument(metavar="KIND", help="person, office, place, …")],
    cells: Annotated[
        list[str],
        typer.Argument(metavar="TAG=TEXT", help='Renderings: en="Wang Yi | ~Wang" ru="Ван И" zh=王毅'),
    ],
    gender: Annotated[str, typer.Option("--gender", metavar="M|F|N", help="Of a person: m or f.")] = "",
    number: Annotated[str, typer.Option("--number", metavar="PL", help="pl: plural by itself.")] = "",
    valid: Annotated[str, typer.Option("--valid", metavar="PERIOD", help="Such as 2018-01/2021-12.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="For those who read the file.")] = "",
    file: Annotated[str, typer.Option("--file", metavar="NAME", help="In glossary/.")] = "terms.csv",
) -> None:
    """Add a concept to the glossary.

    A cell is as in the file: preferred | admitted | ~short | !forbidden. What stands there stays as it is.
    """
    from workflow import pipeline  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root())
    known = (opened.config.source, *opened.config.languages)
    texts: dict[str, str] = {}
    for cell in cells:
        tag, sign, text = cell.partition("=")
        if not sign or tag not in known:
            raise GlossaryError(
                f"{cell!r} is not TAG=TEXT with a language of the publication",
                where=identifier,
                hint=f"Its languages: {', '.join(known)}.",
            )
        if tag in texts:
            raise GlossaryError(
                f"{tag!r} is given twice",
                where=identifier,
                hint=f'Divide renderings by a line: {tag}="… | …"',
            )
        texts[tag] = text
    path, concept = pipeline.add_term(
        opened, file, identifier, kind, texts, gender=gender, number=number, valid=valid, note=note
    )
    _shell.say(f"{path}: {identifier} added")
    inflected = [tag for tag in opened.config.languages if tag in texts and pipeline.inflects(tag, concept)]
    if inflected:
        _shell.say(f"Next: workflow glossary forms --lang {','.join(inflected)}, and read the new lines")


@glossary.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; none: standard output.")
    ] = None,
    lang: Langs = None,
    form: Annotated[
        str, typer.Option("--format", metavar="NAME", help="tbx, or omegat: tab-separated, for one language.")
    ] = "tbx",
) -> None:
    """Write the glossary for another tool.

    As TBX (ISO 30042), which import reads again, or as a glossary of OmegaT.
    """
    import sys  # noqa: PLC0415

    from workflow import pipeline  # noqa: PLC0415
    from workflow.files import write_atomic  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root())
    content = pipeline.export_glossary(opened, chosen_languages(opened.config, lang), form)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    write_atomic(output, content)
    concepts = len(opened.glossary.concepts)
    _shell.say(f"{output}: {concepts} {plural('concept', concepts)}")


@glossary.command("import")
def import_terms(
    path: Annotated[Path, typer.Argument(metavar="FILE.tbx", help="A TBX file (ISO 30042).")],
    file: Annotated[
        str, typer.Option("--file", metavar="NAME", help="In glossary/, for new concepts.")
    ] = "imported.csv",
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="Of concepts that name none: person, place, …")
    ] = "",
    partial: Annotated[bool, typer.Option("--partial", help="Take what can be taken.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Write rows anew where the file says otherwise.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Take the terms of another tool into the glossary.

    Nothing is changed unless all of it can be taken, or --partial is given. Rows that say the same stay.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root())
    done = pipeline.import_glossary(
        opened,
        pipeline.terms_content(path),
        str(path),
        file=file,
        kind=kind,
        partial=partial,
        overwrite=overwrite,
        dry_run=dry_run,
    )
    _shell.warn_of(done.problems)
    if done.problems and not partial:
        count = len(done.problems)
        raise GlossaryError(
            f"{count} {plural('problem', count)}; nothing is imported",
            where=str(path),
            hint="--partial takes the rest" + ("." if overwrite else ", --overwrite what differs."),
        )
    would = "would be " if dry_run else ""
    lines = f"{done.forms} {plural('line', done.forms)} of forms"
    _shell.say(
        f"{path}: {len(done.added)} {would}added, {len(done.changed)} {would}changed, {done.same} the same, "
        f"{lines}" + "".join(f"; {each}" for each in done.files)
    )


@glossary.command("lint")
def lint_glossary(lang: Langs = None) -> None:
    """Say what is doubtful in the glossary.

    Missing renderings, letters of another script, forms that nobody has read. Exit code 1 for errors.
    """
    from workflow import pipeline, report  # noqa: PLC0415
    from workflow.model import Severity  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root())
    found = pipeline.glossary_doubts(opened, chosen_languages(opened.config, lang))
    for finding in found:
        if not _shell.quiet or finding.severity is Severity.ERROR:
            print(report.line_of(finding))
    counts = {level: sum(finding.severity is level for finding in found) for level in Severity}
    parts = ", ".join(f"{count} {report.plural(level.value, count)}" for level, count in counts.items())
    concepts = len(opened.glossary.concepts)
    _shell.say(f"{parts} in {concepts} {report.plural('concept', concepts)}")
    if counts[Severity.ERROR]:
        raise typer.Exit(1)


@glossary.command()
def languages() -> None:
    """Say what drafts and checks can do with the glossary in each language."""
    from workflow import pipeline  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root())
    chosen_languages(opened.config, None)  # a publication without any is told so
    rows = [
        (each.language, each.concepts, each.forms, printable(each.route), each.surrogates, each.fallback)
        for each in pipeline.abilities(opened)
    ]
    print(table(("lang", "terms", "forms", "model", "stand-ins", "else"), rows))


@glossary.command()
def forms(
    lang: Langs = None,
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
