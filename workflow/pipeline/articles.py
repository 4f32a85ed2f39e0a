"""From a file in ``seeds/`` to an article that is cut into segments, with its terms."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from workflow.catalogue import (
    Key,
    contexts,
)
from workflow.config import Config
from workflow.corrections import with_corrections
from workflow.errors import SourceError
from workflow.files import listed
from workflow.glossary import Glossary
from workflow.languages import known_tags
from workflow.model import (
    Article,
    BinaryReader,
    Markup,
    Match,
    Reader,
    Segment,
)
from workflow.pipeline.publication import Publication, check_slug
from workflow.readers.common import one_line, tidy
from workflow.registry import READERS, load, names

_LARGEST_ARTICLE = 16 * 1024 * 1024  # bytes; a news article has some thousands


def _readers() -> dict[str, Reader | BinaryReader]:
    """Readers by the extension that they claim; a stranger's comes before ours."""
    found: dict[str, Reader | BinaryReader] = {}
    for name in names(READERS):
        reader: Reader | BinaryReader = load(READERS, name)()
        for extension in reader.extensions:
            if extension not in found or not type(reader).__module__.startswith("workflow."):
                found[extension] = reader
    return found


def article_files(config: Config, trouble: Callable[[SourceError], None] | None = None) -> dict[str, Path]:
    """The files in ``seeds/`` that a reader knows, by slug, sorted.

    With ``trouble`` a file that cannot be an article is told there and left out, so that it stops nobody
    else's.

    :raises SourceError: two files have the same name but for the extension, or one has an impossible name.
    """
    files = listed(config.seeds)
    extensions = _readers() if files else {}
    found: dict[str, Path] = {}
    for path in files:
        if path.suffix.lower() not in extensions or not path.is_file():
            continue
        if path.name.startswith((".", "~$")):  # hidden; what Word puts beside a document that is open
            continue
        try:
            found.setdefault(check_slug(path.stem, str(path)), path)
            _check_single(found[path.stem], path)
        except SourceError as error:
            if trouble is None:
                raise
            trouble(error)
    return found


def _check_single(first: Path, path: Path) -> None:
    if first != path:
        raise SourceError(
            f"has the same name as {first.name}", where=str(path), hint="Rename one of the two."
        )


def find_article(config: Config, name: str) -> Path:
    """The file of an article that is named by its path or by its slug.

    :raises SourceError: there is none, or it does not lie in ``seeds/``.
    """
    return find_articles(config, [name])[0]


def find_articles(config: Config, wanted: Sequence[str]) -> list[Path]:
    """The same for several.

    :raises SourceError: for the first that there is not.
    """
    known = article_files(config, trouble=lambda _: None)
    return [_find(config, known, name) for name in wanted]


def _find(config: Config, known: Mapping[str, Path], name: str) -> Path:
    path = Path(name)
    if name in known:
        return known[name]
    for candidate in (config.root / path, path):
        if candidate.is_file():
            if candidate.parent.resolve() == config.seeds.resolve():
                return config.seeds / path.name
            raise SourceError(
                "does not lie in the publication's seeds folder",
                where=name,
                hint=f"Copy it to {config.seeds}{os.sep} and name it there.",
            )
    if path.parent == Path():
        hint = f"Articles here: {', '.join(known) or 'none yet'}."
        raise SourceError("no such article", where=name or "''", hint=hint)
    if not path.suffix and path.parent != Path("seeds"):
        check_slug(name)
    raise SourceError("no such file", where=name, hint=f"Articles lie in {config.seeds}{os.sep}.")


def read_article(publication: Publication, path: Path) -> Article:
    """Read one file of ``seeds/`` with the reader that claims its extension.

    :raises SourceError: it cannot be read, is not UTF-8 text, is empty, or no reader knows its extension.
    """
    config = publication.config
    slug = check_slug(path.stem, str(path))
    readers = _readers()
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise SourceError(
            f"no reader for {path.suffix or 'a file without extension'!r}",
            where=str(path),
            hint=f"Known: {', '.join(sorted(readers))}.",
        )
    try:
        if path.stat().st_size > _LARGEST_ARTICLE:
            raise SourceError(f"larger than {_LARGEST_ARTICLE >> 20} MB", where=str(path))
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read ({error.strerror})", where=str(path), hint="Check its path and permissions."
        ) from error
    source = f"seeds/{path.name}"
    if isinstance(reader, BinaryReader):
        article = reader.read_bytes(content, slug=slug, source=source, language=config.source)
    else:
        article = reader.read(_text(content, path), slug=slug, source=source, language=config.source)
    if article.language not in known_tags():
        raise SourceError(
            f"unknown language {article.language!r}",
            where=str(path),
            hint=f"Known: {', '.join(known_tags())}.",
        )
    if article.date is None and slug in config.dates:
        article = replace(article, date=config.dates[slug])
    added = config.corrections.get(slug, ())
    return with_corrections(article, (replace(each, text=one_line(tidy(each.text))) for each in added))


def _text(content: bytes, path: Path) -> str:
    """The text of a file.

    :raises SourceError: it is not UTF-8, or empty.
    """
    if b"\0" in content:
        raise SourceError(
            "holds zero bytes: a binary file, or text that is not UTF-8",
            where=str(path),
            hint="Export the article as UTF-8 text, Markdown or HTML.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(
            f"not UTF-8 (byte 0x{content[error.start]:02x})",
            where=f"{path}:{line}",
            hint="Save the file as UTF-8.",
        ) from error
    if not text.strip():
        raise SourceError("the file is empty", where=str(path), hint="An article needs a headline and text.")
    return text


class Prepared(Struct, frozen=True, dict=True):
    """An article cut into segments, with the glossary's matches in each.

    ``terms`` is the glossary as it is to be asked about this article: for its date, and knowing who was named
    before. Checks ask it with the text of the segments, engines with their words without markup.
    """

    article: Article
    segments: tuple[Segment, ...]
    terms: Glossary

    @cached_property
    def matches(self) -> tuple[tuple[Match, ...], ...]:
        """The terms of each segment."""
        return tuple(tuple(self.terms.match(each.text, self.article.language)) for each in self.segments)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The catalogue key of each segment."""
        pairs = zip(contexts(self.segments), self.segments, strict=True)
        return tuple((context, segment.text) for context, segment in pairs)


def prepare(publication: Publication, path: Path) -> Prepared:
    """Read, segment and match one article.

    :raises SourceError: see :func:`read_article`.
    :raises GlossaryError: the glossary is broken.
    """
    from workflow.segment import segment_article  # noqa: PLC0415

    article = read_article(publication, path)
    segments = tuple(segment_article(article, publication.config.unit))
    if not segments:
        raise SourceError("holds nothing to translate", where=str(path))
    texts = [each.text for each in segments]
    terms = publication.glossary.in_article(texts, article.language, article.date)
    if article.markup is not Markup.PLAIN:
        plain = [plain_of(article, text) for text in texts]
        terms = terms.in_article(plain, article.language, article.date)
    return Prepared(article, segments, terms)


def plain_of(article: Article, text: str) -> str:
    """What an engine sees of a segment: its words without markup."""
    if article.markup is Markup.PLAIN:
        return text
    from workflow.readers.inline import plain_text  # noqa: PLC0415

    return plain_text(text)
