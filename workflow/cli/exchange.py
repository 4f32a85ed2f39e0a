"""``workflow export`` and ``workflow import``: files for other tools, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from workflow.cli.choice import chosen_languages
from workflow.cli.show import Shell
from workflow.errors import ExchangeError

if TYPE_CHECKING:
    from workflow.pipeline import Publication

_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make the commands part of ``app``; they print through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.command("export")(export)
    app.command("import")(import_files)


class _File(Struct, frozen=True):
    """A file to write: its bytes, and how many of what are in it."""

    content: bytes
    count: int
    what: str


def export(
    articles: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ARTICLE", help="Articles: seeds/FILE, or the name. A tmx may do without, a tbx must."
        ),
    ] = None,
    lang: Annotated[
        list[str] | None,
        typer.Option("--lang", "-l", metavar="TAG", help="A language (ru), or several (ru,zh). None: all."),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="xliff (2.1), xliff12, csv, xlsx, docx; tmx, tbx."
        ),
    ] = "xliff",
    folder: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to. Default: here.")
    ] = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite files that may hold somebody's work.")
    ] = False,
) -> None:
    """Write catalogues as files for other tools.

    One file an article and language, ARTICLE.LANG.xlf. What comes back goes in with "workflow import". A tmx
    is the translation memory, one file a language; a tbx is the glossary.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.files import write_atomic  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root())
    tags = chosen_languages(opened.config, lang)
    if form in _WHOLE:
        made = list(_WHOLE[form](opened, tags, articles or []))
    else:
        pipeline.exchanger_of(form)  # before anything takes time
        made = list(_articles(opened, tags, articles or [], form, asked=bool(lang)))
    for name, exported in made:
        path = folder / name
        if not force and path.exists() and not (path.is_file() and path.read_bytes() == exported.content):
            raise ExchangeError(
                "is there already, with other content: it may hold a translator's work",
                where=str(path),
                hint="Import it first, or overwrite it with --force. Nothing was written",
            )
    for name, exported in made:
        write_atomic(folder / name, exported.content)
        _shell.say(f"{folder / name}: {exported.count} {plural(exported.what, exported.count)}")


def _articles(
    opened: Publication, tags: Sequence[str], articles: Sequence[str], form: str, *, asked: bool
) -> Iterator[tuple[str, _File]]:
    """The catalogues of articles, in a format that is registered."""
    from workflow import pipeline  # noqa: PLC0415

    if not articles:
        raise ExchangeError("no article named", where="export", hint="Name one, such as: seeds/FILE")
    for name in articles:
        prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, name))
        for tag in tags:
            if tag == prepared.article.language:
                continue
            try:
                exported = pipeline.export(opened, prepared, tag, form)
            except ExchangeError as error:
                if asked:  # by name
                    raise
                _shell.warn(str(error))
            else:
                yield exported.name, _File(exported.content, exported.units, "text")


def _memories(
    opened: Publication, tags: Sequence[str], articles: Sequence[str]
) -> Iterator[tuple[str, _File]]:
    """The translation memory: all of it, or what comes from the articles."""
    from workflow import pipeline  # noqa: PLC0415

    slugs = [pipeline.find_article(opened.config, name).stem for name in articles]
    for tag in tags:
        content, units, updated = pipeline.export_tmx(opened, tag, slugs or None)
        for trouble in updated.troubles:
            _shell.warn(f"{trouble} (not in the file)")
        name = slugs[0] if len(slugs) == 1 else "memory"
        yield f"{name}.{tag}.tmx", _File(content, units, "unit")


def _terms(opened: Publication, tags: Sequence[str], articles: Sequence[str]) -> Iterator[tuple[str, _File]]:
    """The glossary."""
    from workflow import pipeline  # noqa: PLC0415

    if articles:
        raise ExchangeError("a tbx is the glossary of all articles", where="export", hint="Name none.")
    content = pipeline.export_glossary(opened, tags)
    yield "glossary.tbx", _File(content, len(opened.glossary.concepts), "concept")


# Formats that hold no catalogue.
_WHOLE: dict[str, Callable[[Publication, Sequence[str], Sequence[str]], Iterator[tuple[str, _File]]]] = {
    "tmx": _memories,
    "tbx": _terms,
}


class _Wish(Struct, frozen=True):
    """How to import."""

    partial: bool
    overwrite: bool
    dry_run: bool


class _Told(Struct, frozen=True):
    """What came of one file: its line, its problems, and what it changes, which two files must not share.

    ``catalogue`` is that by language and article, if it is one.
    """

    line: str
    problems: tuple[str, ...]
    place: str
    catalogue: tuple[str, str] | None = None


@dataclass(slots=True)
class _Given:
    """A file of another tool. It is read once, so that what is applied is what was looked at."""

    path: Path
    content: bytes | None = None

    def bytes_by(self, read: Callable[[Path], bytes]) -> bytes:
        """The content; ``read`` reads it, the first time."""
        if self.content is None:
            self.content = read(self.path)
        return self.content


def _texts(opened: Publication, given: _Given, wish: _Wish) -> _Told:
    """Translations, in any format that is registered."""
    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import plural  # noqa: PLC0415

    done = pipeline.import_file(
        opened,
        given.bytes_by(pipeline.read_file),
        str(given.path),
        partial=wish.partial,
        overwrite=wish.overwrite,
        dry_run=wish.dry_run,
    )
    counted = f"{done.texts} of {done.units} {plural('text', done.units)}"
    line = f"{done.path}: {counted} came in, {done.reviewed} reviewed"
    for number, what in (
        (done.notes, f"new {plural('note', done.notes)}"),
        (done.conflicts, plural("conflict", done.conflicts)),
        (done.empty, "without a translation in the file"),
    ):
        line += f", {number} {what}" if number else ""
    return _Told(line, done.problems, str(done.path), (done.language, done.article))


def _memory(opened: Publication, given: _Given, wish: _Wish) -> _Told:
    """A translation memory; it has no problems that stop it, and nothing to overwrite."""
    from workflow import pipeline  # noqa: PLC0415

    # A TMX file may be large: it is read anew, and what is copied is what was looked at then.
    done = pipeline.import_tmx(opened, given.path, dry_run=wish.dry_run)
    if not wish.dry_run:
        for what in done.skipped:
            _shell.warn(f"{given.path}: {what}")
    shown = ", ".join(f"{language} {count}" for language, count in done.counts.items())
    return _Told(f"{done.place}: units by language: {shown}", (), str(done.place))


def _glossary(opened: Publication, given: _Given, wish: _Wish) -> _Told:
    """Terms; where new ones go, and of which kind, "workflow glossary import" can be told."""
    from workflow import pipeline  # noqa: PLC0415

    done = pipeline.import_glossary(
        opened,
        given.bytes_by(pipeline.terms_content),
        str(given.path),
        partial=wish.partial,
        overwrite=wish.overwrite,
        dry_run=wish.dry_run,
    )
    line = f"{given.path}: {len(done.added)} added, {len(done.changed)} changed, {done.same} the same"
    return _Told(line, done.problems, str(opened.config.glossary))


# What takes a file, by its extension; translations take the rest, for they are known by their content.
_HANDLERS: dict[str, Callable[[Publication, _Given, _Wish], _Told]] = {
    ".tmx": _memory,
    ".tbx": _glossary,
    ".tbxm": _glossary,
}


def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="What came back from another tool.")],
    partial: Annotated[
        bool, typer.Option("--partial", help="Take what is good, though there are problems.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Where a text changed here too, take the file's.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Say what would happen.")] = False,
) -> None:
    """Bring in what other tools wrote.

    Nothing is changed if anything in any of the files cannot be applied, unless --partial. A text without
    approval comes in as fuzzy; an empty one never replaces a text.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.files import together  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root(), _shell.wait)
    wish = _Wish(partial, overwrite, dry_run)
    given = [_Given(path) for path in files]
    told = [_handled(opened, each, replace(wish, dry_run=True)) for each in given]
    _refuse_two(files, told)
    _problems(told, wish)
    if not dry_run:
        catalogues = [each.catalogue for each in told if each.catalogue]
        with pipeline.all_locked(opened.config, catalogues, opened.wait), together():
            told = [
                _as_expected(_handled(opened, each, wish), expected, wish)
                for each, expected in zip(given, told, strict=True)
            ]
    for each in told:
        _shell.say(each.line + (" (nothing written)" if dry_run else ""))


def _as_expected(done: _Told, expected: _Told, wish: _Wish) -> _Told:
    if done.problems != expected.problems:  # a catalogue changed since
        _problems([done], wish)
    return done


def _handled(opened: Publication, given: _Given, wish: _Wish) -> _Told:
    return _HANDLERS.get(given.path.suffix.lower(), _texts)(opened, given, wish)


def _refuse_two(files: list[Path], told: list[_Told]) -> None:
    first: dict[str, Path] = {}
    for path, each in zip(files, told, strict=True):
        other = first.setdefault(each.place, path)
        if other is not path:
            raise ExchangeError(
                f"changes {each.place}, as {other} does",
                where=str(path),
                hint="Import one after the other. Nothing was changed",
            )


def _problems(told: list[_Told], wish: _Wish) -> None:
    """A line for each problem; unless a part is wished for they end the run."""
    from workflow.report import plural  # noqa: PLC0415

    problems = [problem for each in told for problem in each.problems]
    _shell.warn_of(problems)
    if problems and not wish.partial:
        what = f"{len(problems)} {plural('problem', len(problems))}"
        hint = "Mend the file, or take what is good with --partial"
        hint += "." if wish.overwrite else ", and the file's where ours differs with --overwrite."
        raise ExchangeError(f"{what}; nothing was changed", hint=hint)
