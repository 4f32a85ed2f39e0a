"""Fetch one large file over a line that may break: resume, check, and only then give it its name."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit, urlunsplit

from msgspec import Struct, to_builtins

from workflow.engines.packages import hash_file
from workflow.errors import ModelError
from workflow.files import write_atomic

TIMEOUT = 30.0  # seconds without a byte
PAUSES = (1.0, 3.0, 9.0)  # seconds before each further try
LARGEST = 2_000_000_000  # bytes

_PIECE = 1 << 18
_TEMPORARY = (408, 425, 429, 500, 502, 503, 504)  # answers that may be another a moment later
_OFFLINE = "Check the connection and the proxy settings, or install the package from a file that you have."

Progress = Callable[[int, int | None], None]
"""Called with the bytes there are, and with the bytes there will be or None."""


class _AgainError(Exception):
    """This try failed, the next one may not. ``reached``: there was a server at least."""

    def __init__(self, reason: str, *, reached: bool = True) -> None:
        super().__init__(reason)
        self.reached = reached


class _State(Struct, frozen=True):
    """What is known of the file in ``.part``, kept beside it."""

    url: str
    validator: str = ""  # strong ETag or Last-Modified; "" when the server gave none
    total: int | None = None


def download(
    url: str, target: Path, *, sha256: str = "", progress: Progress | None = None, limit: int = LARGEST
) -> str:
    """Fetch ``url`` to ``target`` and return its SHA-256.

    What has arrived stays in ``target`` + ``.part`` when the line breaks or the program is stopped; the next
    call asks for the rest only (RFC 9110, Range and If-Range), and starts over if the file has changed since.
    ``target`` appears whole, in one step, after its length and, if given, ``sha256`` were found right.

    ``url`` is ``http``, ``https`` or ``file``. ``limit`` is the size in bytes above which nothing is fetched.

    :raises ModelError: the address cannot be reached, has no such file, or gives another file than expected.
    """
    scheme = _checked_scheme(url)
    sha256 = sha256.lower()
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if scheme == "file":
            _copy(url, part, progress, limit)
            return _finish(url, part, target, sha256)
        resumed = _fetch_patiently(url, part, progress, limit)
        try:
            return _finish(url, part, target, sha256)
        except ModelError:
            if not resumed:
                raise
            # Its pieces were not of one file after all, whatever the server said: once more, from the start.
            _fetch_patiently(url, part, progress, limit)
            return _finish(url, part, target, sha256)
    except OSError as error:
        raise ModelError(
            f"cannot be written ({error.strerror or error})",
            where=str(target),
            hint="Check the permissions and the free space of the folder.",
        ) from error


def _checked_scheme(url: str) -> str:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        parts, named = urlsplit("http:"), False
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https", "file"):
        raise ModelError("only http, https and file addresses can be fetched", where=_shown(url))
    if scheme != "file" and not named:
        raise ModelError("this is not an address", where=_shown(url))
    return scheme


def _fetch_patiently(url: str, part: Path, progress: Progress | None, limit: int) -> bool:
    """Fetch all of ``url`` to ``part``, in several tries if need be; whether it is made of several pieces."""
    resumed = _size(part) > 0
    failures = 0
    furthest = _size(part)
    reached = False
    while True:
        try:
            _fetch(url, part, progress, limit)
        except _AgainError as error:
            # A line that breaks often but moves on is no reason to give up.
            if _size(part) >= furthest + _PIECE:
                failures, furthest = 0, _size(part)
            reached = reached or error.reached
            # Who is offline should hear it at once, but a line that worked a moment ago is worth waiting for.
            if failures == len(PAUSES) or not reached:
                raise ModelError(
                    f"cannot be fetched ({error})", where=_shown(url), hint=_OFFLINE
                ) from error.__cause__
            time.sleep(PAUSES[failures])
            failures += 1
            resumed = resumed or _size(part) > 0
        else:
            return resumed


def _fetch(url: str, part: Path, progress: Progress | None, limit: int) -> None:
    """One try.

    :raises _AgainError: another try may help; what has arrived is in ``part``.
    :raises ModelError: no further try will help.
    """
    state = _read_state(url, part)
    have = _size(part) if state.validator else 0
    if have and have == state.total:
        return  # the last run was stopped between the last byte and the renaming
    headers = {"User-Agent": "dragoman"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": state.validator}
    try:
        with _open(url, headers) as answer:
            start, total = _position(answer, have)
            _check_size(total, limit, url)
            state = _State(url, _validator(answer.headers) or (state.validator if start else ""), total)
            _write_state(part, state)
            with part.open("r+b" if start else "wb") as stream:
                stream.truncate(start)
                stream.seek(start)
                size = _pour(answer, stream, start, total, progress, limit, url)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:  # the file has become shorter than what is here
            _forget(part)
            raise _AgainError("the file has changed") from error
        if error.code in _TEMPORARY:
            raise _AgainError(f"{error.code} {error.reason}") from error
        raise ModelError(
            f"the server answers {error.code} {error.reason}",
            where=_shown(url),
            hint="Look whether the address is right and the file still offered.",
        ) from error
    except urllib.error.URLError as error:
        reached = not isinstance(error.reason, socket.gaierror | ConnectionRefusedError)
        raise _AgainError(str(error.reason), reached=reached) from error
    except (http.client.HTTPException, TimeoutError, ConnectionError) as error:
        if isinstance(error, http.client.InvalidURL):
            raise ModelError("this is not an address", where=_shown(url)) from error
        raise _AgainError(str(error) or type(error).__name__) from error
    if total is not None and size < total:
        raise _AgainError(f"the line broke after {size:,} of {total:,} bytes")
    _write_state(part, _State(url, state.validator, size))


def _pour(
    answer: IO[bytes],
    stream: IO[bytes],
    size: int,
    total: int | None,
    progress: Progress | None,
    limit: int,
    url: str,
) -> int:
    if progress is not None:
        progress(size, total)
    while piece := answer.read(_PIECE):
        size += len(piece)
        _check_size(size, limit, url)
        stream.write(piece)
        if progress is not None:
            progress(size, total)
    return size


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to http and https only, and never from https back to http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        """Refuse a step to an address that may not be fetched."""
        scheme = urlsplit(newurl).scheme.lower()
        if scheme != "https" and (scheme != "http" or req.type == "https"):
            raise ModelError(
                f"the server leads on to {_shown(newurl)}, which is not as safe",
                where=_shown(req.full_url),
                hint="Look for the address that the file has now.",
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _open(url: str, headers: dict[str, str]) -> Any:
    opener = urllib.request.build_opener(_Redirects)
    try:
        request = urllib.request.Request(quote(url, safe="%/:?#[]@!$&'()*+,;=~"), headers=headers)
        return opener.open(request, timeout=TIMEOUT)
    except ValueError as error:
        raise ModelError("this is not an address", where=_shown(url)) from error


def _position(answer: Any, have: int) -> tuple[int, int | None]:
    """Where the body of ``answer`` begins in the file, and the length of the whole file if it is told."""
    if answer.status == 206:
        told = re.fullmatch(
            r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", answer.headers.get("Content-Range", "")
        )
        if told is None or int(told[1]) != have or not have:
            # Not what was asked for. If it were written it would spoil the file.
            raise _AgainError("the server gives another part than was asked for")
        return have, None if told[3] == "*" else int(told[3])
    length = answer.headers.get("Content-Length", "")
    return 0, int(length) if re.fullmatch(r"\d{1,18}", length) else None


def _validator(headers: Message) -> str:
    """What If-Range can compare: an ETag unless it is a weak one, else the date (RFC 9110, 13.1.5)."""
    etag = str(headers.get("ETag", ""))
    if re.fullmatch(r'"[\x21\x23-\x7e]*"', etag):
        return etag
    changed = str(headers.get("Last-Modified", ""))
    return changed if re.fullmatch(r"[A-Za-z0-9 ,:+-]{1,64}", changed) else ""


def _copy(url: str, part: Path, progress: Progress | None, limit: int) -> None:
    parts = urlsplit(url)
    source = Path(urllib.request.url2pathname(parts.path))
    if parts.netloc not in ("", "localhost"):
        raise ModelError("a file address must name a file of this machine", where=_shown(url))
    try:
        stream = source.open("rb")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ModelError(
            f"cannot be read ({reason})", where=_shown(url), hint="Look whether the file is there."
        ) from error
    with stream, part.open("wb") as target:
        total = os.fstat(stream.fileno()).st_size
        _check_size(total, limit, url)
        _pour(stream, target, 0, total, progress, limit, url)


def _finish(url: str, part: Path, target: Path, sha256: str) -> str:
    """Check what is in ``part`` and give it the name ``target``."""
    digest = hash_file(part)
    if sha256 and digest != sha256:
        _forget(part)
        raise ModelError(
            f"what was fetched has the SHA-256 {digest[:12]}…, not {sha256[:12]}… as offered",
            where=_shown(url),
            hint="It was damaged on the way or exchanged. Try once more, or get it from elsewhere.",
        )
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
    _forget(part)
    return digest


def _check_size(size: int | None, limit: int, url: str) -> None:
    if size is not None and size > limit:
        raise ModelError(
            f"the file is larger than {limit:,} bytes",
            where=_shown(url),
            hint="It is not what it should be. Look whether the address is right.",
        )


def _state_file(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _read_state(url: str, part: Path) -> _State:
    """What is known of ``part``; nothing when it belongs to another address."""
    try:
        raw = json.loads(_state_file(part).read_bytes())
        state = _State(str(raw["url"]), str(raw["validator"]), raw["total"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return _State(url)
    sane = isinstance(state.total, int | None) and state.validator.isascii() and state.validator.isprintable()
    return state if sane and state.url == url else _State(url)


def _write_state(part: Path, state: _State) -> None:
    write_atomic(_state_file(part), json.dumps(to_builtins(state)).encode())


def _forget(part: Path) -> None:
    for path in (part, _state_file(part)):
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _shown(url: str) -> str:
    """An address for a message: without the password that it may hold."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url[:200]
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))[:200]
