"""Catalogues -> files of other tools, and what comes back.

An import is a merge of three: the text at export (of which the file carries a hash), the catalogue's today,
and the file's. Where one side changed, that one is taken; where both did, a person decides.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

import polib
from msgspec import Struct

from workflow.catalogue import (
    Catalogue,
    Key,
    is_untouched,
    key_of,
    load_catalogue,
    save_catalogue,
    units,
)
from workflow.catalogue.imports import Incoming, apply_imports, new_notes
from workflow.catalogue.provenance import CANDIDATE, is_offer, own_notes
from workflow.catalogue.syntax import storable
from workflow.errors import CatalogueError, ExchangeError
from workflow.exchange.ids import base_hash, unit_id
from workflow.files import read_limited
from workflow.languages import profile
from workflow.model import Bundle, Exchanger, ExchangeUnit, Finding, Hit, Match, State, Unit
from workflow.pipeline.articles import Prepared, article_files
from workflow.pipeline.catalogues import being_saved
from workflow.pipeline.findings import check
from workflow.pipeline.locks import locked
from workflow.pipeline.publication import Publication, attempts, now
from workflow.registry import EXCHANGERS, load, names

LARGEST_FILE = 64 * 1024 * 1024  # bytes
_LONGEST = 10_000  # characters of a text or note, beside twenty times those of the source text
_HANT = {"tw", "hk", "mo"}  # regions whose Chinese is written in traditional characters


class Exported(Struct, frozen=True):
    """A file for another tool: its name without a folder, its bytes, how many units it holds."""

    name: str
    content: bytes
    units: int


class Imported(Struct, frozen=True):
    """What a file brought, or would bring, to one catalogue. No text was written if ``written`` is False."""

    article: str
    language: str
    path: Path
    units: int  # in the file
    texts: int  # that came in: another text, or approved now, or no longer
    reviewed: int  # of these: approved
    notes: int  # lines that are new
    empty: int  # without a text in the file, or with a copy of the source text: the catalogue's is kept
    conflicts: int  # changed here and there since the export
    changed: tuple[Key, ...]
    problems: tuple[str, ...]  # a line each
    written: bool


# ------------------------------------------------------------------------------------------------ export


def exchanger_of(name: str) -> Exchanger:
    """The format that ``--format`` names.

    :raises ExchangeError: there is none of that name.
    """
    known = names(EXCHANGERS)
    if name not in known:
        near = difflib.get_close_matches(name.lower().lstrip("."), known, n=1, cutoff=0.5)
        guess = f"Did you mean {near[0]!r}? " if near else ""
        raise ExchangeError(
            f"no format {name[:40]!r}", where="--format", hint=f"{guess}Known: {', '.join(known)}."
        )
    made: Exchanger = load(EXCHANGERS, name)()
    return made


def export(publication: Publication, prepared: Prepared, language: str, format: str) -> Exported:
    """One article in one language as a file for another tool: all its live units, in order.

    :raises ExchangeError: no such format, or nothing has been translated into the language yet.
    :raises CatalogueError: the catalogue is broken.
    """
    exchanger = exchanger_of(format)
    bundle = bundle_of(publication, prepared, language)
    slug = prepared.article.slug
    return Exported(f"{slug}.{language}{exchanger.extension}", exchanger.write(bundle), len(bundle.units))


def bundle_of(publication: Publication, prepared: Prepared, language: str) -> Bundle:
    """What an export holds, whatever the format; the errors are those of :func:`export`."""
    article = prepared.article
    path = publication.config.catalogue(language, article.slug)
    catalogue = load_catalogue(path)
    if catalogue is None:
        raise ExchangeError(
            "there is no catalogue yet",
            where=str(path),
            hint=f"Run: workflow translate {article.slug} --lang {language}",
        )
    found, _ = check(publication, [article.slug], [language])
    findings: dict[int, list[str]] = defaultdict(list)
    for finding in found:
        if finding.path == str(path) and finding.line:
            findings[finding.line].append(_line_of(finding))
    matches: dict[Key, tuple[Match, ...]] = {
        (context, storable(text)): mentions
        for (context, text), mentions in zip(prepared.keys, prepared.matches, strict=True)
    }
    made = [
        _unit_of(unit, _hits(matches.get(key, ()), language), tuple(findings.get(unit.line, ())))
        for key, (_, unit) in _live(publication, catalogue).items()
    ]
    if not made:
        raise ExchangeError("holds nothing to translate", where=str(path))
    return Bundle(
        article.slug,
        _source_language(publication, catalogue),
        language,
        tuple(made),
        article.markup,
        article.title,
        article.source,
    )


def _live(publication: Publication, catalogue: Catalogue) -> dict[Key, tuple[polib.POEntry, Unit]]:
    """Entries that another tool can be given: not obsolete, without plural forms; in their order."""
    entries = [entry for entry in catalogue.po if not entry.obsolete]
    every = units(catalogue, unchanged_counts=publication.config.unchanged_counts)
    pairs = zip(entries, every, strict=True)
    return {key_of(entry): (entry, unit) for entry, unit in pairs if not entry.msgid_plural}


def _source_language(publication: Publication, catalogue: Catalogue) -> str:
    return catalogue.po.metadata.get("X-Source-Language") or publication.config.source


def _unit_of(unit: Unit, hits: tuple[Hit, ...], findings: tuple[str, ...]) -> ExchangeUnit:
    return ExchangeUnit(
        id=unit_id(unit.context, unit.source),
        source=unit.source,
        target=unit.target,
        state=unit.state,
        context=unit.context,
        roles=unit.roles,
        notes=own_notes(unit.notes),
        hits=hits,
        findings=findings,
        base=base_hash(unit.target, unit.state),
        suggestions=tuple(note.removeprefix(CANDIDATE) for note in unit.notes if is_offer(note)),
    )


def _hits(matches: tuple[Match, ...], language: str) -> tuple[Hit, ...]:
    """Terms with something to say in the language; not those inside longer names that are no terms."""
    hits: list[Hit] = []
    for match in matches:
        there = match.concept.in_language(language)
        texts = (*there.short, *there.accepted) if match.short else there.all
        if not match.inside and (texts or there.forbidden):
            hits.append(Hit(match.start, match.end, match.concept.id, texts, there.forbidden))
    return tuple(hits)


def _line_of(finding: Finding) -> str:
    parts = [f"{finding.severity.value} [{finding.check}] {finding.message}"]
    if finding.expected:
        parts.append(f"expected {finding.expected}")
    if finding.hint:
        parts.append(finding.hint)
    return " ".join("; ".join(parts).split())


# ------------------------------------------------------------------------------------------------ import


def read_file(path: Path) -> bytes:
    """The bytes of a file that is to be imported.

    :raises ExchangeError: it cannot be read, is no file, or is too large.
    """
    return read_limited(path, LARGEST_FILE, ExchangeError)


def import_file(
    publication: Publication,
    content: bytes,
    where: str,
    *,
    partial: bool = False,
    overwrite: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Bring the texts of a file into the catalogue that it belongs to.

    ``where`` is the file's name, for messages. Nothing is written if there is any problem, unless
    ``partial``: then all that has none. ``overwrite`` takes the file's text where it changed here too.
    ``dry_run`` only tells what would happen.

    :raises ExchangeError: no known format reads it, it is broken or dangerous, or the publication has no such
        article or language.
    :raises CatalogueError: the catalogue is broken, or keeps changing on disk.
    :raises WorkflowError: the catalogue cannot be written, or another process holds its lock.
    """
    bundle = _reading(content, where).read(content, where)
    language = _belonging(publication, bundle, where)
    options = _Options(partial, overwrite, dry_run)
    if dry_run:
        return _merged(publication, bundle, language, where, options)
    with locked(publication.config, language, bundle.article, publication.wait):
        return _merged(publication, bundle, language, where, options)


class _Options(Struct, frozen=True):
    """See :func:`import_file`."""

    partial: bool
    overwrite: bool
    dry_run: bool


def _merged(
    publication: Publication, bundle: Bundle, language: str, where: str, options: _Options
) -> Imported:
    path = publication.config.catalogue(language, bundle.article)
    for _ in attempts():
        catalogue = being_saved(path)
        if catalogue is None:
            raise ExchangeError(
                f"there is no catalogue {path} that it could go into",
                where=where,
                hint=f"Run: workflow translate {bundle.article} --lang {language}",
            )
        _check_source(publication, catalogue, bundle, where)
        plan = _planned(_live(publication, catalogue), bundle, where, overwrite=options.overwrite)
        done = Imported(
            article=bundle.article,
            language=language,
            path=path,
            units=len(bundle.units),
            texts=sum(each.state is not None for each in plan.incoming.values()),
            reviewed=sum(each.state is State.REVIEWED for each in plan.incoming.values()),
            notes=sum(len(each.notes) for each in plan.incoming.values()),
            empty=plan.empty,
            conflicts=plan.conflicts,
            changed=tuple(plan.incoming),
            problems=tuple(plan.problems),
            written=not options.dry_run and bool(plan.incoming) and (options.partial or not plan.problems),
        )
        if not done.written:
            return done
        apply_imports(catalogue.po, plan.incoming)
        if done.texts:
            catalogue.po.metadata["PO-Revision-Date"] = now()
        if save_catalogue(catalogue):
            return done
    raise CatalogueError(
        "another program keeps changing it; nothing was written",
        where=str(path),
        hint="Close it in your editor and run the command again.",
    )


def _reading(content: bytes, where: str) -> Exchanger:
    """The format of a file; of several that claim it, one to whose extension its name ends.

    :raises ExchangeError: none reads it.
    """
    every: list[Exchanger] = [load(EXCHANGERS, name)() for name in names(EXCHANGERS)]
    every.sort(key=lambda each: not where.lower().endswith(each.extension))
    for each in every:
        if each.recognises(content, PurePath(where).name):
            if each.reads:
                return each
            raise ExchangeError(f"{each.name} is for export only", where=where)
    readable = ", ".join(sorted(each.name for each in every if each.reads))
    raise ExchangeError(
        "is in no format that can be read", where=where, hint=f"Save it in one of: {readable}."
    )


def _belonging(publication: Publication, bundle: Bundle, where: str) -> str:
    """The language of the publication that a file is in.

    :raises ExchangeError: the publication has no such language or article.
    """
    config = publication.config
    language = next((tag for tag in config.languages if _fits(bundle.language, tag)), "")
    if not language:
        raise ExchangeError(
            f"is in {bundle.language[:40]!r}, which is no language of this publication",
            where=where,
            hint=f"Its languages: {', '.join(config.languages) or 'none yet'}.",
        )
    articles = article_files(config, trouble=lambda _: None)
    if bundle.article not in articles:
        raise ExchangeError(
            f"belongs to the article {bundle.article[:100]!r}, which is not here",
            where=where,
            hint=f"Articles here: {', '.join(articles) or 'none yet'}.",
        )
    return language


def _check_source(publication: Publication, catalogue: Catalogue, bundle: Bundle, where: str) -> None:
    ours = _source_language(publication, catalogue)
    if not _fits(bundle.source_language, ours):
        raise ExchangeError(
            f"was translated from {bundle.source_language[:40]!r}, the article is in {ours!r}", where=where
        )


def _fits(said: str, ours: str) -> bool:
    """Whether two tags mean one language in one script; a region is no matter where ours has none.

    Many tools know ``ru-RU`` and no ``ru`` (RFC 4647, lookup). Chinese of Taiwan is ``zh-Hant``, not ``zh``.
    """
    language, script, region, more = _subtags(said)
    here, here_script, here_region, here_more = _subtags(ours)
    return (language, script, more) == (here, here_script, here_more) and here_region in ("", region)


def _subtags(tag: str) -> tuple[str, str, str, list[str]]:
    """Language, script (the usual one if the tag has none), region and what else a BCP 47 tag has."""
    language, *rest = tag.strip().replace("_", "-").lower().split("-")
    script = rest.pop(0) if rest and re.fullmatch("[a-z]{4}", rest[0]) else ""
    region = rest.pop(0) if rest and re.fullmatch("[a-z]{2}|[0-9]{3}", rest[0]) else ""
    if not script:
        hant = language == "zh" and region in _HANT
        script = "hant" if hant else profile(language).script.lower()
    return language, script, region, rest


@dataclass(slots=True)
class _Plan:
    """What is to be done to a catalogue."""

    where: str
    incoming: dict[Key, Incoming] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    empty: int = 0
    conflicts: int = 0

    def trouble(self, unit: ExchangeUnit, what: str) -> None:
        self.problems.append(f"{self.where}: {unit.id[:40] or 'a text'} ({_short(unit.source)}): {what}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:50]}…”" if len(line) > 50 else f"“{line}”"


def _planned(
    live: Mapping[Key, tuple[polib.POEntry, Unit]], bundle: Bundle, where: str, *, overwrite: bool
) -> _Plan:
    plan = _Plan(where)
    by_id = {unit_id(*key): key for key in live}
    found: list[tuple[Key, ExchangeUnit]] = []
    for theirs in bundle.units:
        key = _key_of(theirs, live, by_id)
        if isinstance(key, str):
            plan.trouble(theirs, key)
        else:
            found.append((key, theirs))
    times = Counter(key for key, _ in found)
    told: set[Key] = set()
    for key, theirs in found:
        if times[key] > 1:
            if key not in told:
                plan.trouble(theirs, f"stands in the file {times[key]} times")
            told.add(key)
            continue
        entry, ours = live[key]
        longest = _LONGEST + 20 * len(ours.source)
        if len(theirs.target) > longest or any(len(note) > longest for note in theirs.notes):
            plan.trouble(theirs, f"a text or note of more than {longest} characters")
            continue
        state = _decided(plan, theirs, ours, overwrite=overwrite, untouched=is_untouched(entry))
        notes = tuple(new_notes(ours.notes, theirs.notes))
        if state is not None or notes:
            plan.incoming[key] = Incoming(_text(theirs, ours), state, notes)
    return plan


def _key_of(
    theirs: ExchangeUnit, live: Mapping[Key, tuple[polib.POEntry, Unit]], by_id: Mapping[str, Key]
) -> Key | str:
    """The entry that a unit of a file belongs to, or why there is none."""
    source = storable(theirs.source)
    key = by_id.get(theirs.id)
    if key is not None:
        if _same(source, key[1]):
            return key
        return f"its source text is another one here: {_short(key[1])}"
    if (theirs.context, source) in live:
        return theirs.context, source
    alike = [key for key in live if key[1] == source]
    if len(alike) == 1 and not theirs.context:
        return alike[0]
    return "the article has no such text; it may have changed since the export"


def _same(one: str, other: str) -> bool:
    """Equal but for white space and composition (NFC), which some tools change."""
    if one == other:
        return True
    left, right = (" ".join(unicodedata.normalize("NFC", text).split()) for text in (one, other))
    return left == right


def _text(theirs: ExchangeUnit, ours: Unit) -> str:
    """The file's text; ours where it differs by white space at the ends only, which tools add."""
    text = storable(theirs.target)
    return ours.target if text.strip() == ours.target.strip() else text.strip()


def _decided(
    plan: _Plan, theirs: ExchangeUnit, ours: Unit, *, overwrite: bool, untouched: bool
) -> State | None:
    """The state in which the file's text goes into the catalogue; None: it does not.

    ``untouched`` tells that nobody has worked on our text. It decides where a file has lost its hashes.
    """
    text, state = _text(theirs, ours), theirs.state
    approved = state is State.REVIEWED
    if not text.strip() or (text == ours.source.strip() and text != ours.target and not approved):
        plan.empty += bool(ours.target.strip())
        return None
    # The state at export, if the file's text is the one of then; else nothing.
    at_export = {each for each in State if theirs.base in _hashes(theirs, text, each)}
    same_here = bool(theirs.base) and theirs.base == base_hash(ours.target, ours.state)
    if text == ours.target:
        if state is ours.state or not (approved or ours.state is State.REVIEWED):
            return None
        if state in at_export:
            return None  # what changed since the export is our state
        return state if approved or same_here else None
    if same_here:
        return state
    if at_export and (not approved or state in at_export):
        return None  # only ours changed
    if ours.state is State.EMPTY or overwrite or (untouched and not theirs.base):
        return state
    plan.conflicts += 1
    here = "changed here too since the export" if theirs.base else "is a person's, and the file has no hash"
    plan.trouble(theirs, f"conflict: {_short(text)} in the file, {_short(ours.target)} {here}; ours is kept")
    return None


def _hashes(theirs: ExchangeUnit, text: str, state: State) -> tuple[str, ...]:
    """What the hash would be if the file's text and ``state`` were those at export."""
    return base_hash(theirs.target, state), base_hash(text, state)
