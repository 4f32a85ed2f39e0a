"""Through another language: which text is read, and what is left empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from workflow.engines.pivot import PivotEngine
from workflow.errors import EngineError
from workflow.model import Translation


class Tagging:
    """Writes the target's tag behind a text, and serves some pairs."""

    def __init__(self, name: str, *pairs: tuple[str, str]) -> None:
        self.name, self.pairs = name, pairs
        self.asked: list[str] = []

    def signature(self, source: str, target: str) -> str:
        if (source, target) not in self.pairs:
            raise EngineError(f"no model for {source} -> {target}")
        return f"{self.name}/{source}_{target}-1"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        self.signature(source, target)
        self.asked += sentences
        if progress:
            progress(len(sentences))
        return [Translation(f"{text} [{target}]" if text != "lost" else "") for text in sentences]


def test_approved_texts_come_before_those_of_a_machine() -> None:
    first, second = Tagging("one", ("en", "ru")), Tagging("two", ("ru", "be"))
    engine = PivotEngine(second, "ru", first, {"Kazan": "Казань"})
    steps: list[int] = []
    found = engine.translate(["Kazan", "Minsk", "lost", ""], "en", "be", progress=steps.append)
    assert [each.text for each in found] == ["Казань [be]", "Minsk [ru] [be]", "", ""]
    assert first.asked == ["Minsk", "lost"]
    assert second.asked == ["Казань", "Minsk [ru]"]
    assert sum(steps) == 4
    assert engine.signature("en", "be") == "two/ru_be-1+one/en_ru-1"


def test_without_a_machine_between_only_what_is_approved_is_read() -> None:
    second = Tagging("two", ("ru", "be"))
    engine = PivotEngine(second, "ru", None, {"Kazan": "Казань"})
    found = engine.translate(["Minsk", "Kazan"], "en", "be")
    assert [each.text for each in found] == ["", "Казань [be]"]
    assert engine.signature("en", "be") == "two/ru_be-1+reviewed/ru"
    assert engine.translate([], "en", "be") == []


@pytest.mark.parametrize("pair", [("en", "ru"), ("ru", "be")])
def test_a_way_that_lacks_one_half_says_which(pair: tuple[str, str]) -> None:
    ways = [each for each in (("en", "ru"), ("ru", "be")) if each != pair]
    engine = PivotEngine(Tagging("two", *ways), "ru", Tagging("one", *ways))
    with pytest.raises(EngineError, match=f"no model for {pair[0]} -> {pair[1]}"):
        engine.signature("en", "be")
