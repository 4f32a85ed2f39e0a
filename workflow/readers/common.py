"""What every reader does with text before and after its format has been understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from workflow.errors import SourceError
from workflow.model import Block, Role

# Controls mean nothing in an article, and neither PO files nor pages may hold them. U+0085 is a line break.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_ODD_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# Lone surrogates and noncharacters cannot be exchanged as text.
_BROKEN = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
# Scripts that put no space between words, so that a line break in the source stands for none either.
_UNSPACED = "[\u2e80-\u30ff\u31c0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
_SOFT_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_UNSPACED_BREAK = re.compile(rf"(?<={_UNSPACED})[ \t]*\n[ \t]*(?={_UNSPACED})")
_SPEECH = re.compile(r"[*_]*(?:[\"“”„‟«»‹「『〝＂‘‚‛]|'(?=\w))")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_USUAL_SCRIPTS = {("zh", "Hans"), ("uz", "Latn"), ("kk", "Cyrl"), ("en", "Latn"), ("ru", "Cyrl")}
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")


def tidy(text: str) -> str:
    """``text`` without a byte order mark and control characters; every line ends with a line feed.

    Form feeds and Unicode's own line separators become a space: numbers of lines must not change. Lone
    surrogates and noncharacters become U+FFFD.
    """
    text = re.sub("\r\n?", "\n", text.removeprefix("\ufeff"))
    return _BROKEN.sub("\ufffd", _CONTROLS.sub("", _ODD_BREAKS.sub(" ", text)))


def one_line(text: str) -> str:
    """The lines of a paragraph as one: joined by a space, or by nothing between ideographs."""
    return _SOFT_BREAK.sub(" ", _UNSPACED_BREAK.sub("", text)).strip(" \t\n")


def is_blank(text: str) -> bool:
    """Is nothing of ``text`` to be seen? Zero-width and bidi characters alone are nothing."""
    return all(char.isspace() or unicodedata.category(char) == "Cf" for char in text)


def has_letter(text: str) -> bool:
    """Is there anything to translate in ``text``?"""
    return any(map(str.isalpha, text))


def same_words(one: str, other: str) -> bool:
    """Do two headlines say the same, whatever their spaces, case and closing full stop?"""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split()).rstrip(".。۔। ")


def with_roles(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Paragraphs told apart: the first one is the lead, those that open with a quotation mark are speech."""
    done: list[Block] = []
    lead = True
    for block in blocks:
        role = block.role
        if role is Role.PARAGRAPH and block.translatable:
            if lead:
                role = Role.LEAD
            elif _SPEECH.match(block.text):
                role = Role.QUOTE
            lead = False
        done.append(replace(block, role=role))
    return tuple(done)


def language_tag(tag: str) -> str:
    """The language of a BCP 47 tag, with its script where that is not the usual one; "" for what is no tag.

    Content systems write ``en_GB`` or ``en-US``, but no catalogue and no glossary tells countries apart:
    ``en``. Only for Chinese a country decides the script: ``zh-TW`` is ``zh-Hant``.
    """
    tag = tag.strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return ""
    language, *rest = tag.split("-")
    language = language.lower()
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    if language == "zh" and not script and {part.upper() for part in rest} & {"TW", "HK", "MO"}:
        script = "Hant"
    return language if not script or (language, script) in _USUAL_SCRIPTS else f"{language}-{script}"


def day(text: str) -> date | None:
    """The date that ``text`` begins with, as ISO 8601 writes it; None for anything else."""
    match = _DAY.match(text.strip())
    if not match:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def nothing_here(source: str) -> SourceError:
    """The error for an article without a word in it."""
    return SourceError(
        "there is nothing to read in it", where=source, hint="An article needs a headline and text."
    )
