"""Blocks -> segments, losing nothing.

A segment is what a translator sees as one entry: a sentence, or a whole paragraph by setting.
"""

from __future__ import annotations

from workflow.segment.segment import segment_article, segment_text

__all__ = ["segment_article", "segment_text"]
