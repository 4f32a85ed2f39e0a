"""Translate by rules with Apertium, as a program: Russian -> Belarusian, Hindi <-> Urdu, and others.

Apertium is under the GPL and is never imported. One process for each pair stays open; sentences and answers
are parted by null characters (wiki.apertium.org: "Null flush"). Each sentence goes out between two blanks
with a number, and an answer without them is nobody's: what a process that is out of step says never gets into
another sentence. What stands in square brackets passes through unchanged ("superblanks"); placeholders,
markup and all characters that mean something to the stream go so, by number.

Apertium is asked to mark what it does not know, and the answer is judged: a text with too many unknown words,
with a word that was silently dropped, or in the wrong script is none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unicodedata
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct, field

from workflow.engines.lines import one_line
from workflow.engines.models import Progress
from workflow.engines.options import path_of, read_options
from workflow.engines.packages import canonical
from workflow.engines.protected import apart
from workflow.errors import EngineError
from workflow.model import Capabilities, Translation

# Codes in the names of Apertium's pairs, the usual one first: ISO 639-3, in old pairs 639-1.
_CODES = {
    "be": ("bel", "be"),
    "en": ("eng", "en"),
    "fa": ("pes", "fas", "fa"),
    "hi": ("hin", "hi"),
    "kk": ("kaz", "kk"),
    "ky": ("kir", "ky"),
    "ru": ("rus", "ru"),
    "tg": ("tgk", "tg"),
    "ur": ("urd", "ur"),
    "uz": ("uzb", "uz"),
    "zh": ("zho", "cmn", "zh"),
    "uk": ("ukr", "uk"),
    "tt": ("tat", "tt"),
    "tr": ("tur", "tr"),
    "es": ("spa", "es"),
    "fr": ("fra", "fr"),
    "pt": ("por", "pt"),
    "ca": ("cat", "ca"),
}
_PACKAGES = {
    ("ru", "be"): "apertium-bel-rus",
    ("be", "ru"): "apertium-bel-rus",
    ("ur", "hi"): "apertium-urd-hin",
    ("hi", "ur"): "apertium-urd-hin",
}
_MODE = re.compile(r"[A-Za-z0-9_@-]+")

# The tagger of this pair fails at most sentences and leaves nothing of them (upstream #165, #223). Constraint
# grammar can choose the first reading itself.
_MENDED = ("rus-bel",)
_TAGGER = re.compile(r"cg-proc -w ('[^']*') \| apertium-tagger -g \$2 '[^']*'")

# What goes out as it is, besides letters, digits, marks and spaces. All else goes out as a number in a blank:
# the stream has its own use for most of it, loses "~", and takes "*" and "#" for marks.
_PUNCTUATION = frozenset(".,;:!?()«»“”„\"'’‘–—-…%‐،؛؟۔।॥№\u200c\u200d")
_BLANK = re.compile(r"\[([bpe])(\d+)\]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MARK = re.compile(r"(?<!\\)[*#@](?=\w)")
# Letters with their signs: of Hindi, Arabic and accents; Python's \w has none of them.
_IN_WORD = r"\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u200c\u200d'’-"
# "form/form": what was a stroke in the text has a backslash.
_OTHER_FORMS = re.compile(rf"(?<=[{_IN_WORD}])/[{_IN_WORD}]+")
_WORD = re.compile(rf"[^\W\d_][{_IN_WORD}]*")

_AT_ONCE = 64  # sentences on their way through a process
_HOPELESS = 3  # sentences that end a process, one after the other, before it is given up
_LARGEST_ANSWER = 4_000_000  # bytes; more than that is a process that has lost its way
_LONGEST = 20_000  # characters of a sentence

_ARABIC_TO_URDU = str.maketrans({"ي": "ی", "ك": "ک", "ى": "ی"})


class _Options(Struct, frozen=True):
    program: str = "apertium"
    data: str = ""
    timeout: Annotated[float, Meta(gt=0, le=3600)] = 20.0
    unknown: Annotated[int, Meta(ge=0, le=100)] = 30
    modes: dict[str, str] = field(default_factory=dict)


class ApertiumEngine:
    """The engine of ``name = "apertium"``. A process is started when a pair is first needed, and stays.

    ``program`` is the command, ``data`` the folder that has ``modes/`` in it ("" or None: the program's own),
    ``timeout`` how many seconds a sentence may take, ``unknown`` the per cent of words that a text may have
    which Apertium does not know, ``modes`` names of modes by pair ("ru-be") where they are others.
    """

    name = "apertium"
    capabilities = Capabilities(placeholders=True)

    def __init__(
        self,
        program: str = "apertium",
        *,
        data: Path | None = None,
        timeout: float = 20.0,
        unknown: int = 30,
        modes: Mapping[str, str] | None = None,
    ) -> None:
        self._program = program
        self._data = data
        self._timeout = timeout
        self._unknown = unknown
        self._modes = {_pair(key): mode for key, mode in (modes or {}).items()}
        self._installed: tuple[str, ...] | None = None
        self._version = ""
        self._processes: dict[str, _Process] = {}
        self._lock = threading.Lock()

    @classmethod
    def configured(cls, options: Mapping[str, object], *, where: str, root: Path) -> ApertiumEngine:
        """The engine as ``[engines.apertium]`` wants it.

        :raises ConfigError: a key or a value that means nothing.
        """
        read = read_options(options, _Options, where)
        program = read.program
        if "/" in program or program.startswith("~"):
            program = str(path_of(root, program, f"{where} program"))
        return cls(
            program,
            data=path_of(root, read.data, f"{where} data") if read.data else None,
            timeout=read.timeout,
            unknown=read.unknown,
            modes=read.modes,
        )

    @property
    def settings(self) -> str:
        """See :class:`workflow.model.ConfiguredEngine`; program, mode and data are in the signature."""
        return f"unknown={self._unknown}"

    def signature(self, source: str, target: str) -> str:
        """Version, pair, and a hash of the pair's pipeline and data: ``apertium/3.8.3-rus-bel-1f2e3d4c``.

        :raises EngineError: the program or the pair is not installed.
        """
        mode = self._mode(source, target)
        text = self._pipeline(mode)
        sizes = []
        for name in re.findall(r"'([^']+)'", text):
            with contextlib.suppress(OSError, ValueError):
                sizes.append(f"{name} {Path(name).stat().st_size}")
        digest = hashlib.sha256("\n".join([text, *sizes]).encode("utf-8", "replace")).hexdigest()[:8]
        return f"{self.name}/{self._version}-{mode}-{digest}"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        """Translate all of ``sentences``, each of which is one line of text; same length, same order.

        A sentence without a letter comes back as it is. One that Apertium cannot do (too many unknown words,
        a word lost, a process that dies of it or takes too long) comes back empty.

        :raises EngineError: the program or the pair is not installed, or it dies whatever it is given.
        """
        mode = self._mode(source, target)
        report = Progress(progress, 1)
        places: dict[str, list[int]] = {}
        results = [Translation("")] * len(sentences)
        for number, sentence in enumerate(sentences):
            text = one_line(sentence)
            if any(char.isalpha() for char in text) and len(text) <= _LONGEST:
                places.setdefault(text, []).append(number)
            else:
                results[number] = Translation("" if len(text) > _LONGEST else text)
                report(1)
        texts = list(places)
        masked = [_masked(text) for text in texts]
        to = canonical(target)
        with self._lock:
            answers = self._process(mode).ask([sent for sent, _ in masked])
            for text, (_, blanks), answer in zip(texts, masked, answers, strict=True):
                written = "" if answer is None else _judged(answer, blanks, to, self._unknown)
                for number in places[text]:
                    results[number] = Translation(written)
                report(len(places[text]))
        return results

    # ------------------------------------------------------------------------------------------ what is there

    def _mode(self, source: str, target: str) -> str:
        """The name of the mode that translates a pair."""
        source, target = canonical(source), canonical(target)
        if source == target:
            raise EngineError(f"source and target are both {source}", hint="Choose another target language.")
        package = _PACKAGES.get((source, target), "")
        self._found(package)
        there = self._list()
        wanted = self._modes.get((source, target), "")
        names = [wanted] if wanted else [f"{one}-{two}" for one in _codes(source) for two in _codes(target)]
        for name in names:
            if name in there:
                return name
        what = f"no mode {wanted!r}" if wanted else f"no pair for {source} -> {target}"
        raise EngineError(
            f"Apertium has {what}; it has {', '.join(there[:40]) or 'none'}",
            where=self._program,
            hint=f"On Debian: apt install {package}."
            if package
            else "Choose another engine for this language.",
            remedy=f"apt install {package}"
            if package
            else f"another engine than apertium: workflow.toml [routes.{target}]",
        )

    def _list(self) -> tuple[str, ...]:
        if self._installed is None:
            words = self._output("-V").split()
            self._version = next((word for word in words if re.fullmatch(r"[0-9][0-9A-Za-z._-]*", word)), "0")
            lines = self._output(*(("-d", str(self._data)) if self._data else ()), "-l").split()
            self._installed = tuple(sorted(line for line in lines if _MODE.fullmatch(line)))
        return self._installed

    def _output(self, *arguments: str, program: str = "") -> str:
        try:
            done = subprocess.run(
                [program or self._found(), *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self._timeout,
                check=False,
                env=_environment(),
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            raise EngineError(
                "Apertium cannot be run", where=self._program, hint="Look whether it runs by itself."
            ) from error
        return done.stdout.decode("utf-8", "replace")

    def _found(self, package: str = "") -> str:
        found = shutil.which(self._program)
        if not found:
            command = f"apt install apertium {package or 'apertium-bel-rus apertium-urd-hin'}"
            raise EngineError(
                "Apertium is not installed",
                where=self._program,
                hint=f"On Debian: {command}; or name the program as [engines.apertium] program.",
                remedy=command,
            )
        return found

    def _pipeline(self, mode: str) -> str:
        """The commands of a mode, mended where that is needed.

        :raises EngineError: its file is not found.
        """
        folders = [self._data] if self._data else list(_data_folders(self._found()))
        for folder in folders:
            with contextlib.suppress(OSError):
                text = (folder / "modes" / f"{mode}.mode").read_text(encoding="utf-8", errors="replace")
                return _TAGGER.sub(r"cg-proc -w -n -1 \1", text) if mode in _MENDED else text
        raise EngineError(
            f"the file {mode}.mode of Apertium is not found",
            where=", ".join(map(str, folders)),
            hint="Name the folder that has it in its modes/ as [engines.apertium] data.",
        )

    def _process(self, mode: str) -> _Process:
        """The process of a mode, from a file of our own: what the program has installed is never touched.

        The program could run the mode itself, but holds each sentence back until the next one comes.
        """
        process = self._processes.get(mode)
        if process is None:
            text = self._pipeline(mode)
            beside = Path(self._found()).parent / "apertium-wblank-mode"
            tool = str(beside) if beside.is_file() else shutil.which("apertium-wblank-mode")
            if tool is None:
                raise EngineError(
                    "Apertium has no apertium-wblank-mode", where=self._program, hint="Install 3.8 or newer."
                )
            private = Path(tempfile.mkdtemp(prefix="dragoman-apertium-"))
            file = private / f"{mode}.mode"
            file.write_text(text, encoding="utf-8")
            # The same commands, but each passes on at once what it has when it sees a null character.
            script = file.with_suffix(".sh")
            script.write_text(self._output("-z", str(file), program=tool), encoding="utf-8")
            command = ["bash", str(script), "-g"]  # -g: mark what is unknown
            process = self._processes[mode] = _Process(command, mode, self._timeout, private)
        return process


def _pair(key: str) -> tuple[str, str]:
    """``ru-be``, or ``uz-Cyrl-ru``, as two tags."""
    parts = key.split("-")
    cut = 2 if len(parts) > 2 and len(parts[1]) == 4 else 1
    return canonical("-".join(parts[:cut])), canonical("-".join(parts[cut:]))


def _codes(tag: str) -> tuple[str, ...]:
    return _CODES.get(tag, (tag,))


def _data_folders(program: str) -> Iterator[Path]:
    """Where a program's data may be, likeliest first."""
    if told := os.environ.get("APERTIUM_DATADIR"):
        yield Path(told)
    yield Path(program).resolve().parent.parent / "share" / "apertium"
    yield Path("/usr/share/apertium")


def _environment() -> dict[str, str]:
    # Its parts read and write in the encoding of the locale.
    return {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


# ---------------------------------------------------------------------------------------------- sentences


def _masked(text: str) -> tuple[str, list[str]]:
    """``text`` for the stream, and what its blanks stand for."""
    blanks: list[str] = []
    written: list[str] = []

    def blank(part: str) -> None:
        # One blank for a run: two in a row are nothing to each other, but more for a program to mix up.
        if written and written[-1].startswith("[") and blanks:
            blanks[-1] += part
            return
        written.append(f"[p{len(blanks)}]")
        blanks.append(part)

    for part, stays in apart(text):
        if stays and not part[:1].isdecimal():
            blank(part)
            continue
        for char in part:
            if char in _PUNCTUATION or char == " " or unicodedata.category(char)[0] in "LMN":
                written.append(char)
            else:
                blank(char)
    return "".join(written), blanks


def _judged(answer: str, blanks: list[str], target: str, most_unknown: int) -> str:
    """The text of an answer, without marks and with what its blanks stand for; "" if it is no good."""
    if "  " in answer:  # a word was dropped, and nothing says which
        return ""
    found = [(kind, int(number)) for kind, number in _BLANK.findall(answer)]
    if found != [("p", number) for number in range(len(blanks))]:
        return ""
    answer = _OTHER_FORMS.sub("", answer)  # where it cannot choose it gives all; the first is as good as any
    marks = [match.end() for match in _MARK.finditer(answer)]
    words = _WORD.findall(_BLANK.sub(" ", answer))
    unknown = sum(1 for at in marks if answer[at].isalpha())
    if not words or unknown * 100 > most_unknown * len(words):
        return ""
    text = _MARK.sub("", answer)
    language, _, script = target.partition("-")
    if language in ("ur", "fa") and script in ("", "Arab"):
        if any("\u0900" <= char <= "\u097f" for char in text):
            return ""
        text = text.translate(_ARABIC_TO_URDU)
    parts = []
    at = 0
    for match in _BLANK.finditer(text):
        parts += [_ESCAPED.sub(r"\1", text[at : match.start()]), blanks[int(match[2])]]
        at = match.end()
    parts.append(_ESCAPED.sub(r"\1", text[at:]))
    return one_line("".join(parts))


# ---------------------------------------------------------------------------------------------- a process


class _Process:
    """One pair's pipeline. It is started when it is asked, and anew when it dies, hangs or is out of step."""

    def __init__(
        self,
        command: list[str],
        mode: str,
        timeout: float,
        private: Path,
    ) -> None:
        self._command = command
        self._mode = mode
        self._timeout = timeout
        self._private = private  # a folder that lives as long as this does
        weakref.finalize(self, shutil.rmtree, private, ignore_errors=True)
        self._running: subprocess.Popen[bytes] | None = None
        self._end: Callable[[], object] = lambda: None
        self._rest = b""
        self._number = 0  # of the last sentence that was sent
        self.started = 0  # processes so far

    def ask(self, texts: list[str]) -> Iterator[str | None]:
        """The answer to each text, in order; None for one that no process survived."""
        failed = 0  # one after the other
        at = 0
        alone = 0  # texts to be sent one at a time, since one of them ends a process
        while at < len(texts):
            batch = texts[at : at + (1 if alone else _AT_ONCE)]
            whole = True
            for answer in self._exchange(batch):
                if answer is None:
                    whole = False
                    break
                yield answer
                failed = 0
                at += 1
                alone = max(0, alone - 1)
            if whole:
                continue
            if not alone and len(batch) > 1:
                # Sentences are in all parts of the pipeline at once: who was it? Each by itself, then.
                alone = len(batch)
                continue
            failed += 1
            if failed >= _HOPELESS:
                raise EngineError(
                    f"Apertium ends or hangs at every sentence of {self._mode}",
                    where=self._command[0],
                    hint="Look whether the pair works by itself, or choose another engine for this language.",
                )
            yield None
            at += 1
            alone = max(0, alone - 1)

    def _exchange(self, texts: list[str]) -> Iterator[str | None]:
        """Answers in order, and then None if the process did not give all of them; then it is gone."""
        first = self._number + 1
        self._number += len(texts)
        data = b"".join(
            f"[b{number}]{text}[e{number}]\0".encode("utf-8", "replace")
            for number, text in enumerate(texts, first)
        )
        answered = 0
        finished = False
        try:
            for raw in self._answers(data, len(texts)):
                answer = _own(raw.decode("utf-8", "replace"), first + answered)
                if answer is None or answered == len(texts):
                    break
                answered += 1
                yield answer
            else:
                finished = answered == len(texts) and not self._rest
        finally:
            # Also where nobody wants the other answers any more: they would be those of later questions.
            if not finished:
                self.stop()
        if answered < len(texts):
            yield None

    def _answers(self, data: bytes, count: int) -> Iterator[bytes]:
        """What the process writes, cut at null characters, as long as it lives and does not hang."""
        process = self._run()
        assert process.stdin is not None  # they are pipes
        assert process.stdout is not None
        deadline = time.monotonic() + self._timeout
        left = memoryview(data)
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            selector.register(process.stdin, selectors.EVENT_WRITE)
            while count:
                wait = deadline - time.monotonic()
                if wait <= 0:
                    return
                for key, _ in selector.select(wait):
                    if key.fileobj is process.stdin:
                        try:
                            left = left[os.write(process.stdin.fileno(), left[:65536]) :]
                        except BlockingIOError:
                            continue
                        except OSError:  # it is gone; what it wrote before may still be read
                            left = left[:0]
                        if not left:
                            selector.unregister(process.stdin)
                        continue
                    try:
                        read = os.read(process.stdout.fileno(), 65536)
                    except BlockingIOError:
                        continue
                    if not read or len(self._rest) > _LARGEST_ANSWER:
                        return
                    *whole, self._rest = (self._rest + read).split(b"\0")
                    for answer in whole:
                        deadline = time.monotonic() + self._timeout
                        count -= 1
                        yield answer

    def _run(self) -> subprocess.Popen[bytes]:
        if self._running is None or self._running.poll() is not None:
            self.stop()
            try:
                process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    bufsize=0,
                    env=_environment(),
                    start_new_session=True,  # so that all parts of the pipeline can be ended together
                )
            except OSError as error:
                raise EngineError(
                    "Apertium cannot be run", where=self._command[0], hint="Look whether it runs by itself."
                ) from error
            for stream in (process.stdin, process.stdout):
                assert stream is not None
                os.set_blocking(stream.fileno(), False)
            self.started += 1
            self._running = process
            self._end = weakref.finalize(self, _kill, process)
        return self._running

    def stop(self) -> None:
        """End the process and all that it started; the next question starts another one."""
        self._end()
        self._running = None
        self._rest = b""


def _own(answer: str, number: int) -> str | None:
    """What stands between the blanks of a sentence; None if they are not there: it is not its answer."""
    begin, end = f"[b{number}]", f"[e{number}]"
    answer = answer.strip()
    if not (answer.startswith(begin) and answer.endswith(end)):
        return None
    inner = answer[len(begin) : -len(end)]
    if any(kind != "p" for kind, _ in _BLANK.findall(inner)):
        return None
    return inner


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
