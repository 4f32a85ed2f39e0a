"""Well-known entities that stand in for glossary terms while an engine translates, and their place in texts.

``pool.csv`` lists them: kind, natural gender of a person, number, and the article that English puts before.
One file a language says how each is written there, and in which forms by case; the first column of forms is
the dictionary form. A linguist can edit all of them.
"""

from workflow.translate.surrogates.pool import Surrogate, load_surrogates
from workflow.translate.surrogates.swap import Plan, Restored, Standin, find_forms, put, restore, substitute

__all__ = [
    "Plan",
    "Restored",
    "Standin",
    "Surrogate",
    "find_forms",
    "load_surrogates",
    "put",
    "restore",
    "substitute",
]
