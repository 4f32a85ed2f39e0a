"""Train one of the two small Argos packages: ``python tests/models/train.py ru`` (or ``zh``).

Needs torch==2.13.0 (the CPU build serves), ctranslate2 and sentencepiece; nothing else of the project imports
torch. The steps: a corpus from ``grammar.py``, a shared SentencePiece vocabulary, a small transformer of the
usual pre-norm kind (Vaswani et al., "Attention is all you need", 2017) with one embedding for both sides and
the output, conversion to CTranslate2 in int8, and the zip that Argos calls a package. Begun again
after an interruption, it goes on from the last checkpoint in the work folder.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
import zipfile
from pathlib import Path

import grammar
import numpy as np
import sentencepiece
import torch
from ctranslate2.converters.converter import Converter
from ctranslate2.converters.utils import fuse_linear
from ctranslate2.specs import common_spec, transformer_spec
from torch import Tensor, nn
from torch.nn import functional

HERE = Path(__file__).resolve().parent
NAMES = {"ru": "Russian", "zh": "Chinese"}
SENTENCES = 150_000
VOCABULARY = 3200
WIDTH, HEADS, INNER, ENCODERS, DECODERS = 160, 4, 640, 3, 2
POSITIONS = 1100  # tokens; CTranslate2 refuses more than this table has, and cuts its input at 1,024
STEPS = 3200
MAX_TOKENS = 300  # longer sentences are left out of the training
BATCH_TOKENS = 2500
PEAK_RATE, WARM_STEPS = 2.5e-3, 300
PAD, BOS, EOS = 0, 1, 2  # the unknown piece pads: the loss skips it
CHECKPOINT_SECONDS = 120
README = """A small English-{name} model for the tests and the demonstration of Dragoman.

It was trained on sentences from a grammar of diplomatic news and knows nothing else: of no use for real work.
Made by tests/models/train.py of the project. Licence: MIT.
"""


def write_corpus(folder: Path, language: str, sentences: int) -> list[tuple[str, str]]:
    """Pairs (English, target) for training, also written as text files for SentencePiece."""
    triples = grammar.Grammar(random.Random(1)).sentences(sentences)
    column = {"ru": 1, "zh": 2}[language]
    pairs = [(triple[0], triple[column]) for triple in triples]
    (folder / "train.en").write_text("\n".join(pair[0] for pair in pairs) + "\n", encoding="utf-8")
    (folder / "train.out").write_text("\n".join(pair[1] for pair in pairs) + "\n", encoding="utf-8")
    return pairs


def train_vocabulary(folder: Path) -> sentencepiece.SentencePieceProcessor:
    """A shared vocabulary. Digits stand alone, so any number is copied; no-break spaces count as spaces."""
    rules = folder / "spaces.tsv"
    rules.write_text("A0\t20\n202F\t20\n2009\t20\nAD\t\n", encoding="utf-8")
    letters = "".join(map(chr, [*range(33, 127), *range(0x410, 0x450), 0x401, 0x451]))
    sentencepiece.SentencePieceTrainer.train(
        input=[str(folder / "train.en"), str(folder / "train.out")],
        model_prefix=str(folder / "sentencepiece"),
        model_type="bpe",
        vocab_size=VOCABULARY,
        character_coverage=1.0,
        required_chars=letters + "“”‘’„«»—–…№",
        normalization_rule_tsv=str(rules),
        split_digits=True,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
        input_sentence_size=120_000,
        shuffle_input_sentence=True,
        num_threads=2,
        minloglevel=2,
    )
    return sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))


# ------------------------------------------------------------------------------------------ the network


def positions(count: int, width: int) -> Tensor:
    """Sinusoids of shape (count, width): sines in the even columns, cosines in the odd ones."""
    place = torch.arange(count).float()[:, None]
    speed = torch.exp(torch.arange(0, width, 2).float() * -(math.log(10000.0) / width))
    table = torch.zeros(count, width)
    table[:, 0::2] = torch.sin(place * speed)
    table[:, 1::2] = torch.cos(place * speed)
    return table


class Attention(nn.Module):
    """Attention of several heads over ``memory`` of shape (batch, length, WIDTH).

    ``hidden`` is added to the weights: minus infinity where nothing may be seen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x: Tensor, memory: Tensor, hidden: Tensor) -> Tensor:
        batch, length, _ = x.shape

        def heads(layer: nn.Linear, y: Tensor) -> Tensor:
            return layer(y).view(batch, -1, HEADS, WIDTH // HEADS).transpose(1, 2)

        # Written out: for sentences this short it trains faster than PyTorch's fused attention.
        weights = heads(self.query, x) @ heads(self.key, memory).transpose(-2, -1) * (WIDTH // HEADS) ** -0.5
        mixed = (weights + hidden).softmax(-1) @ heads(self.value, memory)
        return self.out(mixed.transpose(1, 2).reshape(batch, length, WIDTH))


class FeedForward(nn.Module):
    """Two linear layers with a ReLU between."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return self.second(functional.relu(self.first(x)))


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each behind a layer norm."""

    def __init__(self) -> None:
        super().__init__()
        self.norm_self, self.norm_inner = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.self_attention, self.inner = Attention(), FeedForward()

    def forward(self, x: Tensor, padding: Tensor) -> Tensor:
        y = self.norm_self(x)
        x = x + self.self_attention(y, y, padding)
        return x + self.inner(self.norm_inner(x))


class DecoderLayer(nn.Module):
    """As the encoder's, with attention over the source between."""

    def __init__(self) -> None:
        super().__init__()
        self.norm_self, self.norm_cross, self.norm_inner = (nn.LayerNorm(WIDTH) for _ in range(3))
        self.self_attention, self.cross_attention = Attention(), Attention()
        self.inner = FeedForward()

    def forward(self, x: Tensor, memory: Tensor, padding: Tensor, future: Tensor) -> Tensor:
        y = self.norm_self(x)
        x = x + self.self_attention(y, y, future)
        x = x + self.cross_attention(self.norm_cross(x), memory, padding)
        return x + self.inner(self.norm_inner(x))


class Translator(nn.Module):
    """The network: token numbers (batch, length) of both sides in, scores (batch, length, vocabulary) out."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, WIDTH)
        nn.init.normal_(self.embedding.weight, std=WIDTH**-0.5)
        self.encoder = nn.ModuleList(EncoderLayer() for _ in range(ENCODERS))
        self.decoder = nn.ModuleList(DecoderLayer() for _ in range(DECODERS))
        self.norm_encoder, self.norm_decoder = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.bias = nn.Parameter(torch.zeros(vocabulary))
        self.places: Tensor
        self.register_buffer("places", positions(POSITIONS, WIDTH), persistent=False)

    def _embed(self, tokens: Tensor) -> Tensor:
        return self.embedding(tokens) * math.sqrt(WIDTH) + self.places[: tokens.shape[1]]

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        nothing = torch.tensor(-torch.inf)
        padding = torch.where(source == PAD, nothing, 0.0)[:, None, None, :]
        length = target.shape[1]
        future = torch.full((length, length), -torch.inf).triu(1)
        memory = self._embed(source)
        for layer in self.encoder:
            memory = layer(memory, padding)
        memory = self.norm_encoder(memory)
        x = self._embed(target)
        for layer in self.decoder:
            x = layer(x, memory, padding, future)
        return functional.linear(self.norm_decoder(x), self.embedding.weight, self.bias)


# ------------------------------------------------------------------------------------------ training


def make_batches(lengths: list[int]) -> list[list[int]]:
    """Numbers of sentences of similar length, as many as fill ``BATCH_TOKENS`` with the longest."""
    batches: list[list[int]] = [[]]
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if lengths[index] * (len(batches[-1]) + 1) > BATCH_TOKENS:
            batches.append([])
        batches[-1].append(index)
    return batches


def _pad(rows: list[list[int]]) -> Tensor:
    tensors = [torch.tensor(row) for row in rows]
    return nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=PAD)


def save(path: Path, step: int, model: Translator, optimizer: torch.optim.Optimizer) -> None:
    """Write a checkpoint whole or not at all."""
    state = {"step": step, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def train(
    model: Translator, source: list[list[int]], target: list[list[int]], steps: int, path: Path
) -> None:
    """Train for ``steps`` batches, going on from the checkpoint at ``path`` if there is one.

    Label smoothing 0.05; the rate warms up over ``WARM_STEPS`` and then falls along a cosine.
    """
    lengths = [max(len(a), len(b)) + 1 for a, b in zip(source, target, strict=True)]
    batches = make_batches(lengths)
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=1e-4)
    first = 0
    if path.exists():
        state = torch.load(path)
        first = state["step"]
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
    saved = time.monotonic()
    order: list[int] = []
    tokens = 0
    total = 0.0
    model.train()
    for step in range(first, steps):
        epoch, place = divmod(step, len(batches))
        if place == 0 or step == first:
            order = random.Random(epoch).sample(range(len(batches)), len(batches))
        batch = batches[order[place]]
        fall = 0.01 + 0.99 * (1 + math.cos(math.pi * step / steps)) / 2
        rate = PEAK_RATE * min(1, (step + 1) / WARM_STEPS) * fall
        for group in optimizer.param_groups:
            group["lr"] = rate
        output = _pad([[BOS, *target[index], EOS] for index in batch])
        goal = output[:, 1:]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = model(_pad([source[index] for index in batch]), output[:, :-1])
        loss = functional.cross_entropy(
            scores.float().reshape(-1, scores.shape[-1]),
            goal.reshape(-1),
            ignore_index=PAD,
            label_smoothing=0.05,
        )
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        count = int((goal != PAD).sum())
        total, tokens = total + loss.item() * count, tokens + count
        if (step + 1) % 100 == 0:
            print(f"step {step + 1} of {steps}, loss {total / tokens:.3f}, rate {rate:.5f}", flush=True)
            total, tokens = 0.0, 0
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            save(path, step + 1, model, optimizer)
            saved = time.monotonic()
    save(path, steps, model, optimizer)


# ------------------------------------------------------------------------------------------ packaging


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().numpy()


def _linear(spec: common_spec.LinearSpec, layer: nn.Linear) -> None:
    spec.weight, spec.bias = _array(layer.weight), _array(layer.bias)


def _norm(spec: common_spec.LayerNormSpec, layer: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = _array(layer.weight), _array(layer.bias)


def _fused(spec: common_spec.LinearSpec, layers: list[nn.Linear]) -> None:
    parts = []
    for layer in layers:
        part = common_spec.LinearSpec()
        _linear(part, layer)
        parts.append(part)
    fuse_linear(spec, parts)


class PackageConverter(Converter):
    """The trained weights in the layout of CTranslate2."""

    def __init__(self, model: Translator, pieces: list[str]) -> None:
        self._model, self._pieces = model, pieces

    def _load(self) -> transformer_spec.TransformerSpec:
        model = self._model.eval()
        spec = transformer_spec.TransformerSpec.from_config(
            (ENCODERS, DECODERS), HEADS, pre_norm=True, activation=common_spec.Activation.RELU
        )
        for side in (spec.encoder, spec.decoder):
            embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
            embeddings.weight = _array(model.embedding.weight)
            side.position_encodings.encodings = _array(model.places)
        specs = [*spec.encoder.layer, *spec.decoder.layer]
        for out, layer in zip(specs, [*model.encoder, *model.decoder], strict=True):
            own = layer.self_attention
            _norm(out.self_attention.layer_norm, layer.norm_self)
            _fused(out.self_attention.linear[0], [own.query, own.key, own.value])
            _linear(out.self_attention.linear[1], own.out)
            if isinstance(layer, DecoderLayer):
                cross = layer.cross_attention
                _norm(out.attention.layer_norm, layer.norm_cross)
                _linear(out.attention.linear[0], cross.query)
                _fused(out.attention.linear[1], [cross.key, cross.value])
                _linear(out.attention.linear[2], cross.out)
            _norm(out.ffn.layer_norm, layer.norm_inner)
            _linear(out.ffn.linear_0, layer.inner.first)
            _linear(out.ffn.linear_1, layer.inner.second)
        _norm(spec.encoder.layer_norm, model.norm_encoder)
        _norm(spec.decoder.layer_norm, model.norm_decoder)
        spec.decoder.projection.weight = _array(model.embedding.weight)
        spec.decoder.projection.bias = _array(model.bias)
        spec.register_source_vocabulary(self._pieces)
        spec.register_target_vocabulary(self._pieces)
        spec.config.decoder_start_token = "<s>"
        spec.config.add_source_bos = False
        spec.config.add_source_eos = False
        return spec


def write_package(model: Translator, folder: Path, language: str, archive: Path) -> None:
    """Convert ``model`` and zip it with its vocabulary into ``archive``, below ``en_<language>/``."""
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    pieces = [processor.id_to_piece(index) for index in range(processor.get_piece_size())]
    PackageConverter(model, pieces).convert(str(folder / "model"), quantization="int8", force=True)
    metadata = {
        "package_version": "0.1",
        "argos_version": "1.9",
        "from_code": "en",
        "from_name": "English",
        "to_code": language,
        "to_name": NAMES[language],
        "type": "translate",
    }
    top = f"en_{language}"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr(f"{top}/metadata.json", json.dumps(metadata, indent=2) + "\n")
        package.writestr(f"{top}/README.md", README.format(name=NAMES[language]))
        package.write(folder / "sentencepiece.model", f"{top}/sentencepiece.model")
        for path in sorted((folder / "model").iterdir()):
            package.write(path, f"{top}/model/{path.name}")


def main() -> None:
    """Train one pair and write its package beside this file."""
    parser = argparse.ArgumentParser(description="Train one of the small packages for the tests.")
    parser.add_argument("language", choices=sorted(NAMES))
    parser.add_argument("--steps", type=int, default=STEPS, help="batches to train on")
    parser.add_argument("--sentences", type=int, default=SENTENCES)
    parser.add_argument("--work", type=Path, default=None, help="folder for the corpus and the checkpoint")
    options = parser.parse_args()
    work: Path = options.work or HERE.parent.parent / "build" / f"en_{options.language}"
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    torch.set_num_threads(2)
    start = time.monotonic()
    pairs = write_corpus(work, options.language, options.sentences)
    vocabulary = work / "sentencepiece.model"
    processor = (
        sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
        if vocabulary.exists()
        else train_vocabulary(work)
    )
    source = processor.encode([pair[0] for pair in pairs])
    target = processor.encode([pair[1] for pair in pairs])
    keep = [index for index in range(len(pairs)) if max(len(source[index]), len(target[index])) < MAX_TOKENS]
    source, target = [source[index] for index in keep], [target[index] for index in keep]
    model = Translator(processor.get_piece_size())
    size = sum(parameter.numel() for parameter in model.parameters())
    mean = sum(map(len, target)) / len(target)
    print(f"{len(keep)} sentences, {mean:.1f} target tokens each, {size} parameters", flush=True)
    train(model, source, target, options.steps, work / "checkpoint.pt")
    write_package(model, work, options.language, HERE / f"en_{options.language}.argosmodel")
    print(f"{options.steps} steps, {time.monotonic() - start:.0f} seconds in all")


if __name__ == "__main__":
    main()
