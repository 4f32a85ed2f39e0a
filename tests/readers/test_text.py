from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.errors import SourceError
from workflow.model import Article, Block, Markup, Role
from workflow.readers.text import TextReader

SEED = Path(__file__).parents[2] / "seeds" / "chongqing-mayor-sco-cooperation.txt"
# Letters of scripts with spaces between words; ideographs on both sides of a line break have a case below.
WORD = st.text(st.characters(categories=["L", "N"], max_codepoint=0x2E7F), min_size=1)
LINE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
PARAGRAPH = st.lists(LINE, min_size=1, max_size=3)


def read(text: str) -> Article:
    return TextReader().read(text, slug="kazan", source="seeds/kazan.txt", language="en")


@settings(deadline=None)  # two busy cores
@given(st.lists(PARAGRAPH, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_word_is_kept_on_its_line(paragraphs: list[list[str]], end: str) -> None:
    numbered = [[f"{number} {lines[0]}", *lines[1:]] for number, lines in enumerate(paragraphs)]
    article = read((end + end).join(end.join(lines) for lines in numbered))
    assert [block.text for block in article.blocks] == [" ".join(lines) for lines in numbered]
    starts = [1 + sum(len(lines) + 1 for lines in numbered[:i]) for i in range(len(numbered))]
    assert [block.line for block in article.blocks] == starts


@settings(deadline=None)  # two busy cores
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        article = read(text)
    except SourceError:
        return
    assert article.blocks[0].role is Role.HEADLINE
    assert [block.role for block in article.blocks].count(Role.HEADLINE) == 1
    for block in article.blocks:
        assert block.text.strip()
        assert not set(block.text) & set("\n\r\0\x0b\x0c\x1b\u2028\u2029")
        block.text.encode("utf-8")


def test_seed_article() -> None:
    article = read(SEED.read_text(encoding="utf-8"))
    assert article.title == "Chongqing mayor interested in cooperation with SCO family"
    assert article.markup is Markup.PLAIN
    roles = [block.role for block in article.blocks]
    assert roles[:5] == [Role.HEADLINE, Role.LEAD, Role.QUOTE, Role.QUOTE, Role.QUOTE]
    assert roles[5:] == [Role.PARAGRAPH] * 6
    assert [block.line for block in article.blocks] == [1, *range(5, 25, 2)]
    assert "on\u00a024 February" in article.blocks[1].text


def test_hard_wrapped_lines_are_joined() -> None:
    text = "Head\n\n  First line\t\nsecond\u00a0line  \n\n\n\nNext"
    assert read(text).blocks == (
        Block(Role.HEADLINE, "Head", 1),
        Block(Role.LEAD, "First line second\u00a0line", 3),
        Block(Role.PARAGRAPH, "Next", 8),
    )


def test_ideographs_are_joined_without_a_space() -> None:
    assert read("标题\n\n他说：\n你好。\nOK").blocks[1].text == "他说：你好。 OK"


@pytest.mark.parametrize(
    "second", ["Talks in Kazan", "Talks  in\u00a0Kazan", "TALKS IN KAZAN.", "Talks in \u200bKazan"]
)
def test_repeated_headline_is_published_once(second: str) -> None:
    article = read(f"Talks in Kazan\n\n{second}\n\nThe text.")
    assert [block.text for block in article.blocks] == ["Talks in Kazan", "The text."]
    assert article.blocks[1].role is Role.LEAD


def test_another_second_paragraph_stays() -> None:
    assert len(read("Talks in Kazan\n\nTalks in Kazan?\n\nThe text.").blocks) == 3


@pytest.mark.parametrize("quote", ["“We", '"We', "«Мы", "„Wir", "‘We", "「我", "'We", "『我"])
def test_speech(quote: str) -> None:
    assert read(f"Head\n\nLead\n\n{quote} agree.").blocks[2].role is Role.QUOTE


@pytest.mark.parametrize("plain", ["The “summit”", "(“We”)", "' apart", "- 1"])
def test_no_speech(plain: str) -> None:
    assert read(f"Head\n\nLead\n\n{plain}").blocks[2].role is Role.PARAGRAPH


def test_controls_go_and_lines_stay_counted() -> None:
    article = read("\ufeffHe\0ad\x1b\r\n\r\nA\x0cB\u2028C\ud800\x85D\ufffe")
    assert [(block.text, block.line) for block in article.blocks] == [("Head", 1), ("A B C\ufffd D\ufffd", 3)]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "\u200b\n\u00a0", "\0\0"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(text)
    assert str(caught.value).startswith("seeds/kazan.txt: ")
    assert caught.value.hint
