"""How well do the ways of enforcement get unknown names and offices into a translation, and at what cost?

    python tests/benchmarks/enforcement.py ru [--json FILE] [--verbose] [--samples] [--known] [--beyond]

The sentences come from ``enforcement_grammar.py``, the models from ``tests/models``. In percent, by method:

* present: the term stands in the output, in whatever form
* form: it stands there in the form that the sentence asks for
* declined: the same, of the terms only whose forms are not all alike
* sentence: the output is the reference, letter by letter

and, as multiples of a plain translation of the same sentences, the tokens decoded, the time by the clock
and that of the processor. On a machine that does other things too, the clock says little: the target is for
the processor. For the last method, the whole pipeline, there is a table by rows (women, possessives, ...)
and by case, and its cost when 0, 10, 30 and 100 % of the sentences have a term that the model does not
know; the others have names that it knows, which are in the glossary as well.

``--known`` measures the models themselves: the same sentences with names that they know in the places of
the terms. What they get wrong there no enforcement can get right. ``--beyond`` does so for the patterns
that were left out. ``--samples`` prints fifty sentences with what the pipeline made of them, as a table in
Markdown.

Ends with 1 if the pipeline misses a target.
"""

from __future__ import annotations

import argparse
import inspect
import json
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import enforcement_grammar as grammar
from enforcement_grammar import Item

from workflow.engines.archive import install_archive
from workflow.engines.argos import ArgosEngine
from workflow.glossary import Glossary
from workflow.model import Match, Translation
from workflow.translate.calibrate import Calibration, calibration
from workflow.translate.enforce import enforce
from workflow.translate.surrogates import Surrogate, load_surrogates

MODELS = Path(__file__).resolve().parent.parent / "models"
TARGETS = {"present": 99.5, "form": 97.0, "sentence": 95.0}  # percent; "sentence" for Russian
MOST_COST = 1.3  # times a plain translation, when ...
FAILING = 0.3  # ... of the sentences have an unknown term
SHARES = (0.0, 0.1, FAILING, 1.0)
ROUNDS = 4
TURNS = 5  # of the cost, each with other sentences
SOURCE = "en"


# ------------------------------------------------------------------------------------------------ measuring


class Meter:
    """An engine that counts the tokens it decodes; of an engine that counts by itself, its own figure."""

    def __init__(self, engine: ArgosEngine, count: Callable[[str], int]) -> None:
        self.name = engine.name
        self._engine = engine
        self._count = count
        self._tokens = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    @property
    def decoded(self) -> int:
        """Tokens decoded so far, ends of sentences included."""
        own = getattr(self._engine, "decoded_tokens", None)
        return self._tokens if own is None else int(own)

    def add(self, outputs: Sequence[str]) -> None:
        """Count outputs that did not come through :meth:`translate`."""
        self._tokens += sum(self._count(text) + 1 for text in outputs)

    def signature(self, source: str, target: str) -> str:
        return self._engine.signature(source, target)

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        results = self._engine.translate(sentences, source, target, progress=progress)
        # The engine translates a sentence that comes twice only once.
        self.add([text.text for text in dict(zip(sentences, results, strict=True)).values()])
        return results


@dataclass(slots=True)
class Bench:
    """What a method gets: the engine, the glossary, the language, and the package for what no engine does."""

    engine: Meter
    package: Path
    language: str
    terms: Glossary

    def plain(self, sentences: Sequence[str]) -> list[str]:
        """Translate and nothing else."""
        return [each.text for each in self.engine.translate(sentences, SOURCE, self.language)]


def occurs(form: str, text: str, language: str) -> bool:
    """Whether a form stands in the text as whole words; its first letter may be a capital."""
    first = f"(?i:{re.escape(form[0])})" + re.escape(form[1:])
    return bool(re.search(first if language == "zh" else rf"(?<!\w){first}(?!\w)", text))


@dataclass(slots=True)
class Score:
    """Counts of terms and sentences."""

    terms: int = 0
    present: int = 0
    form: int = 0
    declinable: int = 0
    declined: int = 0
    sentences: int = 0
    right: int = 0

    def add(self, item: Item, output: str, language: str, *, case: str = "") -> None:
        """Count one sentence; with ``case``, only its terms in that case."""
        for use in item.uses:
            if case and use.case != case:
                continue
            forms = {*use.term.forms(language).values(), *use.term.forms(language, plural=True).values()}
            right = occurs(use.expected(language), output, language)
            self.terms += 1
            self.present += any(occurs(form, output, language) for form in forms)
            self.form += right
            if len(set(use.term.forms(language, plural=use.plural).values())) > 1:
                self.declinable += 1
                self.declined += right
        self.sentences += 1
        self.right += output == item.reference

    def percent(self) -> dict[str, float | None]:
        """The shares of the table; None where there is nothing to divide by."""

        def share(part: int, whole: int) -> float | None:
            return round(100 * part / whole, 1) if whole else None

        return {
            "present": share(self.present, self.terms),
            "form": share(self.form, self.terms),
            "declined": share(self.declined, self.declinable),
            "sentence": share(self.right, self.sentences),
        }


def score(items: Sequence[Item], outputs: Sequence[str], language: str) -> Score:
    """Counts over all sentences."""
    total = Score()
    for item, output in zip(items, outputs, strict=True):
        total.add(item, output, language)
    return total


# ------------------------------------------------------------------------------------------------ methods


Method = Callable[[Bench, Sequence[str]], list[str]]


def placeholders(*marks: str) -> Method:
    """A mark in the place of each term, and the term's dictionary form in the place of the mark.

    So "present" is the share of marks that come through.
    """

    def run(bench: Bench, sentences: Sequence[str]) -> list[str]:
        found = [bench.terms.match(sentence, SOURCE) for sentence in sentences]
        sources = [
            _replaced(sentence, matches, list(marks))
            for sentence, matches in zip(sentences, found, strict=True)
        ]
        results = []
        for output, matches in zip(bench.plain(sources), found, strict=True):
            text = output
            for match, mark in zip(matches, marks, strict=False):
                form = next(iter(bench.terms.forms(match.concept, bench.language).values()))
                text = text.replace(mark, form)
            results.append(text)
        return results

    return run


def _replaced(sentence: str, matches: Sequence[Match], words: Sequence[str]) -> str:
    for match, word in reversed(list(zip(matches, words, strict=False))):
        sentence = sentence[: match.start] + word + sentence[match.end :]
    return sentence


def best_of(count: int) -> Method:
    """The first of ``count`` hypotheses in which the judge finds all terms; else the first of all."""

    def run(bench: Bench, sentences: Sequence[str]) -> list[str]:
        import ctranslate2
        import sentencepiece

        processor = sentencepiece.SentencePieceProcessor(
            model_file=str(bench.package / "sentencepiece.model")
        )
        translator = ctranslate2.Translator(
            str(bench.package / "model"), compute_type="auto", inter_threads=2
        )
        answers = translator.translate_batch(
            [processor.encode(sentence, out_type=str) for sentence in sentences],
            beam_size=count,
            num_hypotheses=count,
            length_penalty=0.2,
            replace_unknowns=True,
            max_batch_size=1024,
            batch_type="tokens",
        )
        results = []
        for sentence, answer in zip(sentences, answers, strict=True):
            texts = [processor.decode(tokens) for tokens in answer.hypotheses]
            bench.engine.add(texts)
            results.append(next((text for text in texts if _has_all(bench, sentence, text)), texts[0]))
        return results

    return run


def _has_all(bench: Bench, sentence: str, text: str) -> bool:
    results = bench.terms.judge(sentence, text, SOURCE, bench.language)
    return all(result.found >= result.wanted for result in results)


def one_surrogate(bench: Bench, sentences: Sequence[str]) -> list[str]:
    """The first surrogate of the term's kind and gender, whatever the package makes of it; tried once."""
    surrogates = load_surrogates(SOURCE, bench.language)
    plans: list[tuple[str, list[tuple[Match, Surrogate]]]] = []
    for sentence in sentences:
        chosen: list[tuple[Match, Surrogate]] = []
        for match in bench.terms.match(sentence, SOURCE):
            taken = [surrogate.source for _, surrogate in chosen]
            fitting = (
                each
                for each in surrogates
                if each.kind is match.concept.kind
                and each.gender in ("", match.concept.gender)
                and each.source not in taken
            )
            if surrogate := next(fitting, None):
                chosen.append((match, surrogate))
        words = [surrogate.source for _, surrogate in chosen]
        plans.append((_replaced(sentence, [match for match, _ in chosen], words), chosen))
    results = []
    for output, (_, chosen) in zip(bench.plain([plan[0] for plan in plans]), plans, strict=True):
        text = output
        for match, surrogate in chosen:
            forms = bench.terms.forms(match.concept, bench.language)
            for case, form in sorted(surrogate.forms.items(), key=lambda pair: -len(pair[1])):
                if occurs(form, text, bench.language):
                    text = text.replace(form, forms.get(case) or next(iter(forms.values())), 1)
                    break
        results.append(text[:1].upper() + text[1:])
    return results


def by_product(*methods: str, calibrated: bool = True) -> Method:
    """Enforcement of the product; ``methods`` restricts it where it can be restricted."""

    def run(bench: Bench, sentences: Sequence[str]) -> list[str]:
        options: dict[str, Any] = {}
        if methods:
            options["methods"] = frozenset(methods)
        if not calibrated:
            options["calibrated"] = Calibration(load_surrogates(SOURCE, bench.language), {})
        results = enforce(bench.engine, sentences, SOURCE, bench.language, bench.terms, **options)
        return [result.text for result in results]

    return run


def methods() -> dict[str, Method]:
    """The ways by name, in the order of the table. The last is the whole pipeline."""
    numbers = [str(881 + each) for each in range(4)]
    table: dict[str, Method] = {
        "nothing": lambda bench, sentences: bench.plain(sentences),
        "placeholder XTERM1": placeholders(*(f"XTERM{each}" for each in range(1, 5))),
        "placeholder {{1}}": placeholders(*(f"{{{{{each}}}}}" for each in range(1, 5))),
        "placeholder <t1>": placeholders(*(f"<t{each}>" for each in range(1, 5))),
        "placeholder 881": placeholders(*numbers),
        "n-best of 12": best_of(12),
        "one surrogate, always": one_surrogate,
    }
    if "methods" in inspect.signature(enforce).parameters:
        table["surrogates, not calibrated"] = by_product("surrogate", calibrated=False)
        table["surrogates, calibrated"] = by_product("surrogate")
        table["span replacement"] = by_product("span")
        table["insertion"] = by_product("insertion")
    table["pipeline"] = by_product()
    return table


# ------------------------------------------------------------------------------------------------ running


@contextmanager
def benches(language: str, *, known: bool = False) -> Iterator[Bench]:
    """The package of the language, installed into a folder of its own."""
    import sentencepiece

    with tempfile.TemporaryDirectory() as folder:
        package = install_archive(MODELS / f"en_{language}.argosmodel", Path(folder)).path
        processor = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
        meter = Meter(ArgosEngine(folder=Path(folder)), lambda text: len(processor.encode(text)))
        meter.translate(["Moscow"], SOURCE, language)  # loading is not what is measured
        calibration(meter, SOURCE, language)  # nor is what is done once a package
        yield Bench(meter, package, language, grammar.glossary(known=known))


@dataclass(slots=True)
class Cost:
    """What a run took; of several rounds the fastest by each clock, or all of them together."""

    tokens: int = 0
    seconds: float = float("inf")
    processor: float = float("inf")

    def relative(self, other: Cost) -> dict[str, float | None]:
        """As multiples of another cost; None for tokens that were not counted."""
        return {
            "tokens": round(self.tokens / other.tokens, 2) if self.tokens else None,
            "time": round(self.seconds / other.seconds, 2),
            "cpu": round(self.processor / other.processor, 2),
        }


def run(
    bench: Bench, method: Method, sentences: Sequence[str], cost: Cost, *, add: bool = False
) -> list[str]:
    """The outputs; what they took goes into ``cost``, or is added to what it holds."""
    before, start, processor = bench.engine.decoded, time.perf_counter(), time.process_time()
    outputs = method(bench, sentences)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    tokens = bench.engine.decoded - before
    if add and cost.tokens:
        cost.seconds, cost.processor = cost.seconds + seconds, cost.processor + processor
        cost.tokens += tokens
    else:
        cost.seconds, cost.processor = min(cost.seconds, seconds), min(cost.processor, processor)
        cost.tokens = tokens
    return outputs


def costs(language: str, pairs: Sequence[grammar.Pair], method: Method) -> list[dict[str, Any]]:
    """The cost of a method for each share of sentences that have an unknown term."""
    rows = []
    order = list(range(len(pairs)))
    random.Random(2).shuffle(order)
    plain = methods()["nothing"]
    with benches(language, known=True) as bench:
        for share in SHARES:
            base, cost, total = Cost(), Cost(), Score()
            for turn in range(TURNS):
                # Other sentences in each turn: some are longer than others. Plain and method take turns too,
                # for the machine may do other things.
                first = turn * len(pairs) // TURNS
                unknown = set([*order[first:], *order[:first]][: round(share * len(pairs))])
                items = [pair.unknown if at in unknown else pair.known for at, pair in enumerate(pairs)]
                sentences = [item.en for item in items]
                run(bench, plain, sentences, base, add=True)
                outputs = run(bench, method, sentences, cost, add=True)
                for item, output in zip(items, outputs, strict=True):
                    total.add(item, output, language)
            rows.append({"share": share, **cost.relative(base), **total.percent()})
    return rows


def breakdown(items: Sequence[Item], outputs: Sequence[str], language: str) -> dict[str, dict[str, Any]]:
    """The figures of each row and of each case."""
    rows: dict[str, Score] = defaultdict(Score)
    for row in (*grammar.ROWS, *(grammar.CASES if language == "ru" else ())):
        for item, output in zip(items, outputs, strict=True):
            if row in item.rows:
                rows[row].add(item, output, language)
            elif any(use.case == row for use in item.uses):
                rows[row].add(item, output, language, case=row)
    return {
        name: {**each.percent(), "sentences": each.sentences, "terms": each.terms}
        for name, each in rows.items()
    }


def missed(language: str, table: dict[str, Any], cost: list[dict[str, Any]]) -> list[str]:
    """The targets that the pipeline misses, in words."""
    figures = table["pipeline"]
    goals = {name: goal for name, goal in TARGETS.items() if name != "sentence" or language == "ru"}
    faults = [f"{name} {figures[name]} < {goal}" for name, goal in goals.items() if figures[name] < goal]
    at = next(row for row in cost if row["share"] == FAILING)
    faults += [f"{name} x{at[name]} > x{MOST_COST}" for name in ("tokens", "cpu") if at[name] > MOST_COST]
    return faults


# ------------------------------------------------------------------------------------------------ printing


def show(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def print_rows(title: str, rows: dict[str, dict[str, Any]], last: Sequence[str]) -> None:
    """A table in Markdown."""
    columns = ("present", "form", "declined", "sentence")
    print(f"\n| {title} | " + " | ".join((*columns, *last)) + " |")
    print("|---|" + "---:|" * (len(columns) + len(last)))
    for name, row in rows.items():
        cells = [show(row[column]) for column in columns] + [str(row[column]) for column in last]
        print(f"| {name} | " + " | ".join(cells) + " |")


def print_failures(items: Sequence[Item], outputs: Sequence[str], language: str) -> None:
    """Every sentence that is not its reference."""
    for item, output in zip(items, outputs, strict=True):
        if output != item.reference:
            lost = [use for use in item.uses if not occurs(use.expected(language), output, language)]
            what = ", ".join(f"{use.expected(language)} ({use.case})" for use in lost) or "the rest"
            print(f"\n{item.en}\n  got  {output}\n  want {item.reference}\n  lost {what}")


def samples(items: Sequence[Item], outputs: Sequence[str], count: int = 50) -> str:
    """``count`` sentences as a table in Markdown: English, what was made of it, the terms and their cases."""
    chosen = random.Random(3).sample(range(len(items)), min(count, len(items)))
    lines = ["| English | the program | right | terms |", "|---|---|---|---|"]
    for at in sorted(chosen):
        item, output = items[at], outputs[at]
        terms = ", ".join(f"{use.term.en} ({use.case}{' pl' if use.plural else ''})" for use in item.uses)
        right = "yes" if output == item.reference else f"no: {item.reference}"
        lines.append(f"| {item.en} | {output} | {right} | {terms} |")
    return "\n".join(lines)


def print_known(language: str, *, beyond: bool, verbose: bool) -> None:
    """How well the model translates the patterns with names that it knows."""
    if beyond:
        maker = grammar.Maker(language, 4)
        left_out = grammar.patterns("patterns_beyond.txt")
        items = [maker.pair(pattern).known for pattern in left_out for _ in range(4)]
    else:
        items = [pair.known for pair in grammar.pairs(language)]
    with benches(language) as bench:
        outputs = bench.plain([item.en for item in items])
    figures = {"known names": {**score(items, outputs, language).percent(), "sentences": len(items)}}
    print_rows(f"en-{language}, the model itself", figures, ("sentences",))
    if verbose:
        print_failures(items, outputs, language)


def main() -> int:
    """Run the benchmark; 1 if the pipeline misses a target."""
    parser = argparse.ArgumentParser(description="Which way of enforcement gets names in, and at what cost?")
    parser.add_argument("language", choices=grammar.LANGUAGES)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    parser.add_argument("--verbose", action="store_true", help="print what the pipeline got wrong")
    parser.add_argument("--samples", action="store_true", help="print fifty sentences and stop")
    parser.add_argument("--known", action="store_true", help="measure the model with names that it knows")
    parser.add_argument("--beyond", action="store_true", help="the same for the patterns that were left out")
    parser.add_argument("--only", nargs="+", metavar="METHOD", help="these methods and the pipeline")
    options = parser.parse_args()
    language: str = options.language
    if options.known or options.beyond:
        print_known(language, beyond=options.beyond, verbose=options.verbose)
        return 0
    pairs = grammar.pairs(language)
    items = [pair.unknown for pair in pairs]
    sentences = [item.en for item in items]
    table: dict[str, Any] = {}
    outputs: list[str] = []
    with benches(language) as bench:
        ways = methods()
        if options.samples:
            print(samples(items, ways["pipeline"](bench, sentences)))
            return 0
        base = Cost()
        for _ in range(ROUNDS):
            run(bench, ways["nothing"], sentences, base)
        for name, method in ways.items():
            if options.only and name not in (*options.only, "nothing", "pipeline"):
                continue
            cost = Cost()
            for _ in range(ROUNDS if name == "pipeline" else 1):
                outputs = run(bench, method, sentences, cost)
            table[name] = {**score(items, outputs, language).percent(), **cost.relative(base)}
    rows = breakdown(items, outputs, language)
    cost_rows = costs(language, pairs, ways["pipeline"])
    print(f"en-{language}: {len(items)} sentences, {sum(len(item.uses) for item in items)} terms, in percent")
    print_rows("method", table, ("tokens", "time", "cpu"))
    print_rows("pipeline by row", rows, ("sentences", "terms"))
    print_rows(
        "sentences with an unknown term",
        {f"{row['share']:.0%}": row for row in cost_rows},
        ("tokens", "time", "cpu"),
    )
    faults = missed(language, table, cost_rows)
    print("\nmisses: " + "; ".join(faults) if faults else "\nall targets met")
    if options.verbose:
        print_failures(items, outputs, language)
    if options.json:
        report = {
            "language": language,
            "methods": table,
            "rows": rows,
            "costs": cost_rows,
            "missed": faults,
            "sentences": [
                {"en": item.en, "output": output, "reference": item.reference, "rows": sorted(item.rows)}
                for item, output in zip(items, outputs, strict=True)
            ],
        }
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
