"""Translate by a language model behind an OpenAI-compatible server: llama.cpp, vLLM, Ollama, a cloud.

What the model is told is in ``openai.toml`` beside this file. A request has some sentences, each under a
number, as JSON; the answer has a text under each number. It is only ever taken as text: whatever an article
makes a model say can do no more than be a bad draft of its own sentence.

Servers differ in what they know. The first request finds out, by what is refused: an answer after a schema,
an answer in JSON, or plain numbered lines; the name of the limit of tokens; whether a temperature may be set.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

from msgspec import Meta, Struct, structs, to_builtins

from workflow.engines.http import Client, RefusedError, check_key_variable, check_url, read_settings
from workflow.engines.lines import one_line
from workflow.engines.served import Round, answer_line
from workflow.errors import ConfigError, EngineError
from workflow.model import Capabilities, TermRequest, Translation, Usage

KEY_VARIABLE = "OPENAI_API_KEY"

_CHARACTERS = 6_000  # of sentences in a request
_REMEMBERED = 30.0  # seconds for which a server that was not there is not asked again
_CUTS = 4  # answers that are cut off, with none that is of use: then it is not the text
_SCHEMA, _OBJECT, _LINES = range(3)  # ways to answer, the safest first

# The limit of tokens where the settings give none. A letter of a script that the model's vocabulary lacks
# takes three tokens; a model that has lost its way ends there.
_FEWEST_TOKENS = 256
_TOKENS_A_CHARACTER = 4


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The table ``[engines.openai]``."""

    url: str
    model: str
    key_variable: str = KEY_VARIABLE
    temperature: Annotated[float, Meta(ge=0, le=2)] = 0.0
    max_tokens: Annotated[int, Meta(ge=0, le=1_000_000)] = 0  # for a request; 0: by the length of its text
    timeout: Annotated[float, Meta(ge=1, le=3600)] = 300.0  # seconds, for one request
    requests_per_minute: Annotated[float, Meta(ge=0, le=100_000)] = 0.0  # 0: no limit
    batch: Annotated[int, Meta(ge=1, le=100)] = 10  # sentences in a request
    context: Annotated[int, Meta(ge=0, le=10)] = 1  # sentences before one, for reference
    parallel: Annotated[int, Meta(ge=1, le=8)] = 1  # requests at the same time
    price_in: Annotated[float, Meta(ge=0)] | None = None  # for a million tokens
    price_out: Annotated[float, Meta(ge=0)] | None = None


class _Job(Struct, frozen=True):
    """A sentence with what the model is told of it; all of it one line each."""

    text: str
    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    before: tuple[str, ...] = ()


class _Way(Struct, frozen=True):
    """How the server takes a request."""

    answer: int = _SCHEMA
    limit: str = "max_tokens"
    temperature: bool = True

    def other(self, marks: frozenset[str]) -> _Way | None:
        """What to try after a refusal that has these words; None when there is nothing left."""
        if "temperature" in marks and self.temperature:
            return structs.replace(self, temperature=False)
        if "max_tokens" in marks and self.limit == "max_tokens":
            return structs.replace(self, limit="max_completion_tokens")
        return structs.replace(self, answer=self.answer + 1) if self.answer < _LINES else None


class OpenAIEngine:
    """The engine of ``name = "openai"``. ``url`` is what stands before ``/chat/completions``, as ``…/v1``."""

    name = "openai"
    capabilities = Capabilities(terms=True, local=False, context=True, repeats=False)

    def __init__(self, settings: Settings, *, where: str = "[engines.openai]") -> None:
        self._url = check_url(settings.url, where)
        if not settings.model.strip() or not settings.model.isprintable():
            raise ConfigError(
                "this is no name of a model", where=f"{where} model", hint="Name one that the server has."
            )
        variable = check_key_variable(settings.key_variable, where)
        self._settings = settings
        self._client = Client(
            self._url,
            key_variable=variable,
            key_needed=bool(variable) and variable != KEY_VARIABLE,
            timeout=settings.timeout,
            requests_per_minute=settings.requests_per_minute,
        )
        self.capabilities = structs.replace(self.capabilities, local=self._client.local)
        self._lock = threading.Lock()
        self._tokens = [0, 0]  # read, written, as the server counts them
        self._way: _Way | None = None  # how the server takes a request, once that is known
        self._sound = False  # whether any answer was of use
        self._cut = 0  # answers that were cut off
        self._checked = False
        self._failure: tuple[float, EngineError] | None = None

    @classmethod
    def configured(cls, options: Mapping[str, object], *, where: str, root: Path) -> Self:  # noqa: ARG003
        """The engine with the options of ``workflow.toml``.

        :raises ConfigError: they mean nothing.
        """
        return cls(read_settings(Settings, options, where), where=where)

    @property
    def settings(self) -> str:
        """See :class:`workflow.model.ConfiguredEngine`. What the model is told is in it as a hash."""
        said = self._settings
        prompt = hashlib.sha256(json.dumps(_instructions(), sort_keys=True).encode()).hexdigest()[:8]
        return (
            f"model={said.model} temperature={said.temperature:g} max_tokens={said.max_tokens} "
            f"batch={said.batch} context={said.context} prompt={prompt}"
        )

    @property
    def usage(self) -> Usage:
        """What has been used up since the engine was made."""
        prices = self._settings.price_in, self._settings.price_out
        with self._lock:
            read, written = self._tokens
        cost = None
        if prices != (None, None):
            cost = (read * (prices[0] or 0.0) + written * (prices[1] or 0.0)) / 1_000_000
        return Usage(self._client.requests, read, written, cost)

    def signature(self, source: str, target: str) -> str:
        """Model, and a hash of server, settings and instructions: ``openai/gemma-3-27b-it-0a1b2c3d``.

        :raises EngineError: the server cannot be reached, or has no such model.
        """
        self._check(source, target)
        settings = self._settings
        known = [
            *(self._url, settings.model, settings.temperature, settings.max_tokens),
            *(settings.batch, settings.context, _instructions()),
        ]
        digest = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:8]
        model = re.sub("[^A-Za-z0-9._]+", "-", settings.model).strip("-")[:60] or "model"
        return f"{self.name}/{model}-{digest}"

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
        refuses, or for which the model twice gave none, or several lines.

        :raises EngineError: the server cannot be reached, has no such model, or wants a key.
        """
        lines = [one_line(sentence) for sentence in sentences]
        behind = self._settings.context
        jobs = [
            _Job(line, before=tuple(filter(None, lines[max(0, number - behind) : number])))
            for number, line in enumerate(lines)
        ]
        return self._translate(jobs, source, target, progress)

    def translate_with_terms(
        self,
        requests: Sequence[TermRequest],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        """Translate the texts of ``requests``, each with its own terms; the rest is as in :meth:`translate`.

        The model is asked to use them. Whether it did is for others to judge.

        :raises EngineError: the server cannot be reached, has no such model, or wants a key.
        """
        jobs = [_job(request, self._settings.context) for request in requests]
        return self._translate(jobs, source, target, progress)

    def _translate(
        self, jobs: Sequence[_Job], source: str, target: str, progress: Callable[[int], None] | None
    ) -> list[Translation]:
        self._check(source, target)

        def ask(batch: Sequence[_Job], again: bool) -> list[str | None]:
            return self._ask(batch, source, target, again)

        settings = self._settings
        whole = Round(
            self._client, ask, size=settings.batch, characters=_CHARACTERS, parallel=settings.parallel
        )
        return whole.translate(jobs, progress, key=lambda job: (job.text, job.terms))

    def _check(self, source: str, target: str) -> None:
        """See that the server is there and has the model; asked once.

        :raises EngineError: it is not, or has not.
        """
        if source.lower() == target.lower():
            raise EngineError(f"source and target are both {source}", hint="Choose another target language.")
        if self._checked:
            return
        if self._failure and time.monotonic() - self._failure[0] < _REMEMBERED:
            raise self._failure[1].with_traceback(None)
        try:
            self._look_for_model()
        except EngineError as error:
            self._failure = time.monotonic(), error
            raise
        self._checked = True

    def _look_for_model(self) -> None:
        listed = self._client.get("/models", missing={})
        names = _names(listed)
        if not names and not self._url.endswith("/v1") and _names(self._client.get("/v1/models", missing={})):
            raise EngineError(
                "the API of the server is below this address",
                where=self._url,
                hint=f'Set url = "{self._url}/v1".',
            )
        model = self._settings.model
        # Ollama adds ":latest", Google puts "models/" in front. Some servers list nothing.
        if not names or any(
            model in (name, name.removesuffix(":latest"), name.removeprefix("models/")) for name in names
        ):
            return
        key = self._client.key
        shown = [
            name
            for name in dict.fromkeys(names)
            if re.fullmatch("[A-Za-z0-9._:/@+-]{1,80}", name) and not (key and key.lower() in name.lower())
        ]
        more = " and others" if len(shown) > 10 else ""
        raise EngineError(
            f"the server has no model {model[:80]!r}",
            where=self._url,
            hint=f"It has: {', '.join(shown[:10])}{more}." if shown else "Name one that it has.",
        )

    def _ask(self, batch: Sequence[_Job], source: str, target: str, again: bool) -> list[str | None]:
        """The texts for ``batch``, None for one that is unsound.

        :raises RefusedError: the server takes it in no way.
        """
        found_out = self._way is not None
        way = self._way or _Way()
        if again:  # another way to ask, so that the answer may be another one
            way = structs.replace(way, answer=_LINES)
            batch = [structs.replace(job, before=()) for job in batch]
        while True:
            body = self._body(batch, source, target, way, again)
            try:
                answer = self._client.post("/chat/completions", body)
            except RefusedError as error:
                other = way.other(error.marks)
                if other is None:
                    raise
                way = other
                continue
            content, whole = self._read(answer)
            texts = _texts(content, len(batch), way.answer)
            if texts or found_out or again or not whole or way.answer == _LINES:
                break
            # The first answer of all, and not in the form that was asked for: the server ignores that.
            way = structs.replace(way, answer=_LINES)
        with self._lock:
            if not found_out and not again:
                self._way = way
            self._sound = self._sound or any(texts or ())
            self._cut += not whole
            if self._cut >= _CUTS and not self._sound:
                raise EngineError(
                    f"the model is cut off after {body[way.limit]} tokens, before any translation",
                    where=self._url,
                    hint="Set max_tokens higher; a model that thinks before it answers needs thousands.",
                )
        return texts or [None] * len(batch)

    def _body(
        self, batch: Sequence[_Job], source: str, target: str, way: _Way, again: bool
    ) -> dict[str, object]:
        letters = sum(len(job.text) for job in batch)
        limit = (_FEWEST_TOKENS + _TOKENS_A_CHARACTER * letters) * (2 if again else 1)
        limit = self._settings.max_tokens or limit
        body: dict[str, object] = {
            "model": self._settings.model,
            "messages": [
                {"role": "system", "content": _system(source, target, way.answer)},
                {"role": "user", "content": _message(batch)},
            ],
            way.limit: limit,
            "stream": False,
        }
        if way.temperature:
            body["temperature"] = self._settings.temperature
        if way.answer == _SCHEMA:
            schema = {"name": "translations", "strict": True, "schema": _schema(len(batch))}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif way.answer == _OBJECT:
            body["response_format"] = {"type": "json_object"}
        return body

    def _read(self, answer: object) -> tuple[str, bool]:
        """What the model wrote, and whether it came to its end; counts its tokens.

        :raises EngineError: this is not the answer of such a server.
        """
        if isinstance(answer, dict):
            used = answer.get("usage")
            if isinstance(used, dict):
                with self._lock:
                    for place, name in enumerate(("prompt_tokens", "completion_tokens")):
                        self._tokens[place] += _count(used.get(name))
            choices = answer.get("choices")
            if isinstance(choices, list) and choices and isinstance(choices[0], dict):
                message = choices[0].get("message")
                content = message.get("content") if isinstance(message, dict) else None
                # None: it only thought, or declined.
                return content if isinstance(content, str) else "", choices[0].get(
                    "finish_reason"
                ) != "length"
        raise EngineError(
            "the answer is not that of an OpenAI-compatible server",
            where=self._url,
            hint="Look whether url is its address; it mostly ends with /v1.",
        )


# ---------------------------------------------------------------------------------------------- asking


@cache
def _instructions() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _system(source: str, target: str, answer: int) -> str:
    said = _instructions()
    form = said["answers"]["lines" if answer == _LINES else "json"]
    languages = said["languages"]
    text: str = said["system"] + form
    return text.format(source=languages.get(source, source), target=languages.get(target, target)).strip()


def _job(request: TermRequest, context: int) -> _Job:
    text = one_line(request.text)
    terms = []
    for words, renderings in request.terms:
        name = one_line(words)
        clean = tuple(dict.fromkeys(filter(None, map(one_line, renderings))))
        if name and clean and name.casefold() in text.casefold():
            terms.append((name, clean))
    before = one_line(request.before)
    return _Job(text, tuple(dict.fromkeys(terms)), (before,) if before and context else ())


def _message(batch: Sequence[_Job]) -> str:
    message: dict[str, dict[str, object]] = {"sentences": {}, "terms": {}, "before": {}}
    for number, job in enumerate(batch, 1):
        message["sentences"][str(number)] = job.text
        if job.terms:
            message["terms"][str(number)] = to_builtins(dict(job.terms))
        # What has just been given as a sentence need not be given twice.
        if job.before and (number == 1 or batch[number - 2].text != job.before[-1]):
            message["before"][str(number)] = " ".join(job.before)
    return json.dumps({name: part for name, part in message.items() if part}, ensure_ascii=False)


def _schema(count: int) -> dict[str, object]:
    """An object with a text under each number, so that none can be missing or doubled."""
    numbers = [str(number) for number in range(1, count + 1)]
    return {
        "type": "object",
        "properties": {number: {"type": "string"} for number in numbers},
        "required": numbers,
        "additionalProperties": False,
    }


# ---------------------------------------------------------------------------------------------- answers


def _texts(content: str, count: int, answer: int) -> list[str | None] | None:
    """A text for each number of the answer, None for one that is unsound; None if nothing in it is of use.

    An answer with a number that was not asked for is of no use: its texts may stand under wrong numbers.
    """
    found = _from_lines(content, count) if answer == _LINES else _from_object(content)
    numbers = [str(number) for number in range(1, count + 1)]
    if not found or not {number for number, _ in found} <= set(numbers):
        return None
    texts: dict[str, list[str | None]] = {}
    for number, text in found:
        texts.setdefault(number, []).append(answer_line(text))
    return [texts[number][0] if len(texts.get(number, ())) == 1 else None for number in numbers]


def _from_object(content: str) -> list[tuple[str, object]]:
    """Names and values of the JSON object in ``content``, doubled ones too; nothing if it is none."""
    text = re.sub(r"\A\s*<think>.*?</think>", "", content, flags=re.DOTALL).strip()
    if fenced := re.fullmatch(r"```(?:json)?\s*\n(.*)\n\s*```", text, flags=re.DOTALL):
        text = fenced[1]
    try:
        # A nested object becomes a tuple, which is no text; so does the one that is wanted.
        whole = json.loads(text, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return []
    if isinstance(whole, tuple) and len(whole) == 1 and isinstance(whole[0][1], tuple):
        whole = whole[0][1]  # {"sentences": {…}}, as in the question
    pairs: list[tuple[str, object]] = list(whole) if isinstance(whole, tuple) else []
    return pairs


def _from_lines(content: str, count: int) -> list[tuple[str, object]]:
    """The numbered lines of ``content``. A line without a number belongs to the one before it."""
    text = re.sub(r"\A\s*<think>.*?</think>", "", content, flags=re.DOTALL).strip()
    found: list[tuple[str, object]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if numbered := re.match(r"\[([0-9]{1,6})\]\s*(.*)", line):
            found.append((numbered[1], numbered[2]))
        elif found:
            found[-1] = found[-1][0], f"{found[-1][1]}\n{line}"
    if not found and count == 1:  # a model that forgets the number of the only sentence
        return [("1", text)]
    return found


def _names(listed: object) -> list[str]:
    """The models of a server, as it lists them."""
    names: list[str] = []
    for entry in _list(listed.get("data")) if isinstance(listed, dict) else ():
        if isinstance(entry, dict):
            names += [
                each for each in (entry.get("id"), *_list(entry.get("aliases"))) if isinstance(each, str)
            ]
    return names


def _count(value: object) -> int:
    sane = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12
    return int(value) if sane and isinstance(value, int) else 0


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
