"""The glossary as one object: matching in sources, judging of translations, forms, and its hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from functools import lru_cache
from pathlib import Path

from workflow.errors import GlossaryError
from workflow.glossary import inflect
from workflow.glossary.csvfile import parse_concepts, read_text
from workflow.glossary.formsfile import Key, key_of, parse_forms
from workflow.glossary.judge import Judge
from workflow.glossary.matcher import Matcher
from workflow.glossary.normalise import normalise
from workflow.languages import known_tags, suggest
from workflow.model import Concept, Kind, Match, Period, TermResult

_ARTICLES = 256  # whose matches are remembered: an article has catalogues in many languages


class Glossary:
    """All concepts of a publication. Implements :class:`workflow.model.TermJudge`.

    ``forms`` are those of the forms files: by language, then by concept, rendering and number, then by case.
    """

    def __init__(
        self,
        concepts: Iterable[Concept],
        forms: Mapping[str, Mapping[Key, Mapping[str, str]]] | None = None,
    ) -> None:
        self.concepts: tuple[Concept, ...] = tuple(concepts)
        self._forms = forms or {}
        self._matchers: dict[str, Matcher] = {}
        self._judges: dict[str, Judge] = {}
        self._when: date | None = None
        self._article: Mapping[tuple[str, str], list[Match]] = {}
        self._matched = lru_cache(maxsize=_ARTICLES)(self._match_texts)

    def in_article(self, texts: Sequence[str], language: str, when: date | None = None) -> Glossary:
        """This glossary as it is to be asked about one article, in single sentences too.

        ``match`` and ``judge`` then know that "Tang" in one of ``texts``, the segments of the article in
        their order, is the Tang Liangzhi of an earlier one, and ``when`` is the day for which they answer.
        Where a text stands twice, the place with more matches counts.
        """
        view = copy(self)  # the matchers are shared
        view._when = when
        known = dict(self._article) if self._when == when else {}
        for text, matches in zip(texts, self.match_all(texts, language, when), strict=True):
            if len(matches) >= len(known.get((language, text), ())):
                known[language, text] = matches
        view._article = known
        return view

    def match(self, text: str, language: str) -> list[Match]:
        """Concepts in ``text``, leftmost-longest, without overlaps; offsets into ``text``."""
        known = self._article.get((language, text))
        return list(known) if known is not None else self._matcher(language).match(text, self._when)

    def match_all(self, texts: Sequence[str], language: str, when: date | None = None) -> list[list[Match]]:
        """Concepts in each of ``texts``, the segments of one article in their order."""
        return list(map(list, self._matched(tuple(texts), language, when or self._when)))

    def _match_texts(self, texts: tuple[str, ...], language: str, when: date | None) -> list[list[Match]]:
        return self._matcher(language).match_all(texts, when)

    def _matcher(self, language: str) -> Matcher:
        if language not in self._matchers:
            self._matchers[language] = Matcher(self.concepts, language)
        return self._matchers[language]

    def forms(
        self,
        concept: Concept,
        language: str,
        *,
        short: bool = False,
        plural: bool = False,
    ) -> Mapping[str, str]:
        """Forms of the preferred rendering by case name, the rendering itself first; empty if there is none.

        ``short`` asks for the preferred short form, if there is one; ``plural`` for the plural, if the
        language has another form for it. What a forms file says comes first, then what
        :mod:`workflow.glossary.inflect` makes; a language without rules has ``nom`` only.
        """
        renderings = concept.in_language(language)
        rendering = renderings.short[0] if short and renderings.short else renderings.preferred
        if not rendering:
            return {}
        plural = plural and not concept.number
        stored = self._forms.get(language, {})
        found = stored.get(key_of(concept.id, rendering, "pl" if plural else ""))
        if found:
            return found
        if plural:
            made = inflect.pluralise(rendering, language, concept.kind, concept.gender)
            return made or self.forms(concept, language, short=short)
        return inflect.inflect(rendering, language, concept.kind, concept.gender, concept.number)

    def stored_forms(self, concept: Concept, language: str) -> tuple[str, ...]:
        """Every form that a forms file has for a rendering of the concept that is still in the glossary."""
        return tuple(dict.fromkeys(form for _, _, _, form in self._stored(concept, language)))

    def _known_forms(self, concept: Concept, language: str) -> tuple[str, ...]:
        """Every form that is stored, and every one that :meth:`forms` would give for a singular.

        Of an office the plural too, as in a forms file: "the mayors" may stand for two mentions of a mayor.
        """
        forms = list(self.stored_forms(concept, language))
        renderings = concept.in_language(language)
        forms += self.forms(concept, language).values()
        if renderings.short:
            forms += self.forms(concept, language, short=True).values()
        if concept.kind is Kind.OFFICE:
            forms += self.forms(concept, language, plural=True).values()
        elif concept.kind is Kind.PERSON and not concept.gender and renderings.preferred:
            stored = self._forms.get(language, {})
            if key_of(concept.id, renderings.preferred, "") not in stored:  # it may be a man or a woman
                for gender in ("m", "f"):
                    forms += inflect.inflect(renderings.preferred, language, concept.kind, gender).values()
        return tuple(dict.fromkeys(forms))

    def _plural_forms(self, concept: Concept, language: str) -> tuple[str, ...]:
        """Every form of the plural, of the short form too; for a mention in the plural."""
        forms = [
            form
            for short in (False, True)
            for form in self.forms(concept, language, short=short, plural=True).values()
        ]
        return tuple(dict.fromkeys(forms))

    def _stored(self, concept: Concept, language: str) -> list[tuple[str, str, str, str]]:
        """Rendering, number, case and form."""
        stored = self._forms.get(language, {})
        return [
            (rendering, number, case, form)
            for rendering in (concept.in_language(language).all if stored else ())
            for number in ("", "pl")
            for case, form in stored.get(key_of(concept.id, rendering, number), {}).items()
        ]

    def digest(self, source_language: str, language: str) -> str:
        """Twelve hex digits over everything that the glossary says for one pair of languages."""
        from hashlib import sha256  # noqa: PLC0415  (with OpenSSL, which most runs need not load)

        lines = []
        for concept in sorted(self.concepts, key=lambda each: each.id):
            source, target = concept.in_language(source_language), concept.in_language(language)
            valid = concept.valid
            said = (
                (concept.id, concept.kind.value, concept.gender, concept.number),
                (valid.since, valid.until) if valid else (),
                (source.accepted, source.short),
                (target.accepted, target.short, target.forbidden, target.usage),
            )
            lines.append(repr(said))
            lines.append(repr(self._stored(concept, language)))
        return sha256("\n".join(lines).encode()).hexdigest()[:12]

    def judge(
        self,
        source: str,
        target: str,
        source_language: str,
        language: str,
        matches: Sequence[Match] | None = None,
        *,
        enough: bool = False,
    ) -> list[TermResult]:
        """One result for each concept in ``source``, in order of appearance.

        Occurrences are counted, and none counts twice: in "саммит ШОС" the words of the summit do not also
        stand for the organisation. Longer concepts choose their words first.
        """
        if matches is None:
            matches = self.match(source, source_language)
        if not matches:
            return []
        return self._judge(language).judge(matches, target, source_language, enough=enough)

    def strangers(
        self, source: str, target: str, source_language: str, language: str, matches: Sequence[Match]
    ) -> list[TermResult]:
        """Names that stand in ``target`` more often than in ``source``, in the order in which they stand.

        One that the source does not have counts only if no word there begins as a word of it does: in
        "Chinese" the translation may well have 中国.
        """
        return self._judge(language).strangers(source, target, source_language, matches)

    def places(
        self, target: str, source_language: str, language: str, matches: Sequence[Match]
    ) -> list[tuple[Concept, tuple[int, int]]]:
        """Where the concepts of ``matches`` stand in ``target``, in whatever form."""
        return self._judge(language).places(matches, target, source_language) if matches else []

    def may_name(self, concept: Concept, target: str, language: str) -> bool:
        """Whether ``concept`` may be found by :meth:`strangers` where the source does not have it."""
        return self._judge(language).may_name(concept, target)

    def rendering(self, concept: Concept, seen: str, language: str) -> str:
        """Which of the concept's renderings ``seen``, words of a translation, are a form of; "" for none."""
        return self._judge(language).rendering(concept, seen)

    def _judge(self, language: str) -> Judge:
        if language not in self._judges:
            self._judges[language] = Judge(
                self.concepts,
                language,
                lambda concept: self._known_forms(concept, language),
                lambda concept: self._plural_forms(concept, language),
            )
        return self._judges[language]


def load_glossary(folder: Path, source_language: str, root: Path | None = None) -> Glossary:
    """Read every ``*.csv`` of ``folder``; files named ``forms.<lang>.csv`` hold inflected forms.

    Paths in messages are relative to ``root``. A folder that does not exist is an empty glossary.

    :raises GlossaryError: a file is broken, an id stands twice, or one source rendering names two concepts.
    """
    concepts: list[Concept] = []
    forms: dict[str, Mapping[Key, Mapping[str, str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        where = path.relative_to(root).as_posix() if root and path.is_relative_to(root) else str(path)
        if path.name.startswith("forms."):
            language = path.name.removeprefix("forms.").removesuffix(".csv")
            if language not in known_tags():
                near = suggest(language)
                hint = f"Did you mean forms.{near}.csv?" if near else "The name is forms.<language>.csv."
                raise GlossaryError(f"{language!r} in its name is no language", where=where, hint=hint)
            forms[language] = parse_forms(read_text(path, where), where, language).forms
        else:
            concepts += parse_concepts(read_text(path, where), where, source_language)
    check_unique(concepts, source_language)
    return Glossary(concepts, forms)


def check_unique(concepts: Iterable[Concept], source_language: str) -> None:
    """One id, one concept; one source rendering, one concept at a time. Short forms may be shared."""
    ids: dict[str, Concept] = {}
    variants: dict[str, list[Concept]] = {}
    for concept in concepts:
        if ids.setdefault(concept.id, concept) is not concept:
            raise GlossaryError(
                f"id {concept.id!r} stands twice (first at {ids[concept.id].where})", where=concept.where
            )
        for variant in concept.in_language(source_language).accepted:
            owners = variants.setdefault(normalise(variant).text, [])
            for other in owners:
                if other is concept or not _overlap(other.valid, concept.valid):
                    continue
                both = other.valid and concept.valid
                raise GlossaryError(
                    f"{variant!r} already names {other.id!r} ({other.where})"
                    + (" at the same time" if both else ""),
                    where=concept.where,
                    hint="Give the two concepts periods (column valid) that do not overlap."
                    if both
                    else "One source term belongs to one concept; tell them apart with a longer term.",
                )
            owners.append(concept)


def _overlap(one: Period | None, other: Period | None) -> bool:
    if one is None or other is None:
        return True
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (
        one.until or date.max
    )
