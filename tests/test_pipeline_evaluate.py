"""How good the route of a language is: the figures, and what cannot be measured."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import sacrebleu
from support import CONFIG, FakeEngine, need

from workflow.engines.archive import install_archive
from workflow.errors import ConfigError, EngineError, WorkflowError
from workflow.exchange.tmx import write_tmx
from workflow.model import MemoryUnit, TermRequest, Translation
from workflow.pipeline import Evaluated, Publication, evaluate, publication

SENTENCES = (
    "The SCO Summit will be held in Kazan.",
    "They will see a new city.",
    "Kazan",
    "The guests went home by train.",
)
RUSSIAN = (
    "Саммит ШОС пройдёт в Казани.",
    "Они увидят новый город.",
    "Казань",
    "Гости уехали домой на поезде.",
)
OTHERS = ("В Казани пройдёт саммит ШОС.", "Они увидят там новый город.", "Казань", "Гости едут домой.")
CHINESE = (
    "上合组织峰会将在喀山举行。",
    "他们将看到一座新城市。",
    "喀山",
    "客人们坐火车回家了。",
)

MODELS = Path(__file__).parent / "models"


class Pupil:
    """Knows its sentences by heart; a term that it is not told it writes as in English."""

    name = "pupil"

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.asked: list[list[str]] = []

    @classmethod
    def configured(cls, options: Mapping[str, object], *, where: str, root: Path) -> Pupil:
        return cls({})

    def signature(self, source: str, target: str) -> str:
        return f"pupil/{source}_{target}-1"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        return self.translate_with_terms([TermRequest(each) for each in sentences], source, target)

    def translate_with_terms(
        self,
        requests: Sequence[TermRequest],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        self.asked.append([each.text for each in requests])
        done = []
        for each in requests:
            text = self.known.get(each.text, each.text)
            if not each.terms:
                text = text.replace("Казани", "Kazan").replace("ШОС", "SCO")
            done.append(Translation(text))
        if progress:
            progress(len(requests))
        return done


@pytest.fixture
def desk(folder: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small publication with a test set beside it; the user stands there."""
    monkeypatch.chdir(folder)
    for name, lines in (("en", SENTENCES), ("ru", RUSSIAN), ("other", OTHERS), ("zh", CHINESE)):
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def _teach(monkeypatch: pytest.MonkeyPatch, pairs: Mapping[str, str]) -> Pupil:
    pupil = Pupil(pairs)
    monkeypatch.setattr(Publication, "engine", pupil)
    return pupil


def _measure(language: str = "ru", source: str = "en.txt", **how: Any) -> Evaluated:
    (found,) = evaluate(Publication.open(Path()), [language], source, **how)
    return found


def _scores(found: Evaluated) -> dict[str, float]:
    return {metric.name: metric.score for metric in found.metrics}


@pytest.mark.usefixtures("desk")
def test_what_is_the_reference_itself_has_every_point() -> None:
    for language in ("ru", "zh"):
        found = _measure(language, references=[f"{language}.txt"], target=f"{language}.txt")
        assert _scores(found) == pytest.approx({"BLEU": 100, "chrF": 100, "chrF++": 100})
        assert (found.how, found.signature) == ("target", f"{language}.txt")
        assert (found.segments, found.empty, found.seconds, found.speed) == (4, 0, None, None)
        assert (found.terms, found.rate, found.verdicts) == (3, 1.0, {"found": 3})


@pytest.mark.usefixtures("desk")
def test_the_figures_are_those_of_sacrebleu() -> None:
    found = _measure(references=["ru.txt"], target="other.txt")
    assert _scores(found) == {
        "BLEU": sacrebleu.corpus_bleu(OTHERS, [RUSSIAN]).score,
        "chrF": sacrebleu.corpus_chrf(OTHERS, [RUSSIAN]).score,
        "chrF++": sacrebleu.corpus_chrf(OTHERS, [RUSSIAN], word_order=2).score,
    }
    assert 0 < _scores(found)["BLEU"] < _scores(found)["chrF"] < 100
    version = sacrebleu.__version__
    assert [metric.signature for metric in found.metrics] == [
        f"nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:{version}",
        f"nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:{version}",
        f"nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:{version}",
    ]


def test_chinese_is_parted_into_characters(desk: Path) -> None:
    texts = [*CHINESE[:3], "客人们乘火车回家了。"]
    (desk / "out.txt").write_text("\n".join(texts), "utf-8")
    found = _measure("zh", references=["zh.txt"], target="out.txt")
    assert _scores(found)["BLEU"] == sacrebleu.corpus_bleu(texts, [CHINESE], tokenize="zh").score > 50
    assert _scores(found)["BLEU"] != sacrebleu.corpus_bleu(texts, [CHINESE]).score
    assert "|tok:zh|" in found.metrics[0].signature


def test_one_text_may_have_several_references_and_one_of_them_gaps(desk: Path) -> None:
    both = _measure(references=["ru.txt", "other.txt"], target="other.txt")
    assert _scores(both)["BLEU"] == pytest.approx(100)
    assert both.metrics[0].signature.startswith("nrefs:2|")
    gaps = [*OTHERS[:3], ""]
    (desk / "gaps.txt").write_text("\n".join(gaps) + "\n", "utf-8")
    found = _measure(references=["ru.txt", "gaps.txt"], target="other.txt")
    wanted = sacrebleu.corpus_bleu(OTHERS, [RUSSIAN, [*OTHERS[:3], None]]).score
    assert _scores(found)["BLEU"] == wanted < 100
    assert found.metrics[0].signature.startswith("nrefs:var|")


@pytest.mark.usefixtures("desk")
def test_a_route_is_measured_as_it_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    pupil = _teach(monkeypatch, dict(zip(SENTENCES, RUSSIAN, strict=True)))
    steps: list[tuple[str, int, int]] = []
    found = _measure(references=["ru.txt"], progress=lambda *step: steps.append(step))
    assert (found.how, found.signature, found.segments, found.empty) == ("route", "pupil/en_ru-1", 4, 0)
    assert _scores(found)["BLEU"] == pytest.approx(100)
    assert (found.rate, found.terms) == (1.0, 3)
    assert found.ways == {"plain": 2}  # "Kazan" alone is not asked for: the glossary has it
    assert pupil.asked == [[each for each in SENTENCES if each != "Kazan"]]
    assert steps == [("ru", 3, 4)]
    assert found.seconds is not None
    assert found.speed == 4 / found.seconds
    assert found.processor is not None
    assert found.processor >= 0


@pytest.mark.usefixtures("desk")
def test_what_enforcement_gains_is_seen_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pupil = _teach(monkeypatch, dict(zip(SENTENCES, RUSSIAN, strict=True)))
    opened = Publication.open(Path())
    route, plain = evaluate(opened, ["ru"], "en.txt", references=["ru.txt"], plain=True)
    assert (route.how, plain.how) == ("route", "plain")
    assert (route.rate, plain.rate, plain.terms) == (1.0, 1 / 3, 3)
    assert _scores(plain)["chrF"] < _scores(route)["chrF"]
    assert plain.ways == {}
    assert pupil.asked[-1] == list(SENTENCES)


def test_the_memory_is_not_asked(desk: Path, engine: FakeEngine) -> None:
    po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    po += f'msgid "{SENTENCES[1]}"\nmsgstr "{RUSSIAN[1]}"\n'
    path = desk / "locales" / "ru" / "LC_MESSAGES" / "old.po"
    path.parent.mkdir(parents=True)
    path.write_text(po, "utf-8")
    found = _measure(references=["ru.txt"])
    assert any(SENTENCES[1] in asked for asked in engine.asked)
    assert _scores(found)["BLEU"] < 50


@pytest.mark.usefixtures("desk")
def test_what_the_route_left_empty_is_counted_and_scores_as_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*RUSSIAN[:3], ""]
    _teach(monkeypatch, dict(zip(SENTENCES, texts, strict=True)))
    found = _measure(references=["ru.txt"])
    assert (found.segments, found.empty) == (4, 1)
    assert _scores(found)["BLEU"] == sacrebleu.corpus_bleu(texts, [RUSSIAN]).score < 90


@pytest.mark.usefixtures("desk")
def test_the_first_segments_may_do() -> None:
    found = _measure(references=["ru.txt"], target="other.txt", limit=2)
    assert found.segments == 2
    assert _scores(found)["BLEU"] == sacrebleu.corpus_bleu(OTHERS[:2], [RUSSIAN[:2]]).score
    assert _measure(references=["ru.txt"], target="other.txt", limit=9).segments == 4


@pytest.mark.usefixtures("desk")
def test_without_references_terms_are_scored_and_sacrebleu_is_not_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sacrebleu.metrics.bleu", None)
    found = _measure(target="other.txt")
    assert (found.metrics, found.rate, found.terms) == ((), 1.0, 3)
    with pytest.raises(ConfigError, match=r"needs sacreBLEU.*pip install '\.\[evaluate\]'"):
        _measure(references=["ru.txt"], target="other.txt")


def test_another_glossary_may_be_named(desk: Path) -> None:
    (desk / "mine.csv").write_text("id,kind,en,ru\ncity,phrase,new city,новый град\n", "utf-8")
    found = _measure(target="ru.txt", terms=Path("mine.csv"))
    assert (found.rate, found.terms) == (0.0, 1)
    with pytest.raises(WorkflowError, match=r"mine.csv: no term has a rendering in zh, and there is no ref"):
        _measure("zh", target="zh.txt", terms=Path("mine.csv"))
    assert _measure("zh", target="zh.txt", terms=Path("mine.csv"), references=["zh.txt"]).rate is None


def test_an_engine_may_be_asked_instead_of_the_route(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load = publication.load
    monkeypatch.setattr(
        publication, "load", lambda group, name: Pupil if name == "pupil" else load(group, name)
    )
    assert _measure(references=["ru.txt"]).signature == "fake/en_ru-1"
    assert _measure(references=["ru.txt"], engine="pupil").signature == "pupil/en_ru-1"
    with pytest.raises(WorkflowError, match="no engine named 'pupils'"):
        _measure(references=["ru.txt"], engine="pupils")


def test_a_route_that_reads_approved_text_is_given_some(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "workflow.toml").write_text(CONFIG + '[routes.kk]\nvia = "ru"\npivot = "reviewed"\n', "utf-8")
    kazakh = ("ШЫҰ саммиті Қазанда өтеді.", "Олар жаңа қаланы көреді.", "Қазан", "Қонақтар үйге кетті.")
    (desk / "kk.txt").write_text("\n".join(kazakh), "utf-8")
    _teach(monkeypatch, dict(zip(RUSSIAN, kazakh, strict=True)))
    with pytest.raises(EngineError, match=r"reads only what people have approved in 'ru'. Name a file"):
        _measure("kk", references=["kk.txt"])
    found = _measure("kk", references=["kk.txt"], approved="{lang}.txt")
    assert found.signature == "pupil/ru_kk-1+reviewed/ru"
    assert _scores(found)["BLEU"] == pytest.approx(100)
    with pytest.raises(ConfigError, match="--approved: no route to zh reads what is approved"):
        _measure("zh", references=["zh.txt"], approved="ru.txt")


def test_several_languages_at_once_have_files_by_a_pattern(desk: Path) -> None:
    opened = Publication.open(desk)
    found = list(evaluate(opened, ["ru", "zh"], "en.txt", references=["{lang}.txt"], target="{lang}.txt"))
    assert [(each.language, each.signature) for each in found] == [("ru", "ru.txt"), ("zh", "zh.txt")]
    with pytest.raises(ConfigError, match=r"--reference: 'ru.txt' is one file for 2 languages"):
        list(evaluate(opened, ["ru", "zh"], "en.txt", references=["ru.txt"], target="{lang}.txt"))
    with pytest.raises(ConfigError, match=r"--target: 'ru.txt' is one file for 2 languages"):
        list(evaluate(opened, ["ru", "zh"], "en.txt", references=["{lang}.txt"], target="ru.txt"))


def test_nothing_is_translated_before_all_is_known_to_be_there(desk: Path, engine: FakeEngine) -> None:
    (desk / "two.ru.txt").write_text("\n".join(RUSSIAN), "utf-8")
    with pytest.raises(EngineError, match=r"nothing here can draft 'kk': no model for en -> kk. Install one"):
        list(evaluate(Publication.open(desk), ["ru", "kk"], "en.txt"))
    with pytest.raises(WorkflowError, match=r"two.zh.txt: cannot be read"):
        list(evaluate(Publication.open(desk), ["ru", "zh"], "en.txt", references=["two.{lang}.txt"]))
    assert engine.asked == []


def test_json_lines_and_tmx_are_read_too(desk: Path) -> None:
    rows = [{"en": en, "ru": ru} for en, ru in zip(SENTENCES, RUSSIAN, strict=True)]
    (desk / "set.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n", "utf-8")
    units = [MemoryUnit(en, ru, "x") for en, ru in zip(SENTENCES, RUSSIAN, strict=True)]
    (desk / "set.tmx").write_bytes(write_tmx(units, "en", "ru", tool_version="1"))
    for name in ("set.jsonl", "set.tmx"):
        found = _measure(source=name, references=[name], target="other.txt")
        assert _scores(found)["BLEU"] == sacrebleu.corpus_bleu(OTHERS, [RUSSIAN]).score


def test_hostile_texts_are_scored(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = ["\ud800 Kazan\u2028x", "a\nb\r\nc", "\x00\x1b[31m", "|" * 500, "𝔘\u202e~"]
    rows = [{"en": each, "ru": each} for each in odd]
    (desk / "set.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    pupil = _teach(monkeypatch, {})
    for language, key in (("ru", "ru"), ("zh", "zh")):
        rows = [{"en": each, key: each} for each in odd]
        (desk / "set.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
        found = _measure(language, source="set.jsonl", references=["set.jsonl"])
        assert _scores(found)["chrF"] > 90
    assert all("\n" not in text for texts in pupil.asked for text in texts)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("ru.txt", b"a\nb\n\nd\n", "ru.txt:3: an empty line. Delete it"),
        ("ru.txt", b"a\nb\n \xc2\xa0\nd\n", "ru.txt:3: an empty line"),
        ("ru.txt", b"a\nb\nc\n", "ru.txt: 3 segments, and the source has 4. The same segments"),
        ("ru.txt", b"a\nb\n\xff\nd\n", "ru.txt:3: not UTF-8 (byte 0xff). Save the file as UTF-8"),
        ("ru.txt", b"a\0b", "ru.txt: holds zero bytes"),
        ("ru.txt", b"", "ru.txt: no segments in it"),
        ("other.txt", b"a\n", "other.txt: 1 segment, and the source has 4"),
        ("other.txt", b"\xff\n", "other.txt:1: not UTF-8"),
        ("en.txt", b"a\n\nc\nd\n", "en.txt:2: an empty line"),
        ("en.txt", b"", "en.txt: no segments in it"),
        ("en.txt", b"a\nb\nc\nd\ne\n", "ru.txt: 4 segments, and the source has 5"),
    ],
)
def test_what_cannot_be_scored_is_said_in_one_line(
    desk: Path, name: str, content: bytes, message: str
) -> None:
    (desk / name).write_bytes(content)
    with pytest.raises(WorkflowError) as caught:
        _measure(references=["ru.txt"], target="other.txt")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.jsonl", b"{", "x.jsonl:1: no JSON on this line"),
        ("x.jsonl", b"[1]", "x.jsonl:1: no text under 'en'"),
        ("x.jsonl", b'\n{"en": 1}', "x.jsonl:2: no text under 'en'"),
        ("x.jsonl", b'{"en": " "}', "x.jsonl:1: an empty line"),
        ("x.tmx", b"<tmx", "x.tmx"),
        ("x.tmx", b"<tmx version='1.4'><header srclang='en'/><body/></tmx>", "x.tmx: no segments in it"),
    ],
)
def test_files_of_rows_that_cannot_be_scored(desk: Path, name: str, content: bytes, message: str) -> None:
    (desk / name).write_bytes(content)
    with pytest.raises(WorkflowError) as caught:
        _measure(source=name, references=["ru.txt"])
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_processor_time_of_a_program_that_still_runs_is_counted(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("/proc", list(Path("/proc/self/task").glob("*/children")))
    (desk / "mine.csv").write_text("id,kind,en,ru\nx,phrase,nowhere,нигде\n", "utf-8")
    code = "sum(range(20_000_000))\nprint('done', flush=True)\ninput()"
    started: list[subprocess.Popen[bytes]] = []

    class Starter(FakeEngine):
        def translate(self, *asked: Any, **how: Any) -> list[Translation]:
            process = subprocess.Popen(
                [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            started.append(process)
            assert process.stdout is not None
            assert process.stdout.readline()
            return super().translate(*asked, **how)

    monkeypatch.setattr(Publication, "engine", Starter())
    try:
        found = _measure(terms=Path("mine.csv"))
    finally:
        for process in started:
            process.communicate(b"\n", timeout=30)
    assert found.processor is not None
    assert found.processor > 0.1


def test_a_real_model_gains_by_enforcement(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    install_archive(MODELS / "en_ru.argosmodel", folder / "models")
    (folder / "workflow.toml").write_text(CONFIG + '[models]\nfolder = "models"\n', "utf-8")
    (folder / "mine.csv").write_text("id,kind,gender,en,ru\nchongqing,place,m,Chongqing,Чунцин\n", "utf-8")
    (folder / "en.txt").write_text("The delegation visited Chongqing.\nThe meeting was held in Chongqing.\n")
    (folder / "ru.txt").write_text("Делегация посетила Чунцин.\nВстреча состоялась в Чунцине.\n", "utf-8")
    route, plain = evaluate(
        *(Publication.open(folder), ["ru"], "en.txt"),
        references=["ru.txt"],
        terms=Path("mine.csv"),
        plain=True,
    )
    assert route.signature == plain.signature == "argos/en_ru-0.1"
    assert (route.rate, plain.rate) == (1.0, 0.0)
    assert _scores(route)["chrF"] > _scores(plain)["chrF"] + 10
    assert set(route.ways) <= {"surrogate", "span", "insertion"}
    assert route.preparing is not None
    assert route.processor is not None
    assert route.processor > 0
