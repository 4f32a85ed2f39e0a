"""``[numbers]``: every number of the source stands in the translation, with the same value.

Numbers are compared as multisets of values. Only where these differ is it asked what else may have become
of a number: words («двое»), another unit, another calendar, another clock. Every such way takes one number
of the source and one of the translation off the list, so that what is left has no explanation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from workflow.checks.check import Pair, unit_check
from workflow.checks.dates import dates_of, differing_dates
from workflow.checks.sources import DIGITS, in_sources
from workflow.checks.times import differing_times, may_have_times
from workflow.languages.calendar import GREGORIAN_AFTER_HIJRI, dates
from workflow.languages.clock import Clock, clocks
from workflow.languages.numerals import Numeral, scaled, values
from workflow.languages.once import remembered
from workflow.languages.reading import Reading
from workflow.languages.tables import fold, table
from workflow.lazy import late
from workflow.model import Remark, Severity

# Between a number and its unit: "30-yard", "2 to 4 inches", "85 million miles".
_UNIT = late(
    r"[\s\u200b-]{0,2}(?:(?:to|and|or|by|x|×|–|—|-)?[\s-]{0,2}\d[\d.,]{0,9}[\s-]{0,2})?"
    r"(?:million|billion|thousand|foot|degrees?|sq\.?|square|cubic)?[\s-]{0,2}(°\s?[FC]?|º\s?[FC]?|[A-Za-z]+|['\"′″’”])"
)
_FEET = late(r"([3-9](?<!\d.))(?:[- ]?(?:foot|feet|ft)[- ]?|['’′]\s?)(\d{1,2})(?!\d)")
_MARKS = {"'": "ft", "′": "ft", "’": "ft", '"': "in", "″": "in", "”": "in"}
_COLON = late(r"\d[:：]\d|\d[点點时時]")
_SEPARATED = re.compile(r"\D+")
_MONTHS = frozenset(map(str, range(1, 13)))
_BESIDE = 25  # characters between the two units of one measure
_GAP = 14  # characters between the parts of one number, with the word for the zeros of the first
_SHOWN = 5  # numbers of the translation that a message shows
_EXACT = 15  # digits that a float holds


class Item(NamedTuple):
    """A value in a text, and the digits that write it."""

    value: str
    numeral: Numeral

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.numeral.start, self.numeral.end


@remembered
def _values(source: str, language: str) -> list[tuple[str, ...]]:
    return sorted(values(source, language))


def _with_other_numbers(pairs: Sequence[Pair]) -> Sequence[Pair]:
    """Those that have not the same numbers, written in the same way, in both texts."""
    if not pairs:
        return pairs
    there, language = in_sources(_values, pairs), pairs[0].language
    return [pair for pair in pairs if there[pair.source] != sorted(values(pair.target, language))]


@unit_check("numbers", Severity.ERROR, needs=DIGITS, prefilter=_with_other_numbers)
def check_numbers(pair: Pair) -> Iterable[Remark]:
    """A number that another one has taken the place of, one that is lost, or one that is new.

    ``changed`` (an error): a number of the source has no equal, and a number of the translation has none.
    ``lost`` and ``added`` (warnings): there is none in its place; it may be spelled out in a way that is not
    known here, or have gone with its clause. One from 101 on that is no year is an error.
    ``converted`` (a warning): the same as ``changed`` before a unit that is converted into another, where the
    new number is not what comes out. ``fewer`` (a note): it is there, but less often.
    """
    there, here = pair.source_reading.values, pair.reading.values
    source, target = ([value for each in side for value in each] for side in (there, here))
    if sorted(source) == sorted(target):
        return ()
    return _differing(pair, Counter(source), Counter(target))


def _differing(pair: Pair, source: Counter[str], target: Counter[str]) -> Iterator[Remark]:
    """What remains to be said of two texts that do not have the same values."""
    lost = _items(pair.source_reading.numerals, source - target)
    added = _items(pair.reading.numerals, target - source)
    if pair.source_reading.too_long or pair.reading.too_long:
        yield Remark(
            f"{len(lost)} numbers of the source are not there, {len(added)} others are",
            hint="divide the text, so that it can be said which",
            kind="lost" if lost else "added",
            severity=Severity.WARNING,
        )
        return
    for explain in _WAYS:
        if not lost and not added:
            return
        lost, added = explain(pair, lost, added)
    yield from _remarks(pair, lost, added)


def _items(numerals: list[Numeral], wanted: Counter[str]) -> list[Item]:
    """The last of each value, as often as it is wanted, in order of the text."""
    if not wanted:
        return []
    left = Counter(wanted)
    found: list[Item] = []
    for each in reversed(numerals):
        for value in reversed(each.values):
            if left[value] > 0:
                left[value] -= 1
                found.append(Item(value, each))
    return found[::-1]


def _remarks(pair: Pair, lost: list[Item], added: list[Item]) -> Iterator[Remark]:
    """What is left has no explanation."""
    seen = ", ".join(item.value for item in added[:_SHOWN]) + (", …" if len(added) > _SHOWN else "")
    there = {value for each in pair.reading.values for value in each}
    for index, item in enumerate(lost):
        value = item.value
        if index < len(added):
            place = added[index]
            converted = _may_be_converted(pair, item) and not _imperial(pair.reading, place.numeral.end)
            yield Remark(
                f"found {seen}",
                value,
                "the number that is there is not what comes out if the unit is converted"
                if converted
                else "every number of the source must be there, with the same value",
                "converted" if converted else "changed",
                spans=(place.span,),
                source_spans=(item.span,),
                severity=Severity.WARNING if converted else Severity.ERROR,
            )
        elif value in there:
            yield Remark(
                f"{value} stands there less often than in the source",
                value,
                "see whether it is still clear what it is said of",
                "fewer",
                source_spans=(item.span,),
                severity=Severity.NOTE,
            )
        else:
            yield Remark(
                f"found {seen or 'nothing'}",
                value,
                "every number of the source must be there, in digits or in words",
                "lost",
                source_spans=(item.span,),
                severity=Severity.ERROR if _great(pair, item) else Severity.WARNING,
            )
    known = {value for each in pair.source_reading.values for value in each}
    more = [item for item in added if item.value not in known]
    if more and not lost:
        yield Remark(
            f"{', '.join(item.value for item in more[:_SHOWN])} is not in the source",
            hint="see whether the source says it in other words",
            kind="added",
            spans=tuple(dict.fromkeys(item.span for item in more)),
            severity=Severity.WARNING,
        )


def _great(pair: Pair, item: Item) -> bool:
    """Whether a number cannot well have become a word that is not known here, or gone with "in 2016"."""
    whole = item.value.partition(".")[0]
    year = len(item.value) == 4 and "1000" < item.value < "2100"
    measure = _factors_at(pair.source, item.numeral.end, pair.source_language)
    return len(whole) >= 3 and item.value not in ("100", "1000") and not year and not measure


# ------------------------------------------------------------------------------------------- explanations

Way = Callable[[Pair, list[Item], list[Item]], tuple[list[Item], list[Item]]]


def _match(
    lost: list[Item], added: list[Item], same: Callable[[Item, Item], bool]
) -> tuple[list[Item], list[Item]]:
    """What is left when every lost item has taken the first added one that is the same in some way."""
    free = list(added)
    left: list[Item] = []
    for item in lost:
        for index, other in enumerate(free):
            if same(item, other):
                del free[index]
                break
        else:
            left.append(item)
    return left, free


def _reported(pair: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """What the checks of dates and times say is said once."""
    said = [*differing_dates(pair), *differing_times(pair)]
    there = [span for each in said for span in each.source_spans]
    here = [span for each in said for span in each.spans]
    return _outside(lost, there), _outside(added, here)


def _outside(items: list[Item], spans: list[tuple[int, int]]) -> list[Item]:
    if not spans:
        return items
    return [item for item in items if not any(a < item.span[1] and item.span[0] < b for a, b in spans)]


def _read_otherwise(pair: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """The same digits, read in another way: 1.234 may be a thousand and more, £5m may be "5 m"."""
    if not lost or not added:
        return lost, added
    there = [(item, _readings(item, pair.source_reading)) for item in lost]
    free = [(item, _readings(item, pair.reading)) for item in added]
    left: list[Item] = []
    for item, readings in there:
        at = next((at for at, (_, others) in enumerate(free) if not readings.isdisjoint(others)), None)
        if at is None:
            left.append(item)
        else:  # with all that stands in the same digits: "2,52" read as two numbers
            numeral = free[at][0].numeral
            one = len(numeral.values) > 1
            free = [
                each for n, each in enumerate(free) if n != at and not (one and each[0].numeral is numeral)
            ]
    return left, [item for item, _ in free]


def _readings(item: Item, reading: Reading) -> set[str]:
    numeral, text = item.numeral, reading.text
    found = {item.value}
    if numeral.end - numeral.start <= 40:
        digits = _SEPARATED.split(text[numeral.start : numeral.end])
        plain = ["".join(str(int(char)) for char in each) for each in digits]
        english = reading.language.partition("-")[0] == "en" and "," in text[numeral.start : numeral.end]
        if (
            len(plain) == 2 and plain[1] != "000" and not english
        ):  # 1.234 is less than two, or a thousand and more
            found.add(scaled(f"{plain[0].lstrip('0') or '0'}.{plain[1]}", numeral.power))
        if not numeral.power:
            after = text[numeral.end : numeral.end + 2].lower()
            for letter, power in (("m", 6), ("k", 3), ("b", 9)):
                if after[:1] == letter and not after[1:].isalpha():
                    found.add(scaled(item.value, power))
            # "3.1 million, 2.9 and 2.5": one word for all of them.
            found |= {
                scaled(item.value, power) for power in {each.power for each in reading.numerals} if power
            }
    return found | {each.rstrip("0").rstrip(".") for each in found if "." in each}


def _in_parts(_: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """The same digits, divided otherwise: telephone numbers, 4-40 for 4.40."""
    if not lost or not added:
        return lost, added
    text = [
        "".join(char for each in items for char in each.value if char.isdecimal()) for items in (lost, added)
    ]
    if text[0] == text[1] and (len(lost) > 1 or len(added) > 1):
        return [], []
    left: list[Item] = []
    free = list(added)
    for item in lost:
        parts = item.value.split(".")
        if len(parts) == 2:
            wanted = Counter(part.lstrip("0") or "0" for part in parts)
            have = Counter(other.value for other in free)
            if wanted <= have:
                free = _without(free, wanted)
                continue
        left.append(item)
    return left, free


def _without(items: list[Item], gone: Counter[str]) -> list[Item]:
    left = Counter(gone)
    kept: list[Item] = []
    for item in items:
        if left[item.value] > 0:
            left[item.value] -= 1
        else:
            kept.append(item)
    return kept


def _in_words(pair: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """Digits on one side, words on the other; words that have their equal in words are taken."""
    added = _unspelled(added, pair.source_reading, pair.reading)
    return _unspelled(lost, pair.reading, pair.source_reading), added


def _unspelled(items: list[Item], reading: Reading, other: Reading) -> list[Item]:
    """What is left of numbers of one text when those have gone that the other one has in words."""
    if not items:
        return items
    wanted = {item.value for item in items}
    words = Counter(each.value for each in reading.spelled if each.value in wanted)
    if words:
        words -= Counter(each.value for each in other.spelled if each.value in wanted)
    words.update(value for value in reading.romans if value in wanted)
    kept: list[Item] = []
    for item in items:
        if words[item.value] > 0:
            words[item.value] -= 1
        elif not _with_a_half(item.value, reading):
            kept.append(item)
    return kept


def _with_a_half(value: str, reading: Reading) -> bool:
    """Whether a word for a half can make the value: 2.5, or 250000 («ढाई लाख», "half a million")."""
    whole, _, fraction = value.partition(".")
    if fraction.rstrip("0") == "5":
        return reading.halved
    digits = whole.rstrip("0")
    zeros = len(whole) - len(digits)
    if fraction or not digits.endswith("5") or zeros < 2 or not reading.halved:
        return False
    return any(len(each.value) - len(each.value.rstrip("0")) == zeros + 1 for each in reading.spelled)


def _in_sums(pair: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """2.5 million may be «2 миллиона 500 тысяч», ۲ میلیون و ۵۰۰ هزار, 2亿5000万; and the other way round."""
    lost, added = _summed(lost, added, pair.reading)
    added, lost = _summed(added, lost, pair.source_reading)
    return lost, added


def _summed(whole: list[Item], parts: list[Item], reading: Reading) -> tuple[list[Item], list[Item]]:
    """What is left when those of ``whole`` have gone that neighbours among ``parts`` add up to, and these."""
    if not whole or len(parts) < 2:
        return whole, parts
    left: list[Item] = []
    free = list(parts)
    for item in whole:
        at = next(
            (at for at in range(len(free) - 1) if _adds_up(item, free[at], free[at + 1], reading.text)), None
        )
        if at is None:
            left.append(item)
        else:
            del free[at : at + 2]
    return left, free


def _adds_up(item: Item, first: Item, second: Item, text: str) -> bool:
    """Whether two neighbours are one number: 2 million and 500 thousand, ۲/۵ میلیون."""
    between = text[first.numeral.end : second.numeral.start]
    if between == "/":  # the decimal sign of Persian
        digits = [
            str(int(char)) for char in text[second.numeral.start : second.numeral.end] if char.isdecimal()
        ]
        return item.value == scaled(f"{first.value}.{''.join(digits)}", second.numeral.power)
    if not first.numeral.power or not 0 < len(between) <= _GAP or any(char in ".,;" for char in between):
        return False
    numbers = [_float(each.value) for each in (item, first, second)]
    total, great, small = numbers
    return (
        total is not None
        and great is not None
        and small is not None
        and great > small
        and total == great + small
    )


def _loosely(pair: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """Words that do not count: "a dozen", «вдвое». Not where one number seems to stand for the other."""
    if lost and added:
        return lost, added
    return (
        [item for item in lost if not pair.reading.loosely_says(item.value)],
        [item for item in added if not pair.source_reading.loosely_says(item.value)],
    )


def _in_periods(pair: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """The 1930s are the thirties of the 20th century; '98 is 1998; 1396 is 2017 or 2018."""
    words = {each.value for each in pair.reading.spelled}
    free = list(added)
    left: list[Item] = []
    for item in lost:
        value = item.value
        if not (value.isdecimal() and len(value) in (1, 2, 4)):
            left.append(item)
            continue
        number = int(value)
        years = {value[2:].lstrip("0") or "0"} if len(value) == 4 else {f"19{value:0>2}", f"20{value:0>2}"}
        if len(value) == 4 and pair.language.partition("-")[0] in ("fa", "tg", "ur"):
            years |= {str(number - shift) for shift in GREGORIAN_AFTER_HIJRI}
        at = next((index for index, other in enumerate(free) if other.value in years), None)
        if at is not None:
            del free[at]
        elif not (len(value) == 4 and number % 10 == 0 and number % 100 and years & words):
            left.append(item)
            continue
        if len(value) == 4:
            century = {str(number // 100 + 1), str(number // 100)}
            free = [other for other in free if other.value not in century]
    return left, free


def _on_clocks(pair: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """3 p.m. is 15:00, 5.30 is 5:30 or half past five."""
    if not may_have_times(pair.source, pair.source_language) and not _COLON.search(pair.target):
        return lost, added
    there, here = clocks(pair.source_reading), clocks(pair.reading)
    here_only = Counter(each.value for each in pair.reading.spelled)
    here_only -= Counter(each.value for each in pair.source_reading.spelled)
    for time in there:
        mine = [item for item in lost if time.start <= item.span[0] < time.end]
        if not mine and not any(time.start <= each.start < time.end for each in pair.source_reading.numerals):
            continue
        for other in here:
            if other.hour % 12 == time.hour % 12 and other.minute == time.minute:
                lost = [item for item in lost if item not in mine]
                added = [item for item in added if not other.start <= item.span[0] < other.end]
                break
        else:
            hours = {str(time.hour % 12), str(time.hour % 12 + 12), str(time.hour)}
            digits = {value for each in pair.reading.numerals for value in each.values}
            digits |= set(here_only)
            free = any(_colon(pair, other) and not _known(other, there) for other in here)
            if (
                not free
                and hours & digits
                and (not time.minute or str(time.minute) in digits or pair.reading.halved)
            ):
                lost = [item for item in lost if item not in mine]
                wanted = hours | {str(time.minute)}
                added = [item for item in added if item.value not in wanted]
            elif not time.minute:
                lost = [item for item in lost if not (item in mine and item.value == "0")]
    for other in here:  # a time that the source says in words ("half past five", "noon")
        for spelled in pair.source_reading.spelled:
            if spelled.value in (str(other.hour), str(other.hour % 12), str(other.hour + 12)):
                added = [item for item in added if not other.start <= item.span[0] < other.end]
    return lost, added


def _colon(pair: Pair, time: Clock) -> bool:
    return any(sign in pair.target[time.start : time.end] for sign in ":：")


def _known(time: Clock, there: list[Clock]) -> bool:
    return any(each.hour % 12 == time.hour % 12 and each.minute == time.minute for each in there)


def _in_dates(pair: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """A month is a name here and a number there; a day of another calendar is another number."""
    there = dates_of(pair.source, pair.source_language)
    if not there and not any(item.value in _MONTHS for item in lost):
        return lost, added
    here = dates(pair.reading)
    for date in there:
        for other in here:
            if date.agrees(other) and (date.hijri or other.hijri or date.numeric or other.numeric):
                lost = [item for item in lost if not date.start <= item.span[0] < date.end]
                added = [item for item in added if not other.start <= item.span[0] < other.end]
    # 9/11 is «11 сентября».
    named = [{str(each.month) for each in side if not each.numeric} for side in (there, here)]
    return (
        [item for item in lost if item.value not in named[1] - named[0]],
        [item for item in added if item.value not in named[0] - named[1]],
    )


def _converted(pair: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """Units that a translator converts, or drops where both stand in the source."""
    if not pair.source_reading.table.units:
        return lost, added
    for hit in _FEET.finditer(pair.source):  # 6-foot-6 is 1.98 m, or 198 cm
        height = int(hit[1]) * 30.48 + int(hit[2]) * 2.54
        if any(_comes_out(height, other.value, (1, 0.01)) for other in added) or (
            any(_comes_out(height % 100, other.value, (1,)) for other in added)
        ):
            lost = _outside(lost, [hit.span()])
    left: list[Item] = []
    free = list(added)
    for item in lost:
        factors = _factors_at(pair.source, item.numeral.end, pair.source_language, spans=True)
        number = _float(item.value)
        if factors and number is not None and not _has_partner(pair, item.numeral, number, factors):
            at = next(
                (
                    at
                    for at, other in enumerate(free)
                    if _comes_out(number, other.value, factors)
                    and not _imperial(pair.reading, other.numeral.end)
                ),
                None,
            )
            if at is not None:
                del free[at]
                continue
        left.append(item)
    # Measures in words ("half a mile"), and numbers put beside those of the source: "20 feet (6 m)".
    if free:
        spelled = [*_spelled_measures(pair), *_written_measures(pair)]
        free = [
            other
            for other in free
            if _imperial(pair.reading, other.numeral.end)
            or not any(_comes_out(number, other.value, factors) for number, factors in spelled)
        ]
    if not free:  # one of two units that the source has both is enough
        left = [item for item in left if not _one_of_two(pair, item)]
    return left, free


def _one_of_two(pair: Pair, item: Item) -> bool:
    number = _float(item.value)
    factors = _factors_at(pair.source, item.numeral.end, pair.source_language)
    return number is not None and _has_partner(pair, item.numeral, number, factors)


def _may_be_converted(pair: Pair, item: Item) -> bool:
    """Whether a translator may have written it in another unit."""
    return bool(_factors_at(pair.source, item.numeral.end, pair.source_language)) and not _one_of_two(
        pair, item
    )


def _has_partner(pair: Pair, numeral: Numeral, number: float, factors: tuple[float, ...]) -> bool:
    """Whether the source itself says a measure in both units: "300 km (190 miles)"."""
    return any(
        other != number and any(_near(number, other, factor, 0.12) for factor in factors)
        for each in pair.source_reading.numerals
        if -_BESIDE <= each.start - numeral.end <= _BESIDE
        for value in each.values
        if (other := _float(value)) is not None
    )


def _imperial(reading: Reading, end: int) -> bool:
    """Whether a unit that is not converted follows a number."""
    return any(0 <= start - end <= 3 for start, _, _ in reading.places(reading.table.imperial))


def _written_measures(pair: Pair) -> Iterator[tuple[float, tuple[float, ...]]]:
    for each in pair.source_reading.numerals:
        factors = _factors_at(pair.source, each.end, pair.source_language)
        number = _float(each.values[-1])
        if factors and number is not None and not _has_partner(pair, each, number, factors):
            yield number, factors
    for hit in _FEET.finditer(pair.source):
        height = int(hit[1]) * 30.48 + int(hit[2]) * 2.54
        yield height, (1, 0.01, 10)
        yield height % 100, (1,)
        yield height // 100, (1,)


def _spelled_measures(pair: Pair) -> list[tuple[float, tuple[float, ...]]]:
    reading = pair.source_reading
    found: list[tuple[float, tuple[float, ...]]] = []
    word: str | None = None
    for start, _, folded in reading.words:
        before, word = word, folded
        factors = reading.table.units.get(word) or reading.table.spans.get(word)
        if not factors:
            continue
        numbers = {1.0} if before in ("a", "an", "per", "the", "half") else set()
        if before is not None and reading.halved:
            numbers.add(0.5)
        numbers |= {
            number
            for each in reading.spelled
            if 0 <= start - each.end <= 20 and (number := _float(each.value)) is not None
        }
        numbers |= {number + 0.5 for number in list(numbers) if reading.halved}
        found += [(number, factors) for number in numbers]
    return found


@lru_cache(maxsize=1024)
def _factors_at(text: str, end: int, language: str, *, spans: bool = False) -> tuple[float, ...]:
    """The factors by which a measure may have been converted; none if no unit follows."""
    units = {**table(language).units, **(table(language).spans if spans else {})}
    if not units:
        return ()
    found: list[float] = []
    if (
        text[end : end + 2] in ("s ", "s", "s,", "s.") and not text[max(0, end - 4) : end].isdecimal()
    ) or text[end : end + 1] in ("°", "º"):
        found.append(-1)  # "in the 80s"
    hit = _UNIT.match(text, end, end + 60)
    if hit:
        word = hit[1]
        found += units.get(fold(_MARKS.get(word, word)), ())
        for inner in ("foot", "degree", "square", "cubic", "sq"):
            if inner in text[end : hit.end()].lower():
                found += units.get("square" if inner == "sq" else inner, ())
    before = text[max(0, end - 12) : end]
    if "foot-" in before or "feet " in before or re.search(r"\d['’′]\s?\d+$", before):
        found += [2.54, 25.4, 0.0254]
    return tuple(found)


def _comes_out(number: float, value: str, factors: tuple[float, ...]) -> bool:
    other = _float(value)
    return other is not None and any(_near(number, other, factor) for factor in factors)


def _near(number: float, other: float, factor: float, share: float = 0.06) -> bool:
    """Whether ``other`` is ``number`` in another unit, as people round: 30 yards are 27 m."""
    if factor == -1:
        exact = (number - 32) / 1.8
        return abs(other - abs(exact)) <= 1.6
    if factor == -2:
        return abs(other - (number * 1.8 + 32)) <= 1.6
    exact = number * factor
    return abs(other - exact) <= max(share * exact, 0.6 if 2 < exact < 10 and share < 0.1 else 0.0)


def _rounded(_: Pair, lost: list[Item], added: list[Item]) -> tuple[list[Item], list[Item]]:
    """1,234,567 may be "1.2 million" where a word stands for the zeros."""

    def same(item: Item, other: Item) -> bool:
        a, b = _float(item.value), _float(other.value)
        if a is None or b is None or not (item.numeral.power or other.numeral.power) or max(a, b) < 10000:
            return False
        return abs(a - b) <= 0.05 * 10.0 ** (len(str(int(max(a, b)))) - 2)

    return _match(lost, added, same)


def _float(value: str) -> float | None:
    return float(value) if len(value) <= _EXACT else None


# The cheap ones first.
_WAYS: tuple[Way, ...] = (
    _read_otherwise,
    _in_sums,
    _in_words,
    _in_dates,
    _on_clocks,
    _reported,
    _in_parts,
    _in_periods,
    _converted,
    _rounded,
    _loosely,
)
