"""Segments and terms of an article -> its POT."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polib
from msgspec import Struct

from workflow.catalogue import (
    build_template,
    load_catalogue,
    render,
)
from workflow.errors import CatalogueError
from workflow.files import write_atomic
from workflow.pipeline.articles import Prepared
from workflow.pipeline.catalogues import Refreshed, refresh_catalogue
from workflow.pipeline.locks import locked
from workflow.pipeline.publication import GENERATOR, Publication, now


class Extracted(Struct, frozen=True):
    """What ``extract`` did: the POT, how many entries it has and how many terms stand in them."""

    path: Path
    entries: int
    terms: int
    catalogues: tuple[Refreshed, ...] = ()
    broken: tuple[CatalogueError, ...] = ()


def template_of(publication: Publication, prepared: Prepared) -> polib.POFile:
    """The POT of an article, dated: a POT that says nothing new keeps the date of the one on disk."""
    config = publication.config
    pot = build_template(
        prepared.article, prepared.segments, prepared.matches, config.languages, generator=GENERATOR
    )
    try:
        old = load_catalogue(config.template(prepared.article.slug))
    except CatalogueError:  # a merge conflict, say: nobody's work is in it, and it is made anew
        old = None
    if old is not None:
        pot.metadata["POT-Creation-Date"] = old.po.metadata.get("POT-Creation-Date", "")
        if render(pot) == render(old.po):
            return pot
    pot.metadata["POT-Creation-Date"] = now()
    return pot


def extract(publication: Publication, prepared: Prepared, languages: Iterable[str] = ()) -> Extracted:
    """Write ``locales/<slug>.pot``; a POT that says nothing new is left as it is.

    The catalogues of ``languages`` that are there already are brought up to date too, without an engine: each
    sentence keeps its translation wherever it moved, and a changed one is offered its old one. A broken
    catalogue does not stop the others.

    :raises WorkflowError: a file cannot be written, or another process holds a catalogue.
    """
    config, slug = publication.config, prepared.article.slug
    path = config.template(slug)
    pot = template_of(publication, prepared)
    write_atomic(path, render(pot))
    found: list[Refreshed] = []
    broken: list[CatalogueError] = []
    for language in languages:
        if language == prepared.article.language or not config.catalogue(language, slug).exists():
            continue
        try:
            with locked(config, language, slug, publication.wait):
                found.append(refresh_catalogue(publication, prepared, pot, language))
        except CatalogueError as error:
            broken.append(error)
    return Extracted(path, len(pot), sum(map(len, prepared.matches)), tuple(found), tuple(broken))
