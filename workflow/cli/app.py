"""Typer commands, named after the stages."""

from __future__ import annotations

import json
import os
import shlex
import sys
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_type_hints

import typer
from msgspec import to_builtins
from typer.exceptions import TyperException

from workflow import __version__
from workflow.cli import check, engines, evaluate, exchange, glossary, memory, models, sheets, worker
from workflow.cli.choice import AsJson, Langs, chosen_languages
from workflow.cli.place import Scheduler, place_of
from workflow.cli.show import Shell, printable, table
from workflow.errors import CatalogueError, CheckError, ConfigError, EngineError, SourceError, WorkflowError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typer.models import CommandInfo

    from workflow.model import Finding
    from workflow.pipeline import Extracted, Prepared, Progress, Publication, Published, Refusal, Row

app = typer.Typer(
    name="workflow",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="""Publish a news article in many languages, with every name and title right.

    \b
    An article goes through these stages, each a command:
      extract    seeds/X              -> locales/X.pot          segments and their glossary terms
      translate  locales/X.pot        -> locales/<lang>/…/X.po  drafts, for people to correct
      check      locales/             -> findings               names, numbers, what is missing
      publish    locales/ + seeds/X   -> output/<lang>/X/       pages, of reviewed text only
    "workflow run seeds/X" does them all.
    """,
    epilog="Exit codes: 0 done, 1 the text is not ready, 2 the run could not go on.",
)
_STOPPED = "stopped; what was finished before is on disk"
_INTERRUPTED = 130  # what Typer makes of Ctrl-C
_shell = Shell()
models.attach(app, _shell)
glossary.attach(app, _shell)
exchange.attach(app, _shell)
memory.attach(app, _shell)
sheets.attach(app, _shell)

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="ARTICLE", help="Articles, by name or as seeds/FILE. None: all."),
]
Files = Annotated[list[str], typer.Argument(metavar="ARTICLE", help="Articles: seeds/FILE, or the name.")]
Draft = Annotated[
    bool, typer.Option("--draft", help="Also use unreviewed machine text, and mark the page as a draft.")
]

Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="Also make, this time: text, markdown, json, ninjs, newsml, epub, epub-month, pdf; or a,b.",
    ),
]


def run_app(arguments: Sequence[str]) -> int:
    """Run the program with ``arguments``; the result is the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter gets a "?"; it must not stop the run.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        command = typer.main.get_command(_only(arguments))
        result = command.main(args=list(arguments) or ["--help"], prog_name="workflow", standalone_mode=False)
        sys.stdout.flush()
        return _fail(_STOPPED) if result == _INTERRUPTED else int(result or 0)
    except WorkflowError as error:
        if _shell.verbose and isinstance(error, CheckError) and error.__cause__:
            raise error.__cause__ from None  # for its author
        return _fail(str(error))
    except typer.Exit as stop:
        return stop.exit_code
    except TyperException as error:  # a wrong option or argument
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "workflow"
        return _fail(f"{error.format_message().rstrip('.?')}. See: {path} --help")
    except (KeyboardInterrupt, typer.Abort):
        return _fail(_STOPPED)
    except BrokenPipeError:  # "workflow check | head" is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # a fault of ours: still one line, unless more is asked for
        if _shell.verbose:
            raise
        return _fail(
            f"internal error ({type(error).__name__}: {error}). With -v it says where; please report"
        )


def _only(arguments: Sequence[str]) -> typer.Typer:
    """The program with the one command that the first argument names; the whole program if it names none.

    Typer reads the signatures of all commands before it runs one, which takes longer than to import them. It
    reads each four times, and would evaluate the text of its annotations every time.
    """
    asked = arguments[0] if arguments else ""
    narrow = copy(app)
    narrow.registered_commands = [one for one in app.registered_commands if _name_of(one) == asked]
    narrow.registered_groups = [one for one in app.registered_groups if one.name == asked]
    if not narrow.registered_commands and not narrow.registered_groups:
        return app
    for callback in (options, *(one.callback for one in narrow.registered_commands)):
        if callback is not None:
            callback.__annotations__ = get_type_hints(callback, include_extras=True)
    return narrow


def _name_of(command: CommandInfo) -> str:
    return command.name or typer.main.get_command_name(command.callback.__name__ if command.callback else "")


def _fail(line: str) -> int:
    _shell.clear()
    print(printable(f"error: {' '.join(line.split())}"), file=sys.stderr)
    return 2


def _version(wanted: bool) -> None:
    if wanted:
        print(f"workflow {__version__} (Dragoman)")
        raise typer.Exit


@app.callback()
def options(
    root: Annotated[
        Path | None,
        typer.Option(
            "--root", "-C", metavar="DIR", help="The publication. Default: here or the nearest above."
        ),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more, on standard error.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
    wait: Annotated[
        float,
        typer.Option(
            "--wait", metavar="SECONDS", min=0, help="How long to wait for another workflow at the same work."
        ),
    ] = 60,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before the command."""
    _shell.root, _shell.verbose, _shell.quiet, _shell.wait = root, verbose, quiet, wait


def publication() -> Publication:
    """The publication that the command works on."""
    from workflow.pipeline import Publication  # noqa: PLC0415

    return Publication.open(_shell.find_root(), _shell.wait)


def _at(opened: Publication, context: typer.Context, scheduler: str) -> Publication:
    """``opened``, whose engines work where ``--scheduler`` says. It is asked last: that may take long."""
    from msgspec.structs import replace  # noqa: PLC0415

    return replace(opened, place=place_of(context, scheduler, _shell))


def _languages(opened: Publication, wanted: Sequence[str] | None) -> tuple[str, ...]:
    return chosen_languages(opened.config, wanted)


def _slugs(opened: Publication, wanted: Sequence[str] | None) -> list[str] | None:
    from workflow.pipeline import find_article  # noqa: PLC0415

    return [find_article(opened.config, name).stem for name in wanted] if wanted else None


def _prepared(opened: Publication, wanted: Sequence[str]) -> list[Prepared]:
    from workflow.pipeline import prepare  # noqa: PLC0415

    return [prepare(opened, path) for path in _paths(opened, wanted)]


def _paths(opened: Publication, wanted: Sequence[str]) -> list[Path]:
    """The files of articles, each once."""
    from workflow.pipeline import find_articles  # noqa: PLC0415

    return list(dict.fromkeys(find_articles(opened.config, wanted)))


@app.command()
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Make a new publication.

    Settings, folders, the first row of a glossary, a CI example. Nothing that is there is changed.
    """
    from workflow.cli.scaffold import make_publication  # noqa: PLC0415

    for path in make_publication(folder):
        _shell.say(str(path))
    command = f"workflow -C {shlex.quote(str(folder))} run seeds/FILE"
    _shell.say(f"Next: put an article into {folder / 'seeds'} and run: {command}")


@app.command()
def extract(articles: Files) -> None:
    """Write the POT of an article, renew its catalogues.

    One entry a segment, with its role, its place, and the glossary's terms as comments for translators. Where
    the article has changed, sentences keep their translations wherever they moved; a changed sentence is
    offered its old one as fuzzy, or as a comment if a number, a name or a denial came or went.
    """
    from workflow import pipeline  # noqa: PLC0415

    opened = publication()
    broken: CatalogueError | None = None
    for prepared in _prepared(opened, articles):
        done = pipeline.extract(opened, prepared, opened.config.languages)
        _extract(done)
        broken = broken or next(iter(done.broken), None)
    if broken is not None:
        raise broken


def _extract(done: Extracted) -> None:
    from workflow.report import plural  # noqa: PLC0415

    _shell.say(
        f"{done.path}: {done.entries} {plural('segment', done.entries)}, "
        f"{done.terms} {plural('mention', done.terms)} of glossary terms"
    )
    for each in done.catalogues:
        news = each.update
        parts = [
            f"{len(found)} {what}"
            for found, what in (
                (news.offered, "changed, old translation offered"),
                (news.candidates, "changed, old translation as a comment"),
                (news.restored, "back with their translation"),
                (news.new, "without translation"),
                (news.retracted, "retracted"),
            )
            if found
        ]
        _shell.say(f"{each.catalogue.path}: {'; '.join([f'{len(news.kept)} kept', *parts])}")


@app.command()
def translate(
    context: typer.Context,
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="ARTICLE", help="Articles: seeds/FILE, or the name.")
    ] = None,
    lang: Langs = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Also redo machine text that nobody has touched.")
    ] = False,
    stale: Annotated[
        bool,
        typer.Option("--stale", help="Redo only untouched machine text that the glossary has overtaken."),
    ] = False,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="TEXT", help="Translate one sentence and show every step."),
    ] = None,
    scheduler: Scheduler = "",
) -> None:
    """Draft what has no translation yet.

    The first that answers wins: the same sentence reviewed in another article, the glossary, the engine.
    What a person wrote is never changed. Machine text is marked fuzzy and signed.
    """
    opened = publication()
    tags = _languages(opened, lang)
    if explain is not None:
        if articles or not explain.strip():
            what = "goes with no article" if articles else "an empty text"
            raise SourceError(what, where="--explain", hint="Give it one sentence, and nothing else.")
        opened = _at(opened, context, scheduler)
        for tag in tags:
            try:
                _explain(opened, explain, tag)
            except EngineError as error:
                if lang:  # asked for by name, and could not be had
                    raise
                _shell.warn(f"{tag}: {error}")
        return
    if stale and refresh:
        raise SourceError("do not go together", where="--stale --refresh", hint="Give one of them.")
    if not articles:
        raise SourceError("no article named", where="translate", hint="Name one, such as: seeds/FILE")
    paths = _paths(opened, articles)
    opened = _at(opened, context, scheduler)
    missing, broken = _translate(opened, paths, tags, refresh=refresh, stale=stale)
    for tag, refusal in missing.items():
        if not lang:
            _shell.warn(f"{tag}: {refusal}")
    _shell.used(opened.usages)
    if broken is not None:
        raise broken
    if lang:  # asked for by name, and could not be had
        for refusal in missing.values():
            raise refusal


def _explain(opened: Publication, sentence: str, language: str) -> None:
    """The steps by which one sentence gets its terms; nothing is written."""
    from workflow import pipeline  # noqa: PLC0415

    if any("\ud800" <= char <= "\udfff" for char in sentence):
        raise SourceError("not UTF-8", where="--explain", hint="Give it a text in UTF-8.")
    done = pipeline.explain(opened, " ".join(sentence.split()), language)
    _shell.say(f"{language}: {sentence}")
    for match, written in done.terms:
        rendering = written or "no rendering"
        skipped = ", in a longer name: left alone" if match.inside else ""
        many = ", plural" if match.plural else ""
        _shell.say(f"  term  {match.variant} ({match.concept.kind.value}{many}) = {rendering}{skipped}")
    for number, (what, text) in enumerate(done.steps, 1):
        _shell.say(f"  {number:4}  {what}")
        _shell.say(f"        {text}")
    _shell.say(f"  text  {done.result.text}")
    mentions = [match for match, _ in done.terms if not match.inside]
    how = [f"{match.variant}: {way}" for match, way in zip(mentions, done.result.how, strict=True)]
    _shell.say(f"  how   {'; '.join(how) or 'no terms'}")


def _translate(
    opened: Publication,
    articles: Sequence[Path],
    tags: Sequence[str],
    *,
    refresh: bool = False,
    stale: bool = False,
    begun: Callable[[Prepared], None] | None = None,
) -> tuple[dict[str, EngineError], WorkflowError | None]:
    """Draft; what could not be had, by language, and the first thing that is broken: it stops only itself."""
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    refused: dict[str, EngineError] = {}
    broken: list[WorkflowError] = []

    def progress(now: Progress) -> None:
        left = "" if now.seconds is None else f", {_shell.duration(now.seconds)} left"
        about = "about " if now.estimate > now.total else ""
        _shell.progress(now.language, now.done, now.estimate, f"segments{left}", about)

    for done in pipeline.translate_all(
        opened,
        articles,
        tags,
        refresh=refresh,
        stale=stale,
        place=opened.place,
        progress=progress,
        trouble=broken.append,
        begun=begun,
    ):
        if done.refused is not None:
            refused.setdefault(done.language, done.refused)
        _shell.clear()
        _shell.say(
            f"{done.path}: {done.entries} {plural('segment', done.entries)}: "
            f"{done.reviewed} reviewed, {done.machine} machine, "
            + (f"{done.stale} stale, " if done.stale else "")
            + f"{done.empty} empty"
        )
        if stale:
            _shell.say(
                f"  {done.behind} {plural('draft', done.behind)} behind the glossary, {done.redone} redone; "
                f"{len(done.for_people)} for a person to change"
            )
            for finding in done.for_people:
                _shell.say(f"  {finding.path}:{finding.line}: {finding.message}, expected {finding.expected}")
        tally = done.tally
        _shell.detail(
            f"  answered now: memory {tally.memory}, glossary {tally.glossary}, engine {tally.engine}"
        )
        if tally.terms:
            how = ", ".join(f"{count} {way}" for way, count in tally.ways())
            _shell.say(f"  {tally.terms.total()} {plural('mention', tally.terms.total())} of terms: {how}")
        for warning in done.warnings:
            _shell.warn(warning)
    for error in broken[1:]:
        _shell.warn(str(error))
    return refused, broken[0] if broken else None


def _findings(findings: Sequence[Finding]) -> None:
    """A line each; ``--quiet`` leaves the errors."""
    from workflow import report  # noqa: PLC0415
    from workflow.model import Severity  # noqa: PLC0415

    for finding in findings:
        if not _shell.quiet or finding.severity is Severity.ERROR:
            print(report.line_of(finding))


check.attach(app, _shell)


@app.command()
def publish(
    articles: Names = None, lang: Langs = None, draft: Draft = False, formats: Formats = None
) -> None:
    """Write the pages of what is ready.

    What else is made of each article is set in workflow.toml, [publish] formats; see docs/formats.md.

    Exit code 1 if a language that was named is not ready.
    """
    from workflow import pipeline  # noqa: PLC0415

    asked = [name.strip() for each in formats or () for name in each.split(",") if name.strip()]
    if formats and not asked:
        raise ConfigError("no format given", where="--format", hint="Give one such as text, or leave it out.")
    opened = publication()
    tags = chosen_languages(opened.config, lang, variants=True)
    result = pipeline.publish(opened, _slugs(opened, articles), tags, draft=draft, formats=asked)
    _published(result)
    for refusal in result.refused:
        if refusal.broken is not None:
            raise refusal.broken
    if result.refused and lang:
        raise typer.Exit(1)


@app.command()
def correct(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="An article, by name or as seeds/FILE.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was wrong, in the article's language.")],
    day: Annotated[
        str, typer.Option("--date", metavar="DATE", help="Its day, such as 2026-11-28. None: today.")
    ] = "",
) -> None:
    """Tell readers what an article had wrong.

    Change the article too. "publish" then puts a dated notice above the text in all languages, in the
    article's own where it is not translated yet. workflow.toml remembers it: [[articles."X".corrections]].
    """
    from workflow import pipeline  # noqa: PLC0415

    done = pipeline.correct(publication(), article, text, day)
    what = "the correction is there" if done.new else "that correction was there already"
    _shell.say(f"{done.path}: {what}, {done.slug}, {done.day}")
    _shell.say(f"To show it in all languages:  workflow publish {shlex.quote(done.slug)}")
    _shell.say(
        f"To have it translated:        workflow run {shlex.quote(done.source)}, review, publish again"
    )


@app.command()
def retract(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="An article, by name or as seeds/FILE.")],
    undo: Annotated[bool, typer.Option("--undo", help="Publish it again.")] = False,
) -> None:
    """Withdraw an article from the site.

    Its pages then say only that it was withdrawn; no front page or feed names it any more. The article and
    its catalogues stay. workflow.toml remembers it: [articles."X"] retracted = DATE.
    """
    from workflow import pipeline  # noqa: PLC0415

    opened = publication()
    result = pipeline.retract(opened, article, undo=undo)
    _published(result)
    if not undo:
        _shell.say(f"To publish it again: workflow retract {article} --undo")


def _published(result: Published) -> None:
    for _, _, state, path in result.pages:
        _shell.say(f"{path}: {state}")
    for gone in result.removed:
        _shell.say(f"{gone}: removed, nothing makes it any more")
    for warning in result.warnings:
        _shell.warn(warning)
    groups: dict[tuple[str, str, bool], list[Refusal]] = {}
    for refusal in result.refused:
        if refusal.broken is None:
            groups.setdefault((refusal.slug, refusal.reason, refusal.stands_in), []).append(refusal)
    for (slug, reason, stands_in), refused in groups.items():
        tags = ", ".join(refusal.language for refusal in refused)
        see = f"; see {refused[0].path}" if len(refused) == 1 else ""
        instead = "; the original stands in" if stands_in else ""
        _shell.warn(f"{slug} not published in {tags}: {reason}{instead}{see}")


@app.command()
def run(
    context: typer.Context,
    articles: Files,
    lang: Langs = None,
    draft: Draft = False,
    scheduler: Scheduler = "",
) -> None:
    """Do all of it, and show a table."""
    from workflow import pipeline  # noqa: PLC0415

    opened = publication()
    tags = _languages(opened, lang)
    paths = _paths(opened, articles)
    opened = _at(opened, context, scheduler)
    slugs: list[str] = []

    def begun(prepared: Prepared) -> None:
        slugs.append(prepared.article.slug)
        _extract(pipeline.extract(opened, prepared))

    refused, broken = _translate(opened, paths, tags, begun=begun)
    for tag, refusal in refused.items():
        _shell.warn(f"{tag}: {refusal}")
    _shell.used(opened.usages)
    if not slugs and broken is not None:
        raise broken
    findings, _ = pipeline.check(opened, slugs, tags)

    _findings(findings)
    result = pipeline.publish(opened, slugs, tags, draft=draft)
    _published(result)
    rows = pipeline.status(opened, slugs, tags)
    _shell.say("")
    _table(rows)
    if broken is not None:
        raise broken
    if any(row.errors for row in rows) or (lang and result.refused):
        raise typer.Exit(1)


@app.command()
def status(
    articles: Names = None,
    lang: Langs = None,
    as_json: AsJson = False,
    as_html: Annotated[bool, typer.Option("--html", help="Write a page of it: review/status.html.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to, with --html.")
    ] = None,
) -> None:
    """Show how far each language is."""
    from workflow import pipeline  # noqa: PLC0415

    if as_html and as_json:
        raise SourceError("do not go together", where="--html --json", hint="Give one of them.")
    opened = publication()
    if as_html:
        sheets.write_overview(opened, _slugs(opened, articles), _languages(opened, lang), output)
        return
    if output is not None:
        raise SourceError("goes with --html", where="--output")
    rows = pipeline.status(
        opened,
        _slugs(opened, articles),
        _languages(opened, lang),
        trouble=lambda error: _shell.warn(str(error)),
    )
    if as_json:
        print(json.dumps([to_builtins(row) for row in rows], ensure_ascii=False, indent=2))
    elif rows:
        _table(rows)
        _drafts(opened, rows)
    else:
        _shell.say(f"Nothing to translate in {opened.config.seeds}.")


_PAGES = {
    "untranslated": "original stands in",
    "outdated": "original stands in, translation outdated",
}  # of the states that a page may be in, those that need more than the word


def _table(rows: Sequence[Row]) -> None:
    from workflow.languages import profile  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    for slug in dict.fromkeys(row.article for row in rows):
        mine = [row for row in rows if row.article == slug]
        body = [
            (
                row.language,
                profile(row.language).english,
                row.segments,
                row.reviewed,
                row.machine,
                row.stale,
                row.empty,
                row.errors,
                row.warnings,
                f"{row.path} ({_PAGES.get(row.page, row.page)})" if row.page else "-",
            )
            for row in mine
        ]
        headings = (
            *("lang", "language", "segments", "reviewed", "machine", "stale", "empty", "errors", "warnings"),
            "page",
        )
        print(f"{slug}\n{table(headings, body)}")
        published = sum(row.page == "published" for row in mine)
        drafts = sum(row.page == "draft" for row in mine)
        originals = sum(row.page in _PAGES for row in mine)
        instead = f"{originals} by the original, " if originals else ""
        errors = sum(row.errors for row in mine)
        print(
            f"{published} of {len(mine)} {plural('language', len(mine))} published, {drafts} as drafts, "
            f"{instead}{errors} error {plural('finding', errors)}\n"
        )
        _changes(mine)


engines.attach(app, _shell)
evaluate.attach(app, _shell)
worker.attach(app, _shell)


def _drafts(opened: Publication, rows: Sequence[Row]) -> None:
    """What drafts each language, or what it lacks, where anything is a draft or waits for one."""
    from workflow import pipeline  # noqa: PLC0415

    if not any(row.empty or row.machine for row in rows):
        return
    routes = list(pipeline.routes_of(opened, dict.fromkeys(row.language for row in rows)))
    print(engines.routes_table(opened.config.source, routes))
    if any(each.problem for each in routes):
        _shell.say("More of what is lacking: workflow engines")


def _changes(rows: Sequence[Row]) -> None:
    """Corrections that wait, what was approved unread, how the sentences changed whose old texts wait."""
    from workflow.report import plural  # noqa: PLC0415

    late = [f"{row.corrections} in {row.language}" for row in rows if row.corrections]
    if late:
        print(f"Corrections that wait for their translation: {', '.join(late)}\n")
    unread = [f"{row.unchanged} in {row.language}" for row in rows if row.unchanged]
    if unread:
        print(f"Approved without a change: {', '.join(unread)}\n")
    changed: dict[str, list[str]] = {}
    for row in rows:
        for change in row.changes:
            changed.setdefault(change, []).append(row.language)
    if changed:
        print(f"{len(changed)} {plural('sentence', len(changed))} changed, with old translations that wait:")
        for change, tags in changed.items():
            print(printable(f"  {', '.join(tags)}: {' '.join(change.split())}"))
        print()
