"""``[reused]``: one translation of two sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support_checks import findings

from workflow.checks.reused import check_reused
from workflow.model import CatalogueView

TEXTS = {
    "zh": "市长周五下午发表了讲话。",
    "ru": "Мэр выступил в пятницу.",
    "hi": "महापौर ने शुक्रवार को भाषण दिया।",
    "ur": "میئر نے جمعہ کو تقریر کی۔",
    "fa": "شهردار جمعه سخنرانی کرد.",
    "kk": "Мэр жұма күні сөз сөйледі.",
    "ky": "Мэр жума күнү сөз сүйлөдү.",
    "tg": "Шаҳрдор рӯзи ҷумъа сухан гуфт.",
    "uz": "Mer juma kuni nutq soʻzladi.",
    "be": "Мэр выступіў у пятніцу.",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_a_text_in_the_wrong_place(catalogue: Callable[..., CatalogueView], tag: str) -> None:
    text = TEXTS[tag]
    one, other = "The mayor spoke on Friday.", "Trade grew by a third."
    (finding,) = findings(check_reused, catalogue(tag, (one, text), ("x", "y"), (other, f" {text}")))
    assert (finding.line, finding.message) == (30, "another sentence has this translation at line 10")
    assert finding.severity.value == "warning"
    assert findings(check_reused, catalogue(tag, (one, text), ("On Friday the mayor spoke.", text))) == []
    assert findings(check_reused, catalogue(tag, (one, text), (other, f"{text} {text}"))) == []


def test_what_two_things_may_be_called(catalogue: Callable[..., CatalogueView]) -> None:
    view = catalogue("ru", ("Yes", "Да"), ("Of course", "Да"), ("Tea", "…"), ("Rice", "…"), ("", ""))
    assert findings(check_reused, view) == []
    kept = catalogue("ru", ("www.example.org/a", "www.example.org/a"), ("See it", "www.example.org/a"))
    assert findings(check_reused, kept) == []
