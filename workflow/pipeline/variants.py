"""Editions in another script, made of those of their parents: no catalogue, no translator, no check.

A sentence is converted by ``workflow/variants/``, except for what is no prose, which stays, and the names of
the glossary: where the parent's text has a rendering, the variant has that of its own column, and without one
the rendering is converted by itself, so that no phrase of the conversion begins or ends within a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

import workflow.variants
from workflow.checks.protected import protected
from workflow.config import Config
from workflow.languages import profile
from workflow.model import Concept, Edition, EditionBlock, Kind, Markup, Match, Passage, Site
from workflow.pipeline.articles import Prepared
from workflow.pipeline.built import digest_of, stamp
from workflow.publishers.inline import parsed
from workflow.publishers.markdown import escaped
from workflow.variants import Converter, converted, converter

_MAY_BE_MARKUP = re.compile(r"[\\`*_\[\]<&]|\s\s")
_WORDS = ("text", "text_special")


class Variants:
    """The variants of a publication.

    :raises PublishError: a library that one of them needs is not installed.
    """

    def __init__(self, config: Config) -> None:
        self._by = {tag: converter(tag) for tag in config.variants}

    def of(self, languages: Iterable[str]) -> list[str]:
        """Those that are made of any of ``languages``."""
        parents = set(languages)
        return [tag for tag in self._by if profile(tag).parent in parents]

    @property
    def signature(self) -> str:
        """What decides how they look, besides article, catalogues, glossary and settings; "" for none."""
        if not self._by:
            return ""
        folder = Path(workflow.variants.__file__).parent
        files = [(str(path), stamp(path)) for path in sorted(folder.iterdir()) if path.is_file()]
        return digest_of([(tag, by.signature) for tag, by in self._by.items()], files, stamp(Path(__file__)))

    def named(self, site: Site) -> Site:
        """The publication's name in each variant, converted where the settings do not say it."""
        titles = {
            tag: by.prose(site.titles[profile(tag).parent])
            for tag, by in self._by.items()
            if tag not in site.titles and profile(tag).parent in site.titles
        }
        return replace(site, titles={**site.titles, **titles}) if titles else site

    def editions(self, prepared: Prepared, parents: Iterable[Edition]) -> Iterator[Edition]:
        """The variants of those of ``parents`` that have any."""
        for parent in parents:
            for tag in self.of([parent.language]):
                if tag != parent.article.language:  # else the author wrote it
                    yield _Deriving(prepared, parent, tag, self._by[tag]).edition()


def rendered(concept: Concept, rendering: str, tag: str) -> str:
    """How ``rendering``, one of the concept's in the parent's language, is written in a variant.

    By the variant's own column: what the conversion gives, if that stands there too; else the one in the same
    place, if both cells have as many, or the preferred one. For an abbreviation it is an abbreviation. Where
    the column has none, it is what the conversion gives.
    """
    own = concept.renderings.get(tag)
    there = concept.in_language(profile(tag).parent)
    made = rendering if concept.kind is Kind.KEEP else converter(tag).name(rendering, concept.kind)
    if own is None:
        return made
    short = rendering not in there.accepted and rendering in there.short
    theirs, choices = (there.short, own.short) if short else (there.accepted, own.accepted)
    if not choices or made in choices:
        return made
    same = len(theirs) == len(choices) and rendering in theirs
    return choices[theirs.index(rendering)] if same else choices[0]


class _Name(Struct, frozen=True):
    """Where a text has a name of the glossary."""

    start: int
    end: int
    concept: Concept
    rendering: str  # of which ``text[start:end]`` is a form


class _Deriving:
    """One edition being made of another."""

    def __init__(self, prepared: Prepared, parent: Edition, tag: str, by: Converter) -> None:
        self._prepared, self._parent, self._tag, self._by = prepared, parent, tag, by
        self._markup = prepared.article.markup
        self._is_original = parent.language == prepared.article.language
        # A translation may name what its sentence does not: every name of the article is looked for, but no
        # short form of a person whom the sentence does not have.
        self._article: dict[str, Match] = {}
        self._blocks: dict[int, list[Match]] = {}
        self._texts: dict[str, list[Match]] = {}
        for segment, matches in zip(prepared.segments, prepared.matches, strict=True):
            self._blocks.setdefault(segment.block, []).extend(matches)
            self._texts[segment.text] = list(matches)
            for match in matches:
                self._article.setdefault(match.concept.id, match)

    def edition(self) -> Edition:
        blocks = tuple(
            EditionBlock(each.block, tuple(self._passage(index, passage) for passage in each.passages))
            for index, each in enumerate(self._parent.blocks)
        )
        return replace(self._parent, language=self._tag, blocks=blocks, converted_from=self._parent.language)

    def _passage(self, block: int, passage: Passage) -> Passage:
        if passage.language != self._parent.language:
            return passage
        text = passage.text
        kept = protected(text, self._markup)
        fixed = [(start, end, text[start:end]) for start, end in kept]
        fixed += [
            (name.start, name.end, self._written(text, name))
            for name in self._names(block, text)
            if not any(start < name.end and name.start < end for start, end in kept)
        ]
        made = converted(text, sorted(fixed), self._by)
        if self._markup is Markup.MARKDOWN and _MAY_BE_MARKUP.search(text) and _frame(made) != _frame(text):
            return passage  # a mark would mean something else: rather the parent's sentence
        return replace(passage, text=made, language=self._tag)

    def _written(self, text: str, name: _Name) -> str:
        seen = text[name.start : name.end]
        if name.concept.kind is Kind.KEEP and self._tag not in name.concept.renderings:
            return seen
        wanted = rendered(name.concept, name.rendering, self._tag)
        fitted = self._by.fitted(seen, name.rendering, wanted)
        return escaped(fitted) if self._markup is Markup.MARKDOWN else fitted

    def _names(self, block: int, text: str) -> Iterator[_Name]:
        if self._is_original:
            for match in self._texts.get(text, ()):
                yield _Name(match.start, match.end, match.concept, match.variant)
            return
        terms, language = self._prepared.terms, self._parent.language
        here = self._blocks.get(block, ())
        mentioned = {match.concept.id for match in here}
        others = [
            Match(match.concept, 0, 0, match.variant)
            for identifier, match in self._article.items()
            if identifier not in mentioned
        ]
        may_be = {
            match.concept.id for match in (*here, *others) if terms.may_name(match.concept, text, language)
        }
        wanted = [match for match in (*here, *others) if match.concept.id in may_be]
        source = self._prepared.article.language
        for concept, (start, end) in terms.places(text, source, language, wanted):
            rendering = terms.rendering(concept, text[start:end], language)
            guessed = concept.id not in mentioned and concept.kind is Kind.PERSON
            if rendering and not (guessed and rendering not in concept.in_language(language).accepted):
                yield _Name(start, end, concept, rendering)


def _frame(text: str) -> list[tuple[str, Mapping[str, object], str]]:
    """What Markdown is made of a text, but for its words."""
    found: list[tuple[str, Mapping[str, object], str]] = []
    for token in parsed(text):
        if token.type in _WORDS:
            continue
        attributes: dict[str, object] = {key: value for key, value in token.attrs.items() if key != "alt"}
        attributes.pop("title", None)
        found.append((token.type, attributes, token.content if token.type == "code_inline" else ""))
    return found
