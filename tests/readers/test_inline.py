import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.readers.inline import Run, escape, merged, plain_text, runs, write

# Whatever Markdown reads as syntax, with letters, punctuation and spaces of several scripts around it.
HOSTILE = st.text(st.sampled_from(list("ab1 .,!?*_`[]()<>\\&;#~|\"'“”«»。，中жш\u00a0")), max_size=30)
ANY = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)
RUNS = st.lists(
    st.builds(
        Run,
        HOSTILE,
        strong=st.booleans(),
        emphasis=st.booleans(),
        code=st.booleans(),
        link=st.sampled_from(["", "/a", "https://example.org/b"]),
    ),
    max_size=6,
)


@settings(deadline=None)  # the first example imports the parser
@given(HOSTILE | ANY)
def test_escaped_text_shows_itself(text: str) -> None:
    assert plain_text(escape(text)) == text


@settings(deadline=None)  # the first example imports the parser
@given(RUNS)
def test_written_runs_keep_every_word(pieces: list[Run]) -> None:
    assert plain_text(write(pieces)).split() == "".join(run.text for run in pieces).split()


@settings(deadline=None)  # the first example imports the parser
@given(
    st.lists(
        st.builds(
            Run, st.sampled_from(["one ", "two", " three"]), strong=st.booleans(), emphasis=st.booleans()
        )
    )
)
def test_styles_of_words_survive(pieces: list[Run]) -> None:
    """Marks between word characters can be ambiguous; then the words stay, and here spaces divide them."""
    spaced = [Run(f" {run.text} ", run.strong, run.emphasis) for run in pieces]
    wanted = [(word, run.strong, run.emphasis) for run in spaced for word in run.text.split()]
    found = [(word, run.strong, run.emphasis) for run in runs(write(spaced)) for word in run.text.split()]
    assert found == wanted


@pytest.mark.parametrize(
    ("text", "inline"),
    [
        ("R&D in the U.S.", "R&D in the U.S."),
        ("5 * 3 < 20", "5 * 3 < 20"),
        ("snake_case_name", "snake_case_name"),
        ("[the mayor]", "[the mayor]"),
        ("*not* emphasis", "\\*not\\* emphasis"),
        ("&amp; as written", "\\&amp; as written"),
        ("<b>", "<b>"),
        ("<https://example.org>", "\\<https://example.org>"),
        ("[a](b)", "\\[a\\](b)"),
        ("`code`", "\\`code\\`"),
    ],
)
def test_backslashes_only_where_they_are_needed(text: str, inline: str) -> None:
    assert escape(text) == inline


@pytest.mark.parametrize(
    ("pieces", "inline"),
    [
        ([Run("a "), Run("b ", strong=True), Run("c")], "a **b** c"),
        ([Run("a", emphasis=True), Run(" "), Run("b", emphasis=True)], "*a* *b*"),
        ([Run("a ", emphasis=True), Run("b", strong=True, emphasis=True)], "*a **b***"),
        ([Run("both", strong=True, emphasis=True)], "***both***"),
        ([Run("x*y", code=True)], "`x*y`"),
        ([Run("a`b", code=True)], "``a`b``"),
        ([Run("see "), Run("here", link="/x"), Run(".")], "see [here](/x)."),
        ([Run("bold", strong=True, link="/x")], "[**bold**](/x)"),
        # CommonMark reads no emphasis here: the words stay.
        ([Run("中文"), Run("“强调”", strong=True), Run("后")], "中文“强调”后"),
    ],
)
def test_runs_as_markdown(pieces: list[Run], inline: str) -> None:
    assert write(pieces) == inline


@pytest.mark.parametrize(
    ("inline", "words"),
    [
        ("no marks", "no marks"),
        ("**Rashid** *Alimov*", "Rashid Alimov"),
        ("[the SCO](https://example.org) met", "the SCO met"),
        ("![a *map*](map.png)", "a map"),
        ("`a*b` \\*c\\* &amp; d", "a*b *c* & d"),
        ("<b>raw</b>", "<b>raw</b>"),
        ("[x](javascript:alert)", "x"),
    ],
)
def test_plain_text(inline: str, words: str) -> None:
    assert plain_text(inline) == words


def test_neighbours_in_one_style_are_one() -> None:
    assert merged([Run("a"), Run(""), Run("b"), Run("c", strong=True)]) == [Run("ab"), Run("c", strong=True)]
