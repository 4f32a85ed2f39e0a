"""Sentences and translations that people made of them -> how well the route of a language does.

BLEU (Papineni et al. 2002) and chrF (Popović 2015) are those of sacreBLEU (Post 2018), with the signatures
by which figures can be compared; the share of terms is that of ``workflow glossary score``.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from workflow.errors import ConfigError, EngineError, GlossaryError, SourceError, WorkflowError
from workflow.glossary import Glossary
from workflow.glossary.score import Row, glossary_at, lines_of, score
from workflow.model import Engine, MemoryUnit, ReadingEngine, Role, TermEngine
from workflow.pipeline.publication import Publication
from workflow.pipeline.scores import segments_text
from workflow.report import plural
from workflow.translate import Question, answer_all, calibration, enforce

PLACE = "{lang}"  # stands for a language's tag in the name of a file


class Metric(Struct, frozen=True):
    """One figure by references. ``signature`` is sacreBLEU's: figures with the same one can be compared."""

    name: str  # BLEU, chrF, chrF++
    score: float  # 0 to 100
    signature: str


class Evaluated(Struct, frozen=True):
    """How good one translation of all sentences is.

    The times are of everything that a draft takes, enforcement included, but for what is done once for a
    model (``preparing``). ``processor`` counts all threads of this process and of the programs that it
    started; a server's time is not in it. Where a file was scored, they are None.
    """

    language: str
    how: str  # "route": as a draft; "plain": without the glossary's terms; "target": a file
    signature: str  # of the engine and its models, or the file's name
    segments: int
    empty: int  # of them were left without a translation, which scores as an empty one
    metrics: tuple[Metric, ...]  # none without references
    terms: int  # mentions of terms that were counted
    rate: float | None  # share of them that are there, from 0 to 1; None where there are none
    verdicts: Mapping[str, int]  # what the judge says, how often
    ways: Mapping[str, int]  # how mentions got in, how often; only for "route"
    seconds: float | None = None
    processor: float | None = None
    preparing: float | None = None  # seconds to load the model and, once, to try out its surrogates

    @property
    def speed(self) -> float | None:
        """Sentences a second."""
        return self.segments / self.seconds if self.seconds else None


class _Task(Struct, frozen=True):
    """What is to be measured for one language; all files are read."""

    language: str
    sources: list[str]
    references: list[list[str | None]]  # by file; None where one of several has no text for a line
    targets: list[str] | None  # of a file
    name: str  # of that file
    engine: Engine | None


class _NoMemory:
    """What was translated before would be measured instead of the engine."""

    def recall(
        self,
        source: str,  # noqa: ARG002
        context: str = "",  # noqa: ARG002
        roles: Sequence[Role] = (),  # noqa: ARG002
        before: str = "",  # noqa: ARG002
        after: str = "",  # noqa: ARG002
    ) -> MemoryUnit | None:
        return None

    def search(self, text: str, limit: int = 5, minimum: float = 75) -> Sequence[Any]:  # noqa: ARG002
        return ()


def evaluate(
    publication: Publication,
    languages: Sequence[str],
    source: str,
    *,
    references: Sequence[str] = (),
    target: str = "",
    approved: str = "",
    engine: str = "",
    terms: Path | None = None,
    plain: bool = False,
    limit: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[Evaluated]:
    """Translate ``source`` into each language as a draft would be, memory aside, and score that.

    All files have a segment a line, or are JSONL (a text under the language's tag in each object) or TMX;
    ``{lang}`` in a name stands for the tag. ``references`` may be several for one text; without any only
    terms are scored. ``target`` is scored instead of a translation of the route. ``approved`` is what people
    have approved in the language between, for routes that read it. ``engine`` is asked instead of the route;
    ``terms`` is a glossary instead of the publication's. With ``plain`` each language has a second result,
    without the glossary's terms. ``limit`` takes the first so many segments.

    Every file is read, and every engine asked whether it serves, before the first sentence is translated.

    :raises EngineError: nothing can draft a language, or it fails.
    :raises WorkflowError: a file cannot be read, is empty, has an empty line or not as many lines as the
        source; there is nothing to score by; sacreBLEU is missing.
    """
    glossary = glossary_at(terms, publication.config.source) if terms is not None else publication.glossary
    if not languages:
        raise ConfigError("no language to evaluate", where="--lang")
    if len(languages) > 1:
        for option, names in (("--reference", references), ("--target", [target] if target else [])):
            for name in names:
                if PLACE not in name:
                    raise ConfigError(
                        f"{name!r} is one file for {len(languages)} languages",
                        where=option,
                        hint=f"Write {PLACE} where their tags stand in the names of the files.",
                    )
    if references:
        _metrics_for("en")  # whether it is there
    if approved and not any(_between(publication, language, engine) for language in languages):
        raise ConfigError(
            f"no route to {', '.join(languages)} reads what is approved in another language",
            where="--approved",
            hint="Leave it out.",
        )
    tasks = []
    for language in languages:
        if not references and not any(each.in_language(language).all for each in glossary.concepts):
            raise GlossaryError(
                f"no term has a rendering in {language}, and there is no reference",
                where=str(terms or publication.config.glossary),
                hint="Name a translation that people made with --reference.",
            )
        tasks.append(_task(publication, language, source, references, target, approved, engine, limit))
    for task in tasks:
        if task.targets is not None:
            yield _scored(publication, glossary, task, task.targets, "target", task.name)
            continue
        for enforced in (True, False) if plain else (True,):
            yield _translated(publication, glossary, task, enforced, progress)


# ------------------------------------------------------------------------------------------------- measuring


def _translated(
    publication: Publication,
    glossary: Glossary,
    task: _Task,
    enforced: bool,
    progress: Callable[[str, int, int], None] | None,
) -> Evaluated:
    source, sources, engine = publication.config.source, task.sources, task.engine
    assert engine is not None
    # As in an article: "Tang" is the Tang Liangzhi of an earlier sentence.
    known = glossary.in_article(sources, source) if enforced else Glossary(())
    signature = engine.signature(source, task.language)
    start = time.perf_counter()
    _prepare(engine, known, sources, source, task.language)
    ready, processor = time.perf_counter(), _processor_time()
    done = 0

    def report(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(task.language, done, len(sources))

    answers, tally = answer_all(
        [Question(each) for each in sources],
        source,
        task.language,
        memory=_NoMemory(),
        terms=known,
        engine=engine,
        draft=lambda asked: enforce(engine, asked, source, task.language, known, progress=report),
    )
    if tally.refused is not None:
        raise _lacking(task.language, tally.refused)
    return _scored(
        publication,
        glossary,
        task,
        [each.text if each is not None else "" for each in answers],
        "route" if enforced else "plain",
        signature,
        ways=dict(tally.ways()),
        seconds=time.perf_counter() - ready,
        processor=_processor_time() - processor,
        preparing=ready - start,
    )


def _prepare(engine: Engine, terms: Glossary, sources: Sequence[str], source: str, language: str) -> None:
    """Do what is done once for a model, and would be taken for slowness in a short text.

    A server is asked nothing for this: that may cost money.
    """
    local = getattr(getattr(engine, "capabilities", None), "local", True)
    if not local or isinstance(engine, TermEngine):
        return
    engine.translate(sources[:1], source, language)
    if any(terms.match(each, source) for each in sources):
        route = engine.route(source, language) if isinstance(engine, ReadingEngine) else []
        for pair in route or [(source, language)]:
            calibration(engine, *pair)


def _scored(
    publication: Publication,
    glossary: Glossary,
    task: _Task,
    texts: Sequence[str],
    how: str,
    signature: str,
    *,
    ways: Mapping[str, int] | None = None,
    seconds: float | None = None,
    processor: float | None = None,
    preparing: float | None = None,
) -> Evaluated:
    rows = [Row(*pair, line) for line, pair in enumerate(zip(task.sources, texts, strict=True), 1)]
    kept = score(rows, publication.config.source, task.language, glossary)
    return Evaluated(
        language=task.language,
        how=how,
        signature=signature,
        segments=len(texts),
        empty=sum(not text.strip() for text in texts),
        metrics=tuple(_by_references(task, texts)),
        terms=kept.terms,
        rate=kept.rate,
        verdicts={verdict.value: count for verdict, count in kept.counts.items() if count},
        ways=ways or {},
        seconds=seconds,
        processor=processor,
        preparing=preparing,
    )


def _by_references(task: _Task, texts: Sequence[str]) -> Iterator[Metric]:
    if not task.references:
        return
    for name, metric in _metrics_for(task.language):
        found = metric.corpus_score(list(texts), task.references)
        yield Metric(name, float(found.score), str(metric.get_signature()))


def _metrics_for(language: str) -> list[tuple[str, Any]]:
    """The metrics of sacreBLEU with the tokenizer that it has for a language; none of them is downloaded.

    For scripts whose punctuation ``13a`` does not know (Devanagari, Arabic) it recommends pieces of a model
    that would have to be fetched: there chrF, which needs no words, says more than BLEU.

    :raises ConfigError: sacreBLEU is not installed.
    """
    try:
        from sacrebleu.metrics.bleu import BLEU  # noqa: PLC0415  (not everybody has it)
        from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError(
            "comparing with references needs sacreBLEU, which is not installed",
            where="--reference",
            hint="From a checkout: pip install '.[evaluate]'",
        ) from error
    tokenizer = "zh" if language.partition("-")[0] == "zh" else "13a"
    # Forced: it would warn of texts that look tokenized on standard error, and change nothing.
    return [
        ("BLEU", BLEU(tokenize=tokenizer, force=True)),
        ("chrF", CHRF()),
        ("chrF++", CHRF(word_order=2)),
    ]


def _processor_time() -> float:
    """Seconds of processor that this process has used, and the programs that it started."""
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system + _running(os.getpid())


def _running(pid: int) -> float:
    """Seconds of processor of the programs below a process that still run, where Linux tells."""
    total = 0.0
    try:
        for listed in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, listed.read_text("ascii").split()):
                # The name of the program stands in brackets, and may hold spaces.
                fields = Path(f"/proc/{child}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                ticks = sum(map(int, fields[11:15]))  # utime, stime, and those of its children that ended
                total += ticks / os.sysconf("SC_CLK_TCK") + _running(child)
    except (OSError, ValueError, IndexError):  # it ended just now, or this is no Linux
        pass
    return total


# --------------------------------------------------------------------------------------------------- reading


def _task(
    publication: Publication,
    language: str,
    source: str,
    references: Sequence[str],
    target: str,
    approved: str,
    engine: str,
    limit: int,
) -> _Task:
    tag = publication.config.source
    path = _path(source, language)
    sources = _texts(path, tag, tag, language)
    for number, text in enumerate(sources, 1):
        if not text.strip():
            raise _empty(path, number)
    columns = [_as_long(_path(each, language), language, tag, language, sources) for each in references]
    for number, line in enumerate(zip(*columns, strict=True), 1):
        if not any(text.strip() for text in line):
            raise _empty(_path(references[0], language), number)
    given = [[text if text.strip() else None for text in column] for column in columns]
    targets, asked, name = None, None, ""
    if target:
        name = str(_path(target, language))
        targets = _as_long(Path(name), language, tag, language, sources)
    else:
        asked = _engine(publication, language, engine, approved, sources)
    end = limit or None
    return _Task(
        language,
        sources[:end],
        [column[:end] for column in given],
        targets[:end] if targets is not None else None,
        name,
        asked,
    )


def _engine(
    publication: Publication, language: str, engine: str, approved: str, sources: Sequence[str]
) -> Engine:
    """What is to be measured.

    :raises EngineError: it cannot serve the language.
    """
    tag, routes = publication.config.source, publication.config.routes
    via = _between(publication, language, engine)
    if via and not approved and routes[language].pivot == "reviewed":
        raise EngineError(
            f"the route to {language!r} reads only what people have approved in {via!r}",
            where="--source",
            hint="Name a file with that text: --approved FILE.",
        )

    def between(pivot: str) -> Mapping[str, str]:
        if not approved:
            return {}
        path = _path(approved, pivot)
        return dict(zip(sources, _as_long(path, pivot, tag, pivot, sources), strict=True))

    try:
        found = publication.engine_named(engine) if engine else publication.engine_into(language, between)
        found.signature(tag, language)
    except EngineError as error:
        raise _lacking(language, error) from error
    return found


def _between(publication: Publication, language: str, engine: str) -> str:
    """The language whose approved texts the route of another one reads; "" for none."""
    route = publication.config.routes.get(language)
    return route.via if route is not None and route.pivot != "machine" and not engine else ""


def _lacking(language: str, error: EngineError) -> EngineError:
    where = f"{error.where}: " if error.where else ""
    return EngineError(
        f"nothing here can draft {language!r}: {where}{error.problem}",
        hint=error.hint or "What is lacking: workflow engines",
    )


def _path(name: str, language: str) -> Path:
    return Path(name.replace(PLACE, language))


def _empty(path: Path, number: int) -> WorkflowError:
    return SourceError(
        "an empty line", where=f"{path}:{number}", hint="Delete it, and what stands there in the other files."
    )


def _as_long(path: Path, tag: str, source: str, language: str, sources: Sequence[str]) -> list[str]:
    """The texts of a file that must have one for each source."""
    found = _texts(path, tag, source, language)
    if len(found) != len(sources):
        raise SourceError(
            f"{len(found)} {plural('segment', len(found))}, and the source has {len(sources)}",
            where=str(path),
            hint="The same segments in all files, in the same order.",
        )
    return found


def _texts(path: Path, tag: str, source: str, language: str) -> list[str]:
    """The texts in one language of a file: lines, JSONL or TMX."""
    if path.suffix.lower() == ".tmx":
        found = _from_tmx(path, tag, source, language)
    else:
        text = segments_text(path)
        is_json = path.suffix.lower() in (".jsonl", ".ndjson")
        found = list(_from_json(text, path, tag)) if is_json else lines_of(text)
    if not found:
        raise SourceError("no segments in it", where=str(path), hint="One segment a line.")
    return [" ".join(each.splitlines()) if "\n" in each or "\r" in each else each for each in found]


def _from_tmx(path: Path, tag: str, source: str, language: str) -> list[str]:
    from workflow.exchange.tmx import read_tmx  # noqa: PLC0415  (with lxml)

    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror})", where=str(path)) from error
    units = read_tmx(content, str(path), source).get(language, [])
    return [unit.source if tag == source else unit.target for unit in units]


def _from_json(text: str, path: Path, tag: str) -> Iterator[str]:
    for number, line in enumerate(lines_of(text), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise SourceError(
                "no JSON on this line", where=f"{path}:{number}", hint="One object a line."
            ) from error
        found = row.get(tag) if isinstance(row, dict) else None
        if not isinstance(found, str):
            raise SourceError(
                f"no text under {tag!r}", where=f"{path}:{number}", hint="The key is the language's tag."
            )
        yield found
