"""The client of engines that ask a server: patient with trouble, firm with what is not safe."""

from __future__ import annotations

import base64
import contextlib
import email.utils
import itertools
import logging
import shutil
import socket
import subprocess
import threading
import time
import traceback
from typing import Annotated

import pytest
from msgspec import Meta, Struct
from support import need
from support_server import Reply, serving

from workflow.engines import http
from workflow.engines.http import Client, RefusedError, check_key_variable, check_url, read_settings
from workflow.errors import ConfigError, EngineError

KEY = "sk-Secret.Of-The.House-12345"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(http, "PAUSES", (0.01, 0.02, 0.02, 0.02))
    monkeypatch.delenv("TEST_API_KEY", raising=False)


@pytest.fixture
def server():
    with serving(lambda asked: Reply({"fine": asked.body})) as server:
        yield server


def client(server, **options):
    return Client(server.address, **{"timeout": 20, **options})


def fails(call, *arguments):
    with pytest.raises(EngineError) as caught:
        call(*arguments)
    assert "\n" not in str(caught.value)
    assert caught.value.where
    assert caught.value.hint
    return caught.value


# ---------------------------------------------------------------------------------------------- the ordinary


def test_json_there_and_json_back(server):
    one = client(server)
    assert one.post("/x", {"text": "Қазан \ud800"}) == {"fine": {"text": "Қазан \ud800"}}
    assert one.get("/y") == {"fine": None}
    assert [(each.method, each.path) for each in server.asked] == [("POST", "/x"), ("GET", "/y")]
    assert server.asked[0].headers["content-type"] == "application/json"
    assert (one.requests, one.served, one.posted) == (2, 2, 1)


def test_a_byte_order_mark_is_no_trouble(server):
    server.plan = [Reply(b'\xef\xbb\xbf{"a": 1}')]
    assert client(server).get("/") == {"a": 1}


# ---------------------------------------------------------------------------------------------- trouble


@pytest.mark.parametrize(
    "trouble",
    [
        *(Reply(status=status) for status in (408, 429, 500, 502, 503, 504, 529)),
        Reply(silent=True),
        Reply({"a": "long enough"}, cut=3),
        Reply(b"{}", headers={"Content-Length": "500"}),
        Reply(b'{"a": '),
        Reply(b"\xff\xfe{}"),
        Reply(b"[" * 200_000),
        Reply(b"<html>maintenance</html>"),
    ],
    ids=repr,
)
def test_trouble_that_passes_is_waited_for(server, trouble):
    server.plan = [trouble, trouble]
    one = client(server)
    assert one.post("/", {}) == {"fine": {}}
    assert (one.requests, one.served) == (3, 1)


@pytest.mark.parametrize(("status", "tries"), [(429, 5), (502, 5), (503, 5), (500, 3)])
def test_trouble_that_stays_is_said(server, status, tries):
    server.answer = lambda asked: Reply({"error": "SECRET TEXT"}, status=status)
    one = client(server)
    error = fails(one.post, "/", {"q": "SECRET TEXT"})
    assert str(status) in error.problem
    assert "SECRET" not in str(error)
    assert one.requests == tries
    # A server that breaks may break at this text only: others are still tried.
    assert isinstance(error, RefusedError) == (status == 500)


def test_pauses_grow_and_are_not_all_the_same(server, monkeypatch):
    monkeypatch.setattr(http, "PAUSES", (0.1, 0.2, 0.4, 0.1))
    drawn = []
    monkeypatch.setattr(http.random, "uniform", lambda low, high: drawn.append((low, high)) or high)
    server.answer = lambda asked: Reply(status=502)
    fails(client(server).get, "/")
    at = [each.at for each in server.asked]
    gaps = [later - earlier for earlier, later in itertools.pairwise(at)]
    assert all(gap >= pause for gap, pause in zip(gaps, (0.1, 0.2, 0.4, 0.1), strict=True))
    assert drawn == [(0.5, 1.0)] * 4


@pytest.mark.parametrize("as_date", [False, True])
@pytest.mark.slow
def test_a_server_that_asks_to_wait_is_obeyed(server, as_date):
    moment = int(time.time()) + 2
    value = email.utils.formatdate(moment, usegmt=True) if as_date else "1"
    server.plan = [Reply(status=429, headers={"Retry-After": value})]
    assert client(server).get("/") == {"fine": None}
    first, second = (each.at for each in server.asked)
    assert time.time() >= moment if as_date else second - first >= 1


@pytest.mark.slow
def test_all_wait_when_the_server_is_busy(server):
    server.plan = [Reply(status=429, headers={"Retry-After": "1"})]
    one = client(server)
    threads = [threading.Thread(target=one.get, args=("/",)) for _ in range(2)]
    threads[0].start()
    while one.requests == 0 or server.busy or not server.asked:
        time.sleep(0.01)
    time.sleep(0.1)
    threads[1].start()
    for thread in threads:
        thread.join()
    assert all(each.at - server.asked[0].at > 0.9 for each in server.asked[1:])


def test_a_server_that_asks_for_an_hour_is_not_waited_for(server):
    server.answer = lambda asked: Reply(status=429, headers={"Retry-After": "3600"})
    began = time.monotonic()
    error = fails(client(server).get, "/")
    assert "3,600 seconds" in error.problem
    assert "requests_per_minute" in error.hint
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("value", ["soon", "-5", "", "9" * 30, "Thu, 99 Foo 2026", "1e9"])
def test_a_wait_that_means_nothing_is_none(server, value):
    server.plan = [Reply(status=503, headers={"Retry-After": value})]
    assert client(server).get("/") == {"fine": None}


def test_requests_a_minute(server):
    one = client(server, requests_per_minute=300)  # one in 0.2 s
    began = time.monotonic()
    for _ in range(4):
        one.get("/")
    assert time.monotonic() - began >= 0.6


@pytest.mark.parametrize(
    "reply", [Reply({}, wait=30), Reply({"a": "b" * 60}, drip=0.2)], ids=["wait", "drip"]
)
@pytest.mark.slow
def test_a_slow_server_gets_its_time_and_no_more(server, reply):
    server.answer = lambda asked: reply
    one = client(server, timeout=1)
    began = time.monotonic()
    error = fails(one.post, "/", {})
    assert error.problem == "no answer within 1 seconds"
    assert one.requests == 2  # each costs the whole time
    assert time.monotonic() - began < 9


def test_a_slow_server_that_is_in_time_is_waited_for(server):
    server.plan = [Reply({"late": True}, wait=0.8)]
    assert client(server, timeout=20).get("/") == {"late": True}


def test_nobody_there_is_said_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and not listening
        one = Client(f"http://127.0.0.1:{taken.getsockname()[1]}")
        error = fails(one.get, "/")
    assert one.requests == 1
    assert "Connection refused" in error.problem
    assert "runs" in error.hint


def test_a_server_that_goes_for_a_moment_is_waited_for(server, monkeypatch):
    one = client(server)
    one.get("/")
    real, failures = http.http.client.HTTPConnection.connect, iter([True, True, False])

    def connect(self):
        if next(failures):
            raise ConnectionRefusedError(111, "Connection refused")
        real(self)

    monkeypatch.setattr(http.http.client.HTTPConnection, "connect", connect)
    assert one.get("/") == {"fine": None}


@pytest.mark.parametrize("told", [True, False])
def test_a_huge_answer_is_not_read(server, monkeypatch, told):
    monkeypatch.setattr(http, "LARGEST_ANSWER", 1_000)
    headers = {} if told else {"Transfer-Encoding": "chunked", "Content-Length": "0"}
    body = b"[" + b"1," * 1_000 + b"1]"
    server.answer = lambda asked: Reply(
        body if told else b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), headers=headers
    )
    one = client(server)
    assert "larger than 1,000 bytes" in fails(one.get, "/").problem
    assert one.requests == 1


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_refusal_is_one_and_says_what_about(server, status):
    said = {"error": {"message": "'response_format' of SECRET is not known", "param": "temperature"}}
    server.answer = lambda asked: Reply(said, status=status)
    one = client(server)
    error = fails(one.post, "/", {})
    assert isinstance(error, RefusedError)
    assert error.marks == {"response_format", "temperature"}
    assert "SECRET" not in str(error)
    assert one.requests == 1


def test_no_credit_left_is_no_reason_to_wait(server):
    server.answer = lambda asked: Reply({"error": {"code": "insufficient_quota"}}, status=429)
    one = client(server)
    assert "no credit" in fails(one.get, "/").problem
    assert one.requests == 1


def test_another_thread_can_stop_everything(server):
    server.answer = lambda asked: Reply({}, wait=20)
    one = client(server, timeout=20)
    threading.Timer(0.3, one.stop).start()
    began = time.monotonic()
    assert fails_stopped(one) == "the run was stopped"
    assert time.monotonic() - began < 9
    one.resume()
    server.answer = lambda asked: Reply({"again": True})
    assert one.get("/") == {"again": True}


def fails_stopped(one):
    with pytest.raises(EngineError) as caught:
        one.get("/")
    return caught.value.problem


# ---------------------------------------------------------------------------------------------- elsewhere


def test_a_text_goes_to_no_other_server(server):
    with serving(lambda asked: Reply({"stolen": True})) as other:
        for status in (301, 302, 303, 307, 308):
            server.plan = [Reply(status=status, headers={"Location": f"{other.address}/?{KEY}"})]
            error = fails(client(server).post, "/", {"q": "SECRET"})
            assert "leads elsewhere" in error.problem
            assert other.address not in str(error)
            assert KEY not in str(error)
        assert other.asked == []


@pytest.mark.parametrize(
    "there",
    ["//evil.example/x", "https://127.0.0.1/", "file:///etc/passwd", "http://[", "http://127.0.0.1:1/"],
)
def test_ways_to_lead_elsewhere(server, there):
    server.plan = [Reply(status=307, headers={"Location": there})]
    error = fails(client(server).post, "/", {})
    assert "leads elsewhere" in error.problem


def test_https_of_the_same_machine_is_told(server):
    server.plan = [Reply(status=301, headers={"Location": "https://127.0.0.1/v1/"})]
    assert fails(client(server).get, "/").hint == "Write https in url."


def test_within_the_server_it_may_lead(server):
    server.plan = [Reply(status=307, headers={"Location": "/there"})]
    assert client(server).post("/here", {"a": 1}) == {"fine": {"a": 1}}
    assert [each.path for each in server.asked] == ["/here", "/there"]


def test_a_text_is_not_turned_into_a_page(server):
    server.plan = [Reply(status=302, headers={"Location": "/login"})]
    assert "another of its pages" in fails(client(server).post, "/", {}).problem


def test_a_circle_ends(server):
    server.answer = lambda asked: Reply(status=307, headers={"Location": asked.path + "x"})
    one = client(server)
    assert "circle" in fails(one.get, "/").problem
    assert one.requests == 3


# ---------------------------------------------------------------------------------------------- TLS, proxies


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    need("openssl", shutil.which("openssl"))
    folder = tmp_path_factory.mktemp("tls")
    made = folder / "both.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext"
    subprocess.run(
        [
            *command.split(),
            "subjectAltName=IP:127.0.0.1,DNS:server.example",
            "-keyout",
            folder / "key",
            "-out",
            folder / "crt",
        ],
        check=True,
        capture_output=True,
    )
    made.write_bytes((folder / "key").read_bytes() + (folder / "crt").read_bytes())
    return made


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("TEST_API_KEY", KEY)
    with serving(lambda asked: Reply({}), certificate) as server:
        one = client(server, key_variable="TEST_API_KEY")
        error = fails(one.post, "/", {"q": "SECRET"})
        assert "certificate of the server is not trusted" in error.problem
        assert "SSL_CERT_FILE" in error.hint
        assert one.requests == 1
        assert server.asked == []


def test_one_s_own_authority_is_taken_from_the_environment(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(lambda asked: Reply({"safe": True}), certificate) as server:
        assert client(server).get("/") == {"safe": True}
        # The name must be the one on the certificate.
        elsewhere = server.address.replace("127.0.0.1", "localhost")
        error = fails(Client(elsewhere, timeout=20).get, "/")
        assert "certificate" in error.problem


@pytest.mark.slow
def test_a_slow_server_over_tls_gets_no_more_time(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(lambda asked: Reply({}, wait=20), certificate) as server:
        began = time.monotonic()
        assert "no answer within 1 seconds" in fails(client(server, timeout=1).get, "/").problem
        assert time.monotonic() - began < 9


def test_plain_http_where_https_is_asked_for(server):
    error = fails(Client(server.address.replace("http:", "https:"), timeout=20).get, "/")
    assert "no safe line" in error.problem


def test_a_proxy_of_the_environment_is_used_for_other_machines_only(server, monkeypatch):
    monkeypatch.delenv("no_proxy")
    address = server.address.removeprefix("http://")
    monkeypatch.setenv("http_proxy", f"http://somebody:pass%20word@{address}")
    assert Client("http://server.example/v1", timeout=20).post("/x", {"a": 1}) == {"fine": {"a": 1}}
    asked = server.asked[0]
    assert asked.path == "http://server.example/v1/x"
    secret = base64.b64encode(b"somebody:pass word").decode()
    assert asked.headers["proxy-authorization"] == f"Basic {secret}"
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert client(server).get("/") == {"fine": None}  # this machine needs none
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1")
    assert "proxy" in fails(Client("http://server.example").get, "/").problem


@contextlib.contextmanager
def tunnel(port):
    """A proxy that leads to a port of this machine, whatever it is asked for; what it was asked."""
    asked = []

    def pump(there, back):
        with contextlib.suppress(OSError):
            while piece := there.recv(65_536):
                back.sendall(piece)
            back.shutdown(socket.SHUT_WR)

    def serve():
        with contextlib.suppress(OSError):
            line, _ = listening.accept()
            with line, socket.create_connection(("127.0.0.1", port)) as server:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += line.recv(1)
                asked.append(head.decode())
                line.sendall(b"HTTP/1.1 200 Fine\r\n\r\n")
                back = threading.Thread(target=pump, args=(server, line))
                back.start()
                pump(line, server)
                back.join()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}", asked
        with contextlib.suppress(OSError):  # nobody has come
            listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_proxy_sees_neither_text_nor_key(certificate, monkeypatch):
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("TEST_API_KEY", KEY)
    with serving(lambda asked: Reply({"got": asked.body}), certificate) as server:
        with tunnel(int(server.address.rpartition(":")[2])) as (address, seen):
            monkeypatch.setenv("https_proxy", f"http://me:word@{address}")
            one = Client("https://server.example/v1", key_variable="TEST_API_KEY", timeout=20)
            assert one.post("/x", {"q": "SECRET"}) == {"got": {"q": "SECRET"}}
        assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
        assert "proxy-authorization" not in server.asked[0].headers
        assert seen[0].startswith("CONNECT server.example:443 ")
        assert "Proxy-Authorization: Basic " in seen[0]
        assert KEY not in seen[0]
        # Nor does it matter who answers there: the certificate must be that of the server.
        with tunnel(int(server.address.rpartition(":")[2])) as (address, seen):
            monkeypatch.setenv("https_proxy", address)
            other = Client("https://other.example/v1", key_variable="TEST_API_KEY", timeout=20)
            assert "certificate" in fails(other.post, "/x", {"q": "SECRET"}).problem
        assert len(server.asked) == 1


# ---------------------------------------------------------------------------------------------- keys


def test_a_key_comes_from_the_environment(server, monkeypatch):
    monkeypatch.setenv("TEST_API_KEY", f" {KEY}\n")
    client(server, key_variable="TEST_API_KEY").post("/", {"a": 1})
    assert server.asked[-1].headers["authorization"] == f"Bearer {KEY}"
    client(server, key_variable="TEST_API_KEY", key_in_body=True).post("/", {"a": 1})
    assert server.asked[-1].body == {"a": 1, "api_key": KEY}
    assert "authorization" not in server.asked[-1].headers
    client(server).post("/", {})
    assert "authorization" not in server.asked[-1].headers


def test_a_key_that_is_missing_is_named(server):
    one = client(server, key_variable="TEST_API_KEY", key_needed=True)
    assert "TEST_API_KEY is not set" in fails(one.get, "/").problem
    assert client(server, key_variable="TEST_API_KEY").get("/") == {"fine": None}
    assert len(server.asked) == 1


@pytest.mark.parametrize("key", ["two words", "ключ", "a\nX-Evil: 1", "a\x00b", "x" * 5_000])
def test_what_is_no_key_is_not_sent(server, monkeypatch, key):
    if "\0" not in key:
        monkeypatch.setenv("TEST_API_KEY", key)
    else:
        monkeypatch.setattr(http.os, "environ", {"TEST_API_KEY": key})
    error = fails(client(server, key_variable="TEST_API_KEY").get, "/")
    assert "no key" in error.problem
    assert key not in str(error)
    assert server.asked == []


def test_a_key_is_not_sent_in_the_clear(monkeypatch):
    monkeypatch.setenv("TEST_API_KEY", KEY)
    one = Client("http://server.example:8000/v1", key_variable="TEST_API_KEY")
    error = fails(one.get, "/")
    assert "over http" in error.problem
    assert one.requests == 0


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 418, 429, 500, 503])
@pytest.mark.parametrize("place", ["body", "header", "reason", "json"])
def test_a_key_is_in_no_message_and_no_log(server, monkeypatch, caplog, status, place):
    monkeypatch.setenv("TEST_API_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    reply = Reply(f"Bearer {KEY}: no".encode(), status=status)
    if place == "json":
        reply.body = {"error": {"message": f"{KEY} response_format", "code": KEY, "type": KEY, "param": KEY}}
        reply.body |= {"detail": KEY, "message": KEY}
    if place == "header":
        reply.headers = {"Retry-After": KEY, "Location": f"http://{KEY}.example/{KEY}", "X-Key": KEY}
    server.answer = lambda asked: reply
    if place == "reason":
        monkeypatch.setattr(http.http.client, "responses", {})
        server.answer = lambda asked: Reply(b"", headers={f"X\r\nBroken {KEY}": KEY}, status=status)
    one = client(server, key_variable="TEST_API_KEY")
    try:
        one.post("/", {"q": "text"})
    except EngineError as error:
        shown = "".join(traceback.format_exception(error))
        assert KEY.lower() not in shown.lower()
        assert KEY not in repr(vars(error))
    assert KEY not in caplog.text
    assert KEY not in repr(one)
    assert KEY not in repr(vars(one))


def test_a_server_that_wants_another_key_is_understood(server, monkeypatch):
    for status in (401, 403):
        server.plan = [Reply(status=status)]
        error = fails(client(server).get, "/")
        assert "it wants a key" in error.problem
        assert "key_variable" in error.hint
        server.plan = [Reply(status=status)]
        monkeypatch.setenv("TEST_API_KEY", KEY)
        error = fails(client(server, key_variable="TEST_API_KEY").get, "/")
        assert "it does not accept the key" in error.problem
        assert "TEST_API_KEY" in error.hint


# ---------------------------------------------------------------------------------------------- settings


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    url: str
    timeout: Annotated[float, Meta(ge=1, le=10)] = 5.0
    key_variable: str = ""
    parallel: int = 1


def refused(options):
    with pytest.raises(ConfigError) as caught:
        read_settings(Table, options, "workflow.toml [engines.x]")
    assert "\n" not in str(caught.value)
    assert "workflow.toml [engines.x]" in str(caught.value)
    return str(caught.value)


def test_settings_are_read():
    assert read_settings(Table, {"url": "u", "timeout": 7}, "w") == Table("u", 7.0)


def test_settings_that_mean_nothing():
    assert "url is missing" in refused({})
    assert "Did you mean timeout?" in refused({"url": "u", "timeouts": 3})
    assert "Known are: url, timeout" in refused({"url": "u", "zzz": 3})
    assert "timeout: expected float, got str" in refused({"url": "u", "timeout": KEY})
    assert KEY not in refused({"url": "u", "timeout": KEY})
    assert ">= 1.0" in refused({"url": "u", "timeout": 0.5})
    assert "parallel: expected int, got bool" in refused({"url": "u", "parallel": True})
    assert "url: expected str, got int" in refused({"url": 5})


@pytest.mark.parametrize(
    "name", ["key", "api_key", "apikey", "API-KEY", "openai_api_key", "token", "password", "secret", "bearer"]
)
def test_a_key_in_the_settings_is_refused_and_not_shown(name):
    said = refused({"url": "u", name: KEY})
    assert "does not belong in this file" in said
    assert "key_variable" in said
    assert KEY not in said


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "MY_OWN_API_KEY", "DRAGOMAN_SERVER", ""])
def test_names_of_variables_for_keys(name):
    assert check_key_variable(name, "w") == name


@pytest.mark.parametrize(
    "name",
    [KEY, "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PATH", "openai_api_key", "A_API_KEY\n", "_API_KEY"],
)
def test_other_secrets_of_the_environment_are_not_sent_anywhere(name):
    with pytest.raises(ConfigError) as caught:
        check_key_variable(name, "workflow.toml [engines.x]")
    assert name not in str(caught.value) or name == "_API_KEY"


@pytest.mark.parametrize(
    "url",
    [
        "https://host/v1/",
        "http://127.0.0.1:5000",
        "http://[::1]:80/a",
        "https://хост.example"[:0] + "https://xn--e1afmkfd.example",
    ],
)
def test_addresses(url):
    assert check_url(url, "w") == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "host",
            "ftp://host",
            "file:///etc",
            "http://",
            "https://a b",
            "http://[",
            "http://h:99999",
            "//h",
        ),
        *(
            "https://me:sk-1@host",
            "https://sk-1@host",
            "https://host?key=sk-1",
            "https://host/#sk-1",
            "http://h:0",
        ),
        *("https://хост.example", "http://h\n", "javascript:alert(1)"),
    ],
)
def test_what_is_no_address(url):
    with pytest.raises(ConfigError) as caught:
        check_url(url, "w")
    assert "sk-1" not in str(caught.value)
    assert caught.value.where == "w url"


@pytest.mark.parametrize(
    ("host", "yes"),
    [
        ("localhost", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.example", False),
    ],
)
def test_which_machine_is_this_one(host, yes):
    assert http.is_loopback(host) is yes
