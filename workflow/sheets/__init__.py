"""What people look at before anything is published: review sheets, the state of everything, a preview.

A sheet is one HTML file that holds all it needs and asks nobody for anything: it can be mailed, kept and
printed. The texts in it are strangers', so every one is escaped, and what cannot be seen in it is named.
"""

from workflow.sheets.data import (
    Article,
    Coverage,
    Offer,
    Overview,
    Part,
    Route,
    Row,
    Sheet,
    SourceMark,
    Waived,
)
from workflow.sheets.overview import render_overview
from workflow.sheets.preview import (
    IndexCell,
    IndexRow,
    Live,
    live_policy,
    render_index,
    render_trouble,
    with_live,
)
from workflow.sheets.sheet import render_sheet

__all__ = [
    "Article",
    "Coverage",
    "IndexCell",
    "IndexRow",
    "Live",
    "Offer",
    "Overview",
    "Part",
    "Route",
    "Row",
    "Sheet",
    "SourceMark",
    "Waived",
    "live_policy",
    "render_index",
    "render_overview",
    "render_sheet",
    "render_trouble",
    "with_live",
]
