"""Gettext catalogues: read, merge under human work, write."""

from workflow.catalogue.merge import Answer, apply_answers, merge
from workflow.catalogue.po import Catalogue, load_catalogue, save_catalogue, units
from workflow.catalogue.template import build_template

__all__ = [
    "Answer",
    "Catalogue",
    "apply_answers",
    "build_template",
    "load_catalogue",
    "merge",
    "save_catalogue",
    "units",
]
