"""Through another language: its text, reviewed or of a machine, is what an engine reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from workflow.engines.serving import settings_of
from workflow.model import Capabilities, Engine, Translation


class PivotEngine:
    """Translates into a language from another one than the article's, such as Belarusian from Russian.

    ``known`` are texts in the language between (``pivot``) that people have approved, by the sentence of the
    article that they translate; ``first`` makes those that are not known, and may be None: what nobody has
    approved yet is left empty then. ``second`` translates from there.
    """

    name = "pivot"
    capabilities = Capabilities()

    def __init__(
        self, second: Engine, pivot: str, first: Engine | None, known: Mapping[str, str] | None = None
    ) -> None:
        self.second, self.pivot, self.first = second, pivot, first
        self.known = known or {}
        self.carries: bool = getattr(second, "capabilities", Capabilities()).placeholders

    @property
    def settings(self) -> str:
        """Of both ways; see :class:`workflow.model.ConfiguredEngine`. The texts that people have approved
        are not in it.

        :raises EngineError: as those of the engines.
        """
        both = (settings_of(engine) for engine in (self.second, self.first) if engine is not None)
        return " + ".join(filter(None, both))

    def signature(self, source: str, target: str) -> str:
        """Of both ways: ``apertium/rus-bel-0.2.1+argos/en_ru-1.9``, or ``…+reviewed/ru``.

        :raises EngineError: one of the engines does not serve its pair.
        """
        last = self.second.signature(self.pivot, target)
        if self.first is None:
            return f"{last}+reviewed/{self.pivot}"
        return f"{last}+{self.first.signature(source, self.pivot)}"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        """Same length, same order; an empty text where there is none in the language between.

        :raises EngineError: one of the engines does not serve its pair, or fails.
        """
        return self.onward(self.between(sentences, source), target, progress=progress)

    def between(self, sentences: Sequence[str], source: str) -> list[str]:
        """See :class:`workflow.model.PivotingEngine`."""
        found = [self.known.get(sentence, "") for sentence in sentences]
        missing = [index for index, text in enumerate(found) if not text and sentences[index].strip()]
        if missing and self.first is not None:
            made = self.first.translate([sentences[index] for index in missing], source, self.pivot)
            for index, each in zip(missing, made, strict=True):
                found[index] = each.text
        return found

    def onward(
        self, texts: Sequence[str], target: str, *, progress: Callable[[int], None] | None = None
    ) -> list[Translation]:
        """See :class:`workflow.model.PivotingEngine`."""
        asked = [index for index, text in enumerate(texts) if text.strip()]
        if progress is not None and len(asked) < len(texts):
            progress(len(texts) - len(asked))
        found = [Translation("") for _ in texts]
        if asked:
            made = self.second.translate(
                [texts[index] for index in asked], self.pivot, target, progress=progress
            )
            for index, each in zip(asked, made, strict=True):
                found[index] = each
        return found
