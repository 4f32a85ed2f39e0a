"""``evaluate`` as people type it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import sacrebleu
from support import FakeEngine, snapshot

from workflow.cli.app import run_app

SENTENCES = ("Guests will see Kazan.", "They went home by train.")
RUSSIAN = ("Гости увидят Казань.", "Они уехали домой на поезде.")
CHINESE = ("客人们会看到喀山。", "他们坐火车回家了。")


@pytest.fixture(autouse=True)
def desk(folder: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small publication with a test set beside it; the user stands there."""
    monkeypatch.chdir(folder)
    for name, lines in (("en", SENTENCES), ("ru", RUSSIAN), ("zh", CHINESE)):
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


FILES = ("evaluate", "--source", "en.txt", "--reference", "{lang}.txt")


def test_a_table_and_the_signatures_below_it(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(desk)
    assert run_app([*FILES, "--lang", "ru,zh", "--target", "{lang}.txt"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    version = f"version:{sacrebleu.__version__}"
    assert lines == [
        "lang translation segments empty BLEU chrF chrF++ terms sentences/s CPU s",
        "ru ru.txt 2 0 100.0 100.0 100.0 100.0 % of 1 - -",
        "zh zh.txt 2 0 100.0 100.0 100.0 100.0 % of 1 - -",
        f"BLEU (ru): nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|{version}",
        f"BLEU (zh): nrefs:1|case:mixed|eff:no|tok:zh|smooth:exp|{version}",
        f"chrF: nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|{version}",
        f"chrF++: nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|{version}",
    ]
    assert snapshot(desk) == before


def test_the_route_and_the_engine_without_the_glossary(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app([*FILES, "--lang", "ru", "--plain"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[1].startswith("ru fake/en_ru-1 2 0 ")
    assert lines[2].startswith("ru fake/en_ru-1, no glossary 2 0 ")
    assert "0.0 % of 1" in lines[2]


def test_json_has_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app([*FILES, "--lang", "ru", "--limit", "1", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"results", "usage"}
    (result,) = said["results"]
    assert set(result) == {
        *("language", "how", "signature", "segments", "empty", "metrics", "terms", "rate", "verdicts"),
        *("ways", "seconds", "processor", "preparing", "speed"),
    }
    assert (result["language"], result["how"], result["signature"]) == ("ru", "route", "fake/en_ru-1")
    assert (result["segments"], result["terms"]) == (1, 1)
    hypothesis = ["<ru: Guests will see Kazan.>"]
    assert result["metrics"][1]["name"] == "chrF"
    assert result["metrics"][1]["score"] == sacrebleu.corpus_chrf(hypothesis, [RUSSIAN[:1]]).score
    assert result["speed"] == pytest.approx(1 / result["seconds"])


def test_markdown_is_a_table_for_a_page(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "a|b.ru.txt").write_text("\n".join(RUSSIAN), "utf-8")
    asked = ["--lang", "ru", "--target", "a|b.{lang}.txt", "--markdown"]
    assert run_app([*FILES, *asked]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "| Language | Translation | Segments | Left empty | BLEU | chrF | chrF++ | Terms there "
        "| Sentences a second |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| Russian (`ru`) | a\\|b.ru.txt | 2 | 0 | 100.0 | 100.0 | 100.0 | 100.0 % of 1 | - |",
    ]
    assert lines[3] == ""
    assert lines[4].startswith("BLEU: `nrefs:1|case:mixed|eff:no|tok:13a|")
    assert run_app(["evaluate", "--source", "en.txt", *asked]) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        "| Language | Translation | Segments | Left empty | Terms there | Sentences a second |"
    )


def test_empty_lines_of_a_translation_are_told(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "out.txt").write_text(f"{RUSSIAN[0]}\n\n", "utf-8")
    assert run_app([*FILES, "--lang", "ru", "--target", "out.txt"]) == 0
    assert capsys.readouterr().err == ("warning: ru: 1 of 2 segments left empty; they score as empty texts\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*FILES, "--lang", "kk"), "kk.txt: cannot be read (No such file"),
        ((*FILES, "--lang", "be"), "--lang: 'be' is not a language of this publication"),
        ((*FILES, "--lang", "ru", "--json", "--markdown"), "--json --markdown: do not go together"),
        ((*FILES, "--lang", "ru", "--target", "ru.txt", "--plain"), "--target --plain: do not go together"),
        ((*FILES, "--lang", "ru", "--target", "ru.txt", "--engine", "x"), "--target --engine: do not"),
        ((*FILES, "--lang", "ru", "--approved", "ru.txt"), "--approved: no route to ru reads"),
        ((*FILES, "--lang", "ru", "--engine", "argoss"), "no engine named 'argoss'"),
        (("evaluate", "--lang", "ru"), "Missing option '--source'"),
        (("evaluate", "--lang", "kk", "--source", "en.txt"), "nothing here can draft 'kk': no model for en"),
        (("evaluate", "--lang", "ru", "--source", "no.txt"), "no.txt: cannot be read (No such file"),
        (("evaluate", "--lang", "ru", "--source", "."), ".: cannot be read (Is a directory)"),
        ((*FILES, "--lang", "ru", "--limit", "0"), "Invalid value for '--limit'"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert message in said.err


def test_without_sacrebleu_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "sacrebleu.metrics.bleu", None)
    assert run_app([*FILES, "--lang", "ru", "--target", "ru.txt"]) == 2
    assert capsys.readouterr().err == (
        "error: --reference: comparing with references needs sacreBLEU, which is not installed. "
        "From a checkout: pip install '.[evaluate]'\n"
    )
    assert run_app(["evaluate", "--source", "en.txt", "--lang", "ru", "--target", "ru.txt"]) == 0
