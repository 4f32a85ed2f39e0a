"""A publication's own templates: what they may do, and what is said of their mistakes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from workflow.errors import PublishError
from workflow.model import Edition

Make = Callable[..., Edition]
Publish = Callable[..., dict[str, bytes]]
Parse = Callable[[bytes], BeautifulSoup]

PAGE = "en/chongqing/index.html"
HEAD = '{% extends "original/base.html.j2" %}\n'


def test_a_template_replaces_ours_and_may_build_on_it(
    make_edition: Make, publish: Publish, parse: Parse
) -> None:
    theme = {
        "base.html.j2": HEAD
        + '{% block sections %}{{ super() }}<footer id="own">Ours</footer>{% endblock %}',
        "article.html.j2": '{% extends "original/article.html.j2" %}\n'
        '{% block main %}<p id="above">{{ frame.publication }}</p>{{ super() }}{% endblock %}',
    }
    made = publish(make_edition(), theme=theme)
    page = parse(made[PAGE])
    assert page.find(id="above").text == "Shanghai Spirit News"
    assert page.h1.text == "Headline"
    # Our article is built on the theme's base too, and so are the pages that the theme leaves to us.
    for path in (PAGE, "en/index.html", "en/archive/index.html", "index.html"):
        assert parse(made[path]).find(id="own").text == "Ours"


def test_a_style_sheet_replaces_ours_or_begins_with_it(make_edition: Make, publish: Publish) -> None:
    def style(theme: dict[str, str]) -> tuple[str, str]:
        made = publish(make_edition(), theme=theme)
        return next((path, each.decode()) for path, each in made.items() if path.startswith("assets/"))

    ours = style({})
    own = style({"site.css": "body { color: red }\n"})
    both = style({"site.css": '@import "original/site.css";\nbody { color: red }\n'})
    assert own[1] == "body { color: red }\n"
    assert both[1] == f"{ours[1]}\nbody {{ color: red }}\n"
    assert len({ours[0], own[0], both[0]}) == 3
    page = publish(make_edition(), theme={"site.css": own[1]})[PAGE].decode()
    assert f'href="../../{own[0]}"' in page


def test_texts_are_escaped_in_themes_too(make_edition: Make, publish: Publish, parse: Parse) -> None:
    theme = {"article.html.j2": '{% extends "base.html.j2" %}{% block main %}{{ frame.title }}{% endblock %}'}
    page = parse(publish(make_edition(headline="<script>x</script>"), theme=theme)[PAGE])
    assert page.script is None
    assert "<script>x</script>" in page.main.text


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("{% block main %}\n{% if %}", 3, "Expected an expression"),
        ("{% block main %}\n{{ nothing.there }}{% endblock %}", 3, "'nothing' is undefined"),
        ("{% block main %}\n\n{{ frame.nothing }}{% endblock %}", 4, "has no attribute 'nothing'"),
        ("{% block main %}{{ 1 / 0 }}{% endblock %}", 2, "division by zero"),
        ("{% block main %}{{ frame + 1 }}{% endblock %}", 2, "unsupported operand"),
        ('{% block main %}{% include "no.html.j2" %}{% endblock %}', 2, "there is no template no.html.j2"),
        ("{% block main %}{{ ''.__class__.__mro__ }}{% endblock %}", 2, "unsafe"),
        ("{% block main %}{{ frame.words.update({}) }}{% endblock %}", 2, "has no attribute 'update'"),
        ("{% block main %}{{ range(10000000)|list }}{% endblock %}", 2, "too big"),
        ("{% block main %}{{ '\\ud800' }}{% endblock %}", 0, "surrogates not allowed"),
        ("{% block main %}{{ x|nofilter }}{% endblock %}", 2, "No filter named 'nofilter'"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(
    text: str, line: int, problem: str, make_edition: Make, publish: Publish
) -> None:
    with pytest.raises(PublishError) as caught:
        publish(make_edition(), theme={"article.html.j2": HEAD + text})
    said = str(caught.value)
    assert said.startswith(f"theme/article.html.j2:{line}: " if line else "theme/article.html.j2: ")
    assert problem in said
    assert "\n" not in said


def test_a_template_that_builds_on_itself_is_told(make_edition: Make, publish: Publish) -> None:
    with pytest.raises(PublishError, match="build on each other without end"):
        publish(make_edition(), theme={"base.html.j2": '{% extends "base.html.j2" %}'})


def test_a_name_of_which_no_page_is_made_is_told(make_edition: Make, publish: Publish) -> None:
    with pytest.raises(
        PublishError, match=r"theme/artcle.html.j2: no page is made of it. Did you mean article"
    ):
        publish(make_edition(), theme={"artcle.html.j2": "x"})
    theme = {"part.html.j2": "<i>part</i>", "index.html.j2": HEAD + '{% include "part.html.j2" %}'}
    publish(make_edition(), theme=theme)


@pytest.mark.parametrize("lacking", ["dragoman:state", "generator"])
def test_a_page_that_does_not_say_what_it_is_is_refused(
    lacking: str, make_edition: Make, publish: Publish
) -> None:
    marks = {
        "dragoman:state": '<meta name="dragoman:state" content="{{ frame.state }}">',
        "generator": '<meta name="generator" content="Dragoman">',
    }
    whole = f"<!doctype html>{''.join(marks.values())}"
    assert publish(make_edition(), theme={"article.html.j2": whole})[PAGE].startswith(b"<!doctype html><meta")
    with pytest.raises(PublishError, match=f"lacks <meta name=.{lacking}"):
        publish(make_edition(), theme={"article.html.j2": whole.replace(marks[lacking], "")})
