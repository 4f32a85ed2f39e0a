"""Russian: names by their last letters, everything else by dictionary.

A dictionary is right about common nouns and wrong about names that it does not know (Токаев becomes токай),
so a name is never looked up for its forms. In a title only the head and what agrees with it are inflected:
«Генеральный секретарь ШОС» has the tail «ШОС», and «Один пояс, один путь» has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

from workflow.glossary.dictionary import readings
from workflow.glossary.inflect.phrase import Word, is_acronym, words_of
from workflow.glossary.inflect.rulebook import cases, chinese, decline, eastern, rulebook, word_list
from workflow.lazy import late
from workflow.model import Kind

_CASES = {"nom": "nomn", "gen": "gent", "dat": "datv", "acc": "accs", "ins": "ablt", "loc": "loct"}
_ADJECTIVE = late(r".{2,}(?:ый|ий|ой|ая|яя|ое|ее|ые|ие)")
_HUSHING = ("г", "к", "х", "ж", "ч", "ш", "щ")  # и, never ы, after them
_GENDERS = {"masc": "m", "femn": "f", "neut": "n"}
_PATRONYMICS = ("вич", "ична", "вна", "ьич", "оглы", "кызы")


# ------------------------------------------------------------------------------------------------ persons


def person(words: Sequence[Word], gender: str) -> list[list[str]]:
    """Forms of each word of a person's name, in the order of the cases."""
    texts = [word.text for word in words]
    gender = gender if gender in ("m", "f") else _gender_of(texts)
    if eastern(texts):
        return [[text] * 6 for text in texts[:-1]] + [_name(texts[-1], "eastern", gender)]
    surname_first = len(texts) == 3 and texts[-1].endswith(_PATRONYMICS)
    surname = 0 if surname_first else len(texts) - 1
    forms = []
    for index, text in enumerate(texts):
        who = "surname" if index == surname else "given"
        if len(texts) == 1 and text.lower() in word_list("eastern", "surnames"):
            who = "eastern"
        forms.append(_name(text, who, gender))
    return forms


def _gender_of(texts: Sequence[str]) -> str:
    women = ("ова", "ева", "ёва", "ина", "ына", "ская", "цкая", "овна", "евна")
    return "f" if any(text.endswith(women) for text in texts if len(text) > 4) else "m"


def _name(text: str, who: str, gender: str) -> list[str]:
    """One word of a name, a compound in parts.

    Of a man's compound first name only the last part declines (Касым-Жомарта, Жан-Жака), unless it is a
    German one (Ганса-Дитриха); of a woman's, and of a family name, every part does (Салтыкова-Щедрина).
    """
    parts = text.split("-")
    forms = []
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        kept = not last and (
            who == "eastern"
            or part.lower() in word_list("ru", "particles") | word_list("ru", "name_prefixes")
            or (who == "given" and gender == "m" and parts[0].lower() not in word_list("ru", "compounds"))
        )
        if not part or kept or is_acronym(part) or (part in word_list("ru", "particles")):
            forms.append([part] * 6)
        else:
            forms.append(decline(part, "ru", who, gender, alive=True))
    return ["-".join(row) for row in zip(*forms, strict=True)]


# ------------------------------------------------------------------------------------------------ places


def place(words: Sequence[Word], gender: str, number: str) -> list[list[str]]:
    """Forms of each word of a place's name.

    Adjectives and their noun decline (Саудовская Аравия), after a generic noun nothing does (Республика
    Казахстан); of several other words only the last does (Шри Ланка).
    """
    forms = [[word.text] * 6 for word in words]
    start = 0
    while start < len(words):
        stop = next((i for i in range(start, len(words)) if words[i].joins), len(words))
        tail = _place_group(words, forms, start, stop, gender if len(words) == 1 else "", number)
        if tail or stop >= len(words):
            break
        start = stop + 1
    return forms


def _place_group(
    words: Sequence[Word], forms: list[list[str]], start: int, stop: int, gender: str, number: str
) -> bool:
    """Decline ``words[start:stop]``; True if a tail follows that leaves the rest of the name alone."""
    index = start
    adjectives = []
    while index < stop - 1 and _ADJECTIVE.fullmatch(words[index].text.lower()):
        adjectives.append(index)
        index += 1
    if index >= stop:
        return False
    generic = words[index].text.lower() in word_list("ru", "generic")
    tail = generic and index < stop - 1
    head = index if generic or adjectives else stop - 1
    tail = tail or (bool(adjectives) and head < stop - 1)
    text = words[head].text
    sort = "pl" if number == "pl" else gender or _sort(text, [words[i].text for i in adjectives])
    forms[head] = _place_word(text, sort)
    for each in adjectives:
        forms[each] = decline(words[each].text, "ru", "adjective", sort, alive=False)
    return tail


def _sort(text: str, adjectives: Sequence[str]) -> str:
    """Gender of a place's noun, or ``pl``."""
    low = text.lower()
    for ending, gender in (("ая", "f"), ("яя", "f"), ("ое", "n"), ("ее", "n"), ("ые", "pl"), ("ие", "pl")):
        if adjectives and adjectives[-1].lower().endswith(ending):
            return gender
    if adjectives:
        return "m"
    if low in word_list("ru", "feminine"):
        return "f"
    if low in word_list("ru", "masculine") or low in word_list("ru", "indeclinable"):
        return "m"
    # Of a capitalised name with another last letter the dictionary says nothing that counts here, and takes
    # long to load: all its plural places end so but abbreviations (США).
    for reading in readings(low) if low.endswith(("ы", "и", "ь", "ю")) or not text[:1].isupper() else ():
        if reading.is_known and "NOUN" in reading.tag and ("Geox" in reading.tag or not text[0].isupper()):
            if "plur" in reading.tag and "nomn" in reading.tag and "Pltm" in reading.tag:
                return "pl"
            if low.endswith("ь") and "nomn" in reading.tag:
                return _GENDERS.get(reading.tag.gender or "", "m")
    if low.endswith("ь"):
        if chinese(low.replace("-", "")) or low.endswith(("поль", "ль")):
            return "m"
        return "f"
    if low in (name.lower() for name in rulebook("ru")["plural_genitive"]):
        return "pl"
    return "f" if low.endswith(("а", "я")) else "m"


def _place_word(text: str, sort: str) -> list[str]:
    if is_acronym(text):
        return [text] * 6
    parts = text.split("-")
    if len(parts) > 1 and text.lower() not in word_list("ru", "indeclinable"):
        if parts[1] in ("на", "над", "под") or parts[-1].endswith(("ский", "цкий")):
            first = _place_word(parts[0], _sort(parts[0], ()))
            last = [parts[-1]] * 6
            if parts[-1].endswith(("ский", "цкий")):
                last = decline(parts[-1], "ru", "adjective", "m", alive=False)
            middle = parts[1:-1]
            return ["-".join([a, *middle, b]) for a, b in zip(first, last, strict=True)]
        before = "-".join(parts[:-1])
        if parts[0].lower() in ("сан", "санта", "сент") and parts[-1].endswith("о"):
            return [text] * 6
        return [f"{before}-{form}" for form in _place_word(parts[-1], sort)]
    return _plural_place(text) if sort == "pl" else decline(text, "ru", "place", sort, alive=False)


def _plural_place(text: str) -> list[str]:
    genitive = rulebook("ru")["plural_genitive"].get(text.capitalize() if text.islower() else text, "")
    if not text.lower().endswith(("ы", "и", "а", "я")):
        return [text] * 6
    if not genitive:
        for reading in readings(text.lower()):
            if reading.is_known and "NOUN" in reading.tag and {"plur", "nomn"} in reading.tag:
                return [text, *(_shape(text, reading, {_CASES[case], "plur"}) for case in cases("ru")[1:])]
    stem, last = text[:-1], text[-1].lower()
    if not genitive:
        genitive = stem + ("ей" if last == "я" else "ов")
    soft = last == "я" or (last == "и" and not stem.lower().endswith(_HUSHING))
    a = "я" if soft else "а"
    genitive = genitive.lower() if text.islower() else genitive
    return [text, genitive, f"{stem}{a}м", text, f"{stem}{a}ми", f"{stem}{a}х"]


# ------------------------------------------------------------------------------------------------ phrases


class _Group(Struct):
    """A noun with the adjectives that agree with it, as indices into the words."""

    adjectives: list[int] = field(default_factory=list)
    numeral: int = -1
    head: int = -1
    reading: Any = None


def phrase(words: Sequence[Word], kind: Kind, gender: str, number: str, *, plural: bool) -> list[list[str]]:
    """Forms of each word of a title, the name of an organisation, an event, a programme or a phrase."""
    forms = [[word.text] * 6 for word in words]
    alive: bool | None = None
    start = 0
    while start < len(words):
        group = _group(words, start, number)
        if group is None:
            break
        ours = _is_alive(group, kind, words[group.head].text)
        # «государства — члены»: what stands beside the first noun follows it.
        alive = ours if alive is None else alive
        _inflect_group(words, group, forms, gender, number, plural=plural, alive=alive)
        following = group.head + 1
        if following >= len(words) or not (words[group.head].comma or words[following].joins):
            break
        start = following + 1 if words[following].joins else following
    return forms


def _group(words: Sequence[Word], start: int, number: str) -> _Group | None:
    """The next noun in the nominative with its adjectives; None if something else stands there."""
    group = _Group()
    index = start
    while index < len(words):
        word = words[index]
        if word.joins and group.adjectives:
            index += 1
            continue
        if word.opens and index > start:  # «Группа „ШОС — Афганистан“»: a name of its own begins
            return None
        if is_acronym(word.text) or not any(char.isalpha() for char in word.text):
            return None
        later = index < len(words) - 1
        if later and _adjective(word.text, number) is not None:
            group.adjectives.append(index)
        elif later and group.numeral < 0 and _numeral(word.text) is not None:
            group.numeral = index
        else:
            group.head = index
            group.reading = _noun(words, group, number)
            known = group.reading is not None
            return group if known or index == start or group.adjectives else None
        index += 1
    return None


def _adjective(text: str, number: str) -> Any:
    found = None
    for reading in readings(text.lower()):
        tag = reading.tag
        if tag.POS == "NOUN" and "nomn" in tag and reading.is_known and found is None and reading.score > 0.6:
            return None  # a noun more often than an adjective (учёный, президент)
        if tag.POS in ("ADJF", "PRTF") and "nomn" in tag:
            if number == "pl" and "plur" not in tag:
                continue
            found = found or reading
    if found is not None and (found.is_known or _ADJECTIVE.fullmatch(text.lower())):
        return found
    return None


def _numeral(text: str) -> Any:
    return next((r for r in readings(text.lower()) if r.tag.POS == "NUMR" and "nomn" in r.tag), None)


def _noun(words: Sequence[Word], group: _Group, number: str) -> Any:
    """The reading of the head as a noun in the nominative, agreeing with its adjectives."""
    text = words[group.head].text
    last = text.rpartition("-")[2]
    wanted = {
        (a.tag.number, a.tag.gender)
        for index in group.adjectives
        for a in readings(words[index].text.lower())
        if a.tag.POS in ("ADJF", "PRTF") and "nomn" in a.tag
    }
    whole = [r for r in readings(text.lower()) if r.is_known]
    every = whole or [r for r in readings(last.lower()) if r.is_known]
    best = None
    for reading in every:
        tag = reading.tag
        if tag.POS != "NOUN" or tag.case is None or "Name" in tag or "Surn" in tag or "Patr" in tag:
            continue
        if group.numeral >= 0:
            if tag.case == "gent":
                return reading
            continue
        if tag.case != "nomn":
            continue
        if wanted and not any(
            tag.number == n and (n == "plur" or g is None or tag.gender == g) for n, g in wanted
        ):
            continue
        if (number == "pl") == (tag.number == "plur"):
            return reading
        if number != "pl" or not best:
            best = best or reading
    return best


def _is_alive(group: _Group, kind: Kind, head: str) -> bool:
    if kind in (Kind.ORGANISATION, Kind.EVENT, Kind.PROGRAMME) or head.lower() in word_list("ru", "lifeless"):
        return False
    reading = _first_noun(head) or group.reading
    if reading is None or reading.tag.animacy is None:
        return kind is Kind.OFFICE
    return bool(reading.tag.animacy == "anim")


def _inflect_group(
    words: Sequence[Word],
    group: _Group,
    forms: list[list[str]],
    gender: str,
    number: str,
    *,
    plural: bool,
    alive: bool,
) -> None:
    reading = group.reading
    text = words[group.head].text
    if reading is None:
        sort = "pl" if number == "pl" else gender or _sort(text, [words[i].text for i in group.adjectives])
        if plural:
            text, sort = _plural_of(text), "pl"
        forms[group.head] = _unknown(text, sort, alive=alive)
        many = sort == "pl"
        sex = {"m": "masc", "f": "femn", "n": "neut"}.get(sort, "masc")
    else:
        many = plural or reading.tag.number == "plur" or group.numeral >= 0
        sex = reading.tag.gender or "masc"
        forms[group.head] = _known(text, reading, many=many, alive=alive)
        if group.numeral >= 0:
            for case in ("nom", "acc"):
                if case == "nom" or not alive:
                    forms[group.head][cases("ru").index(case)] = text
    for index in group.adjectives:
        agreeing = _adjective(words[index].text, "pl" if number == "pl" or group.numeral >= 0 else "")
        forms[index] = [
            _agree(words[index].text, agreeing, case, sex, many=many, alive=alive) for case in cases("ru")
        ]
        if group.numeral >= 0:
            forms[index][0] = forms[index][3] = words[index].text
    if group.numeral >= 0:
        numeral = words[group.numeral].text
        found = _numeral(numeral)
        for position, case in enumerate(cases("ru")):
            if case not in ("nom", "acc"):
                forms[group.numeral][position] = _shape(numeral, found, {_CASES[case]})


def _known(text: str, reading: Any, *, many: bool, alive: bool) -> list[str]:
    """Forms of a noun of the dictionary; of a compound both parts (государство-член) or only the last."""
    prefix, hyphen, last = text.rpartition("-")
    whole = text.lower() == reading.word
    if hyphen:
        before = _before_hyphen(prefix, many=many, alive=alive)
        second = _nominative(last, many=many) if whole else reading
        if second is not None and (not whole or before[1] != prefix):
            after = _known(last, second, many=many, alive=alive)
            return [f"{a}-{b}" for a, b in zip(before, after, strict=True)]
    result: list[str] = []
    for case in cases("ru"):
        if case == "acc" and (many or reading.tag.gender == "masc"):
            result.append(result[1] if alive else result[0])
        else:
            result.append(_shape(text, reading, {_CASES[case], "plur" if many else "sing"}))
    return result


def _nominative(word: str, *, many: bool) -> Any:
    """The reading of a word as a noun in the nominative, of the number asked for if there is one."""
    found = [r for r in readings(word.lower()) if r.is_known and r.tag.POS == "NOUN" and "nomn" in r.tag]
    return next((r for r in found if ("plur" in r.tag) == many), found[0] if found else None)


def _before_hyphen(prefix: str, *, many: bool, alive: bool) -> list[str]:
    """The part before a hyphen: a noun beside a noun declines (государство-член), a prefix does not."""
    if prefix.lower() in word_list("ru", "hyphen_prefixes") or is_acronym(prefix):
        return [prefix] * 6
    reading = _nominative(prefix, many=many)
    return [prefix] * 6 if reading is None else _known(prefix, reading, many=many, alive=alive)


def _first_noun(text: str) -> Any:
    """The first part of a compound of two nouns (государство-член), which decides the accusative."""
    prefix, hyphen, _ = text.rpartition("-")
    if not hyphen or prefix.lower() in word_list("ru", "hyphen_prefixes"):
        return None
    return _nominative(prefix, many=False)


def _agree(text: str, reading: Any, case: str, gender: str, *, many: bool, alive: bool) -> str:
    wanted = _CASES[case]
    if case == "acc" and (many or gender == "masc"):
        wanted = "gent" if alive else "nomn"
    return _shape(text, reading, {wanted, "plur"} if many else {wanted, "sing", gender})


def _shape(text: str, reading: Any, grammemes: set[str]) -> str:
    """The form of the dictionary in the spelling of ``text`` as far as they agree: capitals, ё written е."""
    found = reading.inflect(grammemes) if reading is not None else None
    if found is None:
        return text
    form = str(found.word)
    kept = 0
    low, plain = text.lower().replace("ё", "е"), form.replace("ё", "е")
    while kept < min(len(text), len(form)) and low[kept] == plain[kept]:
        kept += 1
    return text[:kept] + form[kept:]


def _plural_of(text: str) -> str:
    last = text[-1].lower()
    if last in _HUSHING:
        return text + "и"
    if last in "ьй":
        return text[:-1] + "и"
    if last == "а":
        return text[:-1] + ("и" if text[:-1].lower().endswith(_HUSHING) else "ы")
    if last == "я":
        return text[:-1] + "и"
    return text if last in "оеёиуюэы" else text + "ы"


def _unknown(text: str, sort: str, *, alive: bool) -> list[str]:
    """A noun that the dictionary lacks (хоким, Навруз): by its last letters, as a name."""
    if sort == "pl":
        forms = _plural_place(text)
        if forms[1].endswith("ов") and text[:-1].lower().endswith(("ж", "ч", "ш", "щ")):
            forms[1] = text[:-1] + "ей"
        forms[3] = forms[1] if alive else forms[0]
        return forms
    return decline(text, "ru", "place", sort, alive=alive)


# ------------------------------------------------------------------------------------------------ the whole


def forms_of(rendering: str, kind: Kind, gender: str, number: str, *, plural: bool) -> list[str]:
    """Forms of a whole rendering, in the order of the cases."""
    words = words_of(rendering)
    if kind is Kind.PERSON:
        table = person(words, gender)
    elif kind is Kind.PLACE and not plural:
        table = place(words, gender, number)
    else:
        table = phrase(words, kind, gender, number, plural=plural)
    forms = [
        "".join(word.before + row[position] + word.after for word, row in zip(words, table, strict=True))
        for position in range(6)
    ]
    if "ё" in rendering.lower():
        return forms
    return [form.replace("ё", "е") for form in forms]  # a house that writes е writes it everywhere
