"""The stages in order: read, segment, match, translate, store, check, publish.

The only room that knows every stage, and where their files lie. Each public function is one stage, takes a
:class:`Publication` and returns what it did as values; nothing here prints or exits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.lazy import attributes

if TYPE_CHECKING:
    from workflow.pipeline.articles import (
        Prepared,
        article_files,
        find_article,
        find_articles,
        prepare,
        read_article,
    )
    from workflow.pipeline.baseline import Baseline, Known, read_baseline
    from workflow.pipeline.changes import Changes, changes_since
    from workflow.pipeline.corrections import Corrected, correct
    from workflow.pipeline.drafting import Progress
    from workflow.pipeline.drafts import Explained, Translated, calibrate, explain, translate, translate_all
    from workflow.pipeline.evaluation import Evaluated, Metric, evaluate
    from workflow.pipeline.exchange import (
        Exported,
        Imported,
        bundle_of,
        exchanger_of,
        export,
        import_file,
        read_file,
    )
    from workflow.pipeline.findings import check, check_names, out_of_date
    from workflow.pipeline.fixes import Fixed
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
    from workflow.pipeline.impact import Impact, Touched, find_concept, impact_of, impact_since
    from workflow.pipeline.locks import all_locked
    from workflow.pipeline.memory import (
        MemoryState,
        Remembered,
        export_tmx,
        import_tmx,
        save_tmx,
        search_memory,
        update_memory,
    )
    from workflow.pipeline.names import Called, Name, names_of
    from workflow.pipeline.overview import Row, status
    from workflow.pipeline.pages import Published, Refusal, page_path, page_state, publish
    from workflow.pipeline.preview import preview_server
    from workflow.pipeline.publication import Publication, check_slug, engine_of
    from workflow.pipeline.reports import Examination, Examined, examine, fix, rules, save_baseline
    from workflow.pipeline.retraction import retract
    from workflow.pipeline.routes import Described, Routed, engines_of, measurable, routes_of
    from workflow.pipeline.scores import Scored, score_translation
    from workflow.pipeline.sheets import overview_page, overview_path, review, sheet_path, write_sheet
    from workflow.pipeline.templates import Extracted, extract, template_of
    from workflow.pipeline.terms import ImportedTerms, export_glossary, import_glossary, terms_content

# The stages load when they are first asked for: a check need not wait for what drafts and exchanges import.
__getattr__ = attributes(
    __name__,
    {
        "articles": "Prepared article_files find_article find_articles prepare read_article",
        "baseline": "Baseline Known read_baseline",
        "changes": "Changes changes_since",
        "corrections": "Corrected correct",
        "drafting": "Progress",
        "drafts": "Explained Translated calibrate explain translate translate_all",
        "evaluation": "Evaluated Metric evaluate",
        "exchange": "Exported Imported bundle_of exchanger_of export import_file read_file",
        "findings": "check check_names out_of_date",
        "fixes": "Fixed",
        "glossary": "Ability Entry Forms abilities add_term find_terms glossary_doubts inflects make_forms",
        "impact": "Impact Touched find_concept impact_of impact_since",
        "locks": "all_locked",
        "memory": "MemoryState Remembered export_tmx import_tmx save_tmx search_memory update_memory",
        "names": "Called Name names_of",
        "overview": "Row status",
        "pages": "Published Refusal page_path page_state publish",
        "routes": "Described Routed engines_of measurable routes_of",
        "retraction": "retract",
        "preview": "preview_server",
        "publication": "Publication check_slug engine_of",
        "reports": "Examination Examined examine fix rules save_baseline",
        "scores": "Scored score_translation",
        "sheets": "overview_page overview_path review sheet_path write_sheet",
        "templates": "Extracted extract template_of",
        "terms": "ImportedTerms export_glossary import_glossary terms_content",
    },
)

__all__ = [
    "Ability",
    "Baseline",
    "Called",
    "Changes",
    "Corrected",
    "Described",
    "Entry",
    "Evaluated",
    "Examination",
    "Examined",
    "Explained",
    "Exported",
    "Extracted",
    "Fixed",
    "Forms",
    "Impact",
    "Imported",
    "ImportedTerms",
    "Known",
    "MemoryState",
    "Metric",
    "Name",
    "Prepared",
    "Progress",
    "Publication",
    "Published",
    "Refusal",
    "Remembered",
    "Routed",
    "Row",
    "Scored",
    "Touched",
    "Translated",
    "abilities",
    "add_term",
    "all_locked",
    "article_files",
    "bundle_of",
    "calibrate",
    "changes_since",
    "check",
    "check_names",
    "check_slug",
    "correct",
    "engine_of",
    "engines_of",
    "evaluate",
    "examine",
    "exchanger_of",
    "explain",
    "export",
    "export_glossary",
    "export_tmx",
    "extract",
    "find_article",
    "find_articles",
    "find_concept",
    "find_terms",
    "fix",
    "glossary_doubts",
    "impact_of",
    "impact_since",
    "import_file",
    "import_glossary",
    "import_tmx",
    "inflects",
    "make_forms",
    "measurable",
    "names_of",
    "out_of_date",
    "overview_page",
    "overview_path",
    "page_path",
    "page_state",
    "prepare",
    "preview_server",
    "publish",
    "read_article",
    "read_baseline",
    "read_file",
    "retract",
    "review",
    "routes_of",
    "rules",
    "save_baseline",
    "save_tmx",
    "score_translation",
    "search_memory",
    "sheet_path",
    "status",
    "template_of",
    "terms_content",
    "translate",
    "translate_all",
    "update_memory",
    "write_sheet",
]
