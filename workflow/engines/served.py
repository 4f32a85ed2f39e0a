"""What engines that ask a server have in common: what goes into one request, what becomes of answers.

A request has several sentences. If the server refuses it, its halves are asked for, so that one bad sentence
costs only itself. A sentence that comes back unsound is asked for again alone, and is left empty after that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

from workflow.engines.http import Client, RefusedError
from workflow.engines.lines import one_line
from workflow.model import Translation

_REFUSALS = 3  # of single sentences, before anything was ever served: then it is not the text


class _Text(Protocol):
    """A sentence to translate. ``text`` is one line; two that are equal get the same translation."""

    @property
    def text(self) -> str: ...

    def __hash__(self) -> int: ...


_JOB = TypeVar("_JOB", bound=_Text)
Ask = Callable[[Sequence[_JOB], bool], list[str | None]]


def answer_line(value: object) -> str | None:
    """A translation as a server gives it, as one line; None if it is no text, empty, or several lines."""
    if not isinstance(value, str):
        return None
    lines = [line for line in value.splitlines() if line.strip()]
    return (one_line(lines[0]) or None) if len(lines) == 1 else None


def has_words(text: str) -> bool:
    """Whether there is anything to translate in ``text``."""
    return any(char.isalnum() for char in text)


class Round(Generic[_JOB]):
    """One call of ``translate``: all jobs, in requests of at most ``size`` jobs and ``characters`` of text.

    ``ask(jobs, again)`` sends one request: a text for each job, None for one that is unsound. With ``again``
    it is a single job that was unsound or refused, to be asked for in another way; where there is none
    (``retries`` is False), that never happens. The requests are the same for any ``parallel``.
    """

    def __init__(
        self,
        client: Client,
        ask: Ask[_JOB],
        *,
        size: int,
        characters: int,
        parallel: int = 1,
        retries: bool = True,
    ) -> None:
        self._client = client
        self._ask = ask
        self._size = size
        self._characters = characters
        self._parallel = parallel
        self._retries = retries
        self._lock = threading.Lock()
        self._refused: list[RefusedError] = []

    def translate(
        self,
        jobs: Sequence[_JOB],
        progress: Callable[[int], None] | None,
        key: Callable[[_JOB], Hashable] = lambda job: job,
    ) -> list[Translation]:
        """A translation for each job; one without a letter or digit keeps its text.

        Of jobs with the same ``key`` the first one is asked for. ``progress`` hears how many are done.

        :raises EngineError: the server cannot be used.
        """
        results = [Translation("")] * len(jobs)
        places: dict[Hashable, list[int]] = {}
        for number, job in enumerate(jobs):
            if has_words(job.text):
                places.setdefault(key(job), []).append(number)
            else:
                results[number] = Translation(job.text)
                if progress is not None:
                    progress(1)
        groups = list(places.values())
        done = 0
        for texts in self.run([jobs[numbers[0]] for numbers in groups]):
            for text, numbers in zip(texts, groups[done : done + len(texts)], strict=True):
                for number in numbers:
                    results[number] = Translation(text)
                if progress is not None:
                    progress(len(numbers))
            done += len(texts)
        return results

    def run(self, jobs: Sequence[_JOB]) -> Iterator[list[str]]:
        """The texts of each request in order, as they come; "" for a sentence that the server cannot do.

        :raises EngineError: the server cannot be used.
        """
        batches = list(self._batches(jobs))
        # The first one finds out what the server can do; the others need not find it out at once.
        for batch in batches[:1]:
            yield self._answers(batch)
        if self._parallel == 1 or len(batches) < 3:
            for batch in batches[1:]:
                yield self._answers(batch)
        else:
            yield from self._side_by_side(batches[1:])
        if self._refused and not self._client.posted:
            raise self._refused[-1]

    def _side_by_side(self, batches: list[Sequence[_JOB]]) -> Iterator[list[str]]:
        pool = ThreadPoolExecutor(self._parallel, "translate")
        try:
            yield from pool.map(self._answers, batches)
        except BaseException:
            self._client.stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
            self._client.resume()

    def _batches(self, jobs: Sequence[_JOB]) -> Iterator[Sequence[_JOB]]:
        start = length = 0
        for number, job in enumerate(jobs):
            if number > start and (number - start == self._size or length + len(job.text) > self._characters):
                yield jobs[start:number]
                start, length = number, 0
            length += len(job.text)
        if start < len(jobs):
            yield jobs[start:]

    def _answers(self, batch: Sequence[_JOB]) -> list[str]:
        try:
            texts = self._ask(batch, False)
        except RefusedError as error:
            if len(batch) > 1:
                half = len(batch) // 2
                return self._answers(batch[:half]) + self._answers(batch[half:])
            return [self._alone(batch[0], error)]
        return [self._alone(job) if text is None else text for job, text in zip(batch, texts, strict=True)]

    def _alone(self, job: _JOB, refused: RefusedError | None = None) -> str:
        if self._retries:
            try:
                return self._ask([job], True)[0] or ""
            except RefusedError as error:
                refused = error
        if refused:
            self._note(refused)
        return ""

    def _note(self, error: RefusedError) -> None:
        """Remember that a sentence was refused.

        :raises RefusedError: nothing else ever happens.
        """
        with self._lock:
            self._refused.append(error)
            if len(self._refused) >= _REFUSALS and not self._client.posted:
                raise error
