"""Dragoman: one news article, published in ten languages, with every name and title right."""

__version__ = "0.1.0"
