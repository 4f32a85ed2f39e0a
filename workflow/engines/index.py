"""What packages are offered: the public index of Argos, or that of a mirror.

An index is a JSON list; each entry has ``from_code``, ``to_code``, ``package_version`` and ``links``. A
mirror is a folder, here or on a server, with ``index.json`` and the archives under the file names that the
links end in. Its entries may also have ``sha256`` and ``size``.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

from workflow.engines.download import Progress, download
from workflow.engines.packages import (
    NotAPackageError,
    package_name,
    read_metadata,
    version_key,
    without_models,
)
from workflow.errors import ModelError
from workflow.files import write_atomic

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
MIRROR = "DRAGOMAN_MODELS_MIRROR"
"""Environment variable with the address of a mirror; it wins over the setting."""

_LARGEST = 20_000_000  # bytes of an index; the public one has some 100,000
_ELSEWHERE = (
    f"Name a mirror with {MIRROR} or `mirror` under [models] in workflow.toml, or install a package that you "
    "have with `workflow models install FILE`."
)


class Offer(Struct, frozen=True):
    """One package that can be fetched."""

    source: str  # BCP 47
    target: str  # BCP 47
    name: str  # "en_ru"
    version: str
    links: tuple[str, ...]  # http, https or file; best first
    sha256: str = ""  # "" when the index does not tell
    size: int = 0  # bytes; 0 when the index does not tell


def mirror_address(configured: str = "") -> str:
    """Address of the mirror to use, "" for none: from the environment, else as configured."""
    return os.environ.get(MIRROR, "").strip() or configured.strip()


def cache_folder() -> Path:
    """Where the index and unfinished downloads are kept between runs.

    Not in the folder of the packages, where Argos Translate takes every folder for a package.
    """
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "dragoman"


def fetch_index(
    url: str = INDEX,
    cache: Path | None = None,
    *,
    mirror: str = "",
    stale: Callable[[float], None] | None = None,
) -> list[Offer]:
    """Offers of the index at ``url``, or of ``mirror`` if one is configured or in the environment.

    ``cache`` is the folder of the last copy, by default :func:`cache_folder`. When the index cannot be
    reached but was once, the copy answers, and ``stale`` hears its age in seconds.

    :raises ModelError: the index cannot be reached and there is no copy, or it is not an index.
    """
    base = mirror_address(mirror)
    if base:
        base = _address(base)
        url = f"{base}/index.json"
    folder = cache_folder() if cache is None else cache
    fetched = folder / "index.fetched"
    copy = folder / "index.json"
    try:
        try:
            download(url, fetched, limit=_LARGEST)
            content = fetched.read_bytes()
        finally:
            fetched.unlink(missing_ok=True)
    except OSError as error:
        raise ModelError(
            f"the index cannot be kept ({error.strerror or error})",
            where=str(folder),
            hint="Check the permissions of the folder, or set XDG_CACHE_HOME.",
        ) from error
    except ModelError as error:
        last = _last(copy, url)
        if last is None:
            raise ModelError(
                f"no index of models: {error.problem}", where=error.where or url, hint=_ELSEWHERE
            ) from error
        age, index = last
        if stale is not None:
            stale(age)
        return _offers(index, base)
    index = _parsed(content, url)
    write_atomic(copy, json.dumps({"address": url, "fetched": time.time(), "index": index}).encode())
    return _offers(index, base)


def pick(offers: Sequence[Offer], name: str) -> Offer:
    """The newest offer of the package ``name``: ``en_ru``, or ``en_zh-Hant`` for ``en_zt``.

    :raises ModelError: it is not offered; the hint names what is.
    """
    codes = name.split("_")
    wanted = package_name(*codes) if len(codes) == 2 else name
    matching = [offer for offer in offers if offer.name == wanted]
    if matching:
        return max(matching, key=lambda offer: version_key(offer.version))
    hint = without_models(*codes) if len(codes) == 2 else "A package is named like en_ru."
    if not hint:
        names = sorted({offer.name for offer in offers})
        near = difflib.get_close_matches(wanted, names, n=5, cutoff=0.6)
        hint = f"Near it are {', '.join(near)}." if near else f"Offered are {', '.join(names) or 'none'}."
    raise ModelError(f"no package {name[:40]!r} is offered", hint=hint)


def fetch_offer(offer: Offer, cache: Path | None = None, *, progress: Progress | None = None) -> Path:
    """Fetch the archive of ``offer`` into the folder ``cache`` and return its path; the caller removes it.

    :raises ModelError: none of its links gives the archive.
    """
    folder = cache_folder() if cache is None else cache
    target = folder / f"{offer.name}-{offer.version}.argosmodel"
    failure = ModelError(f"the index gives no address for {offer.name}", hint=_ELSEWHERE)
    for link in offer.links:
        try:
            download(link, target, sha256=offer.sha256, progress=progress)
        except ModelError as error:
            failure = ModelError(error.problem, where=error.where, hint=f"{error.hint} {_ELSEWHERE}")
            failure.__cause__ = error
        else:
            return target
    raise failure


def _address(base: str) -> str:
    """Base address of a mirror without its last slash; a folder becomes a file address."""
    if urlsplit(base).scheme.lower() in ("http", "https", "file"):
        return base.rstrip("/")
    return Path(base).expanduser().resolve().as_uri().rstrip("/")


def _last(copy: Path, url: str) -> tuple[float, list[Any]] | None:
    """Age in seconds and content of the copy, if it is of the same address."""
    try:
        raw = json.loads(copy.read_bytes())
        if raw["address"] != url or not isinstance(raw["index"], list):
            return None
        return max(0.0, time.time() - float(raw["fetched"])), raw["index"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _parsed(content: bytes, url: str) -> list[Any]:
    try:
        index = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        index = None
    if not isinstance(index, list):
        raise ModelError("what is there is not an index of models", where=url, hint=_ELSEWHERE)
    return index


def _offers(index: list[Any], base: str) -> list[Offer]:
    """Entries that can be used, by name, newest first. One bad entry does not spoil the index."""
    offers = []
    for entry in index:
        try:
            metadata = read_metadata(json.dumps(entry).encode())
        except NotAPackageError:
            continue
        links = _links(entry.get("links"), base)
        if metadata.kind != "translate" or not links:
            continue
        sha256, size = str(entry.get("sha256", "")).lower(), entry.get("size")
        offers.append(
            Offer(
                metadata.source,
                metadata.target,
                metadata.name,
                metadata.version,
                links,
                sha256 if re.fullmatch("[0-9a-f]{64}", sha256) else "",
                size if isinstance(size, int) and size > 0 else 0,
            )
        )
    offers.sort(key=lambda offer: version_key(offer.version), reverse=True)
    offers.sort(key=lambda offer: offer.name)
    return offers


def _links(raw: object, base: str) -> tuple[str, ...]:
    """Links that can be fetched, https first. With a mirror, the same file names there and nowhere else."""
    links = [link for link in raw if isinstance(link, str)] if isinstance(raw, list) else []
    if base:
        names = dict.fromkeys(_file_name(link) for link in links)
        return tuple(f"{base}/{quote(name)}" for name in names if name)
    usable = [link for link in links if _scheme(link) in ("http", "https")]
    return tuple(sorted(dict.fromkeys(usable), key=lambda link: _scheme(link) != "https"))


def _scheme(link: str) -> str:
    try:
        return urlsplit(link).scheme.lower()
    except ValueError:
        return ""


def _file_name(link: str) -> str:
    """Last part of the path of a link; "" when it would lead out of the mirror."""
    try:
        name = unquote(urlsplit(link).path.rsplit("/", 1)[-1])
    except ValueError:
        return ""
    return name if re.fullmatch(r"[\w.+-]+", name) and not name.startswith(".") else ""
