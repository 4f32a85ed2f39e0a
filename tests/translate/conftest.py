"""The glossary and the surrogates that the tests of this room share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from support_translate import ANNA, BELT, CHONGQING, FORMS, KAZAN, MAYOR, NONE, SURROGATES, TANG

from workflow.glossary import Glossary
from workflow.translate import calibrate
from workflow.translate.surrogates import Surrogate


@pytest.fixture
def terms() -> Glossary:
    return Glossary([TANG, ANNA, KAZAN, CHONGQING, MAYOR, BELT, NONE], {"ru": FORMS})


@pytest.fixture
def surrogates(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the list; without a call it is the one above for Russian and empty for the rest."""

    def use(chosen: Iterable[Surrogate], target: str = "ru") -> None:
        listed = tuple(chosen)
        monkeypatch.setattr(
            calibrate, "load_surrogates", lambda source, language: listed if language == target else ()
        )
        monkeypatch.setattr(calibrate, "load_carriers", lambda language: ())

    use(SURROGATES)
    return use
