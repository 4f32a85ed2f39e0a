"""Alike texts: the scores of rapidfuzz, and no less than a full scan finds."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process
from support_memory import Files, remembering

from workflow.memory import Memory, index, normalise
from workflow.model import MemoryUnit


def sentences(count: int, seed: int = 5) -> list[str]:
    chance = random.Random(seed)
    syllables = [a + b for a in "bcdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 3))) for _ in range(3000)]
    return [" ".join(chance.choices(words, k=chance.randint(2, 20))) for _ in range(count)]


def edited(text: str, chance: random.Random) -> str:
    words = text.split()
    for _ in range(chance.randint(1, max(1, len(words) // 4))):
        at = chance.randrange(len(words))
        words[at] = chance.choice(["new", "", f"{words[at]}s", str(chance.randint(1, 99)), words[0]])
    return " ".join(words)


@pytest.mark.parametrize(("tail", "chunk"), [(0, index._CHUNK), (1000, 3000), (index.TAIL, index._CHUNK)])
def test_as_good_as_a_full_scan(monkeypatch: pytest.MonkeyPatch, tail: int, chunk: int) -> None:
    monkeypatch.setattr(index, "TAIL", tail)
    monkeypatch.setattr(index, "_CHUNK", chunk)
    texts = sentences(5000)
    memory, files = Memory.open(None, "en", "ru"), Files()
    for count in (1, 4, 5):  # parts of several ages
        for at in range(count):
            files.put(f"f{at}", *texts[at * 1000 : (at + 1) * 1000])
        memory.update(files.origins())
    assert memory.size().indexed >= 5000 - tail
    chance, normals = random.Random(1), [normalise(each) for each in texts]
    right = wanted = 0
    for _ in range(300):
        query = edited(chance.choice(texts), chance)
        best = process.extractOne(normalise(query), normals, scorer=fuzz.ratio, score_cutoff=75)
        found = memory.search(query, 3)
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
        for each in found:
            assert each.score == fuzz.ratio(normalise(query), normalise(each.unit.source)) >= 75
            assert each.unit.target == f"<{each.unit.source}>"
        wanted += best is not None
        right += best is not None and bool(found) and found[0].score == best[1]
    assert wanted > 200
    assert right >= 0.98 * wanted


def test_the_very_same_text_stands_before_one_that_is_only_alike() -> None:
    units = [
        MemoryUnit("the sco summit", "lower", "x", changed="3"),
        MemoryUnit("The SCO Summit", "same", "x", changed="1"),
        MemoryUnit("The SCO Summit", "same, newer", "x", changed="2"),
    ]
    with remembering(*units) as memory:
        found = memory.search("The SCO Summit")
    assert [(each.unit.target, each.score, each.exact) for each in found] == [
        ("same, newer", 100, True),
        ("same", 100, True),
        ("lower", 100, False),
    ]


def test_one_pair_of_texts_is_told_once_the_newest() -> None:
    units = [MemoryUnit("a b c", "x", f"o{number}", changed=str(number)) for number in range(9)]
    with remembering(*units) as memory:
        assert [each.unit.origin for each in memory.search("a b c")] == ["o8"]
        assert [each.unit.origin for each in memory.search("a b c", without="o8")] == ["o7"]


def test_limit_and_minimum() -> None:
    with remembering("one two three four", "one two three five", "one two nine ten") as memory:
        assert len(memory.search("one two three four", 5, 50)) == 3
        assert len(memory.search("one two three four", 1, 50)) == 1
        assert [each.percent for each in memory.search("one two three four")] == [100, 83]
        assert memory.search("one two three four", 0) == []
        assert memory.search("something else altogether") == []


def test_a_score_is_never_rounded_up() -> None:
    text = "word " * 60
    with remembering(text + "a") as memory:
        (found,) = memory.search(text + "b")
    assert 99 < found.score < 100
    assert found.percent == 99
    assert not found.exact


@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=12))
@example(["0"], "0000")  # they share runs, and are too different in length
@settings(max_examples=60)
def test_any_text_can_be_kept_and_asked_for(texts: list[str], query: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "TAIL", 0)
        with remembering(*texts) as memory:
            for text in texts:
                found = memory.search(text)
                assert not normalise(text) or (found[0].exact and found[0].score == 100)
            memory.search(query)


def test_a_run_that_all_texts_have_tells_nothing_and_harms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_RARE", 10)
    texts = [f"the meeting of the council {number}" for number in range(3000)]
    with remembering(*texts) as memory:
        assert memory.search("the meeting of the council 1234", 1)[0].unit.source == texts[1234]
