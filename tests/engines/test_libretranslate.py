"""The engine that asks a LibreTranslate server: what it sends, what it makes of answers, what is missing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import need
from support_engines import SENTENCES, conforms
from support_server import Asked, Reply, serving

from workflow.engines import http
from workflow.engines.libretranslate import LibreTranslateEngine
from workflow.errors import ConfigError, EngineError
from workflow.model import Engine, TermEngine, Translation, Usage

LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["en", "ru", "zh-Hans", "zh-Hant", "ur"]},
    {"code": "ru", "name": "Russian", "targets": ["en"]},
    {"code": "zh-Hans", "name": "Chinese", "targets": ["en"]},
    {"code": "zh-Hant", "name": "Chinese (traditional)", "targets": ["en"]},
]
KEY = "00000000-1111-2222-3333-444444444444"
OLD = [{"code": "en", "name": "English", "targets": ["zh", "zt", "pb"]}, {"code": "zt", "targets": ["en"]}]


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    monkeypatch.setattr(http, "PAUSES", (0.01, 0.02, 0.02, 0.02))
    monkeypatch.delenv("LIBRETRANSLATE_API_KEY", raising=False)


def good(asked: Asked) -> Reply:
    if asked.path == "/languages":
        return Reply(LANGUAGES)
    if asked.path == "/spec":
        return Reply({"info": {"version": "1.9.6"}})
    if asked.path == "/translate":
        return Reply({"translatedText": [f"<{text}>" for text in asked.body["q"]]})
    return Reply(status=404)


@pytest.fixture
def server():
    with serving(good) as server:
        yield server


def engine(server, **options):
    return LibreTranslateEngine.configured(
        {"url": server.address, "timeout": 20, **options},
        where="workflow.toml [engines.libretranslate]",
        root=Path(),
    )


def texts(found):
    return [each.text for each in found]


def test_it_conforms(server):
    conforms(engine(server), "en", "ru")


def test_what_it_is(server):
    one = engine(server)
    known: Engine = one
    assert known.name == "libretranslate"
    assert not isinstance(one, TermEngine)
    assert one.capabilities.local
    away = LibreTranslateEngine.configured({"url": "https://lt.example"}, where="w", root=Path())
    assert not away.capabilities.local
    assert one.usage == Usage()
    one.translate(["A."], "en", "ru")
    assert one.usage == Usage(requests=3)


def test_what_it_sends(server, monkeypatch):
    monkeypatch.setenv("LIBRETRANSLATE_API_KEY", "secret")
    one = engine(server)
    assert texts(one.translate(["One.", "Two.", "One."], "en", "zh")) == ["<One.>", "<Two.>", "<One.>"]
    assert [each.body for each in server.texts()] == [
        {"q": ["One.", "Two."], "source": "en", "target": "zh-Hans", "format": "text", "api_key": "secret"}
    ]


def test_sentences_go_in_batches(server):
    many = [f"Sentence {number}." for number in range(45)]
    steps: list[int] = []
    found = engine(server).translate(many, "en", "ru", progress=steps.append)
    assert texts(found) == [f"<{text}>" for text in many]
    assert [len(each.body["q"]) for each in server.texts()] == [20, 20, 5]
    assert steps == [1] * 45
    long = ["x" * 1_500 + str(number) for number in range(5)]
    engine(server).translate(long, "en", "ru")
    assert [len(each.body["q"]) for each in server.texts()[3:]] == [2, 2, 1]


@pytest.mark.parametrize(
    ("languages", "tag", "code"),
    [
        (LANGUAGES, "zh", "zh-Hans"),
        (LANGUAGES, "zh-Hans", "zh-Hans"),
        (LANGUAGES, "zh-Hant", "zh-Hant"),
        (LANGUAGES, "ru-KZ", "ru"),
        (LANGUAGES, "UR", "ur"),
        (OLD, "zh", "zh"),
        (OLD, "zh-Hant", "zt"),
        (OLD, "pt-BR", "pb"),
    ],
)
def test_tags_and_codes(server, languages, tag, code):
    server.answer = lambda asked: Reply(languages) if asked.path == "/languages" else good(asked)
    one = engine(server)
    assert one.signature("en", tag).startswith(f"libretranslate/en_{code}-1.9.6-")
    one.translate(["A."], "en", tag)
    assert server.texts()[0].body["target"] == code


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("en", "kk", "does not translate en -> kk"),
        ("en", "ru-Cyrl", "does not translate en -> ru-Cyrl"),  # nobody says that theirs is of that script
        ("en", "uz-Cyrl", "does not translate"),
        ("kk", "en", "It translates nothing from kk"),
        ("ru", "zh", "From ru it translates into: en."),
        ("en", "en", "source and target are both en"),
        ("en", "../x", "does not translate"),
    ],
)
def test_a_pair_that_is_not_served(server, source, target, said):
    one = engine(server)
    for call in (lambda: one.signature(source, target), lambda: one.translate(["A."], source, target)):
        with pytest.raises(EngineError, match=said.replace(".", "[.]")):
            call()
    assert server.texts() == []


def test_a_server_that_is_not_there():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        one = LibreTranslateEngine.configured({"url": url}, where="w", root=Path())
        for _ in range(2):  # the second time it is not asked
            with pytest.raises(
                EngineError, match=f"^{url}: cannot be reached .*Look whether the server runs"
            ):
                one.signature("en", "ru")
        assert one.usage.requests == 1


@pytest.mark.parametrize(
    "languages", [[], {}, None, [1, {"code": 5}], [{"code": "en", "targets": "ru"}], "x", [[]]]
)
def test_a_server_that_is_another(server, languages):
    server.answer = lambda asked: Reply(languages)
    with pytest.raises(EngineError, match="names no languages"):
        engine(server).signature("en", "ru")


def test_the_same_server_and_models_give_the_same_signature(server):
    first = engine(server).signature("en", "ru")
    assert engine(server, timeout=9, requests_per_minute=600).signature("en", "ru") == first
    server.answer = lambda asked: Reply(LANGUAGES[::-1]) if asked.path == "/languages" else good(asked)
    assert engine(server).signature("en", "ru") == first  # the order of a list says nothing
    server.answer = lambda asked: Reply(LANGUAGES[:1]) if asked.path == "/languages" else good(asked)
    assert engine(server).signature("en", "ru") != first
    with serving(good) as other:
        assert engine(other).signature("en", "ru") != first
    for spec in (Reply({"info": {"version": "1.0\n# reviewed"}}), Reply(status=404), Reply([])):
        server.answer = lambda asked, spec=spec: spec if asked.path == "/spec" else good(asked)
        signature = engine(server).signature("en", "ru")
        assert signature.startswith("libretranslate/en_ru-")
        assert not set(signature) & set(" \t\n#|,;")


def test_several_lines_are_no_translation(server):
    given = {
        "Good.": " Хорошо. ",
        "Two.": "Раз.\nДва.",
        "None.": "",
        "Odd.": 5,
        "Bidi.": "\u202eа\u2069\x07б\ud800",
    }

    def answer(asked):
        if asked.path != "/translate":
            return good(asked)
        return Reply({"translatedText": [given[text] for text in asked.body["q"]]})

    server.answer = answer
    found = engine(server).translate(list(given), "en", "ru")
    assert texts(found) == ["Хорошо.", "", "", "", "а б\ufffd"]
    assert len(server.texts()) == 1  # asked again, it would say the same


@pytest.mark.parametrize(
    "answer",
    [{}, [], None, {"translatedText": "x"}, {"translatedText": ["a"]}, {"translatedText": ["a"] * 3}],
)
def test_an_answer_that_is_none(server, answer):
    server.answer = lambda asked: Reply(answer) if asked.path == "/translate" else good(asked)
    with pytest.raises(EngineError, match="not that of a LibreTranslate server"):
        engine(server).translate(["SECRET one.", "SECRET two."], "en", "ru")


def refusing(bad, status=400, said="Invalid request: request (9) exceeds text limit (5)"):
    def answer(asked):
        if asked.path == "/translate" and bad(asked.body["q"]):
            return Reply({"error": said}, status=status)
        return good(asked)

    return answer


@pytest.mark.parametrize("status", [400, 413, 500])
def test_one_sentence_that_is_refused_costs_only_itself(server, status):
    server.answer = refusing(lambda q: "Bad." in q, status)
    many = [*(f"Sentence {number}." for number in range(30)), "Bad."]
    found = engine(server).translate(many, "en", "ru")
    assert texts(found) == [*(f"<{text}>" for text in many[:-1]), ""]
    assert texts(engine(server).translate(["Fine.", "Bad."], "en", "ru")) == ["<Fine.>", ""]


def test_a_limit_of_the_server_is_found(server):
    server.answer = refusing(lambda q: len(q) > 5)
    many = [f"Sentence {number}." for number in range(20)]
    assert texts(engine(server).translate(many, "en", "ru")) == [f"<{text}>" for text in many]


def test_a_server_that_refuses_everything_is_said(server):
    server.answer = refusing(lambda q: True)
    one = engine(server)
    with pytest.raises(EngineError, match="the server answers 400"):
        one.translate([f"Sentence {number}." for number in range(20)], "en", "ru")
    assert one.usage.requests < 15
    with pytest.raises(EngineError, match="the server answers 400"):
        engine(server).translate(["A."], "en", "ru")


def test_a_server_that_wants_a_key(server):
    server.answer = refusing(lambda q: True, said="Please contact the server operator to get an API key")
    with pytest.raises(EngineError, match="LIBRETRANSLATE_API_KEY"):
        engine(server).translate(["A."], "en", "ru")
    server.answer = refusing(lambda q: True, 403, said="Too many request limits violations")
    with pytest.raises(EngineError, match="requests_per_minute"):
        engine(server).translate(["A."], "en", "ru")


def test_options_that_mean_nothing():
    for options, said in [
        ({}, "url is missing"),
        ({"url": "lt.example"}, "not an address"),
        ({"url": "https://lt.example", "api_key": "sk-1"}, "does not belong in this file"),
        ({"url": "https://lt.example", "key_variable": "HOME"}, "not the name of a variable for a key"),
        ({"url": "https://lt.example", "model": "x"}, "unknown option 'model'"),
        ({"url": "https://lt.example", "timeout": "5"}, "timeout: expected float, got str"),
        ({"url": "https://lt.example", "requests_per_minute": -1}, "requests_per_minute"),
    ]:
        with pytest.raises(ConfigError) as caught:
            LibreTranslateEngine.configured(options, where="workflow.toml [engines.lt]", root=Path())
        assert said in str(caught.value)
        assert str(caught.value).startswith("workflow.toml [engines.lt]")
        assert "sk-1" not in str(caught.value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(), max_size=12), max_size=8))
def test_hostile_texts(server, sentences):
    found = engine(server).translate(sentences, "en", "ru")
    assert len(found) == len(sentences)
    for sentence, each in zip(sentences, found, strict=True):
        assert isinstance(each, Translation)
        assert len(each.text.splitlines()) <= 1
        assert each.text == each.text.strip()
        if any(char.isalnum() for char in sentence):
            assert each.text.startswith("<")


# ---------------------------------------------------------------------------------------------- the real one


@pytest.fixture(scope="module")
def real(tmp_path_factory, session_package):
    """A LibreTranslate server with two packages that speak rubbish; its address."""
    program = os.environ.get("DRAGOMAN_LIBRETRANSLATE", "")
    need("LibreTranslate", program and shutil.which(program))
    folder = tmp_path_factory.mktemp("libretranslate")
    for source, target in (("en", "ru"), ("en", "zt")):
        package = session_package(folder / "packages", source, target)
        (package / "minisbd").mkdir()
        (package / "minisbd" / "splitter.onnx").write_bytes(splitter())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    yield from running(program, port, folder)


def splitter() -> bytes:
    """A model in ONNX that cuts no text into sentences; a server would fetch one if a package brought none.

    For each character it looks up one row of a table, as a real one gives scores of five classes for each.
    """

    def field(number: int, value: int | bytes | str) -> bytes:  # the encoding of Protocol Buffers
        if isinstance(value, int):
            return varint(number << 3) + varint(value)
        content = value.encode() if isinstance(value, str) else value
        return varint(number << 3 | 2) + varint(len(content)) + content

    def varint(value: int) -> bytes:
        more, low = value >> 7, value & 127
        return bytes([low | 128]) + varint(more) if more else bytes([low])

    def value_info(name: str, kind: int, *sizes: str) -> bytes:
        shape = b"".join(field(1, field(2, size)) for size in sizes)
        return field(1, name) + field(2, field(1, field(1, kind) + field(2, shape)))

    first = ["<PAD>", "<UNK>", "<EMPTY>", "<ROOT>"]
    table = struct.pack("<20f", *[1.0, 0.0, 0.0, 0.0, 0.0] * 4)  # always the class of "goes on"
    tensor = field(1, 4) + field(1, 5) + field(2, 1) + field(8, "table") + field(9, table)
    node = field(1, "table") + field(1, "units") + field(2, "scores") + field(4, "Gather")
    graph = field(1, node) + field(2, "splitter") + field(5, tensor)
    graph += field(11, value_info("units", 7, "texts", "characters"))
    graph += field(11, value_info("features", 1, "texts", "characters", "features"))
    graph += field(12, value_info("scores", 1, "texts", "characters", "classes"))
    vocabulary = {"lang": "en", "lower": False, "_id2unit": first}
    vocabulary["_unit2id"] = {unit: number for number, unit in enumerate(first)}
    about = {
        "lang_code": "en",
        "config": json.dumps({"max_seqlen": 1000, "batch_size": 1, "feat_funcs": ["end_of_para"]}),
        "vocab": json.dumps(vocabulary),
    }
    model = field(1, 8) + field(8, field(2, 13)) + field(7, graph)
    return model + b"".join(field(14, field(1, key) + field(2, value)) for key, value in about.items())


def running(program, port, folder):
    environment = {
        **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
        "ARGOS_PACKAGES_DIR": str(folder / "packages"),
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    command = [program, "--host", "127.0.0.1", "--port", str(port), "--disable-web-ui"]
    command += ["--disable-files-translation", "--batch-limit", "8", "--char-limit", "3000"]
    command += ["--api-keys", "--api-keys-db-path", "keys.db", "--require-api-key-origin", "nobody"]
    add = "import sys, libretranslate.api_keys as a; print(a.Database('keys.db').add(1000, sys.argv[1]))"
    python = Path(program).resolve().with_name("python")
    subprocess.run([python, "-c", add, KEY], check=True, cwd=folder, env=environment, capture_output=True)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(240):
            if process.poll() is not None:
                break
            try:
                http.Client(url, timeout=2).get("/health")
            except EngineError:
                time.sleep(0.5)
            else:
                break
        else:
            pytest.fail((folder / "log").read_text(errors="replace")[-3000:])
        assert process.poll() is None, (folder / "log").read_text(errors="replace")[-3000:]
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


@pytest.mark.slow
def test_a_real_server(real, monkeypatch):
    for key, said in (
        ("", "400 Bad Request: it wants a key"),
        ("another", "403 .*: it does not accept the key"),
    ):
        monkeypatch.setenv("LIBRETRANSLATE_API_KEY", key)
        one = LibreTranslateEngine.configured({"url": real}, where="w", root=Path())
        with pytest.raises(EngineError, match=said):
            one.translate(["A city."], "en", "ru")
    monkeypatch.setenv("LIBRETRANSLATE_API_KEY", KEY)
    one = LibreTranslateEngine.configured({"url": real}, where="w", root=Path())
    conforms(one, "en", "ru")
    assert one.signature("en", "ru").startswith("libretranslate/en_ru-1.")
    assert one.signature("en", "zh-Hant").startswith("libretranslate/en_zh-Hant-")
    with pytest.raises(EngineError, match="does not translate en -> kk"):
        one.signature("en", "kk")
    with pytest.raises(EngineError, match="does not translate en -> zh "):
        one.translate(["A."], "en", "zh ")
    many = [f"The city minister visit number {number}." for number in range(30)]
    found = one.translate([*many, "x" * 3_001, *SENTENCES], "en", "ru")
    assert all(found[number].text for number in range(30))
    assert found[30].text == ""  # longer than the server takes
