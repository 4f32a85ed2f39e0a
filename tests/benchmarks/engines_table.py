"""The table of engines in README.md: all routes that run on a machine like CI's, measured.

    python tests/benchmarks/engines_table.py [--ntrex FOLDER] [--limit N]
    python tests/benchmarks/engines_table.py --render

Each row is what ``workflow evaluate`` says of a route in a publication made for it, with the glossary of this
repository. The texts are

* grammar: sentences of the grammar of ``tests/models`` that its two small packages were not trained on;
* article: the reviewed article of this repository, English against what was reviewed in ten languages;
* NTREX-128: English news with professional translations (Federmann, Kocmi and Xin 2022, CC BY-SA 4.0), its
  first 300 lines. It is not in the repository: FOLDER has ``en.txt``, ``ru.txt`` and so on, line by line.

What was measured is written to ``engines_table.json`` beside this file, and from there into README.md between
two marks; ``--render`` does only the latter. A route that this machine lacks is "not measured here".
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import polib
from msgspec import Struct

from workflow.cli.evaluate import markdown_table, share_of_terms, signatures
from workflow.languages import profile
from workflow.pipeline import Evaluated

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MODELS = HERE.parent / "models"
RESULTS = HERE / "engines_table.json"
README = ROOT / "README.md"
START, END = "<!-- table of engines: make engines-table -->", "<!-- end of the table -->"
NOTHING = "not measured here"

HEADINGS = (
    *("Engine", "Into", "Text, segments", "BLEU", "chrF", "Terms there", "Sentences a second"),
    *("Licence", "Needs"),
)
TRAINED = 150_000  # sentences of the grammar, with the seed 1: see tests/models/train.py
NTREX_LINES = 300

_TOYS = ("Argos Translate, the toys of `tests/models`", "MIT, as this repository", "nothing")
_RULES = ("Apertium, by rules", "GPL-3.0, a program of its own")


_NOTES = """\
“Grammar” are sentences that the toys were made for; of other news they make nonsense. “Article” is the
one of this repository, of the genre that they know. “NTREX-128” is the beginning of that test set of real
news, which is not in the repository (`make engines-table NTREX=FOLDER`). Terms are those of the glossary
here. What was not measured here, real packages of Argos above all, is measured [with the same
command](docs/engines.md#how-good-is-it): `workflow evaluate --engine NAME --lang ru --source en.txt
--reference ru.txt`."""


class Way(Struct, frozen=True):
    """A row of the table. Without a ``text`` nobody can measure it here: the model is not at hand."""

    what: str  # the engine, for people
    into: tuple[str, ...]
    licence: str
    needs: str
    text: str = ""  # grammar, article or NTREX-128
    name: str = "argos"  # the engine, in the settings
    via: str = ""

    @property
    def key(self) -> str:
        return f"{self.name} {self.via or 'en'}-{''.join(self.into[:1])} {self.text}"


def _ways() -> Iterator[Way]:
    for text in ("grammar", "article"):
        for tag in ("ru", "zh"):
            yield Way(_TOYS[0], (tag,), *_TOYS[1:], text)
    yield Way(
        "Argos Translate, packages of its index",
        ("zh", "ru", "hi", "ur", "fa", "ky"),
        "MIT; of each package as it says",
        "`workflow models install en_ru`",
    )
    for via, tag, package in (("ru", "be", "bel-rus"), ("hi", "ur", "urd-hin"), ("ur", "hi", "urd-hin")):
        needs = f"`apt install apertium apertium-{package}`; approved text in {profile(via).english}"
        for text in ("article", "NTREX-128"):
            yield Way(_RULES[0], (tag,), _RULES[1], needs, text, "apertium", via)
    yield Way(
        "`ctranslate2`: NLLB-200, M2M-100, MADLAD-400, OPUS-MT",
        (),
        "MIT; of the model its own (NLLB-200: not for commercial use)",
        "a converted model, `[engines.ctranslate2] model`",
        name="ctranslate2",
    )
    yield Way(
        "`libretranslate`",
        (),
        "AGPL-3.0, a server of its own",
        "a server, `[engines.libretranslate] url`",
        name="libretranslate",
    )
    yield Way(
        "`openai`: any server that speaks as OpenAI's",
        (),
        "of the server and its model",
        "a server, `[engines.openai] url` and `model`",
        name="openai",
    )


WAYS = tuple(_ways())


class Results(Struct, frozen=True):
    """What was measured, by the key of its way."""

    machine: str
    found: dict[str, Evaluated]


# ----------------------------------------------------------------------------------------------- the texts


def article() -> list[dict[str, str]]:
    """The segments of the reviewed article, by language."""
    rows: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "locales").glob("*/LC_MESSAGES/chongqing-mayor-sco-cooperation.po")):
        po = polib.pofile(str(path))
        tag = po.metadata["Language"].partition("_")[0]
        for entry in po:
            if not entry.obsolete and not entry.fuzzy:
                rows.setdefault(entry.msgid, {"en": entry.msgid})[tag] = entry.msgstr
    return list(rows.values())


def grammar_sentences(count: int) -> list[dict[str, str]]:
    """Sentences that the small packages have never seen; the very ones of ``tests/models/measure.py``."""
    sys.path.insert(0, str(MODELS))
    import grammar

    known = {triple[0] for triple in grammar.Grammar(random.Random(1)).sentences(TRAINED)}
    made = grammar.Grammar(random.Random(12), 0.5).sentences(2000)
    unseen = [triple for triple in made if triple[0] not in known]
    return [dict(zip(("en", "ru", "zh"), triple, strict=True)) for triple in unseen[:count]]


def ntrex(folder: Path) -> list[dict[str, str]]:
    """The first lines, in the languages of the routes."""
    tags = ("en", *{tag for way in WAYS for tag in (*way.into, way.via) if tag and way.text == "NTREX-128"})
    columns = {tag: (folder / f"{tag}.txt").read_text("utf-8").split("\n")[:NTREX_LINES] for tag in tags}
    return [{tag: columns[tag][line] for tag in tags} for line in range(NTREX_LINES)]


# ----------------------------------------------------------------------------------------------- measuring


def measure(texts: Mapping[str, Sequence[Mapping[str, str]]], limit: int, ways: Sequence[Way]) -> Results:
    """Ask ``workflow evaluate`` about each of ``ways`` for whose text there are rows.

    :raises SystemExit: it fails for any other reason than that the route is not there.
    """
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "glossary", folder / "glossary")
        for text, rows in texts.items():
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / f"{text}.jsonl").write_text(lines, "utf-8")
        for way in ways:
            if way.text in texts:
                _settings(folder, way)
                if not (folder / "models").exists():
                    for package in sorted(MODELS.glob("*.argosmodel")):
                        _workflow(folder, "-q", "models", "install", str(package))
                if result := _evaluated(folder, way, limit):
                    found[way.key] = result
    return Results(_machine(), found)


def _settings(folder: Path, way: Way) -> None:
    tags = [*way.into, *([way.via] if way.via else [])]
    lines = [f"[publication]\nlanguages = {json.dumps(tags)}\n", '[models]\nfolder = "models"\n']
    if way.via:
        route = f'[routes.{way.into[0]}]\nengine = "{way.name}"\nvia = "{way.via}"\npivot = "reviewed"\n'
        lines.append(route)
    (folder / "workflow.toml").write_text("".join(lines), "utf-8")


def _evaluated(folder: Path, way: Way, limit: int) -> Evaluated | None:
    rows = f"{way.text}.jsonl"
    asked = ["evaluate", "--json", "--lang", way.into[0], "--source", rows, "--reference", rows]
    asked += ["--approved", rows] if way.via else []
    asked += ["--limit", str(limit)] if limit else []
    done = _workflow(folder, *asked, may_fail=True)
    if done.returncode and "nothing here can draft" in done.stderr:
        print(f"{way.key}: {done.stderr.strip()}", file=sys.stderr)
        return None
    if done.returncode:
        raise SystemExit(f"{way.key}: {done.stderr.strip()}")
    (result,) = json.loads(done.stdout)["results"]
    return msgspec.convert(result, Evaluated)


def _workflow(folder: Path, *arguments: str, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from workflow.cli import main; main()", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and not may_fail:
        raise SystemExit(done.stderr.strip())
    return done


def _machine() -> str:
    """The kind of this machine, as far as it tells."""
    kind = platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        kind = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), kind)
    except OSError:
        pass
    return f"{os.cpu_count()} processors, {kind}"


# ----------------------------------------------------------------------------------------------- the table


def rendered(results: Results) -> str:
    """The table and what is to be said of it."""
    rows = [_row(way, results.found.get(way.key)) for way in WAYS]
    right = (False, False, False, True, True, True, True, False, False)
    lines = markdown_table(HEADINGS, rows, right)
    told = [results.found[way.key] for way in WAYS if way.key in results.found]
    signed = [line for line in signatures(told) if not line.startswith("chrF++")]
    below = []
    if told:
        below.append("; ".join(line.replace(": ", ": `", 1) + "`" for line in signed) + ".")
        below.append(f"Speed on {results.machine}, where other things run too: compare rows, not figures.")
    return "\n\n".join(["\n".join(lines), "\n".join(below), _NOTES] if below else ["\n".join(lines), _NOTES])


def _row(way: Way, result: Evaluated | None) -> tuple[str, ...]:
    into = ", ".join(f"{profile(tag).english} (`{tag}`)" for tag in way.into) or "the model's languages"
    into += f", from {profile(way.via).english}" if way.via else ""
    if result is None:
        return way.what, into, way.text, NOTHING, "", "", "", way.licence, way.needs
    scores = {metric.name: f"{metric.score:.1f}" for metric in result.metrics}
    size = f"{way.text}, {result.segments}" + (f" ({result.empty} left empty)" if result.empty else "")
    speed = "" if result.speed is None else f"{result.speed:.0f}"
    what = f"{way.what}: `{result.signature}`"
    terms = share_of_terms(result)
    return what, into, size, scores["BLEU"], scores["chrF"], terms, speed, way.licence, way.needs


def put_in(page: str, table: str) -> str:
    """``page`` with another table between its marks.

    :raises ValueError: it has not both marks.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError("the marks of the table are not there")
    return f"{before}{START}\n\n{table}\n\n{END}{after}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write both files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ntrex", type=Path, metavar="FOLDER", help="NTREX-128: en.txt, ru.txt, ...")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="the first N segments of each text")
    parser.add_argument("--render", action="store_true", help="measure nothing, write README.md again")
    given = parser.parse_args(arguments)
    if not given.render:
        texts = {"grammar": grammar_sentences(given.limit or 300), "article": article()}
        if given.ntrex is not None:
            if not (given.ntrex / "en.txt").is_file():
                raise SystemExit(f"{given.ntrex}: there is no en.txt; name a folder with NTREX-128")
            texts["NTREX-128"] = ntrex(given.ntrex)
        results = measure(texts, given.limit, WAYS)
        RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")
    results = msgspec.json.decode(RESULTS.read_bytes(), type=Results)
    README.write_text(put_in(README.read_text("utf-8"), rendered(results)), "utf-8")


if __name__ == "__main__":
    main()
