"""Templates of a publication's own, run in a sandbox: a mistake in one is a line, not a traceback."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from traceback import walk_tb
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflow.errors import PublishError

SYNTAX: Mapping[str, Any] = {
    "autoescape": True,
    "undefined": jinja2.StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}
ORIGINAL = "original/"
_FOLDER = "theme/"
_HEAD = 8192  # bytes of a page that publish reads to know what it is


def themed(template: str, theme: Mapping[str, str], values: Mapping[str, Any]) -> bytes:
    """A page made of a template of the theme, or of ours, which may build on one of the theme.

    :raises PublishError: the theme has a mistake, or makes a page that says no longer what it is.
    """
    environment = _environment(tuple(sorted(theme.items())))
    try:
        page = environment.get_template(template).render(**values).encode("utf-8")
    except Exception as error:  # whatever a template does: it is the theme's, not the program's
        raise _trouble(error, template, theme) from error
    _check(page, template, values)
    return page


def _check(page: bytes, template: str, values: Mapping[str, Any]) -> None:
    """That a page has the marks by which it is recognised as ours, and as a draft or none, next time."""
    if not template.endswith(".html.j2"):
        return
    state = getattr(values.get("frame"), "state", "")
    wanted = ['<meta name="generator" content="Dragoman']
    wanted += [f'<meta name="dragoman:state" content="{state}">'] if state else []
    for mark in wanted:
        if mark.encode() not in page[:_HEAD]:
            raise PublishError(
                f"the page that it makes lacks {mark.rstrip('>')}> near its top",
                where=f"{_FOLDER}{template}",
                hint="Build it on original/base.html.j2, or keep the meta elements of that.",
            )


@lru_cache(maxsize=4)
def _environment(theme: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """What finds templates: the theme's first, then ours; and ours under ``original/``.

    :raises PublishError: there is a template of which no page is made.
    """
    texts = dict(theme)
    known = _names()
    for name in texts:
        if not name.endswith(".j2") or name in known:
            continue
        if any(name in text for other, text in texts.items() if other != name):
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        raise PublishError(
            "no page is made of it",
            where=f"{_FOLDER}{name}",
            hint=f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}.",
        )

    def load(name: str) -> tuple[str, str, None] | None:
        # The name of the file is what mistakes are told by.
        return (texts[name], f"{_FOLDER}{name}", None) if name in texts else None

    ours = jinja2.PackageLoader("workflow.publishers")
    loaders = [jinja2.FunctionLoader(load), ours, jinja2.PrefixLoader({ORIGINAL.rstrip("/"): ours})]
    return ImmutableSandboxedEnvironment(loader=jinja2.ChoiceLoader(loaders), **SYNTAX)


@cache
def _names() -> tuple[str, ...]:
    """The templates that can be replaced."""
    return tuple(sorted(each.name for each in (files(__package__) / "templates").iterdir()))


def _trouble(error: Exception, template: str, theme: Mapping[str, str]) -> PublishError:
    """One line: the file of the theme, the line in it, what is wrong."""
    if isinstance(error, PublishError):
        return error
    if isinstance(error, jinja2.TemplateSyntaxError):
        where = f"{_FOLDER}{error.name}:{error.lineno}" if error.name in theme else str(error.name)
        return PublishError(f"no template: {error.message}", where=where, hint="See docs/themes.md.")
    # Jinja rewrites tracebacks so that a template's lines stand in them under the name of its file.
    places = [
        f"{frame.f_code.co_filename}:{line}"
        for frame, line in walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith(_FOLDER)
    ]
    where = places[-1] if places else _FOLDER + (template if template in theme else "")
    if isinstance(error, RecursionError):
        problem = "templates that build on each other without end"
    elif isinstance(error, jinja2.TemplatesNotFound):
        problem = f"there is no template {', '.join(map(str, error.templates))}"
    elif isinstance(error, jinja2.TemplateNotFound):
        problem = f"there is no template {error.name}"
    else:
        said = re.sub(r"\s+", " ", str(error)).strip()[:200]
        problem = said or type(error).__name__
    return PublishError(problem, where=where, hint="See docs/themes.md.")
