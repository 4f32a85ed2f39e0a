"""Belarusian: no small free dictionary exists, so titles go by endings and short lists too.

The head of a title is the first word that does not look like an adjective; adjectives before it agree with
it, what follows it stays as it is, unless a comma, "і" or a dash directly after the head begins another one.
"""

from __future__ import annotations

from collections.abc import Sequence

from workflow.glossary.inflect.phrase import Word, is_acronym, words_of
from workflow.glossary.inflect.rulebook import cases, chinese, decline, eastern, rulebook, word_list
from workflow.lazy import late
from workflow.model import Kind

_ADJECTIVE = late(r".{2,}(?:[кгхнвтлрмсчшжцбпдз]ы|[кгхнл]і|ая|яя|ае|яе|ыя|ія)")
_PATRONYMICS = ("віч", "ўна", "ічна", "ыч", "аглы", "кызы")
_NUMERALS = {
    "тры": ("трох", "тром", "трыма", "трох"),
    "два": ("двух", "двум", "двума", "двух"),
    "дзве": ("дзвюх", "дзвюм", "дзвюма", "дзвюх"),
    "чатыры": ("чатырох", "чатыром", "чатырма", "чатырох"),
}
_ABSTRACT = (Kind.EVENT, Kind.PROGRAMME, Kind.PHRASE)
_GAP = late("([ \N{NO-BREAK SPACE}-])")
_VOWELS = frozenset("аеёіоуыэюя")


def _table(text: str, who: str, gender: str, *, alive: bool, flags: Sequence[str] = ()) -> list[str]:
    return decline(text, "be", who, gender, alive=alive, flags=flags)


# ------------------------------------------------------------------------------------------------ persons


def person(words: Sequence[Word], gender: str) -> list[list[str]]:
    """Forms of each word of a person's name, in the order of the cases."""
    texts = [word.text for word in words]
    if gender not in ("m", "f"):
        women = ("ава", "ова", "ева", "ёва", "іна", "ына", "ская", "цкая", "аўна", "еўна")
        gender = "f" if any(text.endswith(women) and len(text) > 4 for text in texts) else "m"
    if eastern(texts):
        last = _table(texts[-1], "eastern", gender, alive=True, flags=("alive",))
        return [[text] * 6 for text in texts[:-1]] + [last]
    surname = 0 if len(texts) == 3 and texts[-1].endswith(_PATRONYMICS) else len(texts) - 1
    forms = []
    for index, text in enumerate(texts):
        who = "surname" if index == surname else "given"
        if len(texts) == 1 and _eastern_surname(text):
            who = "eastern"
        forms.append(_name(text, who, gender))
    return forms


def _eastern_surname(text: str) -> bool:
    return eastern([text, "ван"])  # any given name will do


def _name(text: str, who: str, gender: str) -> list[str]:
    """One word of a name; of a man's compound first name only the last part declines (Касым-Жамарта)."""
    forms = []
    parts = text.split("-")
    for index, part in enumerate(parts):
        kept = index < len(parts) - 1 and (
            who == "eastern"
            or part.lower() in word_list("be", "particles")
            or (who == "given" and gender == "m" and parts[0].lower() not in word_list("be", "compounds"))
        )
        if not part or kept or is_acronym(part) or part in word_list("be", "particles"):
            forms.append([part] * 6)
        else:
            forms.append(_table(part, who, gender, alive=True, flags=("alive",)))
    return ["-".join(row) for row in zip(*forms, strict=True)]


# ------------------------------------------------------------------------------------------------ groups


def _sort(text: str, adjectives: Sequence[str], number: str) -> str:
    """Gender of a noun, or ``pl``: what its adjective says, the lists, the last letters."""
    if number == "pl":
        return "pl"
    low = text.lower()
    if adjectives:
        last = adjectives[-1].lower()
        for endings, gender in ((("ая", "яя", "дна"), "f"), (("ае", "яе", "дно"), "n"), (("ыя", "ія"), "pl")):
            if last.endswith(endings):
                return gender
        return "m"
    for key, gender in (("feminine", "f"), ("neuter", "n"), ("masculine", "m"), ("masculine_in_a", "m")):
        if low in word_list("be", key):
            return gender
    if low in rulebook("be")["plural_genitive"]:
        return "pl"
    if low.endswith(("ства", "цтва", "нне", "цце", "ццё", "ссе", "лле", "ззе", "ддзе")):
        return "n"
    if low.endswith(("а", "я")):
        return "f"
    if low.endswith("сць"):
        return "f"
    if low.endswith("ь"):
        return "m" if chinese(low.replace("-", "")) or low.endswith("ль") else "f"
    return "m"


def _noun(text: str, who: str, sort: str, *, alive: bool, flags: Sequence[str]) -> list[str]:
    if is_acronym(text):
        return [text] * 6
    prefix, hyphen, last = text.rpartition("-")
    if hyphen and text.lower() in word_list("be", "indeclinable"):
        return [text] * 6
    if hyphen:
        parts = text.split("-")
        if parts[1] in ("на", "над", "пад") and len(parts) > 2:
            first = _noun(parts[0], who, _sort(parts[0], (), ""), alive=alive, flags=flags)
            return ["-".join([form, *parts[1:]]) for form in first]
        forms = _noun(last, who, sort, alive=alive, flags=flags)
        both = who == "noun" and prefix.lower() not in word_list("be", "hyphen_prefixes")
        before = [prefix] * 6
        if both:
            before = _noun(prefix, who, sort, alive=alive, flags=flags)
        return [f"{a}-{b}" for a, b in zip(before, forms, strict=True)]
    if sort == "pl":
        return _plural(text, alive=alive)
    return _table(text, who, sort, alive=alive, flags=flags)


def _plural(text: str, *, alive: bool) -> list[str]:
    """A noun that is a plural: краіны, партнёры, Злучаныя Штаты."""
    low = text.lower()
    if not low.endswith(("ы", "і")):
        return [text] * 6
    genitive = rulebook("be")["plural_genitive"].get(low, "")
    stem = text[:-1]
    stressed = "stressed" if _singular_is_stressed(stem) else ""
    soft = low.endswith("і") and stem[-1:].lower() not in "кгх"
    if not genitive:
        genitive = stem + ("яў" if soft else "оў" if stressed else "аў")
    else:
        genitive = text[:1] + genitive[1:]
    a = "я" if soft else "а"
    return [text, genitive, f"{stem}{a}м", genitive if alive else text, f"{stem}{a}мі", f"{stem}{a}х"]


def _singular_is_stressed(stem: str) -> bool:
    stressed = {word.lower() for word in rulebook("be")["flags"]["stressed"]}
    stems = {value.lower() for key, value in rulebook("be")["stems"].items() if key.lower() in stressed}
    return stem.lower() in stressed | stems


def _plural_of(text: str) -> str:
    """The plural of the name of an office: мэр, мэры; пасол, паслы; намеснік, намеснікі."""
    prefix, hyphen, last = text.rpartition("-")
    stems = {key.lower(): value.lower() for key, value in rulebook("be")["stems"].items()}
    stem = stems.get(last.lower(), last)
    if last[:1].isupper():
        stem = stem[:1].upper() + stem[1:]
    end = stem[-1:].lower()
    if end in "аяйь":
        body = stem[:-1]
        hard = end == "а" and body[-1:].lower() not in "кгх"
        return f"{prefix}{hyphen}{body}{'ы' if hard else 'і'}"
    if end in "оеёіуюэы":
        return text
    if end == "ў":
        stem = f"{stem[:-1]}в"
    return f"{prefix}{hyphen}{stem}{'і' if end in 'кгх' else 'ы'}"


def _plural_adjective(text: str) -> str:
    low = text.lower()
    if low.endswith("ы"):
        return text + "я"
    if low.endswith("і"):
        return text + "я"
    if low.endswith("ая"):
        return text[:-2] + ("ія" if low[-3] in "кгх" else "ыя")
    return text


def _is_adjective(word: Word, number: str, following: Sequence[Word]) -> bool:
    low = word.text.lower()
    if low in ("адзін", "адна", "адно"):
        return True
    if not following or is_acronym(word.text) or not _ADJECTIVE.fullmatch(low):
        return False
    if number == "pl":
        return low.endswith(("ыя", "ія"))
    if low.endswith(("ыя", "ія")):  # a plural that the glossary does not mark as one, or "партыя"
        return low.endswith(("ныя", "выя", "скія", "цкія")) and following[0].text.lower().endswith(("ы", "і"))
    return low not in word_list("be", "masculine_in_a") | word_list("be", "indeclinable")


def titled(words: Sequence[Word], kind: Kind, gender: str, number: str, *, plural: bool) -> list[list[str]]:
    """Forms of each word of a title or of a place's name."""
    forms = [[word.text] * 6 for word in words]
    alive = kind is Kind.OFFICE
    start = 0
    while start < len(words):
        head, adjectives, numeral = _group(words, start, number)
        if head < 0:
            break
        following = head + 1
        who = "place" if kind is Kind.PLACE else "noun"
        text = words[head].text
        if kind is Kind.PLACE and not adjectives and start == 0 and following < len(words):
            generic = text.lower() in word_list("be", "generic")
            joined = any(word.joins for word in words)
            if not generic and not joined and number != "pl":
                head = len(words) - 1  # Шры Ланка: the last word
                text, following = words[head].text, head + 1
        many = "pl" if number == "pl" or numeral >= 0 else ""
        sort = (gender if len(words) == 1 and not many else "") or _sort(
            text, [words[i].text for i in adjectives], many
        )
        if number == "pl" and kind is not Kind.OFFICE:
            alive = text.lower() in word_list("be", "people") if start == 0 else alive
        _fill(words, forms, head, adjectives, who, sort, alive=alive, kind=kind, plural=plural)
        if numeral >= 0:
            gen, dat, ins, loc = _NUMERALS[words[numeral].text.lower()]
            low = [words[numeral].text, gen, dat, words[numeral].text, ins, loc]
            upper = words[numeral].text[:1].isupper()
            forms[numeral] = [form[:1].upper() + form[1:] if upper else form for form in low]
        if following >= len(words) or not (words[head].comma or words[following].joins):
            break
        start = following + 1 if words[following].joins else following
    return forms


def _group(words: Sequence[Word], start: int, number: str) -> tuple[int, list[int], int]:
    """Head, adjectives and numeral of the group that begins at ``start``; -1 for what is not there."""
    adjectives: list[int] = []
    numeral = -1
    for index in range(start, len(words)):
        word = words[index]
        if (word.opens and index > start) or word.text.lower() in word_list("be", "prepositions"):
            break
        if word.joins and adjectives:
            continue
        if word.joins or not any(char.isalpha() for char in word.text):
            break
        if word.text.lower() in _NUMERALS and index == start and index < len(words) - 1:
            numeral = index
        elif _is_adjective(word, "pl" if numeral >= 0 else number, words[index + 1 :]):
            adjectives.append(index)
        else:
            return index, adjectives, numeral
    return -1, adjectives, numeral


def _fill(
    words: Sequence[Word],
    forms: list[list[str]],
    head: int,
    adjectives: Sequence[int],
    who: str,
    sort: str,
    *,
    alive: bool,
    kind: Kind,
    plural: bool,
) -> None:
    text = words[head].text
    low = text.lower().rpartition("-")[2]
    flags = ["alive"] if alive else []
    # A word of the list of what has no shape gets the flag from the table itself.
    if kind in _ABSTRACT and low not in rulebook("be")["flags"]["concrete"]:
        flags.append("abstract")
    if plural and sort != "pl":
        text, sort = _plural_of(text), "pl"
    if who == "place" and low in word_list("be", "generic"):
        who = "noun"
    forms[head] = _noun(text, who, sort, alive=alive, flags=flags)
    for index in adjectives:
        shown = words[index].text
        if plural:
            shown = _plural_adjective(shown)
        forms[index] = decline(shown, "be", "adjective", sort, alive=alive)


def forms_of(rendering: str, kind: Kind, gender: str, number: str, *, plural: bool) -> list[str]:
    """Forms of a whole rendering, in the order of the cases."""
    words = words_of(rendering)
    if kind is Kind.PERSON:
        table = person(words, gender)
    else:
        table = titled(words, kind, gender, number, plural=plural)
    made = (
        "".join(word.before + row[position] + word.after for word, row in zip(words, table, strict=True))
        for position in range(len(cases("be")))
    )
    return [_short_u(rendering, form) for form in made]


def _short_u(rendering: str, form: str) -> str:
    """``form`` with у and ў as the word before them has it now: старшынства ў ШАС, старшынствам у ШАС.

    Only where declension has turned a vowel at the end of the word before into a consonant or the other way
    round; everywhere else the person who wrote the rendering knew better. A capital У stays: the
    orthography of 2008 has no capital Ў at the beginning of a name.
    """
    before, after = _GAP.split(rendering), _GAP.split(form)
    if len(before) != len(after):
        return form
    starts = tuple(rulebook("be")["short_u"])
    for index in range(2, len(after), 2):
        old, new, word = before[index - 2][-1:].lower(), after[index - 2][-1:].lower(), after[index]
        if not (old.isalpha() and new.isalpha()) or (old in _VOWELS) == (new in _VOWELS):
            continue
        if new not in _VOWELS and word.startswith("ў"):
            after[index] = "у" + word[1:]
        elif new in _VOWELS and (word == "у" or word.startswith(starts)):
            after[index] = "ў" + word[1:]
    return "".join(after)
