"""News items in JSON: ninjs of the IPTC, versions 1.x (``body_xhtml``), 2.x and 3.x (``bodies``).

https://www.iptc.org/std/ninjs/userguide/. Versions 3.x write in camel case what the others write in lower
case, so names of properties are compared without it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from workflow.errors import SourceError
from workflow.model import Article, Block
from workflow.readers.common import day, language_tag
from workflow.readers.inline import plain_text
from workflow.readers.wire import assembled, caption, check_status, html_blocks, plain_blocks

_MARKS = ("uri", "guid", "standard", "$standard", "versioncreated", "headline", "headlines", "bodies")
_META = (
    *("uri", "version", "slugline", "byline", "by", "located", "embargoed", "ednote", "urgency", "profile"),
    *("copyrightholder", "copyrightnotice", "usageterms", "expires", "source", "creditline"),
)
_RENDITIONS = 50
_HINT = "ninjs is described at https://www.iptc.org/std/ninjs/userguide/."


class NinjsReader:
    """Reads ``.json`` and ``.ninjs``: one item of an agency, with its pictures' captions."""

    name = "ninjs"
    extensions: tuple[str, ...] = (".json", ".ninjs")

    def read_bytes(self, content: bytes, *, slug: str, source: str, language: str) -> Article:
        """Parse ``content``. The date is that of this version, else that of the first.

        ``meta`` has what the item says besides: slugline, byline, descriptions, embargo, rights.

        :raises SourceError: it is no JSON, no ninjs, without headline or text, or not given for publication.
        """
        text, whole = _parsed(content, source)
        item = _item(whole, source)
        check_status(_text(item.get("pubstatus")), source)
        language = language_tag(_text(item.get("language"))) or language
        headline, key = _headline(item)
        body = _body(item, source, text)
        if not headline and not body:
            kind = _text(item.get("type"))
            raise SourceError(
                f"holds no text{f' (its type is {kind[:40]!r})' * bool(kind)}: no headline, no body",
                where=source,
                hint="One file holds one text; its pictures stand in its associations.",
            )
        if not body:
            kind = _text(item.get("type"))
            raise SourceError(
                f"has a headline but no body{f' (its type is {kind[:40]!r})' * bool(kind)}: "
                "no body_xhtml, body_text or bodies",
                where=source,
                hint=_HINT,
            )
        line = _line(text, "associations")
        captions = [each for each in (_caption(one, line) for one in _associations(item)) if each]
        dates = (day(_text(item.get(name))) for name in ("versioncreated", "firstcreated", "contentcreated"))
        return assembled(
            slug=slug,
            source=source,
            language=language,
            headline=headline,
            line=_line(text, key),
            blocks=body,
            captions=captions,
            published=next(filter(None, dates), None),
            meta=_meta(item),
        )


def _parsed(content: bytes, source: str) -> tuple[str, Any]:
    if not content.strip():
        raise SourceError("the file is empty", where=source, hint="An article needs a headline and text.")
    try:
        text = content.decode(json.detect_encoding(content))
        return text, json.loads(text, strict=False)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(
            f"not UTF-8 (byte 0x{content[error.start]:02x})",
            where=f"{source}:{line}",
            hint="Save the file as UTF-8.",
        ) from error
    except json.JSONDecodeError as error:
        raise SourceError(
            f"is no JSON ({error.msg})",
            where=f"{source}:{error.lineno}",
            hint="Fetch it again from the agency.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError("is no JSON that can be read", where=source, hint=_HINT) from error


def _item(whole: Any, source: str) -> Mapping[str, Any]:
    """The item, with its names in lower case; a list or a wrapper of one item is that item."""
    for _ in range(3):
        if isinstance(whole, list):
            if len(whole) != 1:
                raise SourceError(
                    f"holds {len(whole)} items", where=source, hint="One file holds one item: divide it."
                )
            whole = whole[0]
        elif isinstance(whole, dict) and len(whole) == 1 and isinstance(next(iter(whole.values())), dict):
            whole = next(iter(whole.values()))
        else:
            break
    if not isinstance(whole, dict):
        raise SourceError("is JSON, but no object: no ninjs", where=source, hint=_HINT)
    item = _lowered(whole)
    if not any(mark in item or any(key.startswith("body_") for key in item) for mark in _MARKS):
        raise SourceError(
            "is JSON, but no ninjs: it has no uri, no headline and no body", where=source, hint=_HINT
        )
    return item


def _lowered(value: Any) -> dict[str, Any]:
    return {str(key).lower(): each for key, each in value.items()} if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else ""


def _things(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a list, or of an object of named ones as 1.x has it."""
    if isinstance(value, dict):
        value = [{"name": key, **each} for key, each in value.items() if isinstance(each, dict)]
    if isinstance(value, list):
        yield from filter(None, map(_lowered, value))


def _headline(item: Mapping[str, Any]) -> tuple[str, str]:
    """The headline, and the property that it comes from."""
    if _text(item.get("headline")).strip():
        return _text(item["headline"]), "headline"
    found = [each for each in _things(item.get("headlines")) if _text(each.get("value")).strip()]
    main = [each for each in found if _text(each.get("role")).lower() in ("main", "")]
    if found:
        return _text((main or found)[0]["value"]), "headlines"
    others = [key for key in item if key.startswith("headline_") and _text(item[key]).strip()]
    key = (*others, "title")[0]
    return _text(item.get(key)), key


def _body(item: Mapping[str, Any], source: str, text: str) -> list[Block]:
    """The blocks of the body that says most about its structure."""
    bodies: list[tuple[int, str, str, str]] = []  # rank, kind, text, property
    for key, value in item.items():
        if key.startswith("body_") and _text(value).strip():
            bodies.append((*_kind(key.removeprefix("body_"), ""), _text(value), key))
    for each in _things(item.get("bodies")):
        value = _text(each.get("value"))
        if value.strip():
            role, media = _text(each.get("role")).lower(), _text(each.get("contenttype")).lower()
            bodies.append((*_kind(role, media), value, "bodies"))
    for _, kind, value, key in sorted(bodies, key=lambda body: body[0]):
        line = _line(text, key)
        if not kind:
            continue
        if kind == "html":
            blocks = [_moved(block, line) for block in html_blocks(value, source)]
        elif kind == "nitf":
            from workflow.readers.newsml import nitf_blocks  # noqa: PLC0415  (few items need it)

            blocks = [_moved(block, line) for block in nitf_blocks(value.encode("utf-8", "replace"), source)]
        else:
            blocks = plain_blocks(value, line)
        if blocks:
            return blocks
    return []


def _kind(role: str, media: str) -> tuple[int, str]:
    if "html" in media or (not media and "html" in role):
        return 0, "html"
    if "nitf" in media or (not media and role == "nitf"):
        return 1, "nitf"
    if "markdown" in media or role == "markdown":
        return 3, "text"
    if any(each in (media or role) for each in ("xml", "json", "nitf")):
        return 4, ""  # in a language that only its agency knows
    return 2, "text"


def _moved(block: Block, line: int) -> Block:
    """A body has no lines of its own in a JSON file: they are escaped."""
    return replace(block, line=line)


def _line(text: str, key: str) -> int:
    """The line of a property. Names of 3.x may have capitals."""
    found = re.search(rf'"{re.escape(key)}"\s*:', text, re.IGNORECASE) if key else None
    return len(re.findall("\r\n|\r|\n", text[: found.start()])) + 1 if found else 1


def _associations(item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for each in _things(item.get("associations")):
        if _text(each.get("type")).lower() in ("picture", "graphic", ""):
            yield each


def _caption(picture: Mapping[str, Any], line: int) -> Block | None:
    told = [
        each for each in _things(picture.get("descriptions")) if "html" not in _text(each.get("contenttype"))
    ]
    told.sort(key=lambda each: _text(each.get("role")).lower() != "caption")
    keys = ("description_caption", "description_text", "description_usage")
    texts = [*(_text(each.get("value")) for each in told), *(_text(picture.get(key)) for key in keys)]
    words = next((each for each in texts if each.strip()), "")
    if not words and _text(picture.get("description_xhtml")):
        words = " ".join(
            plain_text(block.text) for block in html_blocks(_text(picture["description_xhtml"]), "")
        )
    words = words or _headline(picture)[0]
    best, widest = "", -1
    for rendition in [*_things(picture.get("renditions"))][:_RENDITIONS]:
        media = _text(rendition.get("contenttype")) or _text(rendition.get("mimetype")) or "image/"
        wide = rendition.get("width")
        width = wide if isinstance(wide, int) else 0
        if media.startswith("image/") and _text(rendition.get("href")) and width > widest:
            best, widest = _text(rendition["href"]), width
    if not best and not _text(picture.get("type")):
        return None  # a link to something else
    return caption(words, best, line)


def _meta(item: Mapping[str, Any]) -> dict[str, str]:
    meta = {key: _text(item.get(key)) for key in _META}
    meta["byline"] = meta.pop("by") or meta["byline"]
    meta |= {key: _text(value) for key, value in item.items() if key.startswith("description_")}
    for each in _things(item.get("descriptions")):
        role = re.sub(r"\W+", "_", _text(each.get("role")).lower()) or "text"
        meta.setdefault(f"description_{role}", _text(each.get("value")))
    rights = _lowered(item.get("rightsinfo"))
    meta["rights"] = _text(rights.get("encodedrights")) or _text(rights.get("linkedrights"))
    return meta
