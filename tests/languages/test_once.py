"""What is found once."""

from __future__ import annotations

from workflow.languages.once import once, remembered
from workflow.languages.reading import reading_of


class Thing:
    asked = 0

    @once
    def size(self) -> int:
        """How big it is."""
        self.asked += 1
        return 5


def test_a_thing_is_asked_once() -> None:
    thing = Thing()
    assert (thing.size, thing.size, thing.asked) == (5, 5, 1)
    assert Thing().size == 5


def test_a_text_is_looked_at_once_in_each_language_and_a_long_one_each_time() -> None:
    asked: list[tuple[str, str]] = []

    @remembered
    def look(text: str, language: str) -> int:
        """How long it is."""
        asked.append((text[:5], language))
        return len(text)

    assert [look("short", "en"), look("short", "en"), look("short", "ru")] == [5, 5, 5]
    assert asked == [("short", "en"), ("short", "ru")]
    assert [look("long!" * 1000, "en"), look("long!" * 1000, "en")] == [5000, 5000]
    assert asked[2:] == [("long!", "en")] * 2
    assert look.__doc__ == "How long it is."


def test_many_texts_of_one_language_are_asked_without_a_call() -> None:
    asked: list[str] = []

    @remembered
    def look(text: str, language: str) -> str:
        asked.append(text)
        return text + language

    known = look.of("en")
    assert [known[text] for text in ("a", "b", "a")] == ["aen", "ben", "aen"]
    assert look("b", "en") == "ben"
    assert asked == ["a", "b"]
    for number in range(200):
        look("a", f"x-{number}")
    assert look.of("en")["a"] == "aen"


def test_the_same_source_has_one_reading() -> None:
    text = "Five of 12 came on Monday."
    assert reading_of(text, "en") is reading_of("".join(text), "en")
    assert reading_of(text, "en") is not reading_of(text, "ru")
    assert reading_of(text, "ru").numerals == reading_of(text, "en").numerals
