"""The model of the benchmarks: as many tokens out as in, the same text in any batch, the same bytes again."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the benchmarks are programs: they import each other by their bare names

from random_model import make_package  # noqa: E402

from workflow.engines.argos import ArgosEngine  # noqa: E402
from workflow.engines.packages import installed  # noqa: E402

SENTENCES = (
    "Chongqing",
    "The summit was held in Kazan.",
    '"We expect 4,500 guests," Rashid Alimov said. "They will see a new city — and its 67 universities."',
    "A word that nobody knows is žqxwł; 上合组织 is another.",
    "The mayor met the ambassadors. " * 12,
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_package(tmp_path_factory.mktemp("models"), seed=3)


@pytest.mark.slow
def test_it_is_a_package_that_the_engine_takes(package: Path) -> None:
    (found,) = installed(package.parent)
    assert (found.name, found.version) == ("en_ru", "0.3")
    assert 90_000_000 < found.size < 110_000_000  # as those of Argos
    first, second = ArgosEngine(folder=package.parent).translate(SENTENCES[:2], "en", "ru")
    assert first.text and second.text.endswith(".")
    assert any("а" <= char <= "я" for char in second.text)


@pytest.mark.slow
def test_each_sentence_has_as_many_tokens_as_its_source_in_any_batch(package: Path) -> None:
    import ctranslate2
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    translator = ctranslate2.Translator(str(package / "model"), inter_threads=2, intra_threads=1)
    sources = [processor.encode(sentence, out_type=str) for sentence in SENTENCES]

    def run(tokens: list[list[str]], **options: Any) -> list[list[str]]:
        return [found.hypotheses[0] for found in translator.translate_batch(tokens, **options)]

    together = run(sources, beam_size=4, max_batch_size=1024, batch_type="tokens")
    assert [len(written) for written in together] == [len(source) for source in sources]
    assert [run([source], beam_size=4)[0] for source in sources] == together
    assert run(sources[:3] * 2, beam_size=2) == together[:3] * 2


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    def digest(path: Path) -> str:
        return hashlib.sha256((path / "model" / "model.bin").read_bytes()).hexdigest()

    assert digest(make_package(tmp_path / "again", seed=3)) == digest(package)
    assert digest(make_package(tmp_path / "other", "en", "zh", seed=4)) != digest(package)
