"""Which engine drafts which language, and from what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polib
import pytest
from support import CONFIG, FakeEngine, snapshot

from workflow import pipeline
from workflow.cli.app import run_app
from workflow.engines.models import Measured
from workflow.errors import ConfigError, EngineError
from workflow.model import Capabilities, KeepingEngine, Translation, Usage
from workflow.pipeline import Publication, publication


class Neighbour:
    """An engine that knows the way from Russian to Kazakh, and has settings."""

    name = "neighbour"
    capabilities = Capabilities(terms=True, local=False)
    licence = "CC-BY-NC-4.0"

    def __init__(self, sign: str = "!") -> None:
        self.sign = sign
        self.asked: list[str] = []
        self.usage = Usage()

    @classmethod
    def configured(cls, options: Mapping[str, object], *, where: str, root: Path) -> Neighbour:
        unknown = set(options) - {"sign"}
        if unknown:
            raise ConfigError(f"unknown key {unknown.pop()!r}", where=where, hint=f"In {root.name}.")
        return cls(str(options.get("sign", "!")))

    def signature(self, source: str, target: str) -> str:
        return f"neighbour/{source}_{target}-3"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        assert (source, target) in (("ru", "kk"), ("en", "kk"))
        self.asked += sentences
        self.usage = Usage(self.usage.requests + 1, 120, 60, 0.01)
        if progress:
            progress(len(sentences))
        return [Translation(f"{text} {self.sign}") for text in sentences]


@pytest.fixture
def desk(folder: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication in which Kazakh has an engine of its own."""
    load = publication.load

    def found(group: str, name: str) -> Any:
        return Neighbour if name == "neighbour" else load(group, name)

    monkeypatch.setattr(publication, "load", found)
    monkeypatch.chdir(folder)
    return folder


def _settings(folder: Path, text: str) -> None:
    (folder / "workflow.toml").write_text(CONFIG + text, "utf-8")


def _draft(folder: Path, *languages: str) -> Mapping[str, str]:
    """Drafts by source text, of the last language."""
    opened = Publication.open(folder)
    prepared = pipeline.prepare(opened, folder / "seeds" / "kazan.txt")
    list(pipeline.translate(opened, prepared, languages))
    path = opened.config.catalogue(languages[-1], "kazan")
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path)) if not entry.obsolete}


def _approve(folder: Path, language: str, texts: Mapping[str, str]) -> None:
    path = Publication.open(folder).config.catalogue(language, "kazan")
    po = polib.pofile(str(path), wrapwidth=0)
    for entry in po:
        if entry.msgid in texts:
            entry.msgstr, entry.flags = texts[entry.msgid], []
    po.save()


QUOTE = '"They will see a new city."'


def test_a_language_may_have_an_engine_of_its_own_with_its_settings(desk: Path) -> None:
    _settings(desk, '[routes.kk]\nengine = "neighbour"\n[engines.neighbour]\nsign = "?"\n')
    drafts = _draft(desk, "ru", "kk")
    assert all(text.endswith("?") for text in drafts.values() if " " in text)
    text = Publication.open(desk).config.catalogue("kk", "kazan").read_text("utf-8")
    assert "# machine: neighbour/en_kk-3 glossary:" in text


def test_it_may_translate_what_people_have_approved_in_another_language(desk: Path) -> None:
    _settings(desk, '[routes.kk]\nengine = "neighbour"\nvia = "ru"\npivot = "reviewed"\n')
    sources = [text for text in _draft(desk, "ru") if "city" in text]
    assert sources
    _approve(desk, "ru", {sources[0]: "«Они увидят новый город»."})
    drafts = _draft(desk, "kk")
    assert drafts[sources[0]] == "«Они увидят новый город». !"
    assert [text for source, text in drafts.items() if " " in source and source != sources[0]].count("") > 1
    text = Publication.open(desk).config.catalogue("kk", "kazan").read_text("utf-8")
    assert "# machine: neighbour/ru_kk-3+reviewed/ru glossary:" in text


def test_or_what_a_machine_has_where_nobody_has_approved_anything(desk: Path) -> None:
    _settings(desk, '[routes.kk]\nengine = "neighbour"\nvia = "ru"\n')
    sources = [text for text in _draft(desk, "ru") if "city" in text]
    _approve(desk, "ru", {sources[0]: "«Они увидят новый город»."})
    drafts = _draft(desk, "kk")
    assert drafts[sources[0]] == "«Они увидят новый город». !"
    assert "" not in drafts.values()
    text = Publication.open(desk).config.catalogue("kk", "kazan").read_text("utf-8")
    assert "# machine: neighbour/ru_kk-3+fake/en_ru-1 glossary:" in text


def test_settings_of_an_engine_are_its_own_to_judge(desk: Path) -> None:
    _settings(desk, '[routes.kk]\nengine = "neighbour"\n[engines.neighbour]\nmodel = "x"\n')
    with pytest.raises(ConfigError, match=r"\[engines.neighbour\]: unknown key 'model'. In daily"):
        Publication.open(desk).engine_into("kk")
    _settings(desk, "[engines.argos]\nbeem = 2\n")
    with pytest.raises(ConfigError, match=r"\[engines.argos\]: unknown key 'beem'. Did you mean 'beam'"):
        publication.engine_of(Publication.open(desk).config, "argos", None)


def test_argos_takes_its_own_beam_or_that_of_all_and_the_folder_of_the_models(desk: Path) -> None:
    def made(text: str) -> Any:
        _settings(desk, text)
        return publication.engine_of(Publication.open(desk).config, "argos", desk / "models")

    assert made("").running.beam == 4
    assert made("[engine]\nbeam = 3\n").running.beam == 3
    assert made("[engine]\nbeam = 3\n[engines.argos]\nthreads = 1\n").running.beam == 3
    engine = made("[engine]\nbeam = 3\n[engines.argos]\nbeam = 2\nbatch_tokens = 512\n")
    assert (engine.running.beam, engine.running.batch_tokens) == (2, 512)
    assert engine.folder == desk / "models"


def test_a_command_says_which_of_two_beams_counts(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _settings(desk, "[engine]\nbeam = 3\n[engines.argos]\nbeam = 2\n")
    line = "warning: argos: beam is 2, as [engines.argos] has it, and not 3, as [engine] has it"
    assert run_app(["engines"]) == 0
    assert line in capsys.readouterr().err.splitlines()
    assert run_app(["engines", "--json"]) == 0
    known = {each["name"]: each for each in json.loads(capsys.readouterr().out)["engines"]}
    assert known["argos"]["notes"] == [line.removeprefix("warning: argos: ")]
    assert known["pseudo"]["settings"] == "longer=35"
    _settings(desk, "[engine]\nbeam = 3\n")
    assert run_app(["engines"]) == 0
    assert "beam" not in capsys.readouterr().err


def test_a_licence_that_forbids_commercial_use_is_said_once_when_a_language_is_first_drafted(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("workflow.pipeline.routes.names", lambda _: ("neighbour",))
    monkeypatch.setattr("workflow.pipeline.routes.load", lambda *_: Neighbour)
    _settings(desk, '[routes.kk]\nengine = "neighbour"\nvia = "ru"\n')
    run = ["translate", "kazan", "--lang", "kk", "--lang", "ru"]
    assert run_app(run) == 0
    said = (
        "drafts in kk come from a model whose licence, CC-BY-NC-4.0, forbids commercial use "
        "(neighbour/ru_kk-3); this is said once"
    )
    assert capsys.readouterr().err.count(said) == 1
    assert run_app([*run, "--refresh"]) == 0
    assert "licence" not in capsys.readouterr().err
    assert run_app(["engines"]) == 0
    line = "warning: neighbour: the licence of its model, CC-BY-NC-4.0, forbids commercial use"
    assert line in capsys.readouterr().err.splitlines()
    _settings(desk, "")
    assert run_app(["engines"]) == 0  # no language comes from it
    assert "licence" not in capsys.readouterr().err


def test_layouts_are_measured_and_nothing_is_changed(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measure(_: Any, source: str, target: str) -> Any:
        assert (source, target) == ("ru", "kk")
        yield Measured(4, 1, 100.0)
        yield Measured(2, 2, 109.0)
        yield Measured(1, 4, speeds[0])

    monkeypatch.setattr(Neighbour, "measure", measure, raising=False)
    _settings(desk, '[routes.kk]\nengine = "neighbour"\nvia = "ru"\n')
    before = snapshot(desk)
    for speed, best in ((50.0, "streams = 4, threads = 4"), (120.0, "streams = 1, threads = 4")):
        speeds = [speed]
        assert run_app(["engines", "--measure"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[:3] == ["neighbour, the model for kk:", "  4 x 1  100 tokens/s", "  2 x 2  109 tokens/s"]
        assert lines[4].startswith(f"Best are {best}: they go under [engines.neighbour] in workflow.toml")
    assert snapshot(desk) == before
    # Another engine that is not set up is no reason not to measure this one.
    _settings(
        desk,
        '[routes.ru]\nengine = "openai"\n[routes.zh]\nengine = "neighbor"\n'
        '[routes.kk]\nengine = "neighbour"\nvia = "ru"\npivot = "reviewed"\n',
    )
    assert run_app(["engines", "--measure"]) == 0
    assert capsys.readouterr().out.startswith("neighbour, the model for kk:")
    monkeypatch.setattr("workflow.pipeline.routes.load", lambda *_: Neighbour)
    _settings(desk, '[routes.kk]\nengine = "neighbour"\n[engines.neighbour]\nsing = 1\n')
    assert run_app(["engines", "--measure"]) == 2
    assert "[engines.neighbour]: unknown key 'sing'" in capsys.readouterr().err
    _settings(desk, "")
    assert run_app(["engines", "--measure"]) == 2
    assert "no engine here runs a model that could be measured" in capsys.readouterr().err


def test_a_command_says_which_drafts_what_and_what_is_lacking(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("workflow.pipeline.routes.names", lambda _: ("argos", "neighbour"))
    monkeypatch.setattr(
        "workflow.pipeline.routes.load", lambda _, name: Neighbour if name != "argos" else FakeEngine
    )
    assert run_app(["engines", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(each["language"], each["engine"], each["signature"]) for each in said["routes"]] == [
        ("ru", "argos", "fake/en_ru-1"),
        ("zh", "argos", "fake/en_zh-1"),
        ("kk", "argos", ""),
    ]
    assert said["routes"][2]["problem"] == "no model for en -> kk"
    assert [(each["name"], each["languages"], each["can"], each["licence"]) for each in said["engines"]] == [
        ("argos", ["ru", "zh", "kk"], [], ""),
        ("neighbour", [], ["takes terms", "sends text to a server"], "CC-BY-NC-4.0"),
    ]
    _settings(desk, '[routes.kk]\nengine = "neighbour"\nvia = "ru"\n')
    assert run_app(["engines"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "kk neighbour ru neighbour/ru_kk-3+fake/en_ru-1" in lines
    _settings(desk, '[routes.kk]\nengine = "neighbor"\n')
    assert run_app(["engines"]) == 0
    assert "kk: no engine named 'neighbor'." in capsys.readouterr().out


def test_the_status_says_which_languages_nothing_can_draft(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _draft(desk, "ru", "zh", "kk")
    assert run_app(["status"]) == 0
    said = capsys.readouterr().out
    assert said.endswith("More of what is lacking: workflow engines\n")
    lines = [" ".join(line.split()) for line in said.splitlines()]
    at = lines.index("lang engine from ready")
    assert lines[at + 1 : at + 4] == [
        "ru argos en fake/en_ru-1",
        "zh argos en fake/en_zh-1",
        "kk argos en no: Install one.",
    ]


def test_what_both_legs_of_a_way_lack_is_said(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _settings(desk, '[routes.ru]\nengine = "apertium"\nvia = "kk"\n[engines.apertium]\nprogram = "./none"\n')
    assert run_app(["engines", "--json"]) == 0
    ru = json.loads(capsys.readouterr().out)["routes"][0]
    assert ru["signature"] == ""
    assert ru["problem"] == "Apertium is not installed; no model for en -> kk"
    assert ru["remedies"][1] == "Install one."  # the hint, where an engine gives no shorter one
    assert ru["remedies"][0].startswith("apt install apertium ")
    _settings(desk, '[routes.ru]\nengine = "neighbour"\nvia = "kk"\npivot = "reviewed"\n')
    assert run_app(["engines", "--json"]) == 0
    ru = json.loads(capsys.readouterr().out)["routes"][0]
    assert (ru["signature"], ru["problem"], ru["remedies"]) == ("neighbour/kk_ru-3+reviewed/kk", "", [])


def test_what_no_command_mends_is_said_with_its_place(desk: Path) -> None:
    _settings(
        desk,
        '[routes.ru]\nengine = "openai"\n[routes.zh]\nengine = "ctranslate2"\n'
        '[routes.kk]\nengine = "neighbor"\n',
    )
    found = [each.remedies for each in pipeline.routes_of(Publication.open(desk), ("ru", "zh", "kk"))]
    assert found == [
        ("workflow.toml [engines.openai]: url is missing",),
        ("[engines.ctranslate2] model: no model is set",),
        ("no engine named 'neighbor'",),
    ]


def test_an_engine_whose_device_is_not_here_is_not_ready(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def settings(_: object) -> str:
        raise EngineError("there is no CUDA device 0 here", where="[engines.neighbour] device")

    monkeypatch.setattr(Neighbour, "settings", property(settings), raising=False)
    _settings(desk, '[routes.kk]\nengine = "neighbour"\n[engines.neighbour]\nsign = "?"\n')
    (kk,) = pipeline.routes_of(Publication.open(desk), ("kk",))
    assert kk.signature == ""
    assert kk.remedies == ("[engines.neighbour] device: there is no CUDA device 0 here",)


def test_the_status_tells_drafts_from_originals_that_stand_in(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _settings(desk, '[publish]\nmissing = "source"\n')
    drafts = _draft(desk, "zh", "ru")
    _approve(desk, "ru", drafts)
    assert run_app(["publish", "kazan", "--draft"]) == 0
    capsys.readouterr()
    assert run_app(["status"]) == 0
    said = capsys.readouterr().out
    states = ("ru", "published"), ("zh", "draft"), ("kk", "original stands in")
    for tag, state in states:
        assert f"/{tag}/kazan/index.html ({state})\n" in said
    assert "1 of 3 languages published, 1 as drafts, 1 by the original, " in said
    assert run_app(["status", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["page"] for row in rows] == ["published", "draft", "untranslated"]


def test_what_was_measured_of_an_engine_is_kept_in_the_cache(desk: Path) -> None:
    _settings(desk, '[routes.kk]\nengine = "neighbour"\nvia = "ru"\n')
    opened = Publication.open(desk)
    for engine in (opened.engine_named("neighbour"), opened.engine_into("kk")):
        assert isinstance(engine, KeepingEngine)
        assert engine.kept("en", "kk", "note") == ""
        assert engine.keep("en", "kk", "note", f"of {engine.signature('en', 'kk')}")
    again = Publication.open(desk)
    for engine in (again.engine_named("neighbour"), again.engine_into("kk")):
        assert isinstance(engine, KeepingEngine)
        assert engine.kept("en", "kk", "note") == f"of {engine.signature('en', 'kk')}"
        assert engine.kept("en", "kk", "other") == engine.kept("ru", "kk", "note") == ""
    assert len(list((desk / ".dragoman" / "calibration").iterdir())) == 2


def test_it_is_measured_once(desk: Path) -> None:
    _settings(desk, '[routes.kk]\nengine = "neighbour"\n')
    asked: list[int] = []
    for _ in range(2):
        opened = Publication.open(desk)
        pipeline.calibrate(opened.engine_into("kk"), "en", "kk")
        neighbour = opened.engine_named("neighbour")
        assert isinstance(neighbour, Neighbour)
        asked.append(len(neighbour.asked))
    assert asked[0] > 0
    assert asked[1] == 0


def test_what_an_engine_has_used_up_is_said(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _settings(desk, '[routes.kk]\nengine = "neighbour"\n')
    assert run_app(["translate", "kazan", "--lang", "ru"]) == 0
    assert "requests" not in capsys.readouterr().out
    assert run_app(["translate", "kazan", "--lang", "kk"]) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r"neighbour: \d+ requests, 120 tokens in, 60 out, cost 0.0100", said)
    assert run_app(["run", "kazan", "--lang", "kk"]) in (0, 1)
    assert "requests" not in capsys.readouterr().out  # nothing was left to ask


class Pairs(FakeEngine):
    """Knows some pairs of languages."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        super().__init__()
        self.pairs = pairs

    def signature(self, source: str, target: str) -> str:
        if (source, target) not in self.pairs:
            raise EngineError(f"no model for {source} -> {target}")
        return f"pairs/{source}_{target}"


def _through_russian(folder: Path) -> Publication:
    """A publication whose Kazakh comes from Russian, which is known from English only."""
    _settings(folder, '[routes.kk]\nengine = "near"\nvia = "ru"\n')
    opened = Publication.open(folder)
    opened.__dict__["engine"] = Pairs(("en", "ru"))
    opened._engines["near"] = Pairs(("ru", "kk"))
    return opened


def test_an_article_in_another_language_refuses_none_but_itself(folder: Path) -> None:
    """Its way begins with a pair that there is no model for."""
    text = "---\nlang: be\n---\n# Размовы\n\nЯны сустрэліся.\n"
    (folder / "seeds" / "other.md").write_text(text, encoding="utf-8")
    opened = _through_russian(folder)
    done = list(pipeline.translate_all(opened, sorted((folder / "seeds").iterdir()), ["kk"]))
    assert [(each.path.stem, each.refused is None) for each in done] == [("kazan", True), ("other", False)]


def test_what_is_approved_of_a_sentence_that_is_back_counts_at_once(folder: Path) -> None:
    """Its Russian catalogue still has it among what is obsolete when the Kazakh drafts are begun."""
    seed, part = folder / "seeds" / "kazan.txt", "Talks\n\nThey met."
    whole = f"{part} They will see a new city.\n"
    for number, text in enumerate((whole, f"{part}\n", whole)):
        seed.write_text(text, encoding="utf-8")
        tags = ("ru",) if number < 2 else ("ru", "kk")
        list(pipeline.translate_all(_through_russian(folder), [seed], tags))
        if not number:
            _approve(folder, "ru", {"They will see a new city.": "Они увидят новый город."})
    po = polib.pofile(str(Publication.open(folder).config.catalogue("kk", "kazan")))
    assert {entry.msgid: entry.msgstr for entry in po}["They will see a new city."] == (
        "<kk: Они увидят новый город.>"
    )
