"""What the checks can put right: into the catalogue where a machine wrote, as a patch where a person did."""

from __future__ import annotations

import contextlib
import copy
import difflib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polib
from msgspec import Struct
from msgspec.structs import replace

from workflow.catalogue import Catalogue, Key, is_untouched, key_of, render, save_catalogue
from workflow.catalogue.printer import text_as_read
from workflow.catalogue.provenance import notes_of, provenance_of, set_provenance, text_hash
from workflow.catalogue.syntax import storable
from workflow.checks import Checked, waivers_of
from workflow.checks.fixes import settle
from workflow.errors import CatalogueError
from workflow.model import Finding
from workflow.pipeline.articles import Prepared
from workflow.pipeline.catalogues import being_saved
from workflow.pipeline.findings import Looked, ask, look_at
from workflow.pipeline.locks import locked
from workflow.pipeline.publication import Publication, attempts, now

_BOM = b"\xef\xbb\xbf"

# Whether a finding is to be put right: not what is known, or was there before.
Wanted = Callable[[Looked, Finding], bool]


class Fixed(Struct, frozen=True):
    """What was done, or would be done, to one catalogue."""

    path: Path
    texts: int  # of machines, changed in the catalogue
    signed: int  # waivers that got their digest
    proposed: int  # texts of people, changed in the patch
    patch: str  # a unified diff of the file; "" if there is nothing for people to decide


def fix_catalogue(
    publication: Publication,
    path: Path,
    language: str,
    today: Prepared | None,
    checks: Sequence[str] | None,
    wanted: Wanted,
    *,
    dry_run: bool = False,
) -> Fixed:
    """Put right what the checks can put right in one catalogue.

    A text that a machine wrote and nobody has touched is changed in the file, and its line of provenance says
    so; waivers get their digests. Texts of people are changed in ``patch`` only; with ``dry_run`` all are. If
    somebody saves the file meanwhile, all of it is done again on what they saved.

    :raises CatalogueError: the catalogue is saved over and over while we work.
    :raises WorkflowError: it cannot be written, or another process holds its lock.
    """
    if dry_run:
        catalogue = being_saved(path)
        if catalogue is None:
            return Fixed(path, 0, 0, 0, "")
        plan = _planned(publication, catalogue, language, today, checks, wanted)
        return Fixed(path, 0, 0, len(plan.texts), _patch(catalogue, plan.texts))
    with locked(publication.config, language, path.stem, publication.wait):
        for _ in attempts():
            catalogue = being_saved(path)
            if catalogue is None:
                return Fixed(path, 0, 0, 0, "")
            plan = _planned(publication, catalogue, language, today, checks, wanted)
            entries = {key_of(entry): entry for entry in catalogue.po if not entry.obsolete}
            mine = {
                key: text
                for key, text in plan.texts.items()
                if is_untouched(entries[key]) and key not in plan.signed
            }
            theirs = {key: text for key, text in plan.texts.items() if key not in mine}
            for key, text in mine.items():
                _write(entries[key], text)
            signed = [
                _sign(entries[key], line, by)
                for key, line, by in plan.waivers
                if key in entries and key not in theirs  # a text that may change yet is not signed for
            ]
            if mine:
                catalogue.po.metadata["PO-Revision-Date"] = now()
            if not (mine or signed) or save_catalogue(catalogue):
                return Fixed(path, len(mine), sum(signed), len(theirs), _patch(catalogue, theirs))
    raise CatalogueError(
        "another program keeps changing it; nothing was written",
        where=str(path),
        hint="Close it in your editor and run the command again.",
    )


@dataclass(slots=True)
class _Plan:
    """What is to be written: texts by the key of their entry, and waivers with their digests."""

    texts: dict[Key, str] = field(default_factory=dict)
    waivers: list[tuple[Key, str, str]] = field(default_factory=list)
    signed: set[Key] = field(default_factory=set)  # a person has looked at exactly this text


def _planned(
    publication: Publication,
    catalogue: Catalogue,
    language: str,
    today: Prepared | None,
    checks: Sequence[str] | None,
    wanted: Wanted,
) -> _Plan:
    looked = look_at(publication, catalogue.path, language, today, None, checks, catalogue)
    view, checked = looked.view, looked.checked
    if view is None or checked is None:  # broken: being_saved has said so
        return _Plan()
    # Sentences that checks saw as one have their text in one entry, which stands in the same line.
    keys = {unit.line: (unit.context, unit.source) for unit in looked.units}
    terms = today.terms if today else None
    settled = settle(
        view,
        lambda changed: ask(publication, changed, terms, checks),
        lambda finding: wanted(looked, finding),
        checked,
    )
    lines = [unit.line for unit in view.units]
    restless = {keys[lines[index]] for index in settled.restless}
    return _Plan(
        {keys[lines[each.index]]: storable(each.text) for each in settled.fixed},
        [each for each in _waivers(settled.checked, keys) if each[0] not in restless],
        {
            (unit.context, unit.source)
            for unit in looked.units
            if any(waiver.digest for waiver in waivers_of(unit))
        },
    )


def _waivers(checked: Checked, keys: Mapping[int, Key]) -> list[tuple[Key, str, str]]:
    return [(keys[unit.line], line, signed) for unit, line, signed in checked.unsigned if unit.line in keys]


def _write(entry: polib.POEntry, text: str) -> None:
    """A new text of a machine, with its line of provenance."""
    said = provenance_of(entry)
    entry.msgstr = text
    if said is not None:
        set_provenance(entry, replace(said, text=text_hash(text)))


def _sign(entry: polib.POEntry, line: str, signed: str) -> bool:
    notes = list(notes_of(entry))
    if line not in notes:
        return False
    notes[notes.index(line)] = signed
    entry.tcomment = "\n".join(notes)
    return True


def _patch(catalogue: Catalogue, texts: Mapping[Key, str]) -> str:
    """What ``patch -p1`` and ``git apply`` take, in the folder from which the path is seen."""
    if not texts:
        return ""
    old = catalogue.read or b""
    po = copy.deepcopy(catalogue.po)
    for entry in po:
        text = None if entry.obsolete else texts.get(key_of(entry))
        if text is not None:
            entry.msgstr = text
    new = text_as_read(po, catalogue.layout)[0].encode() if catalogue.layout else render(po)
    if old.startswith(_BOM):
        new = _BOM + new
    name = _name(catalogue.path)
    lines: list[str] = []
    for line in difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}"):
        lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


def _name(path: Path) -> str:
    """From where the user stands, if it is below; a patch may not lead up or begin at the root."""
    real = Path(os.path.realpath(path.parent)) / path.name
    with contextlib.suppress(ValueError):
        return real.relative_to(Path.cwd()).as_posix()
    return Path(*real.parts[-4:]).as_posix()  # locales/<lang>/LC_MESSAGES/<article>.po


def _lines(content: bytes) -> list[str]:
    text = content.decode("utf-8")
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
