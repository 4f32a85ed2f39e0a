from __future__ import annotations

from support_formats import HOSTILE, block, edition, every_kind, made

from workflow.model import Markup, Passage, Role, State
from workflow.publishers.text import TextPublisher

TEXT = """\
The headline

24 February 2018

First sentence. Second one.

A heading

A paragraph.

print('<b>')

Quoted.

Quoted more.

- Outer
  1. Inner one
  2. Inner two
- Outer again

- Of another list

City\tGuests
Kazan\t4,500

The city at night

Of another site
"""


def _text(*args: object, **more: object) -> str:
    return made(TextPublisher(), *args, **more).decode("utf-8")  # type: ignore[arg-type]


def test_every_kind_of_block_is_plain_text() -> None:
    assert _text(every_kind()) == TEXT


def test_markup_leaves_its_words() -> None:
    one = edition(
        "en",
        block(Role.LEAD, "**Bold** [link](https://a.example) `code` and \\* ![alt](p.png)"),
        markup=Markup.MARKDOWN,
        day=None,
    )
    assert _text(one) == "Headline\n\nBold link code and * alt\n"


def test_the_dateline_and_the_space_between_sentences_are_those_of_the_language() -> None:
    assert _text(edition("zh", block(Role.LEAD, "第一句。", "第二句。", language="zh"))) == (
        "Headline\n\n2018年2月24日\n\n第一句。第二句。\n"
    )


def test_a_draft_says_so_first() -> None:
    lead = block(Role.LEAD, Passage("Черновик.", "ru", State.MACHINE))
    assert _text(edition("ru", lead, draft=True)).startswith("Черновой машинный перевод, не проверен\n\n")


def test_nothing_hostile_is_left_but_words() -> None:
    text = _text(every_kind(text=HOSTILE), titles={"en": HOSTILE})
    assert "alert(1)" in text  # plain text has no markup to be mistaken for
    assert not set(text) & set("\x00\x08\x1b\x85\u2028\ud800\ufffe\u202e")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
