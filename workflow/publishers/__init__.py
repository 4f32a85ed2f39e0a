"""Editions -> pages. One publisher a file; each knows one kind of output and opens only its own templates."""

from workflow.publishers.html import HtmlPublisher
from workflow.publishers.listing import listing_of, newest_first, pages_of, version_of
from workflow.publishers.walk import picture_addresses

__all__ = ["HtmlPublisher", "listing_of", "newest_first", "pages_of", "picture_addresses", "version_of"]
