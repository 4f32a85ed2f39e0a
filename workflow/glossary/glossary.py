"""The glossary as one object: matching in sources, judging of translations, forms, and its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from workflow.errors import GlossaryError
from workflow.glossary.csvfile import parse_concepts, parse_forms, read_text
from workflow.glossary.judge import Judge
from workflow.glossary.matcher import Matcher
from workflow.glossary.normalise import normalise
from workflow.languages import known_tags, suggest
from workflow.model import Concept, Match, TermResult

_CASES_OF_A_NAME = "nom"


class Glossary:
    """All concepts of a publication. Implements :class:`workflow.model.TermJudge`."""

    def __init__(
        self,
        concepts: Iterable[Concept],
        forms: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    ) -> None:
        self.concepts: tuple[Concept, ...] = tuple(concepts)
        self._forms = forms or {}
        self._matchers: dict[str, Matcher] = {}
        self._judges: dict[str, Judge] = {}

    def match(self, text: str, language: str) -> list[Match]:
        """Concepts in ``text``, leftmost-longest, without overlaps; offsets into ``text``."""
        if language not in self._matchers:
            self._matchers[language] = Matcher(self.concepts, language)
        return self._matchers[language].match(text)

    def match_all(
        self,
        texts: Sequence[str],
        language: str,
        when: date | None = None,  # noqa: ARG002
    ) -> list[list[Match]]:
        """Concepts in each of ``texts``, the segments of one article in their order."""
        return [self.match(text, language) for text in texts]

    def whole(self, text: str, language: str) -> Concept | None:
        """The concept that ``text`` is, when it is nothing else."""
        found = self.match(text, language)
        if len(found) == 1 and not (text[: found[0].start] + text[found[0].end :]).strip():
            return found[0].concept
        return None

    def forms(
        self,
        concept: Concept,
        language: str,
        *,
        short: bool = False,  # noqa: ARG002
        plural: bool = False,  # noqa: ARG002
    ) -> Mapping[str, str]:
        """Forms of the preferred rendering by case name; ``{"nom": rendering}`` where none are stored."""
        preferred = concept.in_language(language).preferred
        stored = self._forms.get(language, {}).get(concept.id)
        if stored and normalise(next(iter(stored.values()))).text == normalise(preferred).text:
            return stored
        return {_CASES_OF_A_NAME: preferred} if preferred else {}

    def digest(self, source_language: str, language: str) -> str:
        """Twelve hex digits over everything that the glossary says for one pair of languages."""
        lines = []
        for concept in sorted(self.concepts, key=lambda each: each.id):
            source, target = concept.in_language(source_language), concept.in_language(language)
            lines.append(
                repr((concept.id, concept.kind.value, source.accepted, target.accepted, target.forbidden))
            )
            lines.append(repr(sorted(self._forms.get(language, {}).get(concept.id, {}).items())))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]

    def judge(
        self,
        source: str,
        target: str,
        source_language: str,
        language: str,
        matches: Sequence[Match] | None = None,
    ) -> list[TermResult]:
        """One result for each concept in ``source``, in order of appearance.

        Occurrences are counted, and none counts twice: in "саммит ШОС" the words of the summit do not also
        stand for the organisation. Longer concepts choose their words first.
        """
        if matches is None:
            matches = self.match(source, source_language)
        if not matches:
            return []
        if language not in self._judges:
            self._judges[language] = Judge(
                self.concepts, language, lambda concept: self._stored_forms(concept, language)
            )
        return self._judges[language].judge(matches, target, source_language)

    def _stored_forms(self, concept: Concept, language: str) -> Iterable[str]:
        """Every form that is stored for the concept, of all its renderings."""
        stored = concept.id in self._forms.get(language, {})
        return tuple(self.forms(concept, language).values()) if stored else ()


def load_glossary(folder: Path, source_language: str, root: Path | None = None) -> Glossary:
    """Read every ``*.csv`` of ``folder``; files named ``forms.<lang>.csv`` hold inflected forms.

    Paths in messages are relative to ``root``. A folder that does not exist is an empty glossary.

    :raises GlossaryError: a file is broken, an id stands twice, or one source rendering names two concepts.
    """
    concepts: list[Concept] = []
    forms: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        where = path.relative_to(root).as_posix() if root and path.is_relative_to(root) else str(path)
        if path.name.startswith("forms."):
            language = path.name.removeprefix("forms.").removesuffix(".csv")
            if language not in known_tags():
                near = suggest(language)
                hint = f"Did you mean forms.{near}.csv?" if near else "The name is forms.<language>.csv."
                raise GlossaryError(f"{language!r} in its name is no language", where=where, hint=hint)
            forms[language] = parse_forms(read_text(path, where), where)
        else:
            concepts += parse_concepts(read_text(path, where), where, source_language)
    _check_unique(concepts, source_language)
    return Glossary(concepts, forms)


def _check_unique(concepts: Iterable[Concept], source_language: str) -> None:
    ids: dict[str, Concept] = {}
    variants: dict[str, Concept] = {}
    for concept in concepts:
        if concept.id in ids:
            raise GlossaryError(
                f"id {concept.id!r} stands twice (first at {ids[concept.id].where})", where=concept.where
            )
        ids[concept.id] = concept
        for variant in concept.in_language(source_language).accepted:
            other = variants.setdefault(normalise(variant).text, concept)
            if other is not concept:
                raise GlossaryError(
                    f"{variant!r} already names {other.id!r} ({other.where})",
                    where=concept.where,
                    hint="One source term belongs to one concept; tell them apart with a longer term.",
                )
