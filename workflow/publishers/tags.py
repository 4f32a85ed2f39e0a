"""Tags of articles as parts of paths."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from workflow.publishers.inline import clean

_LONGEST = 80  # bytes of UTF-8: a file name may have 255, and other programs add to it
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")  # no file of Windows can have these names


@lru_cache(maxsize=8192)
def tag_key(tag: str) -> str:
    """What stands for a tag in paths: the same for two that differ in case, spaces or width only.

    A tag of letters, figures and hyphens is its own key ("silk_road", "шёлковый_путь"), with a low line for
    a space; any other one gets what is left of it and a digest, after a tilde, which the former cannot have.
    So two tags never share a key, and none leads out of its folder. "" for a tag without any visible sign.
    """
    name = _folded(clean(tag))
    if not name:
        return ""
    plain = name.replace(" ", "_")
    if (
        all(_is_safe(sign) for sign in name.replace(" ", ""))
        and unicodedata.category(name[0])[0] in "LN"
        and len(plain.encode()) <= _LONGEST
        and not _DEVICES.fullmatch(name)
    ):
        return plain
    left = "".join(sign if _is_safe(sign) else "-" for sign in name).strip("-")
    left = re.sub("-+", "-", left).encode()[: _LONGEST // 2].decode("utf-8", "ignore")
    if left and unicodedata.category(left[0])[0] == "M":
        left = ""
    return f"{left}~{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _folded(text: str) -> str:
    """Compatible forms in one case (NFKC and case folding, as Unicode 3.13), without invisible signs."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(sign for sign in text if unicodedata.category(sign) != "Cf").split())


def _is_safe(sign: str) -> bool:
    return sign == "-" or unicodedata.category(sign)[0] in "LMN"
