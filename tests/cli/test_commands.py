"""The commands as people type them, on a publication made by ``init`` and on a small one."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from support import ROOT, FakeEngine, snapshot

from workflow import __version__, pipeline
from workflow.cli.app import run_app
from workflow.config import load_config
from workflow.engines import archive
from workflow.engines.packages import NOTES, Installed
from workflow.model import Translation
from workflow.translate import calibrate
from workflow.translate.surrogates import load_surrogates

RU = "locales/ru/LC_MESSAGES/kazan.po"


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small publication, as the folder that the user stands in."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder.parent / "models"))
    return folder


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["--version"]) == 0
    assert capsys.readouterr().out == f"workflow {__version__} (Dragoman)\n"


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_names_every_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(arguments) == 0
    text = capsys.readouterr().out
    for command in (
        "init",
        "extract",
        "translate",
        "check",
        "publish",
        "run",
        "status",
        "engines",
        "models",
        "glossary",
    ):
        assert f"\n  {command} " in text
    assert "..." not in text.split("Commands:")[1]  # no help that was cut off


def test_a_new_publication_works_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], engine: FakeEngine
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_app(["init", "news"]) == 0
    root = tmp_path / "news"
    assert {path.name for path in root.iterdir()} == {
        "workflow.toml", "seeds", "glossary", "locales", "output", ".github", ".gitignore",
    }  # fmt: skip
    assert len(load_config(root).languages) == 10
    (root / "seeds" / "first.md").write_text("# SCO grows\n\nThe SCO has a new member.\n", "utf-8")
    capsys.readouterr()
    assert run_app(["-C", "news", "run", "first", "--draft", "--lang", "ru,zh"]) == 0
    out = capsys.readouterr().out
    assert "0 of 2 languages published, 2 as drafts, 0 error findings" in out
    assert (root / "output" / "ru" / "first" / "index.html").is_file()
    before = snapshot(root)
    assert run_app(["init", "news"]) == 2
    assert snapshot(root) == before


def test_every_setting_of_the_template_is_known_and_every_known_one_is_in_it(tmp_path: Path) -> None:
    """The commented-out lines are documentation: they must be true."""
    assert run_app(["-q", "init", str(tmp_path / "news")]) == 0
    path = tmp_path / "news" / "workflow.toml"
    lines = path.read_text("utf-8").splitlines()
    bare = [
        line.removeprefix("# ") if line.startswith("# ") and ("=" in line or "[" in line) else line
        for line in lines[1:]
    ]
    path.write_text("\n".join(bare), "utf-8")
    config = load_config(tmp_path / "news")
    default = type(config)(root=config.root)
    for key in ("title", "source", "unit", "engine", "beam", "mirror", "completeness"):
        assert getattr(config, key) == getattr(default, key), key
    assert config.base_url
    assert config.dates


def test_init_leaves_files_alone(tmp_path: Path) -> None:
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "terms.csv").write_text("mine", "utf-8")
    assert run_app(["-q", "init", str(tmp_path)]) == 0
    assert (tmp_path / "glossary" / "terms.csv").read_text("utf-8") == "mine"


def test_run_ends_with_a_table(here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["run", "seeds/kazan.txt"]) == 0
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    start = lines.index("kazan")
    assert lines[start + 1].split() == [
        "lang", "language", "segments", "reviewed", "machine", "stale", "empty", "errors", "warnings", "page",
    ]  # fmt: skip
    assert lines[start + 2].split()[:6] == ["ru", "Russian", "5", "0", "5", "0"]
    assert lines[start + 4].split()[:7] == ["kk", "Kazakh", "5", "0", "1", "0", "4"]
    assert "0 of 3 languages published, 0 as drafts, 0 error findings" in captured.out
    assert "warning: kk: no model for en -> kk" in captured.err


def test_a_language_by_name_without_a_model_is_an_error(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(["translate", "kazan", "--lang", "kk", "--lang", "ru"]) == 2
    captured = capsys.readouterr()
    assert captured.err == "error: no model for en -> kk. Install one.\n"
    assert (here / RU).is_file()  # what could be done was done
    assert run_app(["translate", "kazan"]) == 0  # without a name it is a warning
    assert "warning: kk: no model" in capsys.readouterr().err


def test_check_prints_findings_and_exits_one(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    run_app(["-q", "translate", "kazan", "--lang", "ru"])
    path = here / RU
    text = path.read_text("utf-8").replace("#, fuzzy\n", "").replace("4,500", "4,600", 2)
    text = text.replace('msgid "\\"We expect 4,600', 'msgid "\\"We expect 4,500')
    path.write_text(text, "utf-8")
    capsys.readouterr()
    for arguments in (["check"], ["check", "kazan"], ["check", RU], ["check", "--lang", "ru"]):
        assert run_app(arguments) == 1
        lines = capsys.readouterr().out.splitlines()
        number = next(line for line in lines if "[numbers]" in line)
        place, _, rest = number.partition(": ")
        name, _, line = place.rpartition(":")
        assert name == RU
        assert "We expect 4,500" in path.read_text("utf-8").splitlines()[int(line) - 1]
        assert rest.startswith("error [numbers] found 4600; expected 4500; ")
        assert any("error [glossary] SCO Summit is missing; expected саммит ШОС" in line for line in lines)
    assert run_app(["check", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {"path", "line", "severity", "check", "message", "expected", "hint"} <= set(found[0])
    assert run_app(["-q", "check"]) == 1
    assert all(" error [" in line for line in capsys.readouterr().out.splitlines())


def test_check_of_nothing_is_fine(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["check"]) == 0
    assert capsys.readouterr().out == "0 errors, 0 warnings, 0 notes in 0 catalogues\n"


def test_publish_says_what_is_missing(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    run_app(["-q", "translate", "kazan"])
    capsys.readouterr()
    assert run_app(["publish", "--lang", "ru"]) == 1
    line = (
        f"kazan not published in ru: 0 of 5 segments reviewed, 100 % asked for: 5 wait for review; see {RU}\n"
    )
    assert capsys.readouterr().err == f"warning: {line}"
    assert run_app(["publish", "--lang", "ru", "--draft"]) == 0
    assert capsys.readouterr().out == "output/ru/kazan/index.html: draft\n"


@pytest.mark.parametrize("command", ["translate kazan", "check", "publish", "status"])
@pytest.mark.parametrize("lang", ["", ","])
def test_an_empty_language_is_not_all_of_them(
    here: Path, command: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app([*command.split(), "--lang", lang]) == 2
    assert "--lang: no language given" in capsys.readouterr().err


def test_one_broken_catalogue_stops_its_own_language_only(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    run_app(["-q", "translate", "kazan"])
    (here / RU).write_text('msgid "x"\nmsgstr "y\n', "utf-8")
    (here / "seeds" / "more.txt").write_text("More\n\nMuch more.\n", "utf-8")
    capsys.readouterr()
    assert run_app(["run", "kazan", "--draft"]) == 2
    captured = capsys.readouterr()
    assert captured.err.splitlines()[-1].startswith(f"error: {RU}:2: broken PO")
    assert "output/zh/kazan/index.html: draft" in captured.out
    assert run_app(["publish", "--draft"]) == 2
    assert "output/zh/kazan/index.html: draft" in capsys.readouterr().out


def test_a_bad_file_in_seeds_stops_nobody_else(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "seeds" / "bad name.txt").write_text("x", "utf-8")
    (here / "seeds" / "folder.md").mkdir()
    for command in ("extract kazan", "translate kazan", "publish", "status"):
        assert run_app(command.split()) == 0, command
    assert "'bad name' cannot name an article" in capsys.readouterr().err


def test_a_catalogue_is_found_from_elsewhere(
    here: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_app(["-q", "translate", "kazan"])
    monkeypatch.chdir(here.parent)
    assert run_app(["-C", here.name, "check", RU]) == 0
    assert run_app(["-C", here.name, "check", f"{here.name}/{RU}"]) == 0


def test_run_of_a_language_that_is_not_ready_exits_one(here: Path, engine: FakeEngine) -> None:
    assert run_app(["-q", "run", "kazan", "--lang", "kk"]) == 1
    assert run_app(["-q", "run", "kazan"]) == 0


def test_status_in_json(here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]) -> None:
    run_app(["-q", "run", "kazan", "--draft"])
    capsys.readouterr()
    assert run_app(["status", "--json"]) == 0
    rows = {row["language"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["ru"]["page"] == "draft"
    assert rows["ru"]["path"] == "output/ru/kazan/index.html"
    assert rows["kk"] | {"warnings": 0} == {
        "article": "kazan", "language": "kk", "segments": 5, "reviewed": 0, "machine": 1, "stale": 0,
        "empty": 4, "errors": 0, "warnings": 0, "page": "", "path": "", "unchanged": 0, "changes": [],
        "corrections": 0,
    }  # fmt: skip


def test_commands_work_from_a_folder_below(
    here: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(here / "seeds")
    assert run_app(["extract", "kazan.txt"]) == 0
    assert capsys.readouterr().out == "../locales/kazan.pot: 5 segments, 7 mentions of glossary terms\n"


def test_an_internal_error_is_one_line_unless_asked(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault\nof ours")

    monkeypatch.setattr("workflow.pipeline.status", broken)
    assert run_app(["status"]) == 2
    assert capsys.readouterr().err == (
        "error: internal error (RuntimeError: a fault of ours). With -v it says where; please report\n"
    )
    with pytest.raises(RuntimeError):
        run_app(["-v", "status"])


def test_hostile_text_cannot_move_the_cursor(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = list(csv.reader((here / "glossary" / "terms.csv").read_text("utf-8").splitlines()))
    rows[1][4] = "саммит\u202eШОС\u009b2J"
    with (here / "glossary" / "terms.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    run_app(["run", "kazan", "--lang", "ru"])
    out = capsys.readouterr().out
    assert "\u202e" not in out
    assert "\u009b" not in out


# ------------------------------------------------------------------------------------- how terms get in


class Knowing(FakeEngine):
    """Knows the sentences that it was given, and answers others as its like does."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__()
        self.known = known

    def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
        plain = super().translate(sentences, source, target, progress=progress)
        return [
            Translation(self.known.get(sentence, each.text))
            for sentence, each in zip(sentences, plain, strict=True)
        ]


SENTENCE = "We live in Kazan."
CITY = {SENTENCE: "Мы живём в Газаине.", "We live in Vienna.": "Мы живём в Вене."}


@pytest.fixture
def knows_vienna(monkeypatch: pytest.MonkeyPatch) -> Knowing:
    """An engine beside a list of surrogates that has Vienna and nothing else."""
    vienna = tuple(each for each in load_surrogates("en", "ru") if each.id == "vienna")
    monkeypatch.setattr(calibrate, "load_surrogates", lambda source, target: vienna)
    monkeypatch.setattr(calibrate, "load_carriers", lambda source: ())
    engine = Knowing(CITY)
    monkeypatch.setattr(pipeline.Publication, "engine", engine)
    return engine


def test_explain_shows_every_step_and_writes_nothing(
    here: Path, knows_vienna: Knowing, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(here)
    assert run_app(["translate", "--explain", f"  {SENTENCE} ", "--lang", "ru"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.splitlines()[1:] == [
        "  term  Kazan (place) = Казань",
        "     1  plain",
        "        Мы живём в Газаине.",
        "     2  surrogates: We live in Vienna.",
        "        Мы живём в Вене.",
        "     3  accepted",
        "        Мы живём в Казани.",
        "  text  Мы живём в Казани.",
        "  how   Kazan: surrogate",
    ]
    assert captured.out.startswith("ru: ")
    assert snapshot(here) == before


@pytest.mark.parametrize(
    ("sentence", "lines"),
    [
        ("Kazan", ["  term  Kazan (place) = Казань", "  text  Казань", "  how   Kazan: glossary"]),
        ("New Kazan grows", [
            "  term  Kazan (place) = Казань, in a longer name: left alone",
            "  text  <ru: New Kazan grows>",
            "  how   no terms",
        ]),
        ("It grows", ["  text  <ru: It grows>", "  how   no terms"]),
        ("SCO Summit in Kazan", [
            "  term  SCO Summit (event) = саммит ШОС",
            "  how   SCO Summit: failed; Kazan: failed",
        ]),
    ],
)  # fmt: skip
def test_explain_tells_what_became_of_each_term(
    here: Path, knows_vienna: Knowing, capsys: pytest.CaptureFixture[str], sentence: str, lines: list[str]
) -> None:
    assert run_app(["translate", "--lang", "ru", "--explain", sentence]) == 0
    out = capsys.readouterr().out.splitlines()
    assert [line for line in out if line in lines] == lines


def test_explain_in_a_language_without_a_model_is_an_error(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(["translate", "--explain", SENTENCE, "--lang", "kk"]) == 2
    assert capsys.readouterr().err == "error: no model for en -> kk. Install one.\n"


def test_explain_of_nothing_says_so(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(["translate", "--explain", "", "--lang", "ru"]) == 2
    assert "no article named" not in capsys.readouterr().err


def test_translate_counts_how_the_terms_got_in(
    here: Path, knows_vienna: Knowing, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "seeds" / "city.txt").write_text(
        f"Kazan\n\n{SENTENCE}\n\nKazan grew.\n\nRashid Alimov and Kazan saw it.\n", "utf-8"
    )
    knows_vienna.known |= {
        "Kazan grew.": "Казань выросла.",
        "Rashid Alimov and Kazan saw it.": "Рашид Олимов и Казань видели это.",
    }
    assert run_app(["translate", "city", "--lang", "ru"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "locales/ru/LC_MESSAGES/city.po: 4 segments: 0 reviewed, 4 machine, 0 empty",
        "  4 mentions of terms: 2 plain, 1 surrogate, 1 failed",
    ]
    # Nothing was open: nothing is counted.
    assert run_app(["translate", "city", "--lang", "ru"]) == 0
    assert "mentions" not in capsys.readouterr().out


def test_a_package_is_calibrated_when_it_is_installed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    models = here.parent / "models"
    assert run_app(["models", "install", str(ROOT / "tests" / "models" / "en_ru.argosmodel")]) == 0
    licence, line = capsys.readouterr().out.splitlines()[1:]
    assert licence == "  licence: MIT (README.md)"
    told = line.removeprefix("  terms: ").replace(",", "").replace(":", "").split()
    assert " ".join([told[1], *told[3:9]]) == "of names can stand in for them"
    counts = dict(zip(told[9::2], map(int, told[10::2]), strict=True))
    assert set(counts) == {"event", "office", "organisation", "person", "place", "programme"}
    assert sum(counts.values()) == int(told[0]) <= int(told[2])
    assert "surrogates" in json.loads((models / "en_ru" / NOTES).read_text("utf-8"))["texts"]
    assert run_app(["models", "verify"]) == 0
    assert capsys.readouterr().out == f"1 installed in {models}, 0 damaged\n"


def _install(
    monkeypatch: pytest.MonkeyPatch, here: Path, engine: FakeEngine, source: str = "en", target: str = "ru"
) -> int:
    name = f"{source}_{target}"
    done = Installed(source, target, name, "1.0", here.parent / "models" / name, "0" * 64, 1_500_000)
    monkeypatch.setattr(archive, "install_archive", lambda *_, **__: done)
    monkeypatch.setattr(pipeline, "engine_of", lambda *_: engine)
    return run_app(["models", "install", "x.argosmodel"])


def test_a_model_that_knows_no_name_is_installed_all_the_same(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = FakeEngine()
    assert _install(monkeypatch, here, engine) == 0
    assert capsys.readouterr().out.splitlines()[2] == "  terms: 0 of 74 names can stand in for them: none"
    assert len(engine.asked) == 1


def test_a_model_that_cannot_be_calibrated_is_installed_all_the_same(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _install(monkeypatch, here, FakeEngine(), target="kk") == 0
    captured = capsys.readouterr()
    assert captured.err == "warning: no model for en -> kk. Install one. It was not calibrated.\n"
    assert captured.out.splitlines()[1:] == ["  licence: the package states none; ask its makers"]


def test_a_pair_without_a_list_says_so(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = FakeEngine()
    assert _install(monkeypatch, here, engine, target="de") == 0
    line = capsys.readouterr().out.splitlines()[2]
    assert line == "  terms: no names to stand in for them are known for en -> de"
    assert engine.asked == []


def test_a_pair_whose_names_cannot_be_tried_does_not_say_that_there_are_none(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _install(monkeypatch, here, FakeEngine(), "ru", "en") == 0
    assert "no names" not in capsys.readouterr().out
