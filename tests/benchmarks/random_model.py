"""An Argos package of the real size, of random numbers: it takes the time of a real one, without a download.

    python tests/benchmarks/random_model.py FOLDER [--source en] [--target ru] [--seed 0]

The packages of Argos for the languages of this project are transformers of 6 + 6 layers, 512 wide, with 8
heads, 2,048 in the feed-forward layers, some 32,000 pieces and weights in int8. So is this one; time and
memory do not depend on what the weights are. Their values are random, the same for the same seed, but for a
few that make the model end where a real one would. A model of nothing but noise never ends by itself, or
anywhere, and two ways of running it could not be compared. This one writes a piece for each that it read:

- Each position has an address, a vector of plus and minus one that is unlike all others. It stands in 63 of
  the 512 numbers of a token, into which the random layers do not write.
- A head in the last layer of the decoder looks at the position in the source that has the address of its own
  step, and takes over which piece stands there. So every piece of the source comes out as a piece of the
  other alphabet, always the same one; digits, marks and what has no counterpart come out as they are.
- A second head does so too, but finds the first position of the source more like its address than any wrong
  one. Where the source has no such position any more, this is what it sees, and then the sentence ends.

All of that has wide margins. So each sentence has as many tokens in the output as in the source, whatever
batch it is in, and the same text. (The noise of other random models, whose likeliest pieces differ by next to
nothing, is another matter: there a batch that is composed otherwise gives another text now and then.)

The tokenizer is trained on the texts of this repository, so that their words have one or two pieces, as
words have in real packages; the rest of the 32,000 are made up and never used.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polib

ROOT = Path(__file__).resolve().parents[2]
LAYERS, SIZE, HEADS, INNER, PIECES = 6, 512, 8, 2048, 32_000
HEAD = SIZE // HEADS
LONGEST = 1024  # positions; CTranslate2 drops what is beyond in any model
_TRAINED = 8_000  # pieces of the tokenizer that are real
_SPREAD = 0.03  # of the random weights

# Numbers of a token that the random layers leave alone.
_ADDRESS = slice(0, HEAD - 1)  # of the position; nothing at the first
_FIRST = HEAD - 1  # 1 at the first position
_IDENTITY = slice(HEAD, 2 * HEAD)  # which piece it is to become
_ALWAYS = 2 * HEAD  # 1 at each step of the decoder
_END = 2 * HEAD + 1  # whether the source is at its end
_KEPT = 2 * HEAD + 2  # so many in all
_LOUD = 3.0  # their size, beside noise of about 1
_LIKE = 23  # addresses agree in at most this many more places than they differ in
_SINK = 43  # how like its address a step finds the first position: more than any but its own


def make_package(folder: Path, source: str = "en", target: str = "ru", seed: int = 0) -> Path:
    """Make a package below ``folder``, as if it were installed there; the path of its own folder.

    ``source`` and ``target`` are codes of Argos, such as "en" and "zh". Whatever they are, the model writes
    Cyrillic letters for Latin ones.
    """
    import ctranslate2

    path = folder / f"{source}_{target}"
    path.mkdir(parents=True)
    metadata = {
        "package_version": f"0.{seed}",
        "argos_version": "1.9",
        "from_code": source,
        "from_name": source,
        "to_code": target,
        "to_name": target,
        "type": "translate",
    }
    (path / "metadata.json").write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")
    tokenizer = train_tokenizer()
    (path / "sentencepiece.model").write_bytes(tokenizer)
    pieces = _pieces(tokenizer)
    spec = ctranslate2.specs.TransformerSpec.from_config(num_layers=LAYERS, num_heads=HEADS)
    _fill(spec, pieces, np.random.default_rng(seed))
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    spec.optimize(quantization="int8")
    (path / "model").mkdir()
    spec.save(str(path / "model"))
    return path


def train_tokenizer() -> bytes:
    """A SentencePiece model of the English and Russian texts of this repository."""
    import sentencepiece

    content = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=_texts(),
        model_writer=content,
        vocab_size=_TRAINED,
        hard_vocab_limit=False,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
    )
    return content.getvalue()


def _texts() -> Iterator[str]:
    files = [*sorted(ROOT.glob("seeds/*")), *sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("*.md"))]
    files += sorted(ROOT.glob("tests/readers/pages/*.txt"))
    files += [ROOT / "tests" / "models" / name for name in ("README.md", "templates.txt", "lexicon.txt")]
    for file in files:
        yield from filter(str.strip, file.read_text(encoding="utf-8").splitlines())
    for file in sorted(ROOT.glob("locales/ru/LC_MESSAGES/*.po")):
        yield from (entry.msgstr for entry in polib.pofile(str(file)) if entry.msgstr)


def _pieces(tokenizer: bytes) -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=tokenizer)
    found = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    return found + [f"\u2581w{number}" for number in range(PIECES - len(found))]


def counterparts(pieces: list[str]) -> list[int]:
    """For each piece the number of the one that the model writes for it.

    A piece of Latin letters becomes one of Cyrillic letters; one that begins a word, or a name, does so too.
    """
    kinds: dict[tuple[bool, bool], list[int]] = {}
    for number, piece in enumerate(pieces):
        bare = piece.lstrip("\u2581")
        if bare.isalpha() and all("а" <= char <= "я" for char in bare.lower()) and len(bare) > 1:
            kinds.setdefault((piece != bare, bare[0].isupper()), []).append(number)
    seen: dict[tuple[bool, bool], int] = {}
    found = []
    for number, piece in enumerate(pieces):
        bare = piece.lstrip("\u2581")
        kind = (piece != bare, bare[:1].isupper())
        others = kinds.get(kind) or kinds.get((kind[0], False))
        if bare.isalpha() and bare.isascii() and others:
            seen[kind] = seen.get(kind, -1) + 1
            number = others[seen[kind] % len(others)]  # noqa: PLW2901
        found.append(number)
    return found


def _addresses(rng: np.random.Generator) -> Any:
    """``LONGEST`` rows of plus and minus one, none much like another; the first is nothing."""
    rows = np.zeros((LONGEST, HEAD - 1), dtype=np.float32)
    count = 1
    while count < LONGEST:
        row = rng.choice(np.array([-1, 1], dtype=np.float32), HEAD - 1)
        if (rows[:count] @ row).max() <= _LIKE:
            rows[count] = row
            count += 1
    return rows


def _fill(spec: Any, pieces: list[str], rng: np.random.Generator) -> None:
    """Put weights into all layers."""

    def normal(*shape: int) -> Any:
        return rng.standard_normal(shape, dtype=np.float32) * np.float32(_SPREAD)

    def linear(part: Any, rows: int, columns: int, *, writes: bool = False) -> None:
        part.weight, part.bias = normal(rows, columns), normal(rows)
        if writes:  # into the numbers of the token
            part.weight[:_KEPT] = 0
            part.bias[:_KEPT] = 0

    def norm(part: Any) -> None:
        part.gamma, part.beta = np.ones(SIZE, dtype=np.float32), np.zeros(SIZE, dtype=np.float32)

    def attention(part: Any, widths: tuple[int, ...]) -> None:
        norm(part.layer_norm)
        for each, width in zip(part.linear[:-1], widths, strict=True):
            linear(each, width * SIZE, SIZE)
        linear(part.linear[-1], SIZE, SIZE, writes=True)

    def forward(part: Any) -> None:
        norm(part.layer_norm)
        linear(part.linear_0, INNER, SIZE)
        linear(part.linear_1, SIZE, INNER, writes=True)

    for layer in spec.encoder.layer:
        attention(layer.self_attention, (3,))
        forward(layer.ffn)
    for layer in spec.decoder.layer:
        attention(layer.self_attention, (3,))
        attention(layer.attention, (1, 2))
        forward(layer.ffn)
    norm(spec.encoder.layer_norm)
    norm(spec.decoder.layer_norm)

    identities = rng.choice(np.array([-1, 1], dtype=np.float32), (len(pieces), HEAD))
    scale = np.float32(SIZE**0.5)  # by which embeddings are multiplied
    words = normal(len(pieces), SIZE)
    words[:, :_KEPT] = 0
    written = words.copy()
    words[:, _IDENTITY] = identities[counterparts(pieces)] * _LOUD / scale
    spec.encoder.embeddings[0].weight = words
    spec.decoder.embeddings.weight = written

    addresses = _addresses(rng)
    for part in (spec.encoder, spec.decoder):
        places = normal(LONGEST, SIZE)
        places[:, :_KEPT] = 0
        places[:, _ADDRESS] = _LOUD * addresses
        places[0, _FIRST] = _LOUD
        if part is spec.decoder:
            places[:, _ALWAYS] = _LOUD
        part.position_encodings.encodings = places

    _copy_and_end(spec.decoder.layer[-1].attention)
    linear(spec.decoder.projection, len(pieces), SIZE)
    weight, bias = spec.decoder.projection.weight, spec.decoder.projection.bias
    weight[:, :_KEPT] = 0
    weight[:, _IDENTITY] = identities * 0.5
    for name in ("<unk>", "<s>"):
        weight[pieces.index(name)] = 0
        bias[pieces.index(name)] = -60
    end = pieces.index("</s>")
    weight[end], bias[end] = 0, -60
    weight[end, _END] = 160
    weight[end, _FIRST] = -160


def _copy_and_end(part: Any) -> None:
    """The two heads of the last layer that look where the step is in the source."""
    queries, keys_values, output = part.linear
    sharp = 6.0  # so that the right place has all of the attention
    for head in (0, 1):
        rows = slice(head * HEAD, (head + 1) * HEAD)
        values = slice(SIZE + head * HEAD, SIZE + (head + 1) * HEAD)
        for each, which in ((queries, rows), (keys_values, rows), (keys_values, values)):
            each.weight[which] = 0
            each.bias[which] = 0
        for number in range(HEAD - 1):
            queries.weight[head * HEAD + number, number] = sharp
            keys_values.weight[head * HEAD + number, number] = sharp
        keys_values.weight[head * HEAD + HEAD - 1, _FIRST] = sharp
    # The first position has no address: a step finds it by what else is there.
    queries.weight[HEAD - 1, _FIRST] = sharp * (HEAD - 1)
    queries.weight[2 * HEAD - 1, _ALWAYS] = sharp * _SINK
    for number in range(HEAD):
        keys_values.weight[SIZE + number, _IDENTITY.start + number] = 1
        output.weight[_IDENTITY.start + number] = 0
        output.weight[_IDENTITY.start + number, number] = 10
    keys_values.weight[SIZE + HEAD, _FIRST] = 1
    output.weight[_END] = 0
    output.weight[_END, HEAD] = 10


def main() -> int:
    """Make a package; prints where."""
    parser = argparse.ArgumentParser(description="Make a package of Argos's size, of random numbers.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--source", default="en")
    parser.add_argument("--target", default="ru")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(make_package(options.folder, options.source, options.target, options.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
