"""Bytes of a saved page -> text: its encoding, and the web archives (MHTML) of browsers."""

from __future__ import annotations

import codecs
import email
import email.policy
import re

from msgspec import Struct

from workflow.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PRESCAN = 16 * 1024  # bytes; the standard looks at 1,024, but some sites put scripts before it
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_CHARSET = re.compile(rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_ARCHIVE = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type):", re.IGNORECASE
)
_SEVERAL = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")  # a character of several bytes in UTF-8
_SURE = 8  # of them leave no doubt that a text is UTF-8, whatever it says of itself
# What the Encoding Standard (WHATWG) reads the labels of pages as, where that is not what they say.
_LABELS = {
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "chinese": "gb18030",
    "big5": "big5hkscs",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
}
_KNOWN = frozenset(
    (
        *(
            "utf-8",
            "gb18030",
            "big5hkscs",
            "cp932",
            "cp949",
            "euc_jp",
            "koi8-r",
            "koi8-u",
            "cp866",
            "mac-cyrillic",
        ),
        *(f"cp125{digit}" for digit in range(9)),
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    )
)


class Saved(Struct, frozen=True):
    """The text of a page, and the address that its archive gives for it."""

    text: str
    address: str = ""


def opened(content: bytes, source: str) -> Saved:
    """The page in ``content``, which may be a web archive.

    :raises SourceError: the archive is broken or holds no page, or the page is in no encoding that it names.
    """
    if not _is_archive(content):
        return Saved(decoded(content, source))
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                body = part.get_payload(decode=True)
                address = str(
                    part.get("Content-Location", "") or message.get("Snapshot-Content-Location", "")
                )
                charset = str(part.get_content_charset() or "")
                if isinstance(body, bytes):
                    return Saved(decoded(body, source, charset), address.strip())
    # The parser of messages promises to raise nothing, but does for deep nesting and odd headers.
    except (
        RecursionError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        IndexError,
        KeyError,
    ) as error:
        raise SourceError(
            "the web archive is broken", where=source, hint="Save the page again as HTML."
        ) from error
    raise SourceError("the web archive holds no page", where=source, hint="Save the page again as HTML.")


def _is_archive(content: bytes) -> bool:
    start = content[:4096].lstrip()
    return not start.startswith(b"<") and _ARCHIVE.match(start.replace(b"\r\n", b"\n")) is not None


def decoded(content: bytes, source: str, charset: str = "") -> str:
    """``content`` as text: by its byte order mark, else by what it says of itself, else as UTF-8.

    ``charset`` is what came with it, and counts before what it says. A browser that saves a page as UTF-8 may
    leave the old name in it, so text that can only be UTF-8 is read as such. The labels are read as the
    Encoding Standard says: ``gb2312`` is GB 18030.

    :raises SourceError: it is not in that encoding, or nobody knows it.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding, source, "its byte order mark")
    if b"\0" in content:
        raise SourceError(
            "holds zero bytes: a binary file, or text that is not UTF-8",
            where=source,
            hint="Save the page as HTML again.",
        )
    start = _COMMENT.sub(b"", content[:_PRESCAN])
    found = _DECLARED.match(start) or _CHARSET.search(start)
    label = (charset or (found[1].decode("ascii", "replace") if found else "")).strip().lower()
    if not label:
        return _strict(content, "utf-8", source, "")
    if len(_SEVERAL.findall(content, 0, 1 << 20)) >= _SURE:
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _strict(content, _python_name(label, source), source, f"which it says it is ({label})")


def _python_name(label: str, source: str) -> str:
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except (LookupError, ValueError):
        name = ""
    if name not in _KNOWN:
        raise SourceError(
            f"it names an encoding that pages do not have, {label[:40]!r}",
            where=source,
            hint="Save the page as UTF-8.",
        )
    return name


def _strict(content: bytes, encoding: str, source: str, why: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        name = {"utf-8": "UTF-8"}.get(encoding, encoding)
        raise SourceError(
            f"not {name}{', ' * bool(why)}{why} (byte 0x{content[error.start]:02x})",
            where=f"{source}:{line}",
            hint="Save the file as UTF-8.",
        ) from error
