"""Traditional characters by OpenCC, which is an extra: https://github.com/BYVoid/OpenCC (Apache 2.0).

Of its ways to convert it takes ``s2tw``: the characters of Taiwan's standard (為, 群, 峰), and the words as
they are. To CLDR, too, ``zh-Hant`` is that of Taiwan (likelySubtags.xml). ``s2t`` writes a standard of
OpenCC's own (爲, 羣, 峯), which the press of no region has. ``s2twp`` also puts Taiwan's words for those of
the mainland: countries then have names (寮國) that readers elsewhere do not use. Where a name has to be
another one, the glossary says so.
"""

from __future__ import annotations

import re
from typing import Any

from workflow.errors import PublishError
from workflow.model import Kind

_WAY = "s2tw"
# What the library is given: characters, and the commas of proverbs. At U+0000 it would stop, and it cannot
# take halves of letters.
_HAN = re.compile("[〇々\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff，]+")
# Quotation marks of GB/T 15834 -> those of Taiwan's (and Hong Kong's) standard; the outer ones first.
_QUOTES = str.maketrans({"“": "「", "”": "」", "‘": "『", "’": "』"})
# In names from other languages 里 and 采 are syllables (基里延科, no 裡); the others are family names.
_KEPT = {Kind.PLACE: "里采", Kind.PERSON: "里采范岳朴涂余"}
_APOSTROPHE = re.compile(r"(?<=[A-Za-z0-9])’(?=[A-Za-z0-9])")


class Traditional:
    """zh -> zh-Hant.

    :raises PublishError: OpenCC is not installed.
    """

    def __init__(self) -> None:
        try:
            import opencc  # noqa: PLC0415  (not everybody has it)
        except ImportError as error:
            raise PublishError(
                "needs OpenCC, which is not installed",
                where="variant 'zh-Hant'",
                hint="From a checkout: pip install '.[variants]'",
            ) from error
        self._library: Any = opencc.OpenCC(_WAY)
        self.signature = f"opencc {opencc.__version__} {_WAY}"

    def prose(self, text: str) -> str:
        """Characters by the longest phrase that is known; quotation marks 「」 and within them 『』."""
        if "’" in text:  # that of a foreign name is no quotation mark
            text = _APOSTROPHE.sub("\0", text.replace("\0", "")).translate(_QUOTES).replace("\0", "’")
        else:
            text = text.translate(_QUOTES)
        made = _HAN.sub(lambda found: str(self._library.convert(found[0])), text)
        return made.replace("伙伴", "夥伴")  # which the library writes after some words only

    def name(self, text: str, kind: Kind) -> str:
        """A name: characters that only sound, and family names, stay where as words they would change."""
        made, kept = self.prose(text), _KEPT.get(kind, "")
        if len(made) != len(text):
            return made
        return "".join(before if before in kept else after for before, after in zip(text, made, strict=True))

    def fitted(self, seen: str, rendering: str, wanted: str) -> str:  # noqa: ARG002
        """``wanted``: Chinese has no suffixes."""
        return wanted
