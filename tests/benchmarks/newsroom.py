"""What the benchmarks of the whole path share: publications full of news, and commands that are measured."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.segment import segment_text

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = str(Path(sys.executable).parent / "workflow")
EPOCH = "1790000000"  # SOURCE_DATE_EPOCH of all runs, so that catalogues of two runs can be compared
_SENTENCES = 3  # of a paragraph, at most
_ENDS = re.compile(r"""([.!?]["”’)]*)$""")


def real_sentences(path: Path | None = None) -> list[str]:
    """English sentences of news: those of ``path``, a line each, or those of the articles in ``seeds/``."""
    if path is not None:
        lines = path.read_text(encoding="utf-8").splitlines()
    else:
        lines = []
        for file in sorted((ROOT / "seeds").glob("*.*")):
            text = file.read_text(encoding="utf-8")
            text = text.split("---\n", 2)[2] if text.startswith("---\n") else text
            lines += [line.lstrip("#->* ") for line in text.splitlines() if not line.startswith("|")]
    parts = [part for line in lines if line.strip() for _, part, _ in segment_text(line.strip(), "en")]
    found = [" ".join(part.split()) for part in parts]
    return list(dict.fromkeys(each for each in found if _ENDS.search(each) and len(each) > 30))


def different(sentences: Sequence[str]) -> Iterator[str]:
    """The sentences again and again, each with a number of its own: none is translated for another."""
    number = 0
    while True:
        for sentence in sentences:
            number += 1
            yield _ENDS.sub(rf" ({number})\1", sentence)


def write_articles(root: Path, sentences: Iterator[str], articles: int, size: int) -> list[str]:
    """Write ``articles`` plain texts of ``size`` sentences, headline included; their slugs."""
    (root / "seeds").mkdir(exist_ok=True, parents=True)
    slugs = []
    for number in range(articles):
        taken = [next(sentences) for _ in range(size)]
        headline = _ENDS.sub("", taken[0])
        paragraphs, at, width = [headline], 1, 1
        while at < size:
            paragraphs.append(" ".join(taken[at : at + width]))
            at, width = at + width, width % _SENTENCES + 1
        slugs.append(f"article-{number:05}")
        path = root / "seeds" / f"{slugs[-1]}.txt"
        path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return slugs


def write_settings(root: Path, languages: Sequence[str]) -> None:
    """The settings of a publication in ``root``."""
    root.mkdir(parents=True, exist_ok=True)
    tags = ", ".join(f'"{tag}"' for tag in languages)
    (root / "workflow.toml").write_text(
        f'[publication]\ntitle = "Benchmark"\nlanguages = [{tags}]\n', encoding="utf-8"
    )


def copy_glossary(root: Path, without: str = "") -> int:
    """This repository's glossary, without the renderings in one language; how many concepts it has."""
    (root / "glossary").mkdir(parents=True)
    with (ROOT / "glossary" / "terms.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    keep = [place for place, name in enumerate(rows[0]) if name.split(":")[0] != without]
    with (root / "glossary" / "terms.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([row[place] for place in keep] for row in rows)
    return len(rows) - 1


def write_unknown_terms(root: Path, *, known: bool = False) -> None:
    """A glossary of the names and offices of ``enforcement_grammar.py``, with their Russian forms.

    The small packages of ``tests/models`` have never seen one of them; with ``known`` those that they know
    are in it as well.
    """
    import enforcement_grammar as grammar

    folder = root / "glossary"
    folder.mkdir(parents=True)
    rows = [["id", "kind", "gender", "number", "en", "ru", "zh"]]
    forms = [["id", "rendering", "number", *grammar.CASES, "made"]]
    others = [each for each in grammar.known_terms() if each.gender != "p"] if known else []
    for term in (*grammar.terms(), *others):
        gender, number = ("", "pl") if term.gender == "p" else (term.gender, "")
        english = f"{term.en} | {term.en_plural}" if term.en_plural else term.en
        rows.append([term.id, term.kind.value, gender, number, english, term.ru["nom"], term.zh])
        for its_number, written in (("", term.ru), ("pl", term.ru_plural)):
            if written:
                cells = [written[case] for case in grammar.CASES]
                forms.append([term.id, term.ru["nom"], its_number, *cells, "read"])
    for name, table in (("terms.csv", rows), ("forms.ru.csv", forms)):
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(table)


@dataclass(frozen=True, slots=True)
class Used:
    """What a command took."""

    seconds: float  # by the clock
    processor: float  # seconds
    memory: int  # bytes, at most
    said: str  # on standard output

    def line(self, name: str) -> str:
        """As a line of a table."""
        return (
            f"{name:44} {self.seconds:8.2f} s {self.processor:8.2f} s of the processor "
            f"{self.memory / 1e6:6.0f} MB"
        )


def environment(models: Path, **more: str) -> dict[str, str]:
    """The variables for a command that finds its models in ``models`` and nothing of this user's."""
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("ARGOS_", "DRAGOMAN_"))
    }
    return known | {"ARGOS_PACKAGES_DIR": str(models), "SOURCE_DATE_EPOCH": EPOCH, **more}


def run(command: Sequence[str], root: Path, variables: Mapping[str, str]) -> Used:
    """Run a command to its end.

    :raises SystemExit: it failed; the message has the end of what it said.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=root, env=dict(variables), stdout=said, stderr=complained)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        output = said.read().decode("utf-8", "replace")
        if process.returncode:
            complained.seek(0)
            reason = (output + complained.read().decode("utf-8", "replace")).strip()[-800:]
            sys.exit(f"{' '.join(command[:3])} ended with {process.returncode}: {reason}")
    return Used(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, output)
