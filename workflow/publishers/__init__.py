"""Editions -> pages. One publisher a file; each knows one kind of output and opens only its own templates."""

from workflow.publishers.html import HtmlPublisher

__all__ = ["HtmlPublisher"]
