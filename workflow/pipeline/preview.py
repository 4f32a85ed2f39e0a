"""A local server that shows pages and review sheets as they would be now, while somebody edits the files.

It reads, and writes nothing. It listens to this machine only, and answers only to names of this machine: a
page of another site whose name is made to lead here (DNS rebinding) is refused by its ``Host``. No path of a
request is ever a path of a file: addresses are looked up among the articles and languages that there are.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from msgspec import Struct

from workflow import sheets
from workflow.catalogue import Key
from workflow.errors import CatalogueError, ConfigError, SourceError, WorkflowError
from workflow.languages import profile
from workflow.model import State, Unit
from workflow.pipeline.articles import Prepared, article_files, find_article, prepare
from workflow.pipeline.pages import draft_pages, page_path, picture_file
from workflow.pipeline.publication import PATIENCE, Publication
from workflow.pipeline.sheets import sheet_of
from workflow.pipeline.texts import known_units, states_of
from workflow.pipeline.theme import FOLDER as THEME
from workflow.publishers import picture_addresses

HOSTS = ("127.0.0.1", "::1", "localhost")
_POLL = 0.2  # seconds between two looks at the files
_QUIET = 0.25  # seconds for which a file must not change before it counts as saved
_ALIVE = 10.0  # seconds between two signs of life to a page that listens
_MOST_LISTENERS = 100
_LARGEST_PICTURE = 32 * 1024 * 1024
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}

_Stamp = tuple[int, int, int]  # time of the last change, size, number of the file
_Stamps = dict[str, _Stamp]


# ------------------------------------------------------------------------------------------------- files


class _Watch:
    """The files that pages are made of, and when they last changed.

    They are looked at again and again: no system tells of changes on every kind of disk, and a publication
    has some hundreds of files.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.generation = 0  # grows with every change
        self.closing = False
        self._news = threading.Condition()
        self._stamps = _stamps(root)
        self._changed = time.monotonic() - _QUIET

    def look(self) -> _Stamps:
        """The stamps of now."""
        stamps = _stamps(self.root)
        with self._news:
            if stamps != self._stamps:
                self._stamps, self._changed = stamps, time.monotonic()
                self.generation += 1
                self._news.notify_all()
        return stamps

    def settled(self) -> _Stamps:
        """The stamps when nothing has changed for a moment: editors write a file in several steps.

        A file that is written to without end is not waited for longer than :data:`PATIENCE`.
        """
        until = time.monotonic() + PATIENCE
        while True:
            stamps = self.look()
            rest = self._changed + _QUIET - time.monotonic()
            if rest <= 0 or time.monotonic() > until:
                return stamps
            time.sleep(min(rest, _POLL))

    def wait(self, generation: int, seconds: float) -> int:
        """The generation of now; returns at once if it is another one than ``generation``."""
        with self._news:
            self._news.wait_for(lambda: self.closing or self.generation != generation, seconds)
            return self.generation

    def run(self) -> None:
        """Look until :meth:`close` is called."""
        while not self.closing:
            with contextlib.suppress(OSError):
                self.look()
            time.sleep(_POLL)

    def close(self) -> None:
        """End :meth:`run`, and wake all that wait."""
        with self._news:
            self.closing = True
            self._news.notify_all()


def _stamps(root: Path) -> _Stamps:
    """The files by their paths below the publication, with what tells that one has changed."""
    found: _Stamps = {}
    for entry in _entries(root):
        if entry.name == "workflow.toml":
            _add(found, entry.name, entry)
    for folder, suffix in (("seeds", ""), ("glossary", ".csv"), (THEME, "")):
        for entry in _entries(root / folder):
            if entry.name.endswith(suffix) and not entry.name.startswith((".", "~$")):
                _add(found, f"{folder}/{entry.name}", entry)
    for language in _entries(root / "locales"):
        for entry in _entries(Path(language.path) / "LC_MESSAGES"):
            if entry.name.endswith(".po"):
                _add(found, f"locales/{language.name}/{entry.name}", entry)
    return found


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # not there, or no folder
        return []


def _add(found: _Stamps, name: str, entry: os.DirEntry[str]) -> None:
    with contextlib.suppress(OSError):  # gone a moment ago
        stat = entry.stat()
        found[name] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)


# ------------------------------------------------------------------------------------------------- pages


class Address(Struct, frozen=True):
    """What can be shown: the index (no slug), the page of an article in a language, its sheet."""

    slug: str = ""
    language: str = ""
    sheet: bool = False

    @property
    def path(self) -> str:
        """Its path, as links have it."""
        if not self.slug:
            return "/"
        return f"/{quote(self.slug, safe='')}/{quote(self.language, safe='')}/{'sheet' if self.sheet else ''}"


class Shown(Struct, frozen=True):
    """What an address shows: its last good page, and what is wrong with the newest."""

    content: bytes  # empty if there has been no good one yet
    trouble: str = ""

    @property
    def version(self) -> str:
        """A hash that tells whether a browser has it already."""
        return hashlib.sha256(self.content + b"\0" + self.trouble.encode("utf-8", "replace")).hexdigest()[:16]


class UnknownPageError(SourceError):
    """There is no such article, or no such language."""


class _Story(Struct, frozen=True):
    """An article of today and its pages in all languages whose catalogues can be read."""

    prepared: Prepared
    pages: Mapping[str, bytes]
    broken: Mapping[str, CatalogueError]


class Preview:
    """The pages of a publication as its files are now, each made when it is first asked for after a change.

    ``slugs`` are the articles to show; empty: all. It may be asked from several threads.
    """

    def __init__(self, root: Path, slugs: Sequence[str] = ()) -> None:
        self.root = root
        self.watch = _Watch(root)
        self._wanted = frozenset(slugs)
        self._lock = threading.Lock()
        self._kept: dict[object, tuple[object, Any]] = {}
        self._shown: dict[Address, tuple[_Stamps, Shown]] = {}

    def show(self, address: Address) -> Shown:
        """The page of now. What is wrong with the files is told by it, not raised.

        :raises UnknownPageError: there is no such page, and never was.
        """
        with self._lock:
            stamps = self.watch.settled()
            old = self._shown.get(address)
            if old is not None and old[0] == (mine := _relevant(stamps, address)):
                return old[1]
            until = time.monotonic() + PATIENCE
            last = old[1].content if old else b""
            while True:
                mine = _relevant(stamps, address)
                try:
                    shown = Shown(self._made(address, stamps))
                    break
                except UnknownPageError as error:
                    if not last:
                        raise
                    shown = Shown(last, str(error))
                    break
                except WorkflowError as error:
                    shown = Shown(last, str(error))
                except Exception as error:  # a fault of ours must not end the session of a translator
                    shown = Shown(last, f"internal error ({type(error).__name__}: {error}); please report")
                again = self.watch.settled()  # it may have been in the middle of a save
                if _relevant(again, address) == mine or time.monotonic() > until:
                    break
                stamps = again
            self._shown[address] = (mine, shown)
            return shown

    def asset(self, path: str) -> bytes | None:
        """A file of a publisher that is no page, such as a style sheet, of the pages that have been shown.

        None for anything else: no page is made because somebody asks for what does not exist.
        """
        with self._lock:
            for _, made in self._kept.values():
                if isinstance(made, _Story) and path in made.pages:
                    return made.pages[path]
        return None

    def picture(self, slug: str, address: str) -> bytes | None:
        """A picture of an article, as ``publish`` would copy it; None for anything else."""
        with self._lock, contextlib.suppress(WorkflowError, OSError):
            stamps = self.watch.settled()
            if slug not in self._articles(stamps):
                return None
            for image in picture_addresses(self._prepared(slug, stamps).article):
                path = picture_file(self._publication(stamps).config, image)
                if unquote(image) == address and path is not None and path.stat().st_size < _LARGEST_PICTURE:
                    return path.read_bytes()
        return None

    def links(self, address: Address) -> tuple[tuple[str, str], ...]:
        """What the bar of a page leads to."""
        if not address.slug:
            return ()
        slug, language = address.slug, address.language
        other = Address(slug, language, sheet=not address.sheet)
        found = [("/", "all articles")]
        with self._lock, contextlib.suppress(WorkflowError):
            config = self._publication(self.watch.look()).config
            if language in config.languages:
                words = "review sheet" if other.sheet else "page"
                found.append((other.path, f"{words} in {profile(language).english}"))
        return tuple(found)

    # ---------------------------------------------------------------------------------------- what is kept

    def _keep(self, name: object, state: object, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made again only when ``state`` is another one."""
        known = self._kept.get(name)
        if known is None or known[0] != state:
            known = self._kept[name] = (state, make())
        return known[1]

    def _publication(self, stamps: _Stamps) -> Publication:
        made: Publication = self._keep("publication", _common(stamps), partial(Publication.open, self.root))
        return made

    def _articles(self, stamps: _Stamps) -> dict[str, Path]:
        every = article_files(self._publication(stamps).config, trouble=lambda _: None)
        return {slug: path for slug, path in every.items() if not self._wanted or slug in self._wanted}

    def _prepared(self, slug: str, stamps: _Stamps) -> Prepared:
        path = self._articles(stamps).get(slug)
        if path is None:
            raise UnknownPageError("no such article", where=slug)
        state = (_common(stamps), stamps.get(f"seeds/{path.name}"))
        made: Prepared = self._keep(
            ("prepared", slug), state, lambda: prepare(self._publication(stamps), path)
        )
        return made

    def _story(self, slug: str, stamps: _Stamps) -> _Story:
        prepared = self._prepared(slug, stamps)

        def make() -> _Story:
            config = self._publication(stamps).config
            known: dict[str, Mapping[Key, Unit]] = {}
            broken: dict[str, CatalogueError] = {}
            for tag in config.languages:
                if tag != prepared.article.language:
                    try:
                        known[tag] = known_units(config, tag, slug)
                    except CatalogueError as error:
                        broken[tag] = error
            return _Story(prepared, draft_pages(config, prepared, known), broken)

        made: _Story = self._keep(("story", slug), _relevant(stamps, Address(slug)), make)
        return made

    # ---------------------------------------------------------------------------------------- what is made

    def _made(self, address: Address, stamps: _Stamps) -> bytes:
        if not address.slug:
            return self._index(stamps)
        publication = self._publication(stamps)
        if address.slug not in self._articles(stamps):
            raise UnknownPageError("no such article", where=address.slug)
        prepared = self._prepared(address.slug, stamps)
        source = prepared.article.language
        if address.language not in (source, *publication.config.languages):
            raise UnknownPageError("is no language of this publication", where=address.language)
        if address.sheet:
            if address.language == source:
                raise UnknownPageError(
                    "the article is in that language; there is no sheet", where=address.language
                )
            return sheets.render_sheet(sheet_of(publication, prepared, address.language), live=True)
        story = self._story(address.slug, stamps)
        if address.language in story.broken:
            raise story.broken[address.language]
        config = publication.config
        path = page_path(config, address.language, address.slug).relative_to(config.output).as_posix()
        content = story.pages.get(path)
        if content is None:
            raise UnknownPageError("no publisher has made this page", where=path)
        return content

    def _index(self, stamps: _Stamps) -> bytes:
        publication = self._publication(stamps)
        config = publication.config
        troubles: list[str] = []
        article_files(config, trouble=lambda error: troubles.append(str(error)))
        rows: list[sheets.IndexRow] = []
        languages: dict[str, None] = dict.fromkeys((config.source, *config.languages))
        for slug in self._articles(stamps):
            try:
                prepared = self._prepared(slug, stamps)
            except SourceError as error:
                troubles.append(str(error))
                continue
            languages.setdefault(prepared.article.language)
            rows.append(sheets.IndexRow(slug, prepared.article.title, prepared.article.language, ()))
        full = [
            sheets.IndexRow(
                row.slug,
                row.title,
                row.language,
                tuple(self._cell(publication, row, tag, stamps) for tag in languages),
            )
            for row in rows
        ]
        return sheets.render_index(config.title, config.source, tuple(languages), full, troubles)

    def _cell(
        self, publication: Publication, row: sheets.IndexRow, tag: str, stamps: _Stamps
    ) -> sheets.IndexCell | None:
        """None where the publication does not have the language: it is the source of another article."""
        config = publication.config
        page = Address(row.slug, tag).path
        if tag == row.language:
            return sheets.IndexCell(tag, page, "")
        if tag not in config.languages:
            return None
        sheet = Address(row.slug, tag, sheet=True).path
        catalogue = stamps.get(f"locales/{profile(tag).gettext}/{row.slug}.po")

        def count() -> tuple[int, int] | None:
            try:
                known = known_units(config, tag, row.slug)
            except CatalogueError:
                return None
            states = states_of(self._prepared(row.slug, stamps), known)
            return sum(state is State.REVIEWED for state in states.values()), len(states)

        state = (_relevant(stamps, Address(row.slug)), catalogue)
        counted = self._keep(("cell", row.slug, tag), state, count)
        if counted is None:
            return sheets.IndexCell(tag, page, sheet, trouble=True)
        return sheets.IndexCell(tag, page, sheet, *counted)


def _common(stamps: _Stamps) -> _Stamps:
    """What every page depends on."""
    shared = ("workflow.toml", "glossary/", f"{THEME}/")
    return {name: stamp for name, stamp in stamps.items() if name.startswith(shared)}


def _relevant(stamps: _Stamps, address: Address) -> _Stamps:
    """What one address depends on; an article is named by its file, its catalogues like it."""
    if not address.slug:
        return stamps
    return _common(stamps) | {
        name: stamp
        for name, stamp in stamps.items()
        if name.startswith(("seeds/", "locales/")) and Path(name).stem == address.slug
    }


# ------------------------------------------------------------------------------------------------- server


def preview_server(
    root: Path, names: Sequence[str] = (), *, host: str = "127.0.0.1", port: int = 0
) -> Server:
    """A server that is bound and not yet running: :meth:`Server.serve_forever` runs it.

    :raises ConfigError: the publication cannot be opened, ``host`` is another machine's, ``port`` is taken.
    :raises SourceError: an article of ``names`` is not there.
    """
    if host not in HOSTS:
        raise ConfigError(
            f"{host[:100]!r} is not this machine's own address",
            where="--host",
            hint="The preview shows texts that are not public: it listens to 127.0.0.1 or ::1 only.",
        )
    opened = Publication.open(root)
    slugs = [find_article(opened.config, name).stem for name in names]
    host = "127.0.0.1" if host == "localhost" else host
    try:
        return Server(Preview(root, slugs), host, port)
    except (OSError, OverflowError) as error:
        reason = (
            "is taken"
            if getattr(error, "errno", None) == errno.EADDRINUSE
            else f"cannot be used ({_reason(error)})"
        )
        raise ConfigError(
            f"port {port} of {host} {reason}", where="--port", hint="Another one, or 0 for any that is free."
        ) from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


class Server(ThreadingHTTPServer):
    """Serves a preview to this machine."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # elsewhere it would share the port with another program

    def __init__(self, preview: Preview, host: str, port: int) -> None:
        self.preview = preview
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listeners = threading.Semaphore(_MOST_LISTENERS)
        super().__init__((host, port), _Handler)
        self.host, self.port = host, int(self.server_address[1])
        names = ("127.0.0.1", "localhost", "[::1]")
        self.names = {f"{name}:{self.port}" for name in names} | (set(names) if self.port == 80 else set())

    @property
    def url(self) -> str:
        """Where it can be seen."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"

    def server_bind(self) -> None:
        """Bind; the machine's name is not asked for, which the base class does and which may take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def serve_forever(self, poll_interval: float = 0.2) -> None:
        """Answer until :meth:`shutdown` or an interrupt; watches the files meanwhile."""
        watcher = threading.Thread(target=self.preview.watch.run, daemon=True)
        watcher.start()
        try:
            super().serve_forever(poll_interval)
        finally:
            self.preview.watch.close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away is no event."""


class _Refused(Exception):  # noqa: N818  (it is an answer)
    def __init__(self, status: HTTPStatus, line: str) -> None:
        super().__init__(line)
        self.status, self.line = status, line


class _Handler(BaseHTTPRequestHandler):
    """One request. What it may ask for is decided in :meth:`_answer` and nowhere else."""

    server: Server
    timeout = 30  # seconds that a request may take to arrive
    _answered = False

    def do_GET(self) -> None:
        """Answer with a body."""
        self._guarded(body=True)

    def do_HEAD(self) -> None:
        """Answer without."""
        self._guarded(body=False)

    def version_string(self) -> str:
        """The name in the ``Server`` header."""
        return "Dragoman"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal belongs to the person."""

    def send_error(
        self,
        code: int,
        message: str | None = None,  # noqa: ARG002
        explain: str | None = None,  # noqa: ARG002
    ) -> None:
        """What the base class refuses: a request that is none, or a method other than GET and HEAD."""
        status = HTTPStatus.METHOD_NOT_ALLOWED if code == HTTPStatus.NOT_IMPLEMENTED else HTTPStatus(code)
        extra = {"Allow": "GET, HEAD"} if status is HTTPStatus.METHOD_NOT_ALLOWED else {}
        self._send(status, status.phrase.encode() + b"\n", "text/plain; charset=utf-8", extra, body=True)

    def _guarded(self, *, body: bool) -> None:
        try:
            self._answer(body=body)
        except _Refused as refused:
            self._send(refused.status, f"{refused.line}\n".encode(), "text/plain; charset=utf-8", body=body)
        except (ConnectionError, TimeoutError):
            pass  # the browser went away
        except Exception:
            if not self._answered:
                self._send(
                    HTTPStatus.INTERNAL_SERVER_ERROR,
                    b"Internal error.\n",
                    "text/plain; charset=utf-8",
                    body=body,
                )

    def _answer(self, *, body: bool) -> None:
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or hosts[0].strip().lower() not in self.server.names:
            raise _Refused(HTTPStatus.FORBIDDEN, f"This server answers to {self.server.url} only.")
        path, _, query = self.path.partition("?")
        if path == "/events":
            self._events(query, body=body)
            return
        if path == "/favicon.ico":
            self._send(HTTPStatus.NO_CONTENT, b"", "", body=False)
            return
        parts = _parts(path)
        match parts:
            case [""]:
                self._show(Address(), body=body)
            case ["index.html"] | [_, "index.html"]:
                self._redirect("/")
            case [_, "archive" | "tags" | "languages", *_]:  # lists of articles: ours is the overview
                self._redirect("/")
            case [language, slug, "index.html"]:
                self._redirect(Address(slug, language).path)
            case [slug, language, ""]:
                self._show(Address(slug, language), body=body)
            case [slug, language, "sheet"]:
                self._show(Address(slug, language, sheet=True), body=body)
            case [slug, _, *rest] if rest:
                content = self.server.preview.picture(slug, "/".join(rest))
                self._file("/".join(parts), content, body=body)
            case [_, _]:
                self._file("/".join(parts), None, body=body)
            case _:
                raise _Refused(HTTPStatus.NOT_FOUND, "Not found.")

    def _show(self, address: Address, *, body: bool) -> None:
        preview = self.server.preview
        try:
            shown = preview.show(address)
        except UnknownPageError as error:
            raise _Refused(HTTPStatus.NOT_FOUND, str(error)) from None
        nonce = secrets.token_urlsafe(16)
        live = sheets.Live(nonce, address.path, shown.version, preview.links(address), shown.trouble)
        content, status = shown.content, HTTPStatus.OK
        if not content:
            content, status = sheets.render_trouble(shown.trouble), HTTPStatus.INTERNAL_SERVER_ERROR
            live = sheets.Live(nonce, address.path, shown.version, live.links)
        extra = {"Content-Security-Policy": sheets.live_policy(nonce)}
        self._send(status, sheets.with_live(content, live), "text/html; charset=utf-8", extra, body=body)

    def _file(self, path: str, content: bytes | None, *, body: bool) -> None:
        if content is None and not path.endswith(".html"):
            content = self.server.preview.asset(path)
        if content is None:
            raise _Refused(HTTPStatus.NOT_FOUND, "Not found.")
        kind = _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")
        extra = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
        self._send(HTTPStatus.OK, content, kind, extra, body=body)

    def _redirect(self, path: str) -> None:
        self._send(HTTPStatus.FOUND, b"", "", {"Location": path}, body=False)

    def _events(self, query: str, *, body: bool) -> None:
        """A line when a page is no longer the one that the browser shows, which then asks again."""
        try:
            asked = parse_qs(query, max_num_fields=8)
        except ValueError:  # more of them
            raise _Refused(HTTPStatus.NOT_FOUND, "Not found.") from None
        seen = asked.get("seen", [""])[0]
        address = _address(asked.get("page", [""])[0])
        if address is None:
            raise _Refused(HTTPStatus.NOT_FOUND, "Not found.")
        if not self.server.listeners.acquire(blocking=False):
            raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE, "Too many pages listen.")
        try:
            self._send(HTTPStatus.OK, b"retry: 1000\n\n", "text/event-stream", sized=False, body=body)
            if body:
                for line in self._news(address, seen):
                    self.wfile.write(line)
                    self.wfile.flush()
        finally:
            self.server.listeners.release()

    def _news(self, address: Address, seen: str) -> Iterator[bytes]:
        preview, watch = self.server.preview, self.server.preview.watch
        while not watch.closing:
            generation = watch.generation
            try:
                version = preview.show(address).version
            except UnknownPageError:
                return
            if version != seen:
                yield b"event: changed\ndata: \n\n"
                return
            if watch.wait(generation, _ALIVE) == generation:
                yield b": \n\n"  # tells whether anybody listens still

    def _send(
        self,
        status: HTTPStatus,
        content: bytes,
        kind: str,
        extra: Mapping[str, str] | None = None,
        *,
        sized: bool = True,
        body: bool,
    ) -> None:
        self._answered = True
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(content)) if sized and status is not HTTPStatus.NO_CONTENT else "",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Content-Security-Policy": "default-src 'none'",
            "Connection": "close",
            **(extra or {}),
        }
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(content)


def _parts(path: str) -> list[str]:
    """The parts of a path; one that is no path of ours is refused."""
    if not path.startswith("/"):
        raise _Refused(HTTPStatus.NOT_FOUND, "Not found.")
    try:
        parts = [unquote(part, errors="strict") for part in path[1:].split("/")]
    except UnicodeDecodeError:
        raise _Refused(HTTPStatus.NOT_FOUND, "Not found.") from None
    if any(part in (".", "..") or any(char in part for char in "/\\\0") for part in parts):
        raise _Refused(HTTPStatus.NOT_FOUND, "Not found.")
    return parts


def _address(path: str) -> Address | None:
    """The address of a page's path, as a page names itself."""
    try:
        parts = _parts(path)
    except _Refused:
        return None
    match parts:
        case [""]:
            return Address()
        case [slug, language, "" | "sheet" as rest] if slug:
            return Address(slug, language, sheet=bool(rest))
        case _:
            return None
