"""Gettext catalogues: read, merge under human work, write."""

from workflow.catalogue.merge import Answer, Key, apply_answers, is_untouched, key_of, merge
from workflow.catalogue.po import (
    Catalogue,
    empty_catalogue,
    load_catalogue,
    render,
    save_catalogue,
    units,
)
from workflow.catalogue.template import build_template, contexts, metadata, term_notes

__all__ = [
    "Answer",
    "Catalogue",
    "Key",
    "apply_answers",
    "build_template",
    "contexts",
    "empty_catalogue",
    "is_untouched",
    "key_of",
    "load_catalogue",
    "merge",
    "metadata",
    "render",
    "save_catalogue",
    "term_notes",
    "units",
]
