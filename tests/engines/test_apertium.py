"""Apertium: a false one that dies, hangs and mixes things up as it is told to, and the real one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import need
from support_engines import conforms

from workflow.engines.apertium import ApertiumEngine
from workflow.engines.lines import one_line
from workflow.errors import ConfigError, EngineError

# Writes each word in capitals, but for those that it is told to do something else with.
STREAM = r"""
import os, re, sys, time
starts, heard = sys.argv[1:3]
with open(starts, "a") as file:
    file.write("x")
first = True
def word(match):
    text = match[0]
    if text.startswith("["):
        return text
    if text.startswith("unk"):
        return "*" + text
    if text.startswith("lemma"):
        return "#" + text
    odd = {"ratio": "a\\/b", "forms": "f/g/h", "lost": "", "hindi": "\u0939\u093f", "arabic": "\u0643\u064a"}
    return odd.get(text, text.upper())
rest = b""
while True:
    read = os.read(0, 65536)
    if not read:
        break
    *whole, rest = (rest + read).split(b"\0")
    for raw in whole:
        text = raw.decode()
        with open(heard, "a") as file:
            file.write(text + "\n")
        number = int(re.match(r"\[b(\d+)\]", text)[1])
        if "DIE" in text or "ALWAYS" in text:
            os._exit(0)
        if "HANG" in text:
            time.sleep(60)
        if "NEXT" in text:
            text = text.replace(str(number), str(number + 1))
        answer = re.sub(r"\[[^]]*\]|[\w\u0900-\u0963]+", word, text)
        if "CUT" in text:
            answer = answer[:8]
        if "SHUFFLE" in text:
            answer = answer.replace("[p0]", "[p9]").replace("[p1]", "[p0]").replace("[p9]", "[p1]")
        if "FORGET" in text:
            answer = answer.replace("[p0]", "")
        os.write(1, answer.encode() + b"\0")
        if "TWICE" in text:
            os.write(1, answer.encode() + b"\0")
        if "FLOOD" in text:
            while True:
                os.write(1, b"x" * 65536)
"""
PROGRAM = r"""#!{python}
import pathlib, sys
data = pathlib.Path(__file__).parent / "data"
if "-V" in sys.argv:
    print("Apertium 9.9.1")
if "-l" in sys.argv:
    if "-d" in sys.argv:
        data = pathlib.Path(sys.argv[sys.argv.index("-d") + 1])
    for path in sorted((data / "modes").glob("*.mode")):
        print("  " + path.stem)
"""
WBLANK = """#!{python}
import sys
assert sys.argv[1] == "-z"
sys.stdout.write(open(sys.argv[2], encoding="utf-8").read())
"""


class Fake:
    """A folder with a false Apertium in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "data" / "modes").mkdir(parents=True)
        for name, text in (("apertium", PROGRAM), ("apertium-wblank-mode", WBLANK)):
            (folder / name).write_text(text.replace("{python}", sys.executable))
            (folder / name).chmod(0o755)
        (folder / "stream.py").write_text(STREAM)
        for mode in ("rus-bel", "hin-urd", "en-ca"):
            self.mode(mode, f"'{sys.executable}' '{folder}/stream.py' '{folder}/starts' '{folder}/heard'")

    def mode(self, name: str, text: str) -> None:
        (self.folder / "data" / "modes" / f"{name}.mode").write_text(text)

    def engine(self, **options) -> ApertiumEngine:
        return ApertiumEngine(
            str(self.folder / "apertium"), data=self.folder / "data", **{"timeout": 5.0, **options}
        )

    @property
    def starts(self) -> int:
        return len((self.folder / "starts").read_text())

    @property
    def heard(self) -> list[str]:
        return (self.folder / "heard").read_text().splitlines()


@pytest.fixture
def fake(tmp_path):
    return Fake(tmp_path / "fake")


def written(engine, *sentences, pair=("ru", "be")):
    return [each.text for each in engine.translate(sentences, *pair)]


# ---------------------------------------------------------------------------------------------- sentences


def test_it_keeps_the_protocol(fake):
    conforms(fake.engine(), "ru", "be")


def test_one_process_serves_all(fake):
    engine = fake.engine()
    texts = [f"word number {number}" for number in range(500)]
    told = []
    answers = engine.translate([*texts, "word number 7"], "ru", "be", progress=told.append)
    assert [each.text for each in answers] == [text.upper() for text in [*texts, "word number 7"]]
    assert written(engine, "again") == ["AGAIN"]
    assert fake.starts == 1
    assert len(fake.heard) == 501  # the same text is asked for once
    assert sum(told) == 501


def test_what_must_stay_goes_as_a_number(fake):
    sentence = "Word %(count)s of {place} <b>is</b> [here](https://x.org/a)^ $1 */@\\ a_b #tag ~ * end."
    assert written(fake.engine(), sentence) == [
        "WORD %(count)s OF {place} <b>IS</b> [HERE](https://x.org/a)^ $1 */@\\ A_B #tag ~ * END."
    ]
    (heard,) = fake.heard
    inner = re.sub(r"\[[bpe]\d+\]", "", heard)
    assert not set(inner) & set("[]{}^$/\\@<>*#~%_")


def test_escapes_of_the_stream_are_undone(fake):
    assert written(fake.engine(), "the ratio is and/or") == ["THE a/b IS AND/OR"]


def test_of_several_forms_the_first_counts(fake):
    assert written(fake.engine(), "the forms, and") == ["THE f, AND"]


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("one two three unkone", "ONE TWO THREE unkone"),  # 25 % unknown
        ("one two unkone", ""),  # 33 %
        ("one two three lemma", "ONE TWO THREE lemma"),
        ("one lemma unkone", ""),
        ("one two unkone 2027 12 14", ""),  # numbers are no words
        ("one दूसरे unkone three", "ONE दूसरे unkone THREE"),  # signs of vowels end no word
        ("one दूसरे unkone", ""),
        ("one lost two", ""),  # a word was dropped: two spaces tell
    ],
)
def test_answers_are_judged(fake, sentence, text):
    assert written(fake.engine(), "before", sentence, "after") == ["BEFORE", text, "AFTER"]


def test_how_much_may_be_unknown_is_a_setting(fake):
    assert written(fake.engine(unknown=0), "one two three unkone", "one") == ["", "ONE"]
    assert written(fake.engine(unknown=100), "unkone") == ["unkone"]


def test_urdu_is_in_its_own_letters(fake):
    engine = fake.engine()
    assert written(engine, "a hindi b", "an arabic b", pair=("hi", "ur")) == ["", "AN کی B"]
    assert written(engine, "a hindi b", "an arabic b") == ["A हि B", "AN كي B"]  # of no other language


@pytest.mark.parametrize("word", ["SHUFFLE", "FORGET"])
def test_a_text_whose_blanks_moved_is_none(fake, word):
    assert written(fake.engine(), f"{word} {{a}} b {{c}}", "after") == ["", "AFTER"]


# ---------------------------------------------------------------------------------------------- trouble


@pytest.mark.parametrize("word", ["DIE", "NEXT", "CUT"])
@pytest.mark.parametrize("place", [0, 3, 70, 99])
def test_a_sentence_that_ends_the_process_is_left_empty(fake, word, place):
    texts = [f"word {number} b" for number in range(100)]
    texts[place] = f"{word} and {{x}} more"
    engine = fake.engine()
    told = []
    answers = [each.text for each in engine.translate(texts, "ru", "be", progress=told.append)]
    assert answers == ["" if number == place else text.upper() for number, text in enumerate(texts)]
    assert sum(told) == 100
    assert fake.starts <= 3
    assert written(engine, "after") == ["AFTER"]


def test_a_sentence_at_which_it_hangs_is_left_empty(fake):
    start = time.monotonic()
    engine = fake.engine(timeout=0.7)
    assert written(engine, "one", "HANG", "three") == ["ONE", "", "THREE"]
    assert written(engine, "four") == ["FOUR"]
    assert time.monotonic() - start < 10


def test_an_answer_too_many_is_nobodys(fake):
    engine = fake.engine()
    assert written(engine, "one", "TWICE", "three") in (["ONE", "TWICE", "THREE"], ["ONE", "", "THREE"])
    assert written(engine, "four") in (["FOUR"], [""])
    assert written(engine, "five", "six") == ["FIVE", "SIX"]


def test_a_process_that_writes_without_end_is_ended(fake):
    assert written(fake.engine(), "one", "FLOOD", "three")[::2] == ["ONE", "THREE"]


def test_a_process_that_always_dies_is_given_up(fake):
    engine = fake.engine()
    with pytest.raises(EngineError, match="ends or hangs at every sentence of rus-bel") as caught:
        written(engine, *(f"ALWAYS {number}" for number in range(20)))
    assert "ALWAYS" not in str(caught.value)
    assert fake.starts <= 5
    assert written(engine, "one") == ["ONE"]  # and may be asked again


def test_nothing_runs_on_when_it_is_stopped_or_forgotten(fake):
    engine = fake.engine()
    written(engine, "one")
    process = engine._processes["rus-bel"]._running
    folder = engine._processes["rus-bel"]._private
    assert process.poll() is None
    assert folder.is_dir()
    del engine
    assert process.poll() is not None
    assert not folder.exists()


def test_an_interruption_leaves_no_answers_behind(fake):
    engine = fake.engine()

    def interrupt(_):
        raise KeyboardInterrupt

    texts = [f"word {number}" for number in range(50)]
    with pytest.raises(KeyboardInterrupt):
        engine.translate(texts, "ru", "be", progress=interrupt)
    assert written(engine, "one") == ["ONE"]


texts = (
    st.text(max_size=30)
    | st.text(st.characters(), max_size=10)
    | st.sampled_from(
        [
            "[b1]",
            "[e1]",
            "\0[b2]x[e2]\0",
            "^a/b<n>$",
            "\\",
            "[[t:b:1]]",
            "[<STREAMCMD:SETVAR:x>]",
            "{{a}}",
            "@ # *",
        ]
    )
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sentences=st.lists(texts, max_size=6))
def test_any_text_gives_one_sane_line_each(fake, sentences):
    engine = fake.__dict__.setdefault("kept", fake.engine())
    told = []
    answers = engine.translate(["first", *sentences, "last"], "ru", "be", progress=told.append)
    assert [answers[0].text, answers[-1].text] == ["FIRST", "LAST"]
    assert len(answers) == len(sentences) + 2 == sum(told)
    for answer in answers:
        assert answer.text == one_line(answer.text)
        answer.text.encode()
    assert fake.starts == 1


# ---------------------------------------------------------------------------------------------- pairs


def test_the_signature_names_version_pair_and_data(fake):
    signature = fake.engine().signature("ru", "be")
    assert re.fullmatch(r"apertium/9\.9\.1-rus-bel-[0-9a-f]{8}", signature)
    with (fake.folder / "stream.py").open("a") as file:
        file.write("# newer\n")
    assert fake.engine().signature("ru", "be") != signature
    assert fake.engine().signature("hi", "ur").startswith("apertium/9.9.1-hin-urd-")
    assert fake.engine().signature("en", "ca").startswith("apertium/9.9.1-en-ca-")  # an old pair


@pytest.mark.parametrize(
    ("pair", "problem"),
    [
        (
            ("be", "ru"),
            "no pair for be -> ru; it has en-ca, hin-urd, rus-bel. On Debian: apt install apertium-bel-rus",
        ),
        (("en", "kk"), "no pair for en -> kk; it has en-ca, hin-urd, rus-bel. Choose another engine"),
        (("uz-Cyrl", "ru"), "no pair for uz-Cyrl -> ru"),
        (("ru", "ru-RU"), "source and target are both ru"),
    ],
)
def test_a_pair_that_is_not_there(fake, pair, problem):
    for ask in (fake.engine().signature, lambda *pair: fake.engine().translate(["a"], *pair)):
        with pytest.raises(EngineError) as caught:
            ask(*pair)
        assert problem in str(caught.value)


def test_no_program(tmp_path):
    with pytest.raises(EngineError, match=r"Apertium is not installed\. On Debian: apt install apertium"):
        ApertiumEngine(str(tmp_path / "none")).signature("ru", "be")
    (tmp_path / "apertium").write_text("no program")
    (tmp_path / "apertium").chmod(0o755)
    with pytest.raises(EngineError, match="Apertium cannot be run"):
        ApertiumEngine(str(tmp_path / "apertium")).signature("ru", "be")


def test_the_mode_that_does_not_work_is_mended_in_a_file_of_our_own(fake):
    stock = "lt-proc 'a' | cg-proc -w '/x y/r.rlx.bin' | apertium-tagger -g $2 '/x/r.prob' | lt-proc $1 'g'"
    mended = "lt-proc 'a' | cg-proc -w -n -1 '/x y/r.rlx.bin' | lt-proc $1 'g'"
    for mode in ("rus-bel", "hin-urd"):
        fake.mode(mode, stock)
    engine = fake.engine()
    assert engine._pipeline("rus-bel") == mended
    assert engine._pipeline("hin-urd") == stock
    script = Path(engine._process("rus-bel")._command[1])
    assert script.read_text() == mended
    assert fake.folder not in script.parents
    assert (fake.folder / "data" / "modes" / "rus-bel.mode").read_text() == stock


def test_the_settings_are_used(fake):
    fake.mode("rus-bel_tara", (fake.folder / "data" / "modes" / "rus-bel.mode").read_text())
    options = {
        "program": "fake/apertium",
        "data": "fake/data",
        "timeout": 3,
        "unknown": 100,
        "modes": {"ru-be": "rus-bel_tara", "uz-Cyrl-ru": "uzb-rus"},
    }
    engine = ApertiumEngine.configured(options, where="w", root=fake.folder.parent)
    assert engine.signature("ru", "be").startswith("apertium/9.9.1-rus-bel_tara-")
    assert written(engine, "unkone") == ["unkone"]
    with pytest.raises(EngineError, match="no mode 'uzb-rus'"):
        engine.signature("uz-Cyrl", "ru")
    for wrong, line in (
        ({"unknown": 101}, "w unknown: "),
        ({"timeout": 0}, "w timeout: "),
        ({"modes": []}, "w modes: "),
        ({"programm": "x"}, "w: unknown key 'programm'. Did you mean 'program'?"),
    ):
        with pytest.raises(ConfigError) as caught:
            ApertiumEngine.configured(wrong, where="w", root=Path())
        assert str(caught.value).startswith(line)


# ---------------------------------------------------------------------------------------------- the real one


def pairs_there() -> str:
    if not shutil.which("apertium"):
        return ""
    return subprocess.run(["apertium", "-l"], capture_output=True, text=True, check=False).stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pair", "package", "sentence", "text"),
    [
        (
            ("ru", "be"),
            "apertium-bel-rus",
            "Министр встретился с послом в <b>доме</b>, {place}.",
            "Міністр спаткаўся з паслом у <b>доме</b>, {place}.",
        ),
        (("hi", "ur"), "apertium-urd-hin", "मैं घर जाता हूँ।", "میں گھر جاتا ہوں۔"),
        (("ur", "hi"), "apertium-urd-hin", "وزیر نے کہا", "मंत्री ने कहा"),
    ],
)
def test_real_pairs(pair, package, sentence, text):
    code = "-".join({"ru": "rus", "be": "bel", "hi": "hin", "ur": "urd"}[tag] for tag in pair)
    need(package, code in pairs_there())
    engine = ApertiumEngine()
    conforms(engine, *pair)
    assert written(engine, sentence, pair=pair) == [text]
    assert re.fullmatch(rf"apertium/[\d.]+-{code}-[0-9a-f]{{8}}", engine.signature(*pair))


@pytest.mark.slow
def test_real_hostile_text_ends_nothing():
    need("apertium-bel-rus", "rus-bel" in pairs_there())
    engine = ApertiumEngine()

    @settings(max_examples=150, deadline=None)
    @given(st.lists(texts, max_size=6))
    def same(sentences):
        answers = written(engine, "дом", *sentences, "большой дом")
        assert (answers[0], answers[-1]) == ("дом", "вялікі дом")

    same()
    assert engine._processes["rus-bel"].started <= 2
