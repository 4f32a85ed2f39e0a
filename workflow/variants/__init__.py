"""Another script of a language, made without a translator: text -> text. Opens no files but its own.

Which variant is made of which language is said by the profiles (:attr:`workflow.languages.Profile.parent`).
"""

from workflow.variants.convert import Converter, converted, converter

__all__ = ["Converter", "converted", "converter"]
