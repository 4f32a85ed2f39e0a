"""The local preview: what it shows, what it refuses, and what it does while files are saved."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import BinaryIO

import polib
import pytest
from bs4 import BeautifulSoup
from support import snapshot
from support_sheets import PICTURE

from workflow.errors import ConfigError, SourceError
from workflow.pipeline.preview import Address, Preview, Server, UnknownPageError, preview_server

RU = "locales/ru/LC_MESSAGES/kazan.po"


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def alert(self) -> str:
        found = BeautifulSoup(self.text, "html.parser").find(attrs={"role": "alert"})
        return " ".join(found.get_text().split()) if found else ""


@contextmanager
def running(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
        assert not thread.is_alive()


@pytest.fixture
def server(desk: Path) -> Iterator[Server]:
    with running(preview_server(desk)) as made:
        yield made


def ask(server: Server, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
    connection.putrequest(method, path, skip_host=bool(headers and "Host" in headers))
    for name, value in (headers or {}).items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    made = Answer(answer.status, answer.headers, answer.read())
    connection.close()
    return made


def raw(server: Server, request: bytes) -> bytes:
    with socket.create_connection((server.host, server.port), timeout=20) as connection:
        connection.sendall(request)
        answer = b""
        while more := connection.recv(65536):
            answer += more
    return answer


def save(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# --------------------------------------------------------------------------------------------------- pages


def test_it_shows_an_index_pages_and_sheets_and_writes_nothing(server: Server, desk: Path) -> None:
    before = snapshot(desk)
    index = BeautifulSoup(ask(server, "/").text, "html.parser")
    links = [str(link["href"]) for link in index.select("main td a")]
    assert links == [
        "/kazan/en/",
        *(f"/kazan/{tag}/{kind}" for tag in ("ru", "zh", "ur", "fa") for kind in ("", "sheet")),
    ]
    assert "10 of 16 reviewed" in index.get_text()
    for link in links:
        assert ask(server, link).status == 200
    page = BeautifulSoup(ask(server, "/kazan/ru/").text, "html.parser")
    assert page.h1 is not None
    assert page.h1.get_text() == "Казань примет саммит ШОС"
    assert "<ru: What is planned>" in page.get_text()  # a draft: machine text is there, and marked
    sheet = BeautifulSoup(ask(server, "/kazan/ru/sheet").text, "html.parser")
    assert len(sheet.select("table.sheet tr[id]")) == 16
    assert snapshot(desk) == before


def test_what_a_page_needs_is_served_and_nothing_else(server: Server) -> None:
    page = BeautifulSoup(ask(server, "/kazan/ru/").text, "html.parser")
    style = page.find("link", rel="stylesheet")
    assert style is not None
    path = str(style["href"]).removeprefix("../..")
    sheet = ask(server, path)
    assert (sheet.status, sheet.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert b":lang(ur)" in sheet.body
    picture = ask(server, "/kazan/ru/bridge.png")
    assert (picture.status, picture.headers["Content-Type"], picture.body) == (200, "image/png", PICTURE)
    for wrong in (
        "/assets/",
        "/assets/site.css",
        "/kazan/ru/kazan.md",
        "/kazan/ru/other.png",
        "/x/ru/bridge.png",
    ):
        assert ask(server, wrong).status == 404, wrong


def test_links_between_pages_lead_to_each_other(server: Server) -> None:
    page = BeautifulSoup(ask(server, "/kazan/ru/").text, "html.parser")
    switch = [str(link["href"]) for link in page.select(".languages a")]
    assert "../../zh/kazan/index.html" in switch
    assert ask(server, "/zh/kazan/index.html").headers["Location"] == "/kazan/zh/"
    for path in ("", "archive/", "archive/2018/", "tags/sco/", "languages/2/"):
        assert ask(server, f"/ru/{path}index.html").headers["Location"] == "/"
    bar = [str(link["href"]) for link in page.select(".dragoman-preview a")]
    assert bar == ["/", "/kazan/ru/sheet"]


def test_only_the_articles_that_are_named(desk: Path) -> None:
    (desk / "seeds" / "other.txt").write_text("Another article\n\nIts lead.\n", "utf-8")
    with running(preview_server(desk, ["kazan"])) as server:
        assert "other" not in BeautifulSoup(ask(server, "/").text, "html.parser").main.get_text()  # type: ignore[union-attr]
        assert ask(server, "/other/ru/").status == 404
    with pytest.raises(SourceError, match="no such article"):
        preview_server(desk, ["nothing"])


def test_a_name_of_any_letters_is_an_address(desk: Path) -> None:
    (desk / "seeds" / "статья-1.txt").write_text("Kazan\n\nIts lead.\n", "utf-8")
    with running(preview_server(desk)) as server:
        path = Address("статья-1", "ru").path
        assert path.isascii()
        assert ask(server, path).status == 200


# --------------------------------------------------------------------------------------------------- saving


def test_a_saved_file_is_shown_at_the_next_look(server: Server, desk: Path) -> None:
    assert "Город ждёт." in ask(server, "/kazan/ru/").text
    save(desk / RU, "Город ждёт.", "Казань ждёт.")
    assert "Казань ждёт." in ask(server, "/kazan/ru/").text
    assert "Казань</mark> ждёт." in ask(server, "/kazan/ru/sheet").text
    save(desk / "seeds/kazan.md", "# Kazan to host", "# Kazan will host")
    assert "Kazan will host" in ask(server, "/kazan/en/").text
    save(desk / "glossary/terms.csv", "SCO Secretariat,Секретариат ШОС", "SCO Secretariat,Бюро ШОС")
    assert "Бюро ШОС" in ask(server, "/kazan/ru/sheet").text
    save(desk / "workflow.toml", "Daily", "Weekly")
    assert "Weekly" in ask(server, "/kazan/ru/").text
    assert "Weekly" in ask(server, "/").text


def test_a_theme_is_shown_at_the_next_look(server: Server, desk: Path) -> None:
    assert "Ours" not in ask(server, "/kazan/ru/").text
    (desk / "theme").mkdir()
    theme = '{% extends "original/base.html.j2" %}{% block sections %}Ours{% endblock %}'
    (desk / "theme" / "base.html.j2").write_text(theme, "utf-8")
    assert "Ours" in ask(server, "/kazan/ru/").text


def test_a_half_saved_file_is_waited_for(server: Server, desk: Path) -> None:
    path = desk / RU
    whole = path.read_text("utf-8").replace("Город ждёт.", "Казань ждёт.")
    half = whole[: whole.index("# waive:")]  # a valid catalogue, and not the one that is meant
    path.write_text(half, "utf-8")

    def rest() -> None:
        time.sleep(0.1)
        path.write_text(whole[: len(whole) - 40], "utf-8")  # broken
        time.sleep(0.1)
        path.write_text(whole, "utf-8")

    thread = threading.Thread(target=rest)
    thread.start()
    answer = ask(server, "/kazan/ru/")
    thread.join()
    assert answer.alert == ""
    assert "Казань ждёт." in answer.text


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        (RU, 'msgid "a', "kazan.po"),
        ("seeds/kazan.md", "", "the file is empty"),
        ("glossary/terms.csv", "id,kind\nx", "terms.csv"),
        ("workflow.toml", "[publication", "not valid TOML"),
    ],
)
def test_an_error_is_one_line_above_the_last_good_page(
    server: Server, desk: Path, file: str, content: str, said: str
) -> None:
    good = {path: ask(server, path) for path in ("/kazan/ru/", "/kazan/ru/sheet", "/kazan/zh/")}
    kept = (desk / file).read_bytes()
    (desk / file).write_text(content, "utf-8")
    for path in ("/kazan/ru/", "/kazan/ru/sheet"):
        answer = ask(server, path)
        assert answer.status == 200
        assert answer.alert.startswith("Not the newest: ")
        assert said in answer.alert
        assert "Город ждёт." in answer.text
    if file == RU:  # another language goes on
        assert ask(server, "/kazan/zh/").alert == ""
        assert "cannot be read" in ask(server, "/").text
    (desk / file).write_bytes(kept)
    for path, before in good.items():
        again = ask(server, path)
        assert again.alert == ""
        assert len(again.body) == len(before.body)


def test_an_error_before_there_was_a_page(desk: Path) -> None:
    (desk / RU).write_text('msgid "<b>', "utf-8")
    with running(preview_server(desk)) as server:
        answer = ask(server, "/kazan/ru/sheet")
        assert answer.status == 500
        assert "kazan.po" in answer.text
        assert "<b>" not in answer.text
        assert ask(server, "/").status == 200


def test_an_article_that_is_taken_away_stays_as_it_was(server: Server, desk: Path) -> None:
    assert ask(server, "/kazan/ru/").status == 200
    (desk / "seeds/kazan.md").unlink()
    answer = ask(server, "/kazan/ru/")
    assert "no such article" in answer.alert
    assert "Город ждёт." in answer.text
    assert ask(server, "/kazan/zh/").status == 404  # nobody had looked at it


def test_a_fault_of_ours_is_told_and_ends_nothing(
    server: Server, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        raise ValueError("<b>oh</b>")

    with monkeypatch.context() as patched:
        patched.setattr("workflow.sheets.render_sheet", broken)
        answer = ask(server, "/kazan/ru/sheet")
    assert answer.status == 500
    assert "internal error (ValueError: &lt;b&gt;oh&lt;/b&gt;)" in answer.text
    (desk / RU).touch()
    assert ask(server, "/kazan/ru/sheet").status == 200


def test_a_page_is_made_once_for_many_looks(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from workflow.pipeline import preview as stage

    made: list[str] = []
    real = stage.draft_pages
    monkeypatch.setattr(stage, "draft_pages", lambda *given: made.append("x") or real(*given))  # type: ignore[func-returns-value]
    shown = Preview(desk)
    for _ in range(3):
        for tag in ("ru", "zh", "ur"):
            shown.show(Address("kazan", tag))
    assert len(made) == 1
    (desk / "seeds" / "other.txt").write_text("Another article\n\nIts lead.\n", "utf-8")
    shown.show(Address("kazan", "ru"))
    assert len(made) == 1  # it is none of its files


def test_nothing_is_made_for_what_does_not_exist(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from workflow.pipeline import preview as stage

    made: list[str] = []
    real = stage.draft_pages
    monkeypatch.setattr(stage, "draft_pages", lambda *given: made.append("x") or real(*given))  # type: ignore[func-returns-value]
    shown = Preview(desk)
    assert shown.asset("assets/site.css") is None
    assert shown.picture("kazan", "other.png") is None
    assert shown.picture("kazan", "bridge.png") == PICTURE
    assert made == []


# --------------------------------------------------------------------------------------------------- events


@contextmanager
def listening(server: Server, path: str) -> Iterator[tuple[socket.socket, BinaryIO]]:
    """A connection that listens for news of a page, as the script of that page does."""
    script = BeautifulSoup(ask(server, path).text, "html.parser").script
    assert script is not None
    assert script["data-page"] == path
    asked = f"/events?page={path}&seen={script['data-seen']}"
    with socket.create_connection((server.host, server.port), timeout=20) as connection:
        connection.sendall(f"GET {asked} HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n\r\n".encode())
        stream = connection.makefile("rb")
        assert stream.readline() == b"HTTP/1.0 200 OK\r\n"
        while stream.readline() != b"retry: 1000\n":
            pass
        assert stream.readline() == b"\n"
        yield connection, stream


def test_a_browser_is_told_when_its_page_is_another_one(server: Server, desk: Path) -> None:
    with listening(server, "/kazan/ru/") as (_, stream):
        save(desk / RU, "Город ждёт.", "Казань ждёт.")
        assert b"event: changed\n" in stream.read()  # the server ends the answer


def test_and_not_when_it_is_the_same(server: Server, desk: Path) -> None:
    with listening(server, "/kazan/ru/") as (connection, stream):
        (desk / "seeds" / "other.txt").write_text("Another article\n\nIts lead.\n", "utf-8")
        (desk / RU).touch()
        time.sleep(1.5)
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            stream.readline()


def test_trouble_is_news_too(server: Server, desk: Path) -> None:
    with listening(server, "/kazan/ru/sheet") as (_, stream):
        (desk / RU).write_text('msgid "a', "utf-8")
        assert b"event: changed\n" in stream.read()


def test_a_browser_that_shows_an_old_page_is_told_at_once(server: Server) -> None:
    answer = ask(server, "/events?page=/kazan/ru/&seen=old")
    assert b"event: changed" in answer.body
    for wrong in ("page=/../x", "page=", "", "page=/kazan/ru/x", "page=%ff", "page=/&" * 9):
        assert ask(server, f"/events?{wrong}").status == 404


# --------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_it_only_reads(server: Server, desk: Path, method: str) -> None:
    before = snapshot(desk)
    answer = ask(server, "/kazan/ru/", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert snapshot(desk) == before


def test_head_is_get_without_a_body(server: Server) -> None:
    for path in ("/", "/kazan/ru/", "/kazan/ru/sheet", "/kazan/ru/bridge.png", "/nothing"):
        full, head = ask(server, path), ask(server, path, "HEAD")
        assert (head.status, head.body) == (full.status, b"")
        assert head.headers["Content-Length"] == full.headers["Content-Length"]


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "", "127.0.0.1:{port}, x"],
)
def test_another_name_is_refused(server: Server, host: str) -> None:
    answer = ask(server, "/", headers={"Host": host.format(port=server.port)})
    assert answer.status == 403
    assert answer.text == f"This server answers to {server.url} only.\n"
    assert ask(server, "/events?page=/&seen=x", headers={"Host": host.format(port=server.port)}).status == 403


def test_no_name_and_two_names_are_refused_too(server: Server) -> None:
    good = f"127.0.0.1:{server.port}".encode()
    assert raw(server, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 403")
    twice = b"GET / HTTP/1.1\r\nHost: %b\r\nHost: evil.example\r\n\r\n" % good
    assert raw(server, twice).startswith(b"HTTP/1.0 403")
    assert raw(server, b"GET / HTTP/1.1\r\nHost: LOCALHOST:%d\r\n\r\n" % server.port).startswith(
        b"HTTP/1.0 200"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/../workflow.toml",
        "/kazan/ru/../../workflow.toml",
        "/kazan/ru/%2e%2e/%2e%2e/workflow.toml",
        "/kazan/ru/..%2f..%2fworkflow.toml",
        "/kazan/ru/..%5c..%5cworkflow.toml",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/kazan/ru/%00",
        "/kazan/ru/%ff",
        "/seeds/kazan.md",
        "/workflow.toml",
        "/locales/",
        "/glossary/terms.csv",
        "/kazan/",
        "/kazan/de/",
        "/kazan/en/sheet",
        "/kazan//",
        "//ru/",
        "http://evil.example/",
        "*",
        "/" + "a/" * 3000,
    ],
)
def test_no_path_leads_to_a_file(server: Server, path: str) -> None:
    answer = raw(server, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.0 404")
    assert b"Daily" not in answer
    assert b"root:" not in answer


def test_pictures_outside_of_the_folder_of_articles_are_not_served(desk: Path) -> None:
    (desk / "secret.png").write_bytes(b"secret")
    (desk / "seeds" / "link.png").symlink_to(desk / "secret.png")
    article = desk / "seeds" / "kazan.md"
    article.write_text(article.read_text("utf-8") + "\n![A](../secret.png)\n\n![B](link.png)\n", "utf-8")
    with running(preview_server(desk)) as server:
        assert ask(server, "/kazan/ru/link.png").status == 404
        assert ask(server, "/kazan/ru/..%2fsecret.png").status == 404


def test_what_a_page_may_do(server: Server) -> None:
    first, second = ask(server, "/kazan/ru/"), ask(server, "/kazan/ru/")
    policy = first.headers["Content-Security-Policy"]
    script = BeautifulSoup(first.text, "html.parser").script
    assert script is not None
    assert f"script-src 'nonce-{script['nonce']}';" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert second.headers["Content-Security-Policy"] != policy  # no nonce twice
    for path in ("/", "/kazan/ru/", "/kazan/ru/sheet", "/kazan/ru/bridge.png", "/nothing"):
        headers = ask(server, path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Access-Control-Allow-Origin"] is None
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org", ""])
def test_it_listens_to_this_machine_only(desk: Path, host: str) -> None:
    with pytest.raises(
        ConfigError, match=r"--host: .* is not this machine's own address\. .*127\.0\.0\.1 or ::1"
    ):
        preview_server(desk, host=host)


def test_a_port_that_is_taken(server: Server, desk: Path) -> None:
    with pytest.raises(ConfigError, match=rf"port {server.port} of 127.0.0.1 is taken"):
        preview_server(desk, port=server.port)


def test_the_other_kind_of_address(desk: Path) -> None:
    try:
        made = preview_server(desk, host="::1")
    except ConfigError:
        pytest.skip("this machine has no IPv6")
    with running(made) as server:
        assert server.url == f"http://[::1]:{server.port}/"
        assert ask(server, "/kazan/ru/").status == 200
        assert ask(server, "/", headers={"Host": "[::2]:80"}).status == 403


def test_an_unknown_page_is_not_remembered(desk: Path) -> None:
    shown = Preview(desk)
    for number in range(50):
        with pytest.raises(UnknownPageError):
            shown.show(Address(f"no-{number}", "ru"))
        with pytest.raises(UnknownPageError):
            shown.show(Address("kazan", f"x{number}"))
    assert len(shown._shown) == 0
    assert len(shown._kept) < 10


def test_the_catalogue_that_it_shows_is_the_one_on_disk(server: Server, desk: Path) -> None:
    """Saved by a tool that writes a new file and renames it, as most editors do."""
    path = desk / RU
    po = polib.pofile(str(path), wrapwidth=0)
    po[0].msgstr = "Казань ждёт гостей"
    other = path.with_suffix(".tmp")
    po.save(str(other))
    ask(server, "/kazan/ru/")
    other.replace(path)
    assert "Казань ждёт гостей" in ask(server, "/kazan/ru/").text
