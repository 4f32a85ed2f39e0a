"""The catalogue of an article in one language, brought up to date under the hands of whoever edits it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import polib
from msgspec import Struct

from workflow.catalogue import (
    Catalogue,
    Key,
    Revision,
    Update,
    empty_catalogue,
    load_catalogue,
    metadata,
    save_catalogue,
    term_notes,
    update,
)
from workflow.catalogue.marks import settle_marks
from workflow.errors import CatalogueError
from workflow.glossary import openers
from workflow.pipeline.articles import Prepared
from workflow.pipeline.publication import GENERATOR, PATIENCE, Publication, attempts, now
from workflow.segment import segment_text

_PAUSE = 0.25  # seconds; a file of some megabytes is written in less
_STEP = 0.02
Fill = Callable[[Update], int]


class Refreshed(Struct, frozen=True):
    """A catalogue as it is on disk now, and what became of its sentences."""

    catalogue: Catalogue
    update: Update


def refresh_catalogue(
    publication: Publication,
    prepared: Prepared,
    template: polib.POFile,
    language: str,
    fill: Fill | None = None,
) -> Refreshed:
    """Merge the article of today into the catalogue and save it.

    ``fill`` may put texts into what is open, and says how many. If the file is saved by somebody else
    meanwhile, all of it is done again on what they saved: ``fill`` is called anew, and decides by what is
    open then.

    :raises CatalogueError: the catalogue is broken, or is saved over and over while we work.
    :raises WorkflowError: it cannot be written.
    """
    path = publication.config.catalogue(language, prepared.article.slug)
    for _ in attempts():
        catalogue = being_saved(path) or empty_catalogue(path)
        merged = merged_catalogue(publication, prepared, template, language, catalogue)
        filled = fill(merged) if fill is not None else 0
        po = merged.po
        po.metadata["X-Source-Language"] = prepared.article.language  # the article may say another today
        po.metadata["POT-Creation-Date"] = template.metadata["POT-Creation-Date"]
        if filled or merged.offered or merged.restored or not po.metadata.get("PO-Revision-Date"):
            po.metadata["PO-Revision-Date"] = now()
        catalogue.po = po
        if save_catalogue(catalogue):
            return Refreshed(catalogue, merged)
    raise CatalogueError(
        "another program keeps changing it; nothing was written",
        where=str(path),
        hint="Close it in your editor and run the command again.",
    )


def merged_catalogue(
    publication: Publication,
    prepared: Prepared,
    template: polib.POFile,
    language: str,
    catalogue: Catalogue,
) -> Update:
    """The article of today put into a catalogue; nothing is written."""
    header = metadata(prepared.article, GENERATOR, language)
    notes: dict[Key, list[str]] = {
        key: term_notes(found, [language]) for key, found in zip(prepared.keys, prepared.matches, strict=True)
    }
    old = catalogue.po if catalogue.read is not None else None
    merged = update(old, template, header, notes, _revision(publication, prepared, language))
    settle_marks(merged.po, prepared.keys, [segment.block for segment in prepared.segments])
    return merged


def being_saved(path: Path) -> Catalogue | None:
    """The catalogue; a broken one is read again while it is being written, as editors do. None: no file.

    :raises CatalogueError: it is broken, and stays so.
    """
    until = time.monotonic() + PATIENCE
    while True:
        before = _stamp(path)
        try:
            return load_catalogue(path)
        except CatalogueError:
            still = time.monotonic() + _PAUSE
            while _stamp(path) == before:
                if time.monotonic() > still:
                    return load_catalogue(path)
                time.sleep(_STEP)
            if time.monotonic() > until:
                raise


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


def _revision(publication: Publication, prepared: Prepared, language: str) -> Revision:
    source = prepared.article.language

    def names(text: str) -> list[str]:
        # Not as in the article, where an old sentence does not stand: short names would make a difference.
        return [match.concept.id for match in publication.glossary.match(text, source)]

    def split(text: str, count: int) -> list[str] | None:
        parts = [middle for _, middle, _ in segment_text(text, language, markup=prepared.article.markup)]
        return parts if len(parts) == count else None

    return Revision(source, language, names, split, openers(source))
