"""Concepts, their renderings and forms, and the one matcher that every stage asks."""

from workflow.glossary.glossary import Glossary, load_glossary

__all__ = ["Glossary", "load_glossary"]
