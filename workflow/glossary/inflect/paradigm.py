"""One rendering in all its forms, whatever the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from workflow.glossary.inflect import belarusian, oblique, persian, russian, suffixes
from workflow.glossary.inflect.rulebook import cases, has_rules
from workflow.model import Kind

_RULES: Mapping[str, Callable[..., list[str]]] = {
    "ru": russian.forms_of,
    "be": belarusian.forms_of,
    "fa": persian.forms_of,
    **{tag: suffixes.forms_in(tag) for tag in ("kk", "ky", "uz", "tg")},
    **{tag: oblique.forms_in(tag) for tag in ("hi", "ur")},
}
_LONGEST = 300  # characters; a longer rendering is no name, and hostile


def inflect(
    rendering: str, language: str, kind: Kind, gender: str = "", number: str = ""
) -> Mapping[str, str]:
    """Forms of ``rendering`` by case name, the rendering itself first.

    Forms are made by rule, from the data files beside this module, and are to be read by a person before
    anybody trusts them. ``gender`` (m, f) decides for persons; ``number`` is ``pl`` for a rendering that is
    a plural. Languages without rules have ``nom`` only.
    """
    return _inflected(rendering, language, kind, gender, number, False)


def pluralise(
    rendering: str, language: str, kind: Kind, gender: str = "", number: str = ""
) -> Mapping[str, str]:
    """Forms of the plural of ``rendering`` (мэр Чунцина, мэры Чунцина); for offices above all.

    Empty where there is no other form: a rendering that is a plural already, or a language without rules.
    """
    if number == "pl" or not has_rules(language):
        return MappingProxyType({})
    return _inflected(rendering, language, kind, gender, number, True)


@lru_cache(maxsize=20_000)
def _inflected(
    rendering: str, language: str, kind: Kind, gender: str, number: str, plural: bool
) -> Mapping[str, str]:
    rules = _RULES.get(language)
    names = cases(language) if rules else ("nom",)
    if rules is None or kind is Kind.KEEP or len(rendering) > _LONGEST:
        return MappingProxyType(dict.fromkeys(names, rendering))
    forms = rules(rendering, kind, gender, number, plural=plural)
    return MappingProxyType(dict(zip(names, forms, strict=True)))
