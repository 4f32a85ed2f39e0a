"""How fast is the matcher beside the bare automaton, and does it find what a regular expression finds?

The text is a megabyte of news: the sentences of the file that ``--text`` names, one a line, again and again,
or sentences of ``tests/models/grammar.py``. The terms are capitalised word sequences of the text and, up to
10,000 and 50,000, invented names::

    python tests/benchmarks/matching.py --text path/to/ntrex/en.txt

The bare automaton is ``ahocorasick_rs`` over the lower-cased text with the lower-cased terms, overlapping
matches as indexes, which is the least that any matcher built on it has to do; no boundary, no capital and no
overlap is looked at. The regular expression is written independently here: a trie of the terms between
``\\w`` look-arounds, longest first. Exit code 1: the hits differ, or the whole text takes more than twice
the time of the bare automaton.

Two ways are timed: the text as one string, and as the product does, sentence by sentence in articles of 40
sentences (``Matcher.match_all``). The same with a call for each sentence is shown too.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import ahocorasick_rs

from workflow.glossary import load_glossary
from workflow.glossary.csvfile import write_concepts
from workflow.glossary.matcher import Matcher
from workflow.model import Concept, Kind, Renderings

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))

SIZE = 1_000_000
ARTICLE = 40
LANGUAGES = ("ru", "zh", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
# No persons: their short forms need an article, and are no business of a regular expression.
KINDS = (Kind.PLACE, Kind.ORGANISATION, Kind.PROGRAMME, Kind.KEEP)
SYLLABLES = [
    "ta",
    "lo",
    "mir",
    "sha",
    "na",
    "bek",
    "or",
    "vin",
    "du",
    "kal",
    "ze",
    "po",
    "ri",
    "gan",
    "ta",
    "ush",
    "mo",
    "lek",
    "ho",
    "ster",
    "wen",
    "ai",
]


def news(path: Path | None) -> list[str]:
    """Sentences of a megabyte in all."""
    if path is not None:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    else:
        from grammar import Grammar

        grammar = Grammar(random.Random(7))
        lines = [english for english, _, _ in grammar.sentences(4000)]
    sentences: list[str] = []
    size = 0
    while size < SIZE:
        for line in lines:
            sentences.append(line)
            size += len(line) + 1
            if size >= SIZE:
                break
    return sentences


def sequences(sentences: list[str]) -> list[str]:
    """Capitalised word sequences of up to four words."""
    found = set()
    for sentence in set(sentences):
        for run in re.findall(r"[A-Z][^\W_]+(?:[ -][A-Z][^\W_]+)*", sentence):
            words = run.split(" ")
            for first in range(len(words)):
                for last in range(first + 1, min(first + 4, len(words)) + 1):
                    found.add(" ".join(words[first:last]))
    return sorted(found)


def invented(chance: random.Random) -> Iterator[str]:
    """Names of one to three words that nobody has."""
    while True:
        yield " ".join(
            "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize()
            for _ in range(chance.randint(1, 3))
        )


def terms(sentences: list[str], count: int, from_text: int) -> list[str]:
    """``count`` different terms, up to ``from_text`` of them from the text."""
    chance = random.Random(count)
    known = sequences(sentences)
    chosen = set(chance.sample(known, min(from_text, len(known))))
    for name in invented(chance):
        if len(chosen) >= count:
            break
        chosen.add(name)
    return sorted(chosen)


def concepts_of(names: list[str]) -> list[Concept]:
    """A concept for each name, of all kinds, with a rendering in each language."""
    made = []
    for number, name in enumerate(names):
        renderings = {tag: Renderings((f"{name} {tag}", f"{name}-{tag}")) for tag in LANGUAGES}
        renderings["en"] = Renderings((name,))
        made.append(Concept(f"c-{number}", KINDS[number % len(KINDS)], renderings))
    return made


# ----------------------------------------------------------------------------------------------- reference


def _trie(words: list[str]) -> str:
    """A regular expression of ``words`` that tries the longest first, without trying each of them."""
    root: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}

    def expression(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
        branches = [
            (r"\s" if char == " " else re.escape(char)) + expression(node[char])
            for char in sorted(node)
            if char
        ]
        if not branches:
            return ""
        # A term ends here too: only if nothing longer fits, and only at the end of a word.
        if "" in node:
            branches.append(r"(?!\w)")
        return branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"

    return expression(root)


def spellings(concepts: list[Concept]) -> list[str]:
    """What the regular expression looks for: the terms, and those whose first letter is free both ways."""
    found = {}
    for concept in concepts:
        name = concept.in_language("en").preferred
        found[name] = None
        free = concept.kind in (Kind.PROGRAMME, Kind.ORGANISATION) and " " in name and not name[:2].isupper()
        if free or name.startswith("The "):
            found[name[0].swapcase() + name[1:]] = None
    return list(found)


def reference(names: list[str], text: str) -> list[tuple[int, int]]:
    """Spans by a regular expression: whole words, capitals as they are, leftmost, longest, no overlaps.

    An apostrophe before or after a letter is part of the word, but for the endings of a possessive and of
    contracted verbs.
    """
    apostrophe = r"(?!['’](?!(?:s|d|ll|ve|re|m|t)(?!\w))\w)"
    longest = re.compile(rf"(?<!\w)(?<!\w['’])(?:{_trie(names)})(?!\w){apostrophe}")
    return [match.span() for match in longest.finditer(text)]


# ----------------------------------------------------------------------------------------------- measuring


def best(way: Callable[[], object], rounds: int) -> float:
    """Shortest time of ``rounds``, in seconds."""
    times = []
    for _ in range(rounds):
        gc.collect()
        clock = time.perf_counter()
        way()
        times.append(time.perf_counter() - clock)
    return min(times)


def measure(sentences: list[str], names: list[str], rounds: int) -> bool:
    """Print one comparison; whether the hits are those of the regular expression and twice is enough."""
    text = "\n".join(sentences)
    lowered = text.lower()
    clock = time.perf_counter()
    bare = ahocorasick_rs.AhoCorasick([name.lower() for name in names])
    built_bare = time.perf_counter() - clock
    concepts = concepts_of(names)
    clock = time.perf_counter()
    matcher = Matcher(concepts, "en")
    built = time.perf_counter() - clock
    pieces = [sentence.lower() for sentence in sentences]
    articles = [sentences[at : at + ARTICLE] for at in range(0, len(sentences), ARTICLE)]

    found = [(match.start, match.end) for match in matcher.match(text)]
    expected = reference(spellings(concepts), text)
    one_by_one = sum(len(matcher.match(sentence)) for sentence in sentences)
    by_article = sum(len(m) for article in articles for m in matcher.match_all(article))
    # In the one string a term may stand on two lines; in sentences it does not.
    same = found == expected and one_by_one == by_article

    def scan(each: str) -> list[tuple[int, int, int]]:
        return bare.find_matches_as_indexes(each, overlapping=True)  # type: ignore[no-any-return]

    whole, bare_whole = 9.0, 9.0
    for _ in range(rounds):  # in turn, so that a busy machine is busy for both
        bare_whole = min(bare_whole, best(lambda: scan(lowered), 1))
        whole = min(whole, best(lambda: matcher.match(text), 1))
    bare_pieces, segments, product = 9.0, 9.0, 9.0
    for _ in range(rounds):
        bare_pieces = min(bare_pieces, best(lambda: [scan(piece) for piece in pieces], 1))
        product = min(product, best(lambda: [matcher.match_all(each) for each in articles], 1))
        segments = min(segments, best(lambda: [matcher.match(each) for each in sentences], 1))
    print(
        f"{len(names):6} terms, {len(expected):6} hits {'the same' if same else 'DIFFERENT'}: "
        f"bare {bare_whole * 1e3:5.1f} ms, ours {whole * 1e3:5.1f} ms ({whole / bare_whole:.2f}); "
        f"{len(sentences)} sentences: bare {bare_pieces * 1e3:5.1f} ms, "
        f"articles {product * 1e3:5.1f} ms ({product / bare_pieces:.2f}), "
        f"single {segments * 1e3:5.1f} ms ({segments / bare_pieces:.2f}); "
        f"built in {built:.2f} s (bare {built_bare:.2f})"
    )
    if not same:
        for span in sorted(set(found) ^ set(expected))[:5]:
            side = "ours" if span in set(found) else "reference"
            print(f"  only {side}: {text[max(0, span[0] - 20) : span[1] + 20]!r}")
    return same and whole <= 2 * bare_whole


def loading(count: int) -> None:
    """Print how long a glossary of ``count`` concepts in ten languages takes to load."""
    names = terms(["Nothing"], count, 0)
    concepts = concepts_of(names)
    text = write_concepts(concepts, ["en", *LANGUAGES])
    del concepts
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "terms.csv").write_text(text, "utf-8")
        clock = time.perf_counter()
        glossary = load_glossary(Path(folder), "en")
        loaded = time.perf_counter() - clock
        clock = time.perf_counter()
        glossary.match("Nothing", "en")
        ready = time.perf_counter() - clock
        clock = time.perf_counter()
        glossary.digest("en", "ru")
        hashed = time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count} concepts in {len(LANGUAGES) + 1} languages ({len(text) / 1e6:.1f} M characters): "
        f"loaded in {loaded:.2f} s, first match {ready:.2f} s later, digest {hashed:.2f} s; "
        f"peak of memory {peak:.0f} MB"
    )


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="The matcher beside the bare automaton.")
    parser.add_argument("--text", type=Path, help="news, one sentence a line")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--load", type=int, metavar="N", help="only load a glossary of N concepts")
    options = parser.parse_args()
    if options.load:
        loading(options.load)
        return 0
    sentences = news(options.text)
    good = True
    for count in (10_000, 50_000):
        for from_text in (1000, 10_000):
            good &= measure(sentences, terms(sentences, count, from_text), options.rounds)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
