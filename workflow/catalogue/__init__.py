"""Gettext catalogues: read, merge under human work, write."""

from workflow.catalogue.joined import Place, direction, heads
from workflow.catalogue.merge import Answer, Key, Revision, Update, apply_answers, key_of, merge, update
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
