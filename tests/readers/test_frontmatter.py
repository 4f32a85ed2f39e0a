from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.errors import SourceError
from workflow.readers.frontmatter import split_front_matter


@settings(deadline=None)  # the first example imports the parser
@given(st.sampled_from(["---\n", "+++\n"]), st.text(), st.text())
def test_any_front_matter_is_read_or_refused(fence: str, inside: str, after: str) -> None:
    text = f"{fence}{inside}\n{fence}{after}"
    try:
        front = split_front_matter(text, "a.md")
    except SourceError as error:
        assert str(error).startswith("a.md:")
        return
    assert text.endswith(front.rest.lstrip("\n"))
    assert front.rest.count("\n") == text.count("\n")


def test_yaml_keeps_what_the_author_wrote() -> None:
    text = (
        "---\ntitle: 'A: b'\ndate: 2026-10-15T10:00:00Z\nlang: en_GB\n"
        "time: 12:30\nno: off\ntags: [a, b]\nx: {y: 1}\n---\nText\n"
    )
    front = split_front_matter(text, "a.md")
    assert (front.title, front.title_line, front.date, front.language) == (
        "A: b",
        2,
        date(2026, 10, 15),
        "en",
    )
    assert front.meta == {"time": "12:30", "no": "off", "tags": "a, b", "x": '{"y": "1"}'}
    assert front.rest == "\n" * 9 + "Text\n"


def test_toml() -> None:
    text = (
        '+++\ndate = 2026-10-15\ntitle = "A"\nlang = "zh-TW"\ndraft = true\nn = [1, 2]\n[x]\ny = 1\n+++\nText'
    )
    front = split_front_matter(text, "a.md")
    assert (front.title, front.title_line, front.date, front.language) == (
        "A",
        3,
        date(2026, 10, 15),
        "zh-Hant",
    )
    assert front.meta == {"draft": "true", "n": "1, 2", "x": '{"y": 1}'}


@pytest.mark.parametrize(
    "text", ["", "Text", "---\n\nText under a rule", "---\nText", "--- \n***", "text\n---\na: b\n---\n"]
)
def test_no_front_matter(text: str) -> None:
    assert split_front_matter(text, "a.md").rest == text


@pytest.mark.parametrize("value", ["", "~", "null"])
def test_empty_values_are_none(value: str) -> None:
    front = split_front_matter(f"---\ntitle: {value}\ndate: {value}\nlang: {value}\n---\n", "a.md")
    assert (front.title, front.date, front.language) == ("", None, "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: a\nText", "a.md:1: the front matter has no closing '---'. Front matter is"),
        ("+++\nText", "a.md:1: the front matter has no closing '+++'. Front matter is"),
        (
            "---\nx: 1\ntitle: a: b\n---\n",
            "a.md:3: the front matter is not YAML: mapping values are not allowed here. Put",
        ),
        ('---\ntitle: "a" b\n---\n', "a.md:2: the front matter is not YAML: expected <block end>"),
        (
            "---\na: &x [1]\nb: *x\n---\n",
            "a.md:3: the front matter is not YAML: aliases (*name) are not allowed.",
        ),
        (
            "---\ntitle: a\nx: 1\ntitle: b\n---\n",
            "a.md:4: the front matter is not YAML: the key 'title' is there twice",
        ),
        ("---\njust text\n---\n", "a.md:1: the front matter has no keys."),
        ("---\nx: 1\ndate: last week\n---\n", "a.md:3: 'last week' is no date. Write year, month and day"),
        ("---\ndate: 2026-13-45\n---\n", "a.md:2: '2026-13-45' is no date."),
        ("---\nlang: English!\n---\n", "a.md:2: 'English!' is no language tag. Write a tag such as en"),
        (
            "+++\nx = 1\ntitle = A\n+++\n",
            "a.md:3: the front matter is not TOML: Invalid value. Text stands between",
        ),
        ('+++\ntitle = "A\n+++\n', "a.md:2: the front matter is not TOML: "),
        ("---\na: " + "[" * 5000 + "\n---\n", "a.md:1: the front matter is not YAML."),
        ("+++\na = " + "[" * 5000 + "\n+++\n", "a.md:1: the front matter is not TOML."),
    ],
)
def test_broken_front_matter(text: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        split_front_matter(text, "a.md")
    assert str(caught.value).startswith(message)
    assert caught.value.hint


def test_letters_in_two_halves_become_whole() -> None:
    text = '---\ntags: "\\ud83d\\udc68"\nnote: "a \\ud83d b"\n---\n# H\n'
    assert split_front_matter(text, "a.md").meta == {"tags": "\U0001f468", "note": "a \ufffd b"}
