"""Translate by a LibreTranslate server: one's own, or one that somebody offers.

The server says which pairs it serves (``/languages``) and which version it is (``/spec``). It does not say
which versions of models it has, so a signature names the server, and changes with what it serves.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Self, TypeGuard

from msgspec import Meta, Struct, structs

from workflow.engines.http import Client, check_key_variable, check_url, read_settings
from workflow.engines.lines import one_line
from workflow.engines.served import Round, answer_line
from workflow.errors import EngineError
from workflow.model import Capabilities, Translation, Usage

KEY_VARIABLE = "LIBRETRANSLATE_API_KEY"

_SENTENCES = 20  # a request; the server does them one after the other
_CHARACTERS = 4_000
_REMEMBERED = 30.0  # seconds for which a server that was not there is not asked again

# What servers of today and of old call our tags; a model of another script never stands in.
_CODES = {
    "zh": ("zh-hans", "zh", "zh-cn"),
    "zh-hans": ("zh-hans", "zh", "zh-cn"),
    "zh-hant": ("zh-hant", "zt", "zh-tw"),
    "pt-br": ("pt-br", "pb"),
    "nb": ("nb", "no"),
    "uz": ("uz", "uz-latn"),
    "kk": ("kk", "kk-cyrl"),
    "tg": ("tg", "tg-cyrl"),
}


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The table ``[engines.libretranslate]``."""

    url: str
    key_variable: str = KEY_VARIABLE
    timeout: Annotated[float, Meta(ge=1, le=3600)] = 120.0  # seconds, for one request
    requests_per_minute: Annotated[float, Meta(ge=0, le=100_000)] = 0.0  # 0: no limit


class _Served(Struct, frozen=True):
    """What the server offers: its codes, each with those it translates into."""

    version: str
    pairs: Mapping[str, tuple[str, ...]]  # lower case
    codes: Mapping[str, str]  # lower case -> as the server writes it
    digest: str


class LibreTranslateEngine:
    """The engine of ``name = "libretranslate"``. ``url`` is that of the server, without ``/translate``."""

    name = "libretranslate"
    capabilities = Capabilities(local=False, repeats=False)

    def __init__(self, settings: Settings, *, where: str = "[engines.libretranslate]") -> None:
        self._url = check_url(settings.url, where)
        variable = check_key_variable(settings.key_variable, where)
        self._client = Client(
            self._url,
            key_variable=variable,
            key_needed=bool(variable) and variable != KEY_VARIABLE,
            key_in_body=True,
            timeout=settings.timeout,
            requests_per_minute=settings.requests_per_minute,
        )
        self.capabilities = structs.replace(self.capabilities, local=self._client.local)
        self._served: _Served | None = None
        self._failure: tuple[float, EngineError] | None = None

    @classmethod
    def configured(cls, options: Mapping[str, object], *, where: str, root: Path) -> Self:  # noqa: ARG003
        """The engine with the options of ``workflow.toml``.

        :raises ConfigError: they mean nothing.
        """
        return cls(read_settings(Settings, options, where), where=where)

    @property
    def settings(self) -> str:
        """See :class:`workflow.model.ConfiguredEngine`; there is nothing to set that changes a text."""
        return "format=text"

    @property
    def usage(self) -> Usage:
        """What has been used up since the engine was made."""
        return Usage(self._client.requests)

    def signature(self, source: str, target: str) -> str:
        """Pair, version and server: ``libretranslate/en_ru-1.9.6-0a1b2c3d``.

        :raises EngineError: the server cannot be reached, or does not serve the pair.
        """
        served = self._ready()
        codes = self._codes(served, source, target)
        return f"{self.name}/{'_'.join(codes)}-{served.version}{served.digest}"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        """Translate all of ``sentences``; same length, same order, without scores.

        A sentence without a letter or digit comes back as it is. The text is empty for one that the server
        refuses, or gives several lines for.

        :raises EngineError: the server cannot be reached, does not serve the pair, or wants a key.
        """
        codes = self._codes(self._ready(), source, target)

        def ask(jobs: Sequence[_Sentence], _again: bool) -> list[str | None]:
            return self._translated([job.text for job in jobs], codes)

        jobs = [_Sentence(one_line(sentence)) for sentence in sentences]
        # Asked again, it would say the same: there is no chance in its search.
        whole = Round(self._client, ask, size=_SENTENCES, characters=_CHARACTERS, retries=False)
        return whole.translate(jobs, progress)

    def _translated(self, texts: list[str], codes: tuple[str, str]) -> list[str | None]:
        source, target = codes
        body = {"q": texts, "source": source, "target": target, "format": "text"}
        answer = self._client.post("/translate", body)
        given = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(given, list) or len(given) != len(texts):
            raise EngineError(
                "the answer is not that of a LibreTranslate server",
                where=self._url,
                hint="Look whether url is its address; servers before 1.3 take no lists.",
            )
        return [answer_line(text) for text in given]

    def _ready(self) -> _Served:
        """What the server offers, asked once."""
        if self._served is None:
            if self._failure and time.monotonic() - self._failure[0] < _REMEMBERED:
                raise self._failure[1].with_traceback(None)
            try:
                self._served = _served(self._url, self._client)
            except EngineError as error:
                self._failure = time.monotonic(), error
                raise
        return self._served

    def _codes(self, served: _Served, source: str, target: str) -> tuple[str, str]:
        """The server's codes for a pair."""
        if source.lower() == target.lower():
            raise EngineError(f"source and target are both {source}", hint="Choose another target language.")
        reached: list[str] = []
        for code in _candidates(source):
            if code in served.pairs:
                reached = [*reached, *served.pairs[code]]
                for other in _candidates(target):
                    if other in served.pairs[code]:
                        return served.codes[code], served.codes.get(other, other)
        shown = ", ".join(sorted(served.codes.get(code, code) for code in set(reached))[:30])
        raise EngineError(
            f"the server does not translate {source} -> {target}",
            where=self._url,
            hint=f"From {source} it translates into: {shown}."
            if shown
            else f"It translates nothing from {source}.",
        )


class _Sentence(Struct, frozen=True):
    text: str


def _candidates(tag: str) -> tuple[str, ...]:
    """The server's names for a tag, in lower case, the likeliest first."""
    tag = tag.lower().replace("_", "-")
    parts = tag.split("-")
    if len(parts) > 1 and tag not in _CODES and not re.fullmatch("[a-z]{4}", parts[1]):
        return (tag, *_candidates(parts[0]))  # a region: the language will do
    return _CODES.get(tag, (tag,))


def _served(url: str, client: Client) -> _Served:
    """Ask the server what it offers.

    :raises EngineError: it cannot be reached, or is no LibreTranslate server.
    """
    languages = client.get("/languages")
    pairs: dict[str, tuple[str, ...]] = {}
    codes: dict[str, str] = {}
    for entry in languages if isinstance(languages, list) else ():
        code = entry.get("code") if isinstance(entry, dict) else None
        if not _is_code(code):
            continue
        targets = entry.get("targets")
        codes[code.lower()] = code
        pairs[code.lower()] = tuple(
            each.lower() for each in (targets if isinstance(targets, list) else ()) if _is_code(each)
        )
    if not any(pairs.values()):
        raise EngineError(
            "the server names no languages that it translates",
            where=url,
            hint="Look whether url is that of a LibreTranslate server, and whether it has models.",
        )
    version = ""
    try:
        spec = client.get("/spec")
        said = spec["info"]["version"]
        version = f"{said}-" if re.fullmatch(r"[0-9][0-9A-Za-z.]{0,20}", said) else ""
    except (EngineError, KeyError, TypeError):
        pass  # it does not say: the signature has the rest
    known = json.dumps([url, sorted((code, sorted(targets)) for code, targets in pairs.items())])
    return _Served(version, pairs, codes, hashlib.sha256(known.encode()).hexdigest()[:8])


def _is_code(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and re.fullmatch("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", value) is not None
