"""Editions -> pages. One publisher a file; each knows one kind of output and opens only its own templates."""

from workflow.publishers.html import HtmlPublisher
from workflow.publishers.listing import listing_of, newest_first, pages_of, version_of

__all__ = ["HtmlPublisher", "listing_of", "newest_first", "pages_of", "version_of"]
