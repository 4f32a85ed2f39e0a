"""Language tags as other tools write them, mapped to those of our profiles."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workflow.languages.profile import known_tags, profile

# ISO 639-2 and 639-3 codes of the languages that have a profile, from the tables of the Library of Congress.
_LONG = {
    **{"eng": "en", "rus": "ru", "zho": "zh", "chi": "zh", "cmn": "zh", "hin": "hi", "urd": "ur"},
    **{"fas": "fa", "per": "fa", "pes": "fa", "kaz": "kk", "kir": "ky", "tgk": "tg"},
    **{"uzb": "uz", "uzn": "uz", "bel": "be"},
}
# Where a region alone means another script: likelySubtags.xml of the Unicode CLDR.
_SCRIPTS = {
    **dict.fromkeys((("zh", region) for region in ("TW", "HK", "MO")), "Hant"),
    **dict.fromkeys((("kk", "CN"), ("ky", "CN"), ("uz", "AF"), ("tg", "PK")), "Arab"),
    **dict.fromkeys((("kk", "TR"), ("ky", "TR"), ("uz", "TR")), "Latn"),
}


def our_tag(tag: str, known: Iterable[str] | None = None) -> str:
    """The tag of ours that a foreign one such as ``EN_us``, ``zh-CN``, ``kk-Cyrl`` or ``fa-IR`` means.

    An empty string if none does: another language, or one of ours in a script that has no tag here. A region
    counts only where it tells the script (``zh-TW`` is ``zh-Hant``): BCP 47 (RFC 5646) has regions for
    spelling and wording, which a memory or glossary without them cannot keep apart. ``known`` are the tags
    to choose from; None: those that have a profile.
    """
    choice = tuple(known_tags() if known is None else known)
    first, *rest = re.split(r"[-_]", tag.strip()) if tag.isascii() else [""]
    language = _LONG.get(first.lower(), first.lower())
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in rest if len(part) == 2 and part.isalpha()), "")
    script = script or _SCRIPTS.get((language, region), "")
    for wanted in choice:  # zh-Hant, and a tag with a region that somebody has
        if wanted.casefold() in (tag.replace("_", "-").casefold(), f"{language}-{script}".casefold()):
            return wanted
    if language in choice and script in ("", profile(language).script):
        return language
    return ""
