"""One small client for engines that ask a server: JSON there, JSON back, patient and careful.

A text goes to the server that the settings name and to no other. Certificates are always checked. The key
comes from the environment. What a server says in its own words is never in a message, for it may repeat the
text or the key: it is looked through for a few words that we know (:data:`_MARKS`), and then forgotten.
"""

from __future__ import annotations

import base64
import difflib
import email.utils
import http.client
import ipaddress
import json
import os
import random
import re
import socket
import ssl
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from msgspec import NODEFAULT, Struct, ValidationError, convert, structs

from workflow.errors import ConfigError, EngineError

PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds before each further try, but for a random part
_TRIES_AFTER_500 = 3  # it is mostly the request that breaks the server
_TRIES_AFTER_TIMEOUT = 2  # each takes as long as the settings allow
LONGEST_PAUSE = 120.0  # seconds that a server may ask us to wait; it is said instead of waited for
LARGEST_ANSWER = 16_000_000  # bytes
CONNECTING = 10.0  # seconds until a machine answers at all

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_REFUSED = frozenset({400, 409, 413, 414, 415, 422, 501})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LONGEST_WAY = 3  # redirects

# Words by which an engine may know what a server dislikes. Nothing else of its words is kept.
_MARKS = (
    *("response_format", "json_schema", "json_object", "max_completion_tokens", "max_tokens", "temperature"),
    *("insufficient_quota", "api key", "api_key", "limits violations"),
)
_WORDS_READ = 400  # characters of what a server says, in which those are looked for

_SETTINGS = TypeVar("_SETTINGS", bound=Struct)
# A settings file may come from a stranger: it must not send any secret of the environment to any server.
_KEY_VARIABLE = re.compile("[A-Z][A-Z0-9_]*_API_KEY|DRAGOMAN_[A-Z0-9_]+")
_SECRETS = re.compile("(?i)(.*[_-])?(key|apikey|token|secret|password|authorization|bearer)")
_KEY = re.compile(r"[\x21-\x7e]{1,4096}")


class RefusedError(EngineError):
    """The server says no to this very request; another one may be served.

    ``marks`` are those of :data:`_MARKS` that are in what it says.
    """

    def __init__(
        self, problem: str, *, where: str = "", hint: str = "", marks: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(problem, where=where, hint=hint)
        self.marks = marks


class NotThereError(EngineError):
    """The server has nothing at an address."""


class _AgainError(Exception):
    """Another try may help. ``pause`` is what the server asks for, or None; ``tries`` how many at most."""

    def __init__(
        self, problem: str, *, pause: float | None = None, tries: int = 99, refused: bool = False
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.pause = pause
        self.tries = tries
        self.refused = refused
        self.hint = "Try again later, or look at the log of the server."
        self.everybody = False  # the server is busy: other requests wait as well
        self.unreached = False  # nobody is there


# ---------------------------------------------------------------------------------------------- settings


def read_settings(kind: type[_SETTINGS], options: Mapping[str, object], where: str) -> _SETTINGS:
    """The options of an engine as the frozen struct ``kind``, whose fields say names, types and limits.

    :raises ConfigError: an unknown option, a missing one, a wrong value, or a key.
    """
    fields = {field.name: field for field in structs.fields(kind)}
    for name in options:
        if name in fields:
            continue
        if _SECRETS.fullmatch(name):
            raise ConfigError(
                "a key does not belong in this file, which others read",
                where=f"{where} {name}",
                hint="Put it into the environment, and its variable's name into key_variable.",
            )
        near = difflib.get_close_matches(name, fields, 1)
        raise ConfigError(
            f"unknown option {name[:40]!r}",
            where=where,
            hint=f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(fields)}.",
        )
    for name, field in fields.items():
        if field.default is NODEFAULT and field.default_factory is NODEFAULT and name not in options:
            raise ConfigError(f"{name} is missing", where=where, hint=f'Add a line {name} = "…".')
    try:
        return convert(dict(options), kind)
    except ValidationError as error:
        # msgspec names types and limits, never the value.
        said, _, place = str(error).partition(" - at `$.")
        name = place.rstrip("`")
        raise ConfigError(
            said[:1].lower() + said[1:].replace("`", ""),
            where=f"{where} {name}".strip(),
            hint="Write a value of that kind.",
        ) from None


def check_url(url: str, where: str) -> str:
    """``url`` without a slash at its end.

    :raises ConfigError: it is not a plain address of http or https.
    """
    problem = ""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, named = SplitResult("", "", "", "", ""), False
    if parts.scheme not in ("http", "https") or not named or not re.fullmatch(r"[\x21-\x7e]+", url):
        problem = "it is not an address like https://host/path"
    elif parts.username is not None or parts.password is not None:
        problem = "an address here has no user and no password"
    elif parts.query or parts.fragment:
        problem = "an address here has no ? and no #"
    if problem:
        raise ConfigError(
            problem, where=f"{where} url", hint="A key comes from the environment: see key_variable."
        )
    return url.rstrip("/")


def check_key_variable(name: str, where: str) -> str:
    """``name`` if a key may be in the variable of that name; "" for no key at all.

    :raises ConfigError: the name is not allowed. It is not shown, for it may be the key itself.
    """
    if name and not _KEY_VARIABLE.fullmatch(name):
        raise ConfigError(
            "this is not the name of a variable for a key",
            where=f"{where} key_variable",
            hint="Such names end with _API_KEY or begin with DRAGOMAN_. The key itself is not written here.",
        )
    return name


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# ---------------------------------------------------------------------------------------------- client


class Client:
    """Asks one server. May be used by several threads.

    ``url`` as :func:`check_url` gives it; ``key_variable`` names a variable of the environment ("" for none),
    which must be set if ``key_needed``; ``key_in_body`` sends it as ``api_key``, not as a header. A request
    may take ``timeout`` seconds from beginning to end; ``requests_per_minute`` 0 is no limit.
    """

    def __init__(
        self,
        url: str,
        *,
        key_variable: str = "",
        key_needed: bool = False,
        key_in_body: bool = False,
        timeout: float = 60.0,
        requests_per_minute: float = 0.0,
    ) -> None:
        self.url = url
        self.local = is_loopback(urlsplit(url).hostname or "")
        self.requests = 0  # sent so far
        self.served = 0  # of these, how many were answered well
        self.posted = 0  # of these, how many had a text
        self._key_variable = key_variable
        self._key_needed = key_needed
        self._key_in_body = key_in_body
        self._timeout = timeout
        self._gap = 60.0 / requests_per_minute if requests_per_minute else 0.0
        self._next = 0.0  # when the next request may be sent
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._open: set[_Line] = set()

    @property
    def key(self) -> str:
        """The key, read from the environment; "" if there is none.

        :raises EngineError: it is needed and missing, is none, or would be sent where anybody can read it.
        """
        key = os.environ.get(self._key_variable, "").strip() if self._key_variable else ""
        if not key:
            if self._key_needed:
                raise EngineError(
                    f"the variable {self._key_variable} is not set",
                    where=self.url,
                    hint=f"Put the key of the server there: export {self._key_variable}=…",
                )
            return ""
        if not _KEY.fullmatch(key):
            raise EngineError(
                f"what is in the variable {self._key_variable} is no key",
                where=self.url,
                hint="A key is one word of plain letters, digits and signs.",
            )
        if not self.local and not self.url.startswith("https:"):
            raise EngineError(
                "a key is not sent over http, where anybody on the way can read it",
                where=self.url,
                hint='Use https in url; if this server needs no key, set key_variable = "".',
            )
        return key

    def get(self, path: str, *, missing: object = None) -> Any:
        """What the server has at ``path``, from JSON; ``missing``, if that is not None, where it has nothing.

        :raises RefusedError: it does not want to answer this.
        :raises EngineError: it cannot be reached, or what it says is nothing.
        """
        try:
            return self._patiently("GET", path, None, min(self._timeout, 30.0))
        except NotThereError:
            if missing is None:
                raise
            return missing

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        """The answer to ``body``; see :meth:`get`."""
        return self._patiently("POST", path, body, self._timeout)

    def stop(self) -> None:
        """Break off all requests under way, so that other threads end; :meth:`resume` allows new ones."""
        self._stopped.set()
        with self._lock:
            lines = list(self._open)
        for line in lines:
            line.cut()

    def resume(self) -> None:
        """Allow requests again."""
        self._stopped.clear()

    def _patiently(self, method: str, path: str, body: Mapping[str, object] | None, timeout: float) -> Any:
        headers = {"User-Agent": "dragoman", "Accept": "application/json"}
        content = None
        key = self.key
        if key and not self._key_in_body:
            headers["Authorization"] = f"Bearer {key}"
        if body is not None:
            if key and self._key_in_body:
                body = {**body, "api_key": key}
            headers["Content-Type"] = "application/json"
            content = json.dumps(body).encode("ascii")
        kinds: Counter[str] = Counter()
        for failures in range(len(PAUSES) + 1):
            self._take_turn()
            try:
                answer = _from_json(self._follow(method, self.url + path, headers, content, timeout))
            except _AgainError as error:
                reached = self.served or not error.unreached
                kinds[error.problem] += 1
                if failures == len(PAUSES) or kinds[error.problem] >= error.tries or not reached:
                    raise self._given_up(error) from None
                self._pause(failures, error)
            else:
                with self._lock:
                    self.served += 1
                    self.posted += method == "POST"
                return answer
        raise AssertionError("the last try returns or raises")

    def _given_up(self, error: _AgainError) -> EngineError:
        if error.refused:
            return RefusedError(error.problem, where=self.url, hint="The log of the server may tell why.")
        return EngineError(error.problem, where=self.url, hint=error.hint)

    def _pause(self, failures: int, error: _AgainError) -> None:
        seconds = PAUSES[failures]
        if error.pause is not None:
            if error.pause > LONGEST_PAUSE:
                raise EngineError(
                    f"the server asks to wait {error.pause:,.0f} seconds",
                    where=self.url,
                    hint="Try again later, or set requests_per_minute lower.",
                ) from None
            # Never earlier than it asks, and not all at the same moment.
            seconds = error.pause + random.uniform(0.0, min(seconds, 1.0))
        else:
            seconds *= random.uniform(0.5, 1.0)
        if error.everybody:
            with self._lock:
                self._next = max(self._next, time.monotonic() + seconds)
        else:
            self._stopped.wait(seconds)

    def _take_turn(self) -> None:
        """Wait until the next request may be sent."""
        with self._lock:
            now = time.monotonic()
            mine = max(now, self._next)
            self._next = mine + self._gap
        if mine > now:
            self._stopped.wait(mine - now)
        if self._stopped.is_set():
            raise EngineError("the run was stopped", where=self.url)

    def _follow(
        self, method: str, url: str, headers: dict[str, str], content: bytes | None, timeout: float
    ) -> bytes:
        """The body of a good answer, after redirects within the server."""
        for _ in range(_LONGEST_WAY):
            status, answer, body = self._once(method, url, headers, content, timeout)
            if status not in _REDIRECTS:
                break
            url = self._redirected(method, url, status, answer)
        else:
            raise EngineError("the server leads in a circle", where=self.url, hint="Look at url.")
        if 200 <= status < 300:
            return body
        raise self._failure(status, answer, body)

    def _redirected(self, method: str, url: str, status: int, answer: http.client.HTTPMessage) -> str:
        hint = "Put the address that the server has now into url."
        try:
            there = urljoin(url, answer.get("Location", ""))
            here, parts = urlsplit(url), urlsplit(there)
            same = (here.scheme, here.hostname, here.port) == (parts.scheme, parts.hostname, parts.port)
            if parts.hostname == here.hostname and parts.scheme == "https" != here.scheme:
                hint = "Write https in url."
        except ValueError:
            same = False
        if not same or not re.fullmatch(r"[\x21-\x7e]+", there):
            raise EngineError(
                "the server leads elsewhere, and a text goes only where the settings say",
                where=self.url,
                hint=hint,
            )
        if method != "GET" and status not in (307, 308):
            raise EngineError("the server leads to another of its pages", where=self.url, hint=hint)
        return there

    def _failure(self, status: int, answer: http.client.HTTPMessage, body: bytes) -> Exception:
        said = f"the server answers {status} {http.client.responses.get(status, '')}".rstrip()
        marks = _marks(body)
        if "insufficient_quota" in marks or status == 402:
            return EngineError(
                f"{said}: the account has no credit left",
                where=self.url,
                hint="Look at it at the provider's.",
            )
        if status in (401, 403) or (status == 400 and {"api key", "api_key"} & marks):
            if "limits violations" in marks:
                hint = "Too much was asked before; wait, then set requests_per_minute lower."
            elif self._key_variable:
                hint = f"Put a key that it accepts into the variable {self._key_variable}."
            else:
                hint = "It wants a key: name its variable with key_variable."
            wants = "it does not accept the key" if self.key else "it wants a key"
            return EngineError(f"{said}: {wants}", where=self.url, hint=hint)
        if status in (404, 405, 410):
            return NotThereError(
                said,
                where=self.url,
                hint="Look whether url is that of its API, and whether it has the model.",
            )
        if status in _AGAIN:
            again = _AgainError(said, pause=_retry_after(answer.get("Retry-After", "")))
            again.everybody = status in (429, 503)
            if status == 500:
                again.tries, again.refused = _TRIES_AFTER_500, True
            return again
        if status in _REFUSED:
            return RefusedError(said, where=self.url, hint="The log of the server may tell why.", marks=marks)
        return EngineError(
            said, where=self.url, hint="Look whether url is the address of its API, and the model is there."
        )

    def _once(
        self, method: str, url: str, headers: dict[str, str], content: bytes | None, timeout: float
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Send one request and read all of its answer, in ``timeout`` seconds."""
        connection, address = self._connection(url)
        within = min(CONNECTING, timeout)
        line = _Line()
        late = threading.Event()

        def expire() -> None:
            late.set()
            line.cut()

        # A timeout of the socket is one between bytes, and a server may send one now and then for ever.
        watch = threading.Timer(timeout, expire)
        watch.daemon = True
        with self._lock:
            self._open.add(line)
            self.requests += 1
        watch.start()
        try:
            connection.timeout = within
            connection.connect()
            within = timeout
            line.sock = connection.sock
            line.sock.settimeout(timeout)
            if late.is_set() or self._stopped.is_set():
                raise TimeoutError  # as if the socket had noticed
            connection.request(method, address, content, {**headers, "Connection": "close"})
            answer = connection.getresponse()
            body = self._body(answer)
        except (OSError, http.client.HTTPException, ValueError) as error:
            # ValueError: the socket was cut between two steps of http.client.
            raise self._broken(error, late.is_set(), within, connecting=within < timeout) from None
        finally:
            watch.cancel()
            with self._lock:
                self._open.discard(line)
            connection.close()
        if late.is_set():
            raise self._broken(TimeoutError(), True, timeout)
        return answer.status, answer.headers, body

    def _body(self, answer: http.client.HTTPResponse) -> bytes:
        told = answer.length
        body = answer.read(LARGEST_ANSWER + 1)
        if len(body) > LARGEST_ANSWER:
            raise EngineError(
                f"the answer is larger than {LARGEST_ANSWER:,} bytes",
                where=self.url,
                hint="It is not what it should be. Look whether url is the address of its API.",
            )
        if told is not None and len(body) < told:  # read() with a limit does not notice
            raise http.client.IncompleteRead(b"")
        return body

    def _broken(self, error: Exception, late: bool, seconds: float, *, connecting: bool = False) -> Exception:
        """What to say of a request that did not come to its end."""
        if isinstance(error, ssl.SSLCertVerificationError):
            return EngineError(
                f"the certificate of the server is not trusted ({error.verify_message})",
                where=self.url,
                hint="Certificates are always checked. If the authority is your own, name its file in the "
                "variable SSL_CERT_FILE.",
            )
        if isinstance(error, ssl.SSLError) and not late:
            reason = (error.reason or "").replace("_", " ").lower()
            if "eof" not in reason:
                return EngineError(
                    f"no safe line to the server ({reason or 'TLS fails'})",
                    where=self.url,
                    hint="Look whether it speaks https at that port.",
                )
        if late or (isinstance(error, TimeoutError) and not error.errno):
            again = _AgainError(f"no answer within {seconds:g} seconds", tries=_TRIES_AFTER_TIMEOUT)
        elif isinstance(error, OSError) and error.strerror and not isinstance(error, ssl.SSLError):
            again = _AgainError(f"cannot be reached ({error.strerror})")
        else:  # texts of http.client have what the server sent
            again = _AgainError("the line to the server broke")
        again.unreached = connecting or isinstance(error, socket.gaierror | ConnectionRefusedError)
        if again.unreached:
            again.hint = "Look whether the server runs and url is its address."
        return again

    def _connection(self, url: str) -> tuple[http.client.HTTPConnection, str]:
        """A connection to the server of ``url``, not open yet, and what to ask for on it."""
        parts = urlsplit(url)
        host, path = parts.hostname or "", parts.path or "/"
        if parts.query:
            path += f"?{parts.query}"
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        proxy = None
        if not self.local and not urllib.request.proxy_bypass(host):
            proxy = urllib.request.getproxies().get(parts.scheme)
        if not proxy:
            if secure:
                return http.client.HTTPSConnection(host, port, context=ssl.create_default_context()), path
            return http.client.HTTPConnection(host, port), path
        via, via_port, greeting = self._proxy(proxy)
        if secure:
            tunnel = http.client.HTTPSConnection(via, via_port, context=ssl.create_default_context())
            tunnel.set_tunnel(host, port, greeting)
            return tunnel, path
        connection = http.client.HTTPConnection(via, via_port)
        if greeting:
            return _Greeting(via, via_port, greeting), url
        return connection, url

    def _proxy(self, proxy: str) -> tuple[str, int, dict[str, str]]:
        try:
            parts = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
            host, port = parts.hostname or "", parts.port or 80
        except ValueError:
            parts, host, port = SplitResult("", "", "", "", ""), "", 0
        if parts.scheme != "http" or not host:
            raise EngineError(
                "the proxy in the environment is none that is spoken to by http",
                where=self.url,
                hint="Look at http_proxy, https_proxy and no_proxy.",
            )
        if parts.username is None:
            return host, port, {}
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        return host, port, {"Proxy-Authorization": f"Basic {base64.b64encode(secret).decode()}"}


class _Greeting(http.client.HTTPConnection):
    """A connection to a proxy that wants a password with each request."""

    def __init__(self, host: str, port: int, greeting: dict[str, str]) -> None:
        super().__init__(host, port)
        self._greeting = greeting

    def endheaders(self, message_body: Any = None, *, encode_chunked: bool = False) -> None:
        """Add the password to the headers."""
        for name, value in self._greeting.items():
            self.putheader(name, value)
        super().endheaders(message_body, encode_chunked=encode_chunked)


class _Line:
    """The socket of a request under way; http.client forgets it as soon as it reads the answer."""

    sock: socket.socket | None = None  # None: not connected yet

    def cut(self) -> None:
        """End what another thread waits for on it."""
        if self.sock is not None:
            with suppress(OSError):
                # Not SSLSocket's own, which takes away its state under the feet of the other thread.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _from_json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        again = _AgainError("the answer is not JSON", tries=_TRIES_AFTER_500)
        again.hint = "Look whether url is the address of its API."
        raise again from None


def _retry_after(value: str) -> float | None:
    """Seconds that a server asks to wait (RFC 9110, 10.2.3), as a number or a date; None if it does not."""
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", value):
        return float(value)
    with suppress(ValueError, TypeError, OverflowError):
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    return None


def _marks(body: bytes) -> frozenset[str]:
    """Which of :data:`_MARKS` are in the message of a server."""
    try:
        raw = json.loads(body[:100_000])
    except (ValueError, RecursionError):
        raw = None
    words: list[object] = [body[:_WORDS_READ].decode("utf-8", "replace")] if raw is None else []
    if isinstance(raw, dict):
        for part in (raw, raw.get("error")):
            if isinstance(part, dict):
                words += [part.get(name) for name in ("message", "code", "type", "param", "detail", "error")]
    said = " ".join(word[:_WORDS_READ] for word in words if isinstance(word, str)).lower()
    return frozenset(mark for mark in _MARKS if mark in said)
