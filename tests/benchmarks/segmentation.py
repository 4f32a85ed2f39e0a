"""F1 of sentence boundaries inside a paragraph, beside the sentencex library as it is.

Run with the path of a folder that holds treebanks of Universal Dependencies (``*.conllu`` at any depth), or
``ntrex/`` (the sentences of NTREX-128, Federmann, Kocmi and Xin 2022: ``<lang>.txt`` and ``documents.tsv``),
or both; several folders can be given::

    python tests/benchmarks/segmentation.py path/to/eval path/to/treebanks

The data are for measuring only and do not belong to the project. What a paragraph is:

* treebanks: sentences up to the next ``# newpar``, or ``# newdoc`` where the treebank marks no paragraphs, or
  ten sentences where it marks neither;
* NTREX: five lines of one document that end like sentences. Some lines hold two sentences, which counts
  against precision whoever finds them, so that only the difference between the two columns says something.

A boundary counts as found when it stands between the same two letters or marks, wherever the space goes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import sentencex

from workflow.languages import profile
from workflow.segment import segment_text

Paragraph = list[str]  # its sentences, each with the white space that follows it
Cutter = Callable[[str, str], list[str]]  # text, language -> pieces that joined are the text


@dataclass(slots=True)
class Score:
    """Counts of boundaries, and the time it took to find them."""

    found: int = 0
    wanted: int = 0
    right: int = 0
    seconds: float = 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in percent."""
        return 200 * self.right / max(1, self.found + self.wanted)


def ours(text: str, language: str) -> list[str]:
    """Pieces that the project's segmenter makes of ``text``."""
    return ["".join(piece) for piece in segment_text(text, language)]


def plain(text: str, language: str) -> list[str]:
    """Pieces that sentencex makes of ``text``."""
    return list(sentencex.segment(language, text))


def boundaries(pieces: Iterable[str]) -> set[int]:
    """Number of characters that are no white space before each boundary."""
    ends = list(accumulate(len("".join(piece.split())) for piece in pieces))
    return {end for end in ends if 0 < end < ends[-1]}


def measure(paragraphs: Sequence[Paragraph], language: str, cut: Cutter) -> Score:
    """Score of one way of cutting on all of ``paragraphs``."""
    score = Score()
    for paragraph in paragraphs:
        text = "".join(paragraph)
        start = time.perf_counter()
        pieces = cut(text, language)
        score.seconds += time.perf_counter() - start
        found, wanted = boundaries(pieces), boundaries(paragraph)
        score.found += len(found)
        score.wanted += len(wanted)
        score.right += len(found & wanted)
    return score


def from_conllu(lines: Iterable[str], *, news_only: bool = False) -> list[Paragraph]:
    """Paragraphs of one treebank file; with ``news_only`` those of documents that GUM names as news."""
    paragraphs: list[Paragraph] = []
    marks = {"# newpar": False, "# newdoc": False}  # whether the file has such lines at all
    starts: list[set[str]] = []  # for each paragraph begun at either mark, which mark it was
    text, glued, covered, wanted, seen = "", False, 0, not news_only, set[str]()
    for line in lines:
        mark = line[:8]
        if mark in marks:
            marks[mark] = True
            seen.add(mark)
            if mark == "# newdoc":
                wanted = not news_only or "GUM_news" in line
        elif line.startswith("# text = "):
            text, covered = line.removeprefix("# text = ").strip(), 0
        elif line[:1].isdigit():
            columns = line.rstrip("\n").split("\t")
            first, _, last = columns[0].partition("-")
            # Words that a written token is split into stand after it and have no space of their own.
            if "." not in first and int(first) > covered:
                glued = "SpaceAfter=No" in columns[9]
                covered = int(last or 0)
        elif not line.strip() and text:
            if wanted:
                paragraphs.append([text + ("" if glued else " ")])
                starts.append(seen)
            text, seen = "", set()
    border = next((mark for mark, there in marks.items() if there), "")
    joined: list[Paragraph] = []
    for index, (sentence, here) in enumerate(zip(paragraphs, starts, strict=True)):
        if (
            not joined
            or (here and (border in here or "# newdoc" in here))
            or (not border and index % 10 == 0)
        ):
            joined.append([])
        joined[-1] += sentence
    return joined


def from_ntrex(folder: Path, language: str) -> list[Paragraph]:
    """Five lines each of the documents of NTREX, without headlines and other lines that end like none."""
    names = (folder / "documents.tsv").read_text(encoding="utf-8").splitlines()
    lines = (folder / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    space = profile(language).sentence_space
    paragraphs: list[Paragraph] = []
    before = ""
    for name, line in zip(names, lines, strict=False):
        sentence = line.strip()
        if sentence.rstrip("\"'”’»」』)）")[-1:] not in (*".!?…。！？।۔؟",):
            continue
        if name != before or len(paragraphs[-1]) == 5:
            paragraphs.append([])
        paragraphs[-1].append(sentence + space)
        before = name
    return paragraphs


def corpora(folder: Path) -> Iterator[tuple[str, str, list[Paragraph]]]:
    """Name, language and paragraphs of each corpus below ``folder``."""
    treebanks: dict[str, list[Paragraph]] = {}
    for path in sorted(folder.rglob("*.conllu")):
        name = path.name.partition("-")[0]
        with path.open(encoding="utf-8") as lines:
            treebanks.setdefault(name, []).extend(from_conllu(lines, news_only=name == "en_gum"))
    for name, paragraphs in treebanks.items():
        yield name, name.partition("_")[0], paragraphs
    for ntrex in sorted(folder.rglob("documents.tsv")):
        for path in sorted(ntrex.parent.glob("*.txt")):
            yield f"ntrex_{path.stem}", path.stem, from_ntrex(ntrex.parent, path.stem)


def main() -> int:
    """Print a table; 2 when there is nothing to measure with."""
    parser = argparse.ArgumentParser(description="F1 of sentence boundaries, beside plain sentencex.")
    parser.add_argument("folders", nargs="+", type=Path, help="folders with *.conllu files or ntrex/")
    parser.add_argument(
        "--errors", type=int, default=0, help="paragraphs with errors to print for each corpus"
    )
    options = parser.parse_args()
    rows = [row for folder in options.folders for row in corpora(folder)]
    if not rows:
        print("nothing to measure with: no *.conllu and no documents.tsv in these folders", file=sys.stderr)
        return 2
    print(
        f"{'corpus':<14}{'boundaries':>11}{'sentencex':>11}{'ours':>7}{'precision':>11}{'recall':>8}{'MB/s':>7}"
    )
    for name, language, paragraphs in rows:
        size = sum(len(sentence.encode()) for paragraph in paragraphs for sentence in paragraph)
        plain("A.", language), ours("A.", language)  # data are read at the first call
        library, own = (measure(paragraphs, language, cut) for cut in (plain, ours))
        precision = 100 * own.right / max(1, own.found)
        recall = 100 * own.right / max(1, own.wanted)
        print(
            f"{name:<14}{own.wanted:>11}{library.f1:>11.2f}{own.f1:>7.2f}{precision:>11.2f}{recall:>8.2f}"
            f"{size / 1e6 / max(own.seconds, 1e-9):>7.1f}"
        )
        show(paragraphs, language, options.errors)
    return 0


def show(paragraphs: Sequence[Paragraph], language: str, count: int) -> None:
    """Print the first ``count`` wrong boundaries: "+" for one too many, "-" for one that was missed."""
    for paragraph in paragraphs:
        text = "".join("".join(paragraph).split())
        found, wanted = boundaries(ours("".join(paragraph), language)), boundaries(paragraph)
        for end in sorted(found ^ wanted):
            if count <= 0:
                return
            count -= 1
            sign = "+" if end in found else "-"
            print(f"    {sign} {text[max(0, end - 40) : end]} | {text[end : end + 25]}")


if __name__ == "__main__":
    sys.exit(main())
