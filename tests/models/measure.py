"""Measure a small package on sentences that it was not trained on: ``python tests/models/measure.py ru``.

Further arguments are files of English sentences, one a line, that were in the training too (the corpus of an
earlier state of the words); the corpus of the present state is always left out.

Prints, as lines of a Markdown table: sentences translated exactly as the grammar does, numbers copied, and
surrogates of translation enforcement that stand in the output in the form that the sentence asks for.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import grammar
import sentencepiece

HERE = Path(__file__).resolve().parent
TRAINING_SENTENCES = 150_000  # as in train.py, with the seed 1
_COLUMN = {"ru": 1, "zh": 2}


class Package:
    """An Argos package that is unpacked and loaded; decoding as the product's engine does it."""

    def __init__(self, archive: Path, folder: Path) -> None:
        with zipfile.ZipFile(archive) as package:
            package.extractall(folder)
        (top,) = folder.iterdir()
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(top / "sentencepiece.model"))
        self._translator = ctranslate2.Translator(str(top / "model"), compute_type="int8", intra_threads=1)

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Translate all of ``sentences`` in one call."""
        results = self._translator.translate_batch(
            [self._processor.encode(sentence, out_type=str) for sentence in sentences],
            beam_size=4,
            length_penalty=0.2,
            replace_unknowns=True,
            max_batch_size=1024,
            batch_type="tokens",
        )
        return [self._processor.decode(result.hypotheses[0]) for result in results]


def unseen(count: int, seed: int, surrogates: float, known: set[str]) -> list[tuple[str, str, str]]:
    """``count`` triples of a fresh grammar whose English is not in ``known``."""
    stream = grammar.Grammar(random.Random(seed), surrogates).sentences(count * 2)
    return [triple for triple in stream if triple[0] not in known][:count]


def surrogate_hits(reference: str, output: str, language: str) -> tuple[int, int]:
    """Surrogate forms in ``reference``, and how many of them ``output`` holds as often."""
    wanted = right = 0
    for _, _, _, forms in grammar.surrogates(language):
        for form in set(forms.values()):
            pattern = rf"(?<!\w){re.escape(form)}(?!\w)" if language == "ru" else re.escape(form)
            expected = len(re.findall(pattern, reference, re.IGNORECASE))
            found = len(re.findall(pattern, output, re.IGNORECASE))
            wanted += expected
            right += min(expected, found)
    return wanted, right


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})"


def main(language: str, files: Sequence[str]) -> None:
    """Print the figures of the package beside this file."""
    column = _COLUMN[language]
    known = {triple[0] for triple in grammar.Grammar(random.Random(1)).sentences(TRAINING_SENTENCES)}
    for name in files:
        known |= set(Path(name).read_text(encoding="utf-8").splitlines())
    with tempfile.TemporaryDirectory() as folder:
        package = Package(HERE / f"en_{language}.argosmodel", Path(folder))
        triples = unseen(1000, 12, 0.5, known)
        outputs = package.translate([triple[0] for triple in triples])
        exact = sum(output == triple[column] for output, triple in zip(outputs, triples, strict=True))
        print(f"| held-out sentences exactly right | {_share(exact, len(triples))} |")
        digits = right = 0
        for output, triple in zip(outputs, triples, strict=True):
            expected = Counter(re.findall(r"\d[\d,.:]*", triple[column]))
            digits += expected.total()
            right += (expected & Counter(re.findall(r"\d[\d,.:]*", output))).total()
        print(f"| numbers copied | {_share(right, digits)} |")
        for output, triple in zip(outputs, triples, strict=True):
            if output != triple[column]:
                print(
                    "   ", triple[0], "\n      got ", output, "\n      want", triple[column], file=sys.stderr
                )
        triples = [
            triple
            for triple in unseen(600, 13, 1.0, known)
            if surrogate_hits(triple[column], triple[column], language)[0]
        ][:200]
        outputs = package.translate([triple[0] for triple in triples])
        counts = [
            surrogate_hits(triple[column], output, language)
            for output, triple in zip(outputs, triples, strict=True)
        ]
        wanted, hit = (sum(column) for column in zip(*counts, strict=True))
        print(f"| surrogates in the expected form | {_share(hit, wanted)} |")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
