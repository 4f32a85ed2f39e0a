"""A grammar of diplomatic news: an English sentence with its Russian and its Chinese translation.

The two small models of the tests are trained on what it makes. Its words stand in ``lexicon.txt`` and its
sentence patterns in ``templates.txt``, for a linguist to edit; this module declines, agrees and joins. All
randomness comes from the ``random.Random`` that is handed in, so a seed gives the same corpus again.

The surrogates of translation enforcement, which the corpus holds in great number, are in ``lexicon.txt`` too,
written as in ``workflow/translate/surrogates/``; a test says so.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent.parent / "seeds"
CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
# Names of the demonstration articles. The corpus holds none of them: the glossary has to bring them.
FORBIDDEN = (
    "Tang Liangzhi",
    "Bakhtiyor",
    "Yuldashev",
    "Anna Sokolova",
    "Sokolova",
    "Chongqing",
    "Samarkand",
    "Rashid",
    "Alimov",
)
_MAX_WORDS = 75  # the longest English sentence of the corpus

# ------------------------------------------------------------------------------------------ declension

_HUSH = "жшчщ"
_VELAR = "гкх"


def _noun(word: str, oblique: str, *, animate: bool, soft_masculine: bool) -> dict[str, str]:
    """Six singular forms by the ending of ``word``; ``oblique``: the stem of other cases, if it differs."""
    stem, last = word[:-1], word[-1]
    if last == "а":
        i = "и" if stem[-1] in _VELAR + _HUSH else "ы"
        o = "е" if stem[-1] in _HUSH + "ц" else "о"
        ends = ("а", i, "е", "у", o + "й", "е")
    elif last == "я":
        e = "и" if stem[-1] == "и" else "е"
        ends = ("я", "и", e, "ю", "ей", e)
    elif last == "о":
        ends = ("о", "а", "у", "о", "ом", "е")
    elif last == "е" and stem[-1] in "иь":
        ends = ("е", "я", "ю", "е", "ем", "и" if stem[-1] == "и" else "е")
    elif last == "ь" and not (animate or soft_masculine):
        ends = ("ь", "и", "и", "ь", "ью", "и")
    elif last in "ьй":
        stem = oblique or stem
        e = "и" if stem[-1] == "и" else "е"
        ends = (last, "я", "ю", "я" if animate else last, "ем", e)
        return {case: (word if end == last else stem + end) for case, end in zip(CASES, ends, strict=True)}
    else:
        stem = oblique or word
        ins = "ем" if last in _HUSH + "ц" else "ом"
        forms = (word, stem + "а", stem + "у", stem + "а" if animate else word, stem + ins, stem + "е")
        return dict(zip(CASES, forms, strict=True))
    return {case: stem + end for case, end in zip(CASES, ends, strict=True)}


def _plural(nominative: str, genitive: str, *, animate: bool) -> dict[str, str]:
    """Six plural forms of a noun from the first two."""
    stem, last = nominative[:-1], nominative[-1]
    hard = last in "ыа" or stem[-1] in _VELAR + _HUSH
    a = "а" if hard else "я"
    accusative = genitive if animate else nominative
    forms = (nominative, genitive, f"{stem}{a}м", accusative, f"{stem}{a}ми", f"{stem}{a}х")
    return dict(zip(CASES, forms, strict=True))


def _adjective(word: str, *, animate: bool) -> dict[str, str]:
    """Forms of an adjective in the gender and number of ``word``; a masculine one has ``pnom``, ``pgen``."""
    stem, end = word[:-2], word[-2:]
    if word == "третий":
        forms = ("третий", "третьего", "третьему", "третьего" if animate else word, "третьим", "третьем")
        return dict(zip(CASES, forms, strict=True)) | {"pnom": "третьи", "pgen": "третьих"}
    soft = end in ("яя", "ее") or (end in ("ий", "ие") and stem[-1] == "н") or stem[-1] in _HUSH
    if stem == "больш":
        soft = False
    o, y = ("е", "и") if soft else ("о", "и" if stem[-1] in _VELAR + _HUSH else "ы")
    if end in ("ый", "ий", "ой"):
        acc = f"{stem}{o}го" if animate else word
        forms = (word, f"{stem}{o}го", f"{stem}{o}му", acc, f"{stem}{y}м", f"{stem}{o}м")
        plural = {"pnom": f"{stem}{y}е", "pgen": f"{stem}{y}х"}
        return dict(zip(CASES, forms, strict=True)) | plural
    if end in ("ая", "яя"):
        oblique = f"{stem}{o}й"
        accusative = stem + ("юю" if end == "яя" else "ую")
        return dict(zip(CASES, (word, oblique, oblique, accusative, oblique, oblique), strict=True))
    if end in ("ое", "ее"):
        forms = (word, f"{stem}{o}го", f"{stem}{o}му", word, f"{stem}{y}м", f"{stem}{o}м")
        return dict(zip(CASES, forms, strict=True))
    genitive = f"{stem}{y}х"
    forms = (word, genitive, f"{stem}{y}м", genitive if animate else word, f"{stem}{y}ми", genitive)
    return dict(zip(CASES, forms, strict=True))


def _surname(word: str) -> dict[str, str]:
    """Forms of a surname in -ов, -ев, -ин or its feminine."""
    if word.endswith("а"):
        stem = word[:-1]
        ends = ("а", "ой", "ой", "у", "ой", "ой")
        return {case: stem + end for case, end in zip(CASES, ends, strict=True)}
    return {case: word + end for case, end in zip(CASES, ("", "а", "у", "а", "ым", "е"), strict=True)}


_MARKED = re.compile(r"([+*@$=&])([^\s,{}]+)")


@cache
def decline(text: str) -> tuple[Mapping[str, str], str]:
    """Forms by case of a phrase in the notation of ``lexicon.txt``, and its first noun's gender (m f n p).

    ``"+Всемирный *банк"`` gives ``{"nom": "Всемирный банк", "gen": "Всемирного банка", ...}, "m"``.
    """
    animate = any(mark in text for mark in "@&$")
    columns: list[Mapping[str, str]] = []
    gender = ""

    def place(hit: re.Match[str]) -> str:
        nonlocal gender
        mark, word = hit.groups()
        soft = word.endswith("!")
        word, _, second = word.rstrip("!").partition("/")
        second = second.rstrip("!")
        living = animate and mark != "*"
        if mark == "=":
            forms: Mapping[str, str] = dict.fromkeys(CASES, word)
        elif mark in "+&":
            forms = _adjective(word, animate=animate)
            if mark == "&":
                gender = gender or "p"
        elif mark == "$":
            forms = _surname(word)
        elif second and word[-1] in "ыиая":
            forms = _plural(word, second, animate=living)
            gender = gender or "p"
        else:
            forms = _noun(word, second, animate=living, soft_masculine=soft)
            female = word[-1] in "ая" or (word[-1] == "ь" and not (living or soft))
            gender = gender or ("f" if female else "n" if word[-1] in "ое" else "m")
        columns.append(forms)
        return f"\0{len(columns) - 1}\0"

    frame = _MARKED.sub(place, text)
    cases = [*CASES, *(("pnom", "pgen") if columns and all("pgen" in forms for forms in columns) else ())]
    result = {
        case: re.sub("\0(\\d+)\0", lambda hit: columns[int(hit[1])].get(case, ""), frame)  # noqa: B023
        for case in cases
    }
    return result, gender or "m"


# ------------------------------------------------------------------------------------------ noun phrases


@dataclass(frozen=True, slots=True)
class Phrase:
    """A filler of a slot in the three languages; ``ru`` by case."""

    en: str
    ru: Mapping[str, str]
    zh: str
    gender: str = "m"  # of the Russian phrase; p for plural
    extra: Mapping[str, str] = field(default_factory=dict)  # other variants of ``zh``, by name


def _same(text: str) -> dict[str, str]:
    return dict.fromkeys(CASES, text)


def _read_sections(name: str) -> dict[str, list[str]]:
    """Lines of a data file by section; comments dropped, empty lines kept."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if head := re.fullmatch(r"\[(.+)\]", line):
            lines = sections.setdefault(head[1].replace(" ", "_"), [])
        else:
            lines.append(line)
    return sections


@cache
def _lexicon() -> Mapping[str, tuple[Phrase, ...]]:
    """The words by section. Sections with slots or other shapes in them are read by their own makers."""
    return {
        name: tuple(_phrase(line) for line in lines if line)
        for name, lines in _read_sections("lexicon.txt").items()
        if name not in ("count", "thing", "said") and not name.startswith("office_of")
    }


def _phrase(line: str) -> Phrase:
    english, russian, chinese, *gender = (part.strip() for part in line.split("|"))
    forms, found = decline(russian)
    return Phrase(english, forms, chinese, gender[0] if gender else found)


@cache
def _rows(section: str) -> tuple[tuple[str, ...], ...]:
    lines = _read_sections("lexicon.txt")[section]
    return tuple(tuple(part.strip() for part in line.split("|")) for line in lines if line)


@cache
def _patterns() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    result: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for name, lines in _read_sections("templates.txt").items():
        full = [line for line in lines if line]
        triples = zip(full[::3], full[1::3], full[2::3], strict=True)
        result[name] = tuple(triples)
    return result


_MONTHS = (
    ("January", "января"),
    ("February", "февраля"),
    ("March", "марта"),
    ("April", "апреля"),
    ("May", "мая"),
    ("June", "июня"),
    ("July", "июля"),
    ("August", "августа"),
    ("September", "сентября"),
    ("October", "октября"),
    ("November", "ноября"),
    ("December", "декабря"),
)
_NUMERALS = (
    ("two", ("два", "двух", "двум", "два", "двумя", "двух"), "两"),
    ("three", ("три", "трех", "трем", "три", "тремя", "трех"), "三"),
    ("four", ("четыре", "четырех", "четырем", "четыре", "четырьмя", "четырех"), "四"),
    ("five", ("пять", "пяти", "пяти", "пять", "пятью", "пяти"), "五"),
    ("six", ("шесть", "шести", "шести", "шесть", "шестью", "шести"), "六"),
    ("seven", ("семь", "семи", "семи", "семь", "семью", "семи"), "七"),
    ("eight", ("восемь", "восьми", "восьми", "восемь", "восемью", "восьми"), "八"),
    ("nine", ("девять", "девяти", "девяти", "девять", "девятью", "девяти"), "九"),
    ("ten", ("десять", "десяти", "десяти", "десять", "десятью", "десяти"), "十"),
)
_INSTITUTIONS = ("university", "college", "school", "museum", "hospital", "hotel", "company", "library")
_UNITS = ("公里", "吨", "美元", "兆瓦", "公顷", "天")


class Grammar:
    """A stream of sentences from one source of randomness."""

    def __init__(self, rng: random.Random, surrogates: float = 0.5) -> None:
        """``surrogates``: how often a name is one of the surrogates, from 0 to 1."""
        self._rng = rng
        self._share = surrogates

    # ---------------------------------------------------------------- fillers

    def _pick(self, *sections: str) -> Phrase:
        words = _lexicon()[self._rng.choice(sections)]
        return self._rng.choice(words)

    def _named(self, surrogate: str, *others: str) -> Phrase:
        return self._pick(surrogate) if self._rng.random() < self._share else self._pick(*others)

    def pm(self) -> Phrase:
        """A man."""
        return self._named("surrogate_person_m", "person_m")

    def pf(self) -> Phrase:
        """A woman."""
        return self._named("surrogate_person_f", "person_f")

    def person(self) -> Phrase:
        """A man or a woman."""
        return self.pm() if self._rng.random() < 0.55 else self.pf()

    def city(self) -> Phrase:
        """A city; now and then another place, since a surrogate may stand for it."""
        return self._named("surrogate_place", "city")

    def country(self) -> Phrase:
        """A country; now and then a city, since a surrogate may stand for it."""
        return self._named("surrogate_place", "country")

    def place(self) -> Phrase:
        """A city, a country or a region."""
        return self._named("surrogate_place", "city", "city", "city", "country", "country", "region")

    def org(self) -> Phrase:
        """An organisation without its article; the SCO most often."""
        draw = self._rng.random()
        if draw < 0.42:
            return Phrase("SCO", _same("ШОС"), "上合组织", "f")
        if draw < 0.75:
            return self._pick("surrogate_organisation")
        return self._pick("short_organisation", "long_organisation", "long_organisation")

    def event(self) -> Phrase:
        """An event with a name."""
        if self._rng.random() < 0.72:
            return self._pick("surrogate_event")
        venue = self._rng.choice([word for word in _lexicon()["venue"] if word.en in _NAMED_VENUES])
        org = self.org()
        forms = {case: f"{text} {org.ru['gen']}" for case, text in venue.ru.items()}
        return Phrase(f"{org.en} {venue.en.title()}", forms, org.zh + venue.zh, venue.gender)

    def programme(self) -> Phrase:
        """A programme or initiative with a name."""
        return self._pick("surrogate_programme")

    def office(self) -> Phrase:
        """An office of somewhere or something, without an article."""
        draw = self._rng.random()
        if draw < 0.5:
            return self._pick("surrogate_office")
        if draw < 0.78:
            section, other = (
                ("office_of_city", self._pick("city", "city", "surrogate_place"))
                if self._rng.random() < 0.65
                else ("office_of_country", self._pick("country", "surrogate_place"))
            )
            english, russian, chinese = self._rng.choice(_rows(section))
            forms, _ = decline(russian)
            short = english.removesuffix(" of {}")
            style = self._rng.random()
            if style < 0.6:
                english = english.format(other.en)
            elif style < 0.8:
                english = f"{short[0].lower()}{short[1:]} of {other.en}"
            else:
                english = f"{other.en} {short.lower()}"
        else:
            other = self.org()
            english, russian, chinese = self._rng.choice(_rows("office_of_organisation"))
            forms, _ = decline(russian)
            english = f"{other.en} {english}"
        genitive = other.ru["gen"]
        return Phrase(
            english, {case: text.format(genitive) for case, text in forms.items()}, chinese.format(other.zh)
        )

    def _holder(self) -> Phrase:
        office, person = self.office(), self.person()
        forms = {case: f"{office.ru[case]} {person.ru[case]}" for case in CASES}
        return Phrase(f"{office.en} {person.en}", forms, office.zh + person.zh, person.gender)

    def actor(self) -> Phrase:
        """Somebody who acts, with the article that belongs to him or her."""
        draw = self._rng.random()
        if draw < 0.38:
            return self.person()
        if draw < 0.64:
            return self._holder()
        if draw < 0.84:
            office = self.office()
            article = "" if self._rng.random() < 0.08 else "the "
            return Phrase(article + office.en, office.ru, office.zh, office.gender)
        role = self._pick("role")
        return Phrase(f"the {role.en}", role.ru, role.zh, role.gender)

    def speaker(self) -> Phrase:
        """Who says a quotation."""
        return self.actor()

    def actorh(self) -> Phrase:
        """Somebody in a headline: no article."""
        draw = self._rng.random()
        return self.person() if draw < 0.3 else self._holder() if draw < 0.5 else self.office()

    def _joined(self, items: list[Phrase], *, comma: bool = False) -> Phrase:
        def enumerate_words(words: list[str], conjunction: str, mark: str = "") -> str:
            return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}{mark} {conjunction} {words[-1]}"

        english = enumerate_words([item.en for item in items], "and", "," if comma and len(items) > 2 else "")
        forms = {case: enumerate_words([item.ru[case] for item in items], "и") for case in CASES}
        chinese = "、".join(item.zh for item in items[:-1])
        return Phrase(english, forms, f"{chinese}和{items[-1].zh}" if chinese else items[-1].zh, "p")

    def areas(self) -> Phrase:
        """One to four areas of cooperation."""
        size = self._rng.choice((1, 2, 2, 3, 3, 4))
        return self._joined(self._rng.sample(_lexicon()["topic"], size))

    def zones(self) -> Phrase:
        """Two to six kinds of district."""
        size = self._rng.choice((2, 3, 4, 5, 5, 6))
        return self._joined(self._rng.sample(_lexicon()["zone"], size), comma=self._rng.random() < 0.6)

    def thing(self) -> Phrase:
        """A plural noun phrase such as a list item is made of."""
        english, russian, chinese = self._rng.choice(_rows("thing"))
        slots = self._fill(english)
        forms, gender = decline(russian)
        return Phrase(
            _put_english(english, slots),
            {case: _put_russian(text, slots) for case, text in forms.items()},
            _put_chinese(chinese, slots),
            gender,
        )

    # ---------------------------------------------------------------- numbers and dates

    def _integer(self) -> int:
        digits = self._rng.choice((1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7))
        value = self._rng.randrange(10 ** (digits - 1), 10**digits)
        if digits > 2 and self._rng.random() < 0.35:
            step = 10 ** (digits - self._rng.choice((1, 2)))
            value = value // step * step
        return max(value, 2)

    def _counted(self, row: tuple[str, ...], value: int) -> Phrase:
        english, russian, chinese = row
        single, plural = (part.strip() for part in russian.split(";"))
        one, _ = decline(single)
        many, _ = decline(plural)
        animate = "@" in single
        number = f"{value:,}" if value > 9999 or self._rng.random() < 0.9 else str(value)
        ends_in_one = value % 10 == 1 and value % 100 != 11
        few = 2 <= value % 10 <= 4 and not 12 <= value % 100 <= 14
        forms = {case: f"{number} {one[case] if ends_in_one else many[case]}" for case in CASES}
        counted = one["nom"] if ends_in_one else one["gen"] if few else many["gen"]
        forms["nom"] = f"{number} {counted}"
        if not (animate and ends_in_one):
            forms["acc"] = forms["nom"]
        chinese_number = number + chinese
        various = number + chinese if chinese in _UNITS else f"{number}{chinese[0]}各类{chinese[1:]}"
        return Phrase(
            f"{number} {english.split(';')[1].strip()}", forms, chinese_number, "p", {"various": various}
        )

    def count(self) -> Phrase:
        """A number with what it counts."""
        return self._counted(self._rng.choice(_rows("count")), self._integer())

    def inst(self) -> Phrase:
        """A number of institutions."""
        rows = [row for row in _rows("count") if row[0].split(" ")[0] in _INSTITUTIONS]
        return self._counted(self._rng.choice(rows), self._integer())

    def guest(self) -> Phrase:
        """A number of people who come."""
        rows = [row for row in _rows("count") if row[0].split(" ")[0] in ("tourist", "visitor", "student")]
        return self._counted(self._rng.choice(rows), self._integer())

    def _spelt(self, row: tuple[str, ...]) -> Phrase:
        english, russian, chinese = row
        single, plural = (part.strip() for part in russian.split(";"))
        one, gender = decline(single)
        many, _ = decline(plural)
        index = self._rng.randrange(len(_NUMERALS))
        word, numeral, sign = _NUMERALS[index]
        forms = {case: f"{text} {many[case]}" for case, text in zip(CASES, numeral, strict=True)}
        first = "две" if index == 0 and gender == "f" else numeral[0]
        forms["nom"] = forms["acc"] = f"{first} {one['gen'] if index < 3 else many['gen']}"
        if "@" in single and index < 3:
            forms["acc"] = f"{numeral[1]} {many['gen']}"
        return Phrase(f"{word} {english.split(';')[1].strip()}", forms, sign + chinese, "p")

    def wcount(self) -> Phrase:
        """A number from two to ten in words with what it counts."""
        return self._spelt(self._rng.choice(_rows("count")))

    def wcountries(self) -> Phrase:
        """Two to ten states, countries, cities or regions, in words."""
        rows = [
            row for row in _rows("count") if row[0].split(" ")[0] in ("state", "country", "city", "region")
        ]
        return self._spelt(self._rng.choice(rows))

    def wareas(self) -> Phrase:
        """Two to ten areas; the English lacks "of cooperation", which the pattern writes."""
        return self._spelt(("area ; areas", "*направление ; *направления/направлений", "个合作领域"))

    def year(self) -> Phrase:
        """A year in digits."""
        text = str(self._rng.randrange(1990, 2041))
        return Phrase(text, _same(text), text)

    def date(self) -> Phrase:
        """A day of a year."""
        day, month, year = self._rng.randrange(1, 29), self._rng.randrange(12), self.year().en
        english, russian = _MONTHS[month]
        text = f"{day} {english} {year}" if self._rng.random() < 0.75 else f"{english} {day}, {year}"
        return Phrase(text, _same(f"{day} {russian} {year} года"), f"{year}年{month + 1}月{day}日")

    def time(self) -> Phrase:
        """A time of day."""
        text = f"{self._rng.randrange(6, 24)}:{self._rng.choice((0, 15, 30, 45)):02d}"
        return Phrase(text, _same(text), text)

    def percent(self) -> Phrase:
        """A share in percent, whole or with one decimal."""
        value = self._rng.randrange(2, 100)
        if self._rng.random() < 0.4:
            text, word = f"{value}.{self._rng.randrange(1, 10)}", "процента"
        else:
            text = str(value)
            teen = 11 <= value % 100 <= 14
            word = (
                "процент"
                if value % 10 == 1 and not teen
                else "процента"
                if value % 10 in (2, 3, 4) and not teen
                else "процентов"
            )
        english = f"{text} percent" if self._rng.random() < 0.5 else f"{text}%"
        return Phrase(english, _same(f"{text} {word}"), f"{text}%")

    # ---------------------------------------------------------------- patterns

    def expand(self, section: str) -> Phrase:
        """A pattern of ``section`` with its slots filled, as a phrase that has one form for all cases."""
        english, russian, chinese = self._rng.choice(_patterns()[section])
        if self._rng.random() < 0.03:
            english = english.replace("the {", "{", 1)
        slots = self._fill(english)
        return Phrase(
            _put_english(english, slots), _same(_put_russian(russian, slots)), _put_chinese(chinese, slots)
        )

    def _fill(self, pattern: str) -> dict[str, Phrase]:
        slots: dict[str, Phrase] = {}
        said = None
        for name in re.findall(r"\{(\w+)\}", pattern):
            base = name.rstrip("0123456789")
            if base in _patterns():
                slots[name] = self.expand(base)
                continue
            if base == "said":
                said = self._rng.choice(_rows("said"))
                masculine, feminine = said[1].split("/")
                forms = {"m": masculine, "f": feminine}
                slots[name] = Phrase(said[0], forms, said[2])
                continue
            maker: Callable[[], Phrase] = getattr(self, base, None) or (lambda base=base: self._pick(base))
            taken = {phrase.en for phrase in slots.values()}
            phrase = maker()
            for _ in range(20):
                if not any(phrase.en in other or other in phrase.en for other in taken):
                    break
                phrase = maker()
            slots[name] = phrase
        return slots

    def sentences(self, count: int) -> Iterator[tuple[str, str, str]]:
        """``count`` triples (English, Russian, Chinese); no sentence twice, none of the demonstration."""
        seen: set[str] = set()
        done = 0
        seeds = _seed_text()
        makers = ("sentence", "headline", "heading", "cell", "numbers", "item")
        while done < count:
            kind = self._rng.choices(makers, (63, 6, 4, 9, 13, 5))[0]
            phrase = self.thing() if kind == "item" else self.expand(kind)
            english, russian, chinese = phrase.en, phrase.ru["nom"], phrase.zh
            if kind != "item":
                english, russian = _capital(english), _capital(russian)
                english, russian = _capital_quotes(english), _capital_quotes(russian)
            words = english.count(" ") + 1
            # Short texts come again and again: there are few of them, and a model needs to see them often.
            if words > _MAX_WORDS or (words > 4 and english in seen):
                continue
            bare = " ".join(re.findall(r"\w+", english.lower()))
            if any(name in english for name in FORBIDDEN) or (bare.count(" ") > 3 and bare in seeds):
                continue
            seen.add(english)
            done += 1
            style = self._rng.random()
            if style < 0.12:
                english = _curly(english)
            yield english, _prepositions(russian), chinese


_NAMED_VENUES = ("summit", "forum", "conference", "exhibition", "festival", "congress")


@cache
def _seed_text() -> str:
    """All words of the demonstration articles, lower case, so that none of their sentences is made again."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.*")))
    return " ".join(" ".join(re.findall(r"\w+", text.lower())) for text in texts)


def _put_english(pattern: str, slots: Mapping[str, Phrase]) -> str:
    def fill(hit: re.Match[str]) -> str:
        if hit[1].startswith("is@"):
            return "are" if slots[hit[1][3:]].gender == "p" else "is"
        return slots[hit[1]].en

    text = re.sub(r"\{([\w@]+)\}", fill, pattern)
    text = re.sub(r"\b([Aa])n? (?=[^aeiouAEIOU\W]|uni)", r"\1 ", text)
    return re.sub(r"\b([Aa]) (?=[aeio]|hon)", r"\1n ", text)


def _put_russian(pattern: str, slots: Mapping[str, Phrase]) -> str:
    def fill(hit: re.Match[str]) -> str:
        name, mark, rest = re.fullmatch(r"(\w+)([?@:]?)(.*)", hit[1]).groups()  # type: ignore[union-attr]
        phrase = slots[name]
        if mark == "?":
            variants = rest.split("|")
            return variants[min("mfnp".index(phrase.gender), len(variants) - 1)]
        if mark == "@":
            return phrase.ru["f" if slots[rest].gender == "f" else "m"]
        return phrase.ru[rest or "nom"]

    return re.sub(r"\{([^{}]+)\}", fill, pattern)


def _put_chinese(pattern: str, slots: Mapping[str, Phrase]) -> str:
    def fill(hit: re.Match[str]) -> str:
        name, _, variant = hit[1].partition(":")
        phrase = slots[name]
        return phrase.extra[variant] if variant else phrase.zh

    return re.sub(r"\{([\w:]+)\}", fill, pattern)


def _capital(text: str) -> str:
    """The first letter in upper case, behind an opening quotation mark too."""
    return re.sub(r"^(\W*)(\w)", lambda hit: hit[1] + hit[2].upper(), text, count=1)


def _capital_quotes(text: str) -> str:
    """A capital behind the mark that opens a quotation after a colon."""
    return re.sub(r'(: ["«])(\w)', lambda hit: hit[1] + hit[2].upper(), text)


def _curly(text: str) -> str:
    """Typographic marks in the place of straight ones, as many articles have them."""
    text = re.sub(r'(^|[\s(])"', "\\1\u201c", text)
    return text.replace('"', "\u201d").replace("'", "\u2019")


_CONSONANTS = "бвгджзклмнпрстфхцчшщь"


def _prepositions(text: str) -> str:
    """The full forms of Russian prepositions where they are due: во Франции, со странами, об Анне."""
    text = re.sub(rf"\b([Вв]) (?=[вф][{_CONSONANTS}])", r"\1о ", text, flags=re.IGNORECASE)
    text = re.sub(rf"\b([Сс]) (?=(?:[сзшж][{_CONSONANTS}]|вс|вт))", r"\1о ", text, flags=re.IGNORECASE)
    return re.sub(r"\b([Оо]) (?=[аэиоу])", r"\1б ", text, flags=re.IGNORECASE)


# ------------------------------------------------------------------------------------------ surrogates

_KINDS = ("person_m", "person_f", "place", "organisation", "office", "event", "programme")
# Kinds of which a surrogate of another grammatical gender serves too: too few names for a strict choice.
_ANY_GENDER = ("office", "programme")


def surrogates(language: str) -> list[tuple[str, str, str, dict[str, str]]]:
    """The surrogates of a language (ru, zh): English text, kind, gender ("" for any) and forms by case."""
    rows: list[tuple[str, str, str, dict[str, str]]] = []
    for section in _KINDS:
        kind = section.partition("_")[0]
        for word in _lexicon()[f"surrogate_{section}"]:
            strict = kind == "person" or (language == "ru" and kind not in _ANY_GENDER)
            forms = {case: word.ru[case] for case in CASES} if language == "ru" else {"nom": word.zh}
            rows.append((word.en, kind, word.gender if strict else "", forms))
    return rows
