"""Segments and their terms -> a POT."""

from __future__ import annotations

import re
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from workflow.catalogue import build_template, contexts, metadata, render, term_notes
from workflow.catalogue.po import _parse, _roles
from workflow.catalogue.template import show_renderings
from workflow.model import Article, Concept, Kind, Match, Renderings, Role, Segment

ARTICLE = Article(slug="x", source="seeds/x.txt", language="en", title="A title", blocks=())
CONCEPT = Concept(
    "chongqing",
    Kind.PLACE,
    {
        "en": Renderings(("Chongqing",)),
        "ru": Renderings(("Чунцин", "город Чунцин"), ("Чонгкинг",)),
        "zh": Renderings(("重庆",)),
        "fa": Renderings((), ("چنگ‌کینگ",)),
    },
)


def _segment(
    text: str, block: int = 0, role: Role = Role.PARAGRAPH, index: int = 0, count: int = 1
) -> Segment:
    return Segment(text, "", "", role, block, index, count, line=2 * block + 1)


def _match(text: str = "Chongqing", concept: Concept = CONCEPT) -> Match:
    return Match(concept, 0, len(text), text)


@given(st.lists(st.text(st.characters(), min_size=1), min_size=1, max_size=5), st.text(), st.text(min_size=1))
@settings(max_examples=100, deadline=None)
def test_any_words_make_a_sound_template(texts: list[str], title: str, variant: str) -> None:
    article = Article(slug="x", source="seeds/x.txt", language="en", title=title, blocks=())
    concept = Concept(
        "c", Kind.PHRASE, {"en": Renderings((variant,)), "ru": Renderings((variant,), (variant,))}
    )
    segments = [_segment(text, number) for number, text in enumerate(texts)]
    matches = [[_match(variant, concept)]] * len(texts)
    pot = build_template(article, segments, matches, ["ru", "zh"], "Dragoman 0")
    again = _parse(Path("x.pot"), render(pot))
    stored = [re.sub("[\0\4\ud800-\udfff]", "\ufffd", text) for text in texts]
    assert [entry.msgid for entry in again] == list(dict.fromkeys(stored))
    assert all(len(entry.comment.split("\n")) == 2 for entry in again), "role and place; terms"
    assert all(len(entry.tcomment.split("\n")) == 1 for entry in again), "one term, one language that has it"
    assert render(_parse(Path("x.pot"), render(again))) == render(again)


def test_a_template() -> None:
    segments = [
        _segment("Chongqing", 0, Role.HEADLINE),
        _segment("One.", 1, Role.LEAD, 0, 2),
        _segment("Two.", 1, Role.LEAD, 1, 2),
        _segment("One.", 2),
        _segment("One.", 2),
    ]
    pot = build_template(
        ARTICLE, segments, [[_match(), _match()], [], [], [], []], ["ru", "zh"], "Dragoman 0"
    )
    assert render(pot).decode() == (
        "# Segments of seeds/x.txt: A title\n"
        'msgid ""\nmsgstr ""\n"Project-Id-Version: x\\n"\n"Report-Msgid-Bugs-To: \\n"\n'
        '"POT-Creation-Date: \\n"\n"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"\n'
        '"Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"\n"Language-Team: LANGUAGE <LL@li.org>\\n"\n'
        '"Language: \\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"X-Generator: Dragoman 0\\n"\n"X-Source-Language: en\\n"\n\n'
        "# term: Chongqing (place) [ru] = Чунцин | город Чунцин, not: Чонгкинг\n"
        "# term: Chongqing (place) [zh] = 重庆\n"
        "#. headline, block 1\n#. terms: Chongqing\n#: seeds/x.txt:1\n"
        'msgid "Chongqing"\nmsgstr ""\n\n'
        "#. lead, block 2, sentence 1 of 2; paragraph, block 3; paragraph, block 3\n"
        "#: seeds/x.txt:3 seeds/x.txt:5\n"
        'msgid "One."\nmsgstr ""\n\n'
        "#. lead, block 2, sentence 2 of 2\n#: seeds/x.txt:3\n"
        'msgid "Two."\nmsgstr ""\n'
    )
    assert _roles(pot[1].comment) == (Role.LEAD, Role.PARAGRAPH, Role.PARAGRAPH)


def test_a_headline_that_also_stands_in_the_text_has_a_context() -> None:
    headline = _segment("Chongqing", 0, Role.HEADLINE)
    assert contexts([headline, _segment("Chongqing", 1)]) == ["headline", ""]
    assert contexts([headline, _segment("Chongqing.", 1)]) == ["", ""]
    pot = build_template(ARTICLE, [headline, _segment("Chongqing", 1)], [[], []], [], "Dragoman 0")
    assert [entry.msgctxt for entry in pot] == ["headline", None]


def test_term_notes_show_one_language_or_name_each() -> None:
    assert term_notes([_match()], ["ru"]) == [
        "term: Chongqing (place) = Чунцин | город Чунцин, not: Чонгкинг",
    ]
    assert term_notes([_match()], ["uz", "fa"]) == ["term: Chongqing (place) [fa] = , not: چنگ‌کینگ"]
    assert term_notes([_match()], ["uz"]) == []


def test_a_term_note_is_one_line_and_keeps_its_no_break_space() -> None:
    concept = Concept("c", Kind.PLACE, {"ru": Renderings(("а\u00a0б\nterm: в\u2028г",))})
    assert term_notes([_match("x\ny", concept)], ["ru"]) == ["term: x y (place) = а\u00a0б term: в г"]


def test_show_renderings() -> None:
    assert show_renderings(Renderings(("a", "b"), ("c", "d"))) == "a | b, not: c | d"
    assert show_renderings(Renderings(("a",))) == "a"
    both = Renderings(("a", "b"), ("x",), ("c", "d"))
    assert show_renderings(both) == "a | b, short: c | d, not: x"
    assert show_renderings(both, short=True) == "c | d, in full: a | b, not: x"
    assert show_renderings(Renderings((), (), ("c",))) == "c"
    assert show_renderings(Renderings(("a",)), short=True) == "a"


def test_term_notes_show_short_forms_plurals_and_usage() -> None:
    concept = Concept(
        "sco",
        Kind.ORGANISATION,
        {"ru": Renderings(("Шанхайская организация",), ("Шос",), ("ШОС",), "женский\nрод")},
    )
    full, short = Match(concept, 0, 3, "Organisation"), Match(concept, 0, 3, "SCO", short=True)
    assert term_notes([full, short, replace(full, plural=True)], ["ru"]) == [
        "term: Organisation (organisation) = Шанхайская организация, short: ШОС, not: Шос (женский род)",
        "term: SCO (organisation) = ШОС, in full: Шанхайская организация, not: Шос (женский род)",
        "term: Organisation (organisation, plural) = Шанхайская организация, short: ШОС, not: Шос "
        "(женский род)",
    ]
    assert term_notes([replace(full, inside=True)], ["ru"]) == []


def test_metadata_of_a_catalogue() -> None:
    header = metadata(ARTICLE, "Dragoman 0", "zh")
    assert (header["Language"], header["X-Source-Language"]) == ("zh_CN", "en")
    assert header["Plural-Forms"] == "nplurals=1; plural=0;"
    assert "Plural-Forms" not in metadata(ARTICLE, "Dragoman 0")


def test_one_sentence_in_thousands_of_places_takes_no_longer_than_thousands_of_sentences() -> None:
    segments = [_segment("The same.", number) for number in range(30_000)]
    began = time.process_time()
    (entry,) = build_template(ARTICLE, segments, [()] * len(segments), ["ru"], "x")
    assert time.process_time() - began < 5  # 0.4 s measured
    assert len(entry.occurrences) == 30_000
    assert entry.comment.count("; ") == 29_999
