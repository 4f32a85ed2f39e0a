"""Gettext catalogues: read, merge under human work, write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.lazy import attributes

if TYPE_CHECKING:
    from workflow.catalogue.joined import Place, direction, heads
    from workflow.catalogue.keys import Key, key_of
    from workflow.catalogue.merging import Answer, Revision, Update, apply_answers, merge, update
    from workflow.catalogue.people import credits_of
    from workflow.catalogue.po import (
        Catalogue,
        empty_catalogue,
        load_catalogue,
        render,
        save_catalogue,
        units,
    )
    from workflow.catalogue.provenance import is_untouched, own_notes
    from workflow.catalogue.template import build_template, contexts, metadata, term_notes

# Only what merges needs the comparison of texts, and only what writes the printer.
__getattr__ = attributes(
    __name__,
    {
        "joined": "Place direction heads",
        "keys": "Key key_of",
        "merging": "Answer Revision Update apply_answers merge update",
        "people": "credits_of",
        "po": "Catalogue empty_catalogue load_catalogue render save_catalogue units",
        "provenance": "is_untouched own_notes",
        "template": "build_template contexts metadata term_notes",
    },
)

__all__ = [
    "Answer",
    "Catalogue",
    "Key",
    "Place",
    "Revision",
    "Update",
    "apply_answers",
    "build_template",
    "contexts",
    "credits_of",
    "direction",
    "empty_catalogue",
    "heads",
    "is_untouched",
    "key_of",
    "load_catalogue",
    "merge",
    "metadata",
    "own_notes",
    "render",
    "save_catalogue",
    "term_notes",
    "units",
    "update",
]
