"""The stages in order: read, segment, match, translate, store, check, publish.

The only room that knows every stage, and where their files lie. Each public function is one stage, takes a
:class:`Publication` and returns what it did as values; nothing here prints or exits.
"""

from workflow.pipeline.articles import Prepared, article_files, find_article, prepare, read_article
from workflow.pipeline.drafts import Explained, Translated, calibrate, explain, translate
from workflow.pipeline.findings import check, out_of_date
from workflow.pipeline.glossary import (
    Ability,
    Entry,
    Forms,
    abilities,
    add_term,
    find_terms,
    glossary_doubts,
    inflects,
    make_forms,
)
from workflow.pipeline.memory import (
    MemoryState,
    Remembered,
    export_tmx,
    import_tmx,
    save_tmx,
    search_memory,
    update_memory,
)
from workflow.pipeline.overview import Row, status
from workflow.pipeline.pages import Published, Refusal, page_path, page_state, publish
from workflow.pipeline.publication import Publication, check_slug, engine_of
from workflow.pipeline.scores import Scored, score_translation
from workflow.pipeline.templates import Extracted, extract, template_of

__all__ = [
    "Ability",
    "Entry",
    "Explained",
    "Extracted",
    "Forms",
    "MemoryState",
    "Prepared",
    "Publication",
    "Published",
    "Refusal",
    "Remembered",
    "Row",
    "Scored",
    "Translated",
    "abilities",
    "add_term",
    "article_files",
    "calibrate",
    "check",
    "check_slug",
    "engine_of",
    "explain",
    "export_tmx",
    "extract",
    "find_article",
    "find_terms",
    "glossary_doubts",
    "import_tmx",
    "inflects",
    "make_forms",
    "out_of_date",
    "page_path",
    "page_state",
    "prepare",
    "publish",
    "read_article",
    "save_tmx",
    "score_translation",
    "search_memory",
    "status",
    "template_of",
    "translate",
    "update_memory",
]
