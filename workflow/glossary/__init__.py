"""Concepts, their renderings and forms, and the one matcher that every stage asks."""

from workflow.glossary.between import Doubt
from workflow.glossary.glossary import Glossary, check_unique, load_glossary
from workflow.glossary.lint import hidden, lint
from workflow.glossary.search import search
from workflow.glossary.sourcelang import openers

__all__ = ["Doubt", "Glossary", "check_unique", "hidden", "lint", "load_glossary", "openers", "search"]
