"""Translation memory: what people have reviewed before, by the same source text or by one like it.

:class:`Memory` is one SQLite file a pair of languages, built from catalogues and TMX files that others read.
``docs/memory.md`` tells users of it.
"""

from workflow.memory.grams import normalise
from workflow.memory.store import Found, Memory, Origin, Size, Updated

__all__ = ["Found", "Memory", "Origin", "Size", "Updated", "normalise"]
