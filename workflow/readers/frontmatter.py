"""The lines at the top of a Markdown file that say what is not in its text: YAML or TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import tomli
from msgspec import Struct, field
from msgspec.structs import replace

from workflow.corrections import KEY as CORRECTIONS
from workflow.corrections import read_corrections
from workflow.errors import SourceError
from workflow.model import Correction
from workflow.readers.common import day, language_tag, one_line, tidy

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_KEY = re.compile(r"[\w-]+[ \t]*:(?:\s|\Z)|#")
_EMPTY = ("", "~", "null")
_HINT = "Front matter is lines such as 'title: Headline' between two lines of '---', or TOML between '+++'."


class FrontMatter(Struct, frozen=True):
    """What front matter says; ``rest`` is the text after it, with blank lines in its place."""

    rest: str
    title: str = ""
    title_line: int = 1
    date: date | None = None
    language: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()


def split_front_matter(text: str, source: str) -> FrontMatter:
    """Part ``text`` (tidied) into front matter, read, and the rest. Line numbers of the rest are kept.

    Keys that mean something here are ``title``, ``date``, ``lang`` and ``corrections``; the others become
    ``meta`` as text.

    :raises SourceError: it does not end, is not YAML or TOML, or has a date, a language or a correction that
        nobody can read.
    """
    lines = text.split("\n")
    fence = lines[0].rstrip()
    if fence not in _FENCES:
        return FrontMatter(text)
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in _FENCES[fence]), 0)
    if not end:
        if fence == "---" and not _KEY.match(lines[1] if len(lines) > 1 else ""):
            return FrontMatter(text)  # a rule above the text
        raise SourceError(f"the front matter has no closing {fence!r}", where=f"{source}:1", hint=_HINT)
    content = "\n".join(lines[1:end])
    found = _yaml(content, source) if fence == "---" else _toml(content, source)
    corrections = _corrections(found.pop(CORRECTIONS, None), lines[:end], source)
    values = {_text(key): _text(value) for key, value in found.items()}
    rest = "\n" * end + "\n" + "\n".join(lines[end + 1 :])
    return replace(_understood(values, lines[:end], rest, source), corrections=corrections)


class _Table(dict[Hashable, Any]):
    """A table of YAML that knows the line in which it begins."""

    line: int = 0


def _corrections(value: object, lines: list[str], source: str) -> tuple[Correction, ...]:
    if value is None or (isinstance(value, str) and value.strip() in _EMPTY):
        return ()
    begins = next((n for n, line in enumerate(lines, 1) if re.match(rf"['\"]?{CORRECTIONS}\b", line)), 1)
    heads = [n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[\[\s*{CORRECTIONS}\s*\]\]", line)]

    def line_of(number: int) -> int:
        entry = value[number - 1] if isinstance(value, list) and number else None
        if isinstance(entry, _Table):
            return entry.line
        return heads[max(number, 1) - 1] if len(heads) >= max(number, 1) else begins

    found = read_corrections(value, lambda number: f"{source}:{line_of(number)}", SourceError, line_of)
    return tuple(replace(each, text=one_line(tidy(_text(each.text)))) for each in found)


def _understood(values: Mapping[str, str], lines: list[str], rest: str, source: str) -> FrontMatter:
    known = {key: values.get(key, "").strip() for key in ("title", "date", "lang")}
    for key, value in known.items():
        if value in _EMPTY:
            known[key] = ""
    where = {
        key: next((i for i, line in enumerate(lines, 1) if re.match(rf"['\"]?{key}\b", line)), 1)
        for key in known
    }
    published = day(known["date"])
    if known["date"] and published is None:
        raise SourceError(
            f"{known['date'][:40]!r} is no date",
            where=f"{source}:{where['date']}",
            hint="Write year, month and day, such as 2026-10-15.",
        )
    language = language_tag(known["lang"])
    if known["lang"] and not language:
        raise SourceError(
            f"{known['lang'][:40]!r} is no language tag",
            where=f"{source}:{where['lang']}",
            hint="Write a tag such as en or zh-Hant.",
        )
    meta = {key: value for key, value in values.items() if key not in known}
    return FrontMatter(rest, " ".join(known["title"].split()), where["title"], published, language, meta)


def _yaml(content: str, source: str) -> dict[Any, Any]:
    import yaml  # noqa: PLC0415  (plain text does without)

    class Loader(yaml.BaseLoader):
        """Every scalar is the text that the author wrote: ``no`` stays a language, ``12:30`` a time."""

        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            # A few lines of aliases of aliases can stand for gigabytes.
            if self.check_event(yaml.AliasEvent):
                mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                raise yaml.MarkedYAMLError(problem="aliases (*name) are not allowed", problem_mark=mark)
            return super().compose_node(parent, index)

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
            keys: set[str] = set()
            for key, _ in node.value:
                if key.value in keys:
                    problem = f"the key {key.value!r} is there twice"
                    raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
                if isinstance(key, yaml.ScalarNode):
                    keys.add(key.value)
            made = _Table(super().construct_mapping(node, deep))
            made.line = node.start_mark.line + 2  # the first line is that of the fence
            return made

    try:
        found = yaml.load(content, Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        problem = f"the front matter is not YAML: {error.problem or error.context}"
        raise SourceError(problem, where=f"{source}:{line}", hint=_yaml_hint(error.problem)) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceError("the front matter is not YAML", where=f"{source}:1", hint=_HINT) from error
    if found is None or found == "":
        return {}
    if not isinstance(found, dict):
        raise SourceError("the front matter has no keys", where=f"{source}:1", hint=_HINT)
    return found


def _yaml_hint(problem: str | None) -> str:
    if problem and ("mapping values" in problem or "expected <block end>" in problem):
        return "Put a value that holds a colon or quotation marks between quotation marks."
    return _HINT


def _toml(content: str, source: str) -> dict[Any, Any]:
    try:
        found = tomli.loads(content)
    except tomli.TOMLDecodeError as error:
        message = str(error)
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
        line = int(place[1]) + 1 if place and place[1] else content.count("\n") + 2
        problem = f"the front matter is not TOML: {message[: place.start()] if place else message}"
        hint = 'Text stands between quotation marks: title = "Headline".'
        raise SourceError(problem, where=f"{source}:{line}", hint=hint) from error
    except (ValueError, RecursionError) as error:
        raise SourceError("the front matter is not TOML", where=f"{source}:1", hint=_HINT) from error
    return found


def _text(value: object) -> str:
    """A value of front matter as text: lists with commas, tables as JSON."""
    match value:
        case str():
            # "\ud83d\udc68" is one letter to who writes JSON, and two halves to YAML.
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case bool():
            return "true" if value else "false"
        case list() | tuple() if not any(isinstance(item, list | dict) for item in value):
            return ", ".join(map(_text, value))
        case list() | tuple() | dict():
            return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
