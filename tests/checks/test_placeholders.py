"""``[placeholders]``: what a program fills in stays as it is."""

from __future__ import annotations

import pytest
from support_checks import asked, mended

from workflow.checks.placeholders import check_placeholders
from workflow.model import Markup

SOURCE = "%(name)s sent {count} of {{total}} to %1$s, ${user} and %d"
GOOD = [
    ("ru", SOURCE, "%(name)s отправил {count} из {{total}} для %1$s, ${user} и %d"),
    ("be", SOURCE, "%(name)s даслаў {count} з {{total}} для %1$s, ${user} і %d"),
    ("kk", SOURCE, "%(name)s {{total}} ішінен {count} %1$s, ${user} және %d үшін жіберді"),
    ("ky", SOURCE, "%(name)s {{total}} ичинен {count} %1$s, ${user} жана %d үчүн жөнөттү"),
    ("tg", SOURCE, "%(name)s {count} аз {{total}} ба %1$s, ${user} ва %d фиристод"),
    ("uz", SOURCE, "%(name)s {{total}} dan {count} ni %1$s, ${user} va %d ga yubordi"),
    ("zh", SOURCE, "%(name)s已将{{total}}中的{count}发给%1$s、${user}和%d"),
    ("hi", SOURCE, "%(name)s ने {{total}} में से {count} %1$s, ${user} और %d को भेजे"),
    ("ur", SOURCE, "%(name)s نے {{total}} میں سے {count} %1$s، ${user} اور %d کو بھیجے"),
    ("fa", SOURCE, "%(name)s از {{total}} تعداد {count} را به %1$s، ${user} و %d فرستاد"),
    ("uz", "20% of it grew by 5%", "20%da va 5%dan, 20 % si"),
    ("ru", "It costs $1 and $2 million", "Это стоит 1 доллар и 2 млн долларов"),
    ("ru", "It costs $1 a day", "Это стоит доллар в день"),
    ("zh", "%d people in %s", "%s年%d人"),
    ("ru", "AT&amp;T", "AT&amp;T"),
    ("ru", "R&D; and more", "НИОКР; и другое"),
]
BAD = [
    ("ru", "{name} spoke", "{имя} выступил", "{name}", "{name} выступил"),
    ("be", "{0} spoke", "{О} выступіў", "{0}", "{0} выступіў"),
    ("kk", "%(name)s spoke", "%(аты)s сөйледі", "%(name)s", ""),
    ("ky", "%s spoke", "сүйлөдү", "%s", ""),
    ("tg", "{{x}} spoke", "{x} гуфт", "{{x}}", "{{x}} гуфт"),
    ("uz", "${user} spoke", "$ {user} soʻzladi", "${user}", "$ ${user} soʻzladi"),
    ("zh", "{name} spoke", "｛name｝讲话", "{name}", ""),
    ("hi", "%1$s spoke", "%1$ s बोले", "%1$s", ""),
    ("ur", "%d people", "%s لوگ", "%d", "%d لوگ"),
    ("fa", "{a} and {b}", "{a} و {a}", "{b}", ""),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_placeholders_that_are_kept(language: str, source: str, target: str) -> None:
    assert asked(check_placeholders, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_placeholders_that_are_not(
    language: str, source: str, target: str, expected: str, fixed: str
) -> None:
    (found,) = asked(check_placeholders, language, source, target)
    assert (found.severity.value, found.expected) == ("error", expected)
    assert found.source_spans
    if fixed:
        assert mended(check_placeholders, language, source, target) == fixed


def test_a_placeholder_that_no_source_has() -> None:
    (found,) = asked(check_placeholders, "ru", "The mayor", "Мэр {name}")
    assert (found.severity.value, found.message) == ("error", "{name} is not in the source")


def test_dollar_and_number_may_be_money() -> None:
    (found,) = asked(check_placeholders, "ru", "From $1 to $2:", "От до:")
    assert (found.severity.value, found.expected) == ("warning", "$1, $2")


def test_a_reference_stands_for_a_character() -> None:
    target = "L&#39;Oreal &amp; Co&nbsp;— &lt;b&gt;"
    (found,) = asked(check_placeholders, "ru", "L'Oreal & Co", target)
    assert (found.severity.value, found.expected) == ("error", "', &, \u00a0, <")
    assert mended(check_placeholders, "ru", "L'Oreal & Co", target) == "L'Oreal & Co\u00a0— <b>"
    (found,) = asked(check_placeholders, "ru", "L'Oreal", "L&#39;Oreal", markup=Markup.MARKDOWN)
    assert (found.severity.value, found.fix) == ("note", ())


@pytest.mark.slow
def test_a_long_text_takes_no_long_time() -> None:
    for text in ("{" * 100_000, "%(" * 50_000, "{a." * 30_000, "&#" * 50_000, "%1" * 50_000, "{}" * 50_000):
        asked(check_placeholders, "ru", "x", text)
