"""Under which licence a model is, as its own files say it; what they do not say is never guessed here."""

from __future__ import annotations

import json
import re
from pathlib import Path

from workflow.engines.lines import one_line

_CARDS = ("README.md", "MODEL_CARD.md", "model_card.md")
_FILES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "LICENCE.txt", "LICENCE.md", "COPYING")
_FILE_LOOKS = (
    ("CC-BY-NC-SA-4.0", r"attribution-noncommercial-sharealike 4\.0|cc[- ]by[- ]nc[- ]sa[- ]4"),
    ("CC-BY-NC-ND-4.0", r"attribution-noncommercial-noderivatives 4\.0|cc[- ]by[- ]nc[- ]nd[- ]4"),
    ("CC-BY-NC-4.0", r"attribution-noncommercial 4\.0|cc[- ]by[- ]nc[- ]4"),
    ("CC-BY-NC", r"attribution-noncommercial|cc[- ]by[- ]nc\b"),  # an older one
    ("CC-BY-SA-4.0", r"attribution-sharealike 4\.0|cc[- ]by[- ]sa[- ]4"),
    ("CC-BY-4.0", r"creative commons attribution 4\.0|attribution 4\.0 international|cc[- ]by[- ]4"),
    ("CC0-1.0", r"cc0 1\.0 universal"),
    ("Apache-2.0", r"apache license\s*version 2|apache-2"),
    ("MIT", r"\bmit license|permission is hereby granted, free of charge"),
    ("GPL-3.0", r"gnu general public license\s*version 3"),
)
# Names of licences in running text; CC0 and the parts of the others stand in any spelling.
_NAMED = re.compile(
    r"\bcc[- ]?0\b"
    r"|\bcc[- ]by(?:[- ](?:nc|nd|sa))*(?:[- ]v?[0-9.]*[0-9])?"
    r"|\bapache(?:[- ]licen[cs]e)?[- ,]*(?:version )?2(?:\.0)?\b"
    r"|\b[al]?gpl(?:[- ]?v?[0-9.]*[0-9])?\b"
    r"|\bbsd(?:-[23]-clause)?\b|\bmpl-2\.0\b|\bmit\b",
    re.IGNORECASE,
)
_LINE = re.compile(r"^.*\blicen[cs](?:e|ed|es|ing)\b.*$", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(r"\blicen[cs]e\b\W{0,4}[:=]\W{0,4}([\w.+-][^\n]*)", re.IGNORECASE)
_READ = 64_000  # bytes of a file
_LONGEST = 60  # characters of a licence that is none of those known here


def card_licence(path: Path) -> str:
    """What the head of a model's card or its licence file says: an SPDX identifier if it is a known one."""
    return _from_card(path)[0] or _from_file(path)[0]


def stated_licence(path: Path) -> str:
    """What a package of Argos says anywhere, and where: ``CC-BY-4.0 (README.md)``; "" if it says nothing.

    Its metadata, the head of its card, a licence file, and the lines of its README that speak of a licence.
    Where those name several, all are given: some may be of the texts that the model learnt from.
    """
    for told, name in (_from_metadata(path), _from_card(path), _from_file(path), _from_prose(path)):
        if told:
            return f"{told} ({name})"
    return ""


def forbids_commerce(licence: str) -> bool:
    """Whether a licence is for non-commercial use only, by its name."""
    return re.search(r"\bnc\b|non[-\s]?commercial", licence, re.IGNORECASE) is not None


def _from_metadata(path: Path) -> tuple[str, str]:
    try:
        raw = json.loads(_beginning(path / "metadata.json"))
    except (ValueError, RecursionError):
        return "", ""
    for key in ("license", "licence"):
        told = raw.get(key) if isinstance(raw, dict) else None
        if isinstance(told, str) and (clean := one_line(told)[:_LONGEST]):
            return _spdx(clean), "metadata.json"
    return "", ""


def _from_card(path: Path) -> tuple[str, str]:
    for name in _CARDS:
        card = re.match(r"---\s*\n(.*?)\n---", _beginning(path / name), re.DOTALL)
        told = (
            re.search(r"^licen[sc]e:\s*[\"']?([\w.+-]+)[\"']?\s*$", card[1], re.MULTILINE) if card else None
        )
        if told:
            return _spdx(told[1]), name
    return "", ""


def _from_file(path: Path) -> tuple[str, str]:
    for name in _FILES:
        text = _beginning(path / name).lower()
        for licence, looks in _FILE_LOOKS:
            if re.search(looks, text):
                return licence, name
    return "", ""


def _from_prose(path: Path) -> tuple[str, str]:
    for name in _CARDS:
        text = _beginning(path / name)
        lines = [line[0][:400] for line in _LINE.finditer(text)]
        found = [_spdx(one_line(named[0])) for line in lines for named in _NAMED.finditer(line)]
        if not found:
            found = [one_line(field[1])[:_LONGEST] for line in lines if (field := _FIELD.search(line))]
        if told := ", ".join(list(dict.fromkeys(filter(None, found)))[:5]):
            return told, name
    return "", ""


def _spdx(name: str) -> str:
    """A name as SPDX writes it, as far as it is plain which one it is."""
    known = next((licence for licence, _ in _FILE_LOOKS if licence.lower() == name.lower()), "")
    if known:
        return known
    bare = re.sub(r"[-, ]+", "-", name.lower())
    if re.fullmatch(r"cc-?0(-1\.0)?", bare):
        return "CC0-1.0"
    if re.fullmatch(r"cc-by[-a-z0-9.]*", bare):
        return re.sub(r"-v?([0-9.]+)$", r"-\1", bare).upper()
    if re.fullmatch(r"apache(-licen[cs]e)?(-version)?-2(\.0)?", bare):
        return "Apache-2.0"
    if re.fullmatch(r"mit|bsd|[al]?gpl.*|bsd-[23]-clause|mpl-2\.0", bare):
        return bare.upper().replace("CLAUSE", "Clause")
    return name


def _beginning(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(_READ).decode("utf-8", "replace").replace("\r\n", "\n").lstrip("\ufeff")
    except (OSError, ValueError):
        return ""
