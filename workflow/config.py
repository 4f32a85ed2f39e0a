"""``workflow.toml`` -> a frozen configuration. A key that means nothing is an error, with a guess."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

import tomli
from msgspec import Struct, field

from workflow.corrections import KEY, read_corrections
from workflow.errors import ConfigError
from workflow.languages import known_tags, profile, suggest
from workflow.model import Correction, Policy, Role, Severity, Verdict

FILE_NAME = "workflow.toml"
DEFAULT_BEAM = 4

# What workflow.toml may say: section -> key -> type. Sections of "articles" are named after slugs.
_KEYS: Mapping[str, Mapping[str, type]] = {
    "publication": {"title": str, "titles": dict, "source": str, "languages": list, "base_url": str},
    "segments": {"unit": str},
    "engine": {"name": str, "beam": int},
    "engines": {},
    "routes": {},
    "models": {"folder": str, "mirror": str},
    "publish": {"completeness": int, "formats": list, "stale": str, "missing": str, "variants": list},
    "review": {"unchanged": str, "roles": dict},
    "checks": {},
    "memory": {"publications": list, "fuzzy": int, "insert": bool},
    "articles": {},
}
_ARTICLE_KEYS: Mapping[str, type] = {
    **{"date": date, "publish_after": date, "expires": date, "retracted": date},
    KEY: list,
}
_ROUTE_KEYS: Mapping[str, type] = {"engine": str, "via": str, "pivot": str}
_TYPE_NAMES = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    date: "a date (2026-01-31)",
}


class Route(Struct, frozen=True):
    """How drafts in one language come about, where that is not as in all others."""

    engine: str = ""  # its name; "" for that of all languages
    via: str = ""  # the language whose text is translated instead of the article's; "" for none
    pivot: Literal["any", "reviewed", "machine"] = "any"  # which text of that language


class Config(Struct, frozen=True):
    """What ``workflow.toml`` says, checked. ``root`` is the folder that holds it."""

    root: Path
    title: str = "News"
    titles: Mapping[str, str] = field(default_factory=dict)
    source: str = "en"
    languages: tuple[str, ...] = ()
    base_url: str = ""
    unit: Literal["sentence", "paragraph"] = "sentence"
    engine: str = "argos"
    beam: int = DEFAULT_BEAM
    engines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # what each is told, by name
    routes: Mapping[str, Route] = field(default_factory=dict)  # by language, where it has its own
    models_folder: Path | None = None  # None: Argos's own folder
    mirror: str = ""
    stale: Literal["keep", "source", "hide"] = "keep"  # what becomes of a page whose article has changed
    missing: Literal["source", "hide"] = "hide"  # what stands where an article has no translation
    completeness: int = 100  # per cent of segments that must be reviewed before a language is published
    formats: tuple[str, ...] = ()  # what is published, by name; (): all that makes the site
    variants: tuple[str, ...] = ()  # languages in another script, made of their parents' pages
    unchanged_counts: bool = True  # whether a machine's text that was approved as it was is reviewed
    role_completeness: Mapping[Role, int] = field(default_factory=dict)  # the same per cent, of one role
    policy: Policy = field(default_factory=Policy)  # how bad findings are, where not as their checks say
    fail_on: str = "error"  # the least severity that makes ``check`` exit with 1, or "never"
    baseline: Path | None = None  # a file of findings that are known
    dates: Mapping[str, date] = field(default_factory=dict)  # by slug, where the article has none
    publish_after: Mapping[str, date] = field(default_factory=dict)  # by slug; a datetime where it has a time
    expires: Mapping[str, date] = field(default_factory=dict)  # by slug, the same
    retracted: Mapping[str, date] = field(default_factory=dict)  # by slug: when it was withdrawn
    corrections: Mapping[str, tuple[Correction, ...]] = field(
        default_factory=dict
    )  # by slug, besides its own
    memory_publications: tuple[Path, ...] = ()  # others whose reviewed texts are used too
    memory_fuzzy: int = 75  # per cent of likeness from which the memory offers a text; 0: only exact ones
    memory_insert: bool = False  # whether the best of them becomes a draft

    @property
    def seeds(self) -> Path:
        """Folder of the articles."""
        return self.root / "seeds"

    @property
    def glossary(self) -> Path:
        """Folder of the glossary files."""
        return self.root / "glossary"

    @property
    def locales(self) -> Path:
        """Folder of the catalogues."""
        return self.root / "locales"

    @property
    def output(self) -> Path:
        """Folder of the published pages."""
        return self.root / "output"

    def catalogue(self, language: str, slug: str) -> Path:
        """Path of the catalogue of one article in one language."""
        return self.locales / profile(language).gettext / "LC_MESSAGES" / f"{slug}.po"

    def template(self, slug: str) -> Path:
        """Path of the POT of one article."""
        return self.locales / f"{slug}.pot"


def find_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` that holds ``workflow.toml``.

    :raises ConfigError: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise ConfigError(
        f"no {FILE_NAME} here or in a folder above",
        where=str(start),
        hint="Make a publication with: workflow init DIR",
    )


def load_config(root: Path) -> Config:
    """Read and check ``root / workflow.toml``.

    :raises ConfigError: it cannot be read, is not TOML, or says something unknown or of the wrong type.
    """
    path = root / FILE_NAME
    try:
        raw = tomli.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(
            f"cannot be read ({error.strerror})",
            where=str(path),
            hint="A publication has this file; make one with: workflow init DIR",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError("not UTF-8", where=str(path), hint="Save the file as UTF-8.") from error
    except tomli.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=str(path)) from error
    return _build(raw, root, FILE_NAME)


def _unknown(name: str, known: Mapping[str, Any], where: str, what: str) -> ConfigError:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
    return ConfigError(f"unknown {what} {name!r}", where=where, hint=hint)


def _check_type(value: object, wanted: type, where: str) -> None:
    good = isinstance(value, wanted) and not (wanted is int and isinstance(value, bool))
    if not good:
        raise ConfigError(f"{_shown(value)} is not {_TYPE_NAMES[wanted]}", where=where)


def _shown(value: object) -> str:
    """``value`` as the file has it, or nearly so."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def _build(raw: Mapping[str, Any], root: Path, name: str) -> Config:
    for section, content in raw.items():
        if section not in _KEYS:
            home = next((each for each, keys in _KEYS.items() if section in keys), "")
            if home and not isinstance(content, dict):
                raise ConfigError(
                    f"{section!r} stands outside its section", where=name, hint=f"It belongs under [{home}]."
                )
            raise _unknown(section, _KEYS, name, "section or key")
        if not isinstance(content, dict):
            raise ConfigError(f"{section!r} is a section", where=name, hint=f"Write it as [{section}].")
        for key, value in content.items():
            where = f"{name} [{section}]"
            if section == "checks":
                continue  # its keys are names of checks, see _policy
            if section == "engines":
                _check_type(value, dict, f"{where} {key}")
                continue  # an engine knows its keys itself
            if section == "routes":
                _check_type(value, dict, f"{where} {key}")
                for inner, inner_value in value.items():
                    if inner not in _ROUTE_KEYS:
                        raise _unknown(inner, _ROUTE_KEYS, f"{name} [routes.{key}]", "key")
                    _check_type(inner_value, str, f"{name} [routes.{key}] {inner}")
                continue
            if section == "articles":
                _check_type(value, dict, f"{where} {key}")
                for inner, inner_value in value.items():
                    if inner not in _ARTICLE_KEYS:
                        raise _unknown(inner, _ARTICLE_KEYS, f"{name} [articles.{key}]", "key")
                    _check_type(inner_value, _ARTICLE_KEYS[inner], f"{name} [articles.{key}] {inner}")
            elif key not in _KEYS[section]:
                raise _unknown(key, _KEYS[section], where, "key")
            else:
                _check_type(value, _KEYS[section][key], f"{where} {key}")
    get = raw.get
    publication, models = get("publication", {}), get("models", {})
    source = check_language(publication.get("source", "en"), f"{name} [publication] source")
    languages = [
        check_language(tag, f"{name} [publication] languages") for tag in publication.get("languages", [])
    ]
    for index, tag in enumerate(languages):
        if tag == source or tag in languages[:index]:
            what = "is the source language" if tag == source else "stands twice"
            raise ConfigError(
                f"{tag!r} {what}", where=f"{name} [publication] languages", hint="Delete it there."
            )
    titles = publication.get("titles", {})
    for tag, text in titles.items():
        check_language(tag, f"{name} [publication.titles]")
        _check_type(text, str, f"{name} [publication.titles] {tag}")
    unit = get("segments", {}).get("unit", "sentence")
    if unit not in ("sentence", "paragraph"):
        raise ConfigError(f"{unit!r} is not 'sentence' or 'paragraph'", where=f"{name} [segments] unit")
    completeness = get("publish", {}).get("completeness", 100)
    if not 0 <= completeness <= 100:
        raise ConfigError(f"{completeness} is not between 0 and 100", where=f"{name} [publish] completeness")
    stale, missing = get("publish", {}).get("stale", "keep"), get("publish", {}).get("missing", "hide")
    if stale not in ("keep", "source", "hide"):
        raise ConfigError(f"{stale!r} is not 'keep', 'source' or 'hide'", where=f"{name} [publish] stale")
    if missing not in ("source", "hide"):
        raise ConfigError(f"{missing!r} is not 'source' or 'hide'", where=f"{name} [publish] missing")
    unchanged = get("review", {}).get("unchanged", "reviewed")
    if unchanged not in ("reviewed", "machine"):
        raise ConfigError(f"{unchanged!r} is not 'reviewed' or 'machine'", where=f"{name} [review] unchanged")
    roles = get("review", {}).get("roles", {})
    _check_roles(roles, f"{name} [review.roles]")
    beam = get("engine", {}).get("beam", DEFAULT_BEAM)
    if not 1 <= beam <= 32:
        raise ConfigError(f"{beam} is not between 1 and 32", where=f"{name} [engine] beam")
    checks = dict(get("checks", {}))
    fail_on, baseline = checks.pop("fail_on", "error"), checks.pop("baseline", "")
    where = f"{name} [checks]"
    if fail_on not in (*Severity, "never"):
        raise ConfigError(
            f"{_shown(fail_on)} is no severity",
            where=f"{where} fail_on",
            hint="One of: error, warning, note, never.",
        )
    _check_type(baseline, str, f"{where} baseline")
    base_url = publication.get("base_url", "")
    if base_url and not re.fullmatch(r"https?://[^\s\"'<>]+", base_url):
        raise ConfigError(f"{base_url!r} is not an http(s) address", where=f"{name} [publication] base_url")
    folder = models.get("folder", "")
    try:
        models_folder = root / Path(folder).expanduser() if folder else None
    except RuntimeError as error:
        where = f"{name} [models] folder"
        raise ConfigError(f"{folder!r} names a home folder that is not known", where=where) from error
    memory = get("memory", {})
    fuzzy = memory.get("fuzzy", 75)
    if fuzzy and not 50 <= fuzzy <= 99:
        raise ConfigError(
            f"{fuzzy} is not between 50 and 99",
            where=f"{name} [memory] fuzzy",
            hint="0 offers nothing but exact matches.",
        )
    if memory.get("insert", False) and not fuzzy:
        raise ConfigError(
            "nothing can be inserted with fuzzy = 0",
            where=f"{name} [memory] insert",
            hint="Delete one of the two.",
        )
    return Config(
        root=root,
        title=publication.get("title", "News"),
        titles=titles,
        source=source,
        languages=tuple(languages),
        base_url=base_url.rstrip("/") + "/" if base_url else "",
        unit=cast('Literal["sentence", "paragraph"]', unit),
        engine=get("engine", {}).get("name", "argos"),
        beam=beam,
        engines=get("engines", {}),
        routes=_routes(get("routes", {}), languages, name),
        models_folder=models_folder,
        mirror=_mirror(root, models.get("mirror", "")),
        stale=cast('Literal["keep", "source", "hide"]', stale),
        missing=cast('Literal["source", "hide"]', missing),
        completeness=completeness,
        formats=_formats(get("publish", {}).get("formats"), f"{name} [publish] formats"),
        variants=_variants(
            get("publish", {}).get("variants", []), source, languages, f"{name} [publish] variants"
        ),
        unchanged_counts=unchanged == "reviewed",
        role_completeness={Role(role): share for role, share in roles.items()},
        policy=_policy(checks, where),
        fail_on=fail_on,
        baseline=root / baseline if baseline else None,
        dates=_days(get("articles", {}), "date"),
        publish_after=_moments(get("articles", {}), "publish_after"),
        expires=_moments(get("articles", {}), "expires"),
        retracted=_days(get("articles", {}), "retracted"),
        corrections=_corrections(get("articles", {}), name),
        memory_publications=_publications(
            root, memory.get("publications", []), f"{name} [memory] publications"
        ),
        memory_fuzzy=fuzzy,
        memory_insert=memory.get("insert", False),
    )


def _routes(tables: Mapping[str, Mapping[str, str]], languages: Sequence[str], name: str) -> dict[str, Route]:
    """Routes by language.

    :raises ConfigError: one is for a language that the publication does not have, or leads in a circle.
    """
    found: dict[str, Route] = {}
    for tag, table in tables.items():
        where = f"{name} [routes.{tag}]"
        for language, place in ((tag, where), (table.get("via", tag), f"{where} via")):
            if language not in languages:
                known = f"Known: {', '.join(languages) or 'none'}."
                raise ConfigError(f"{language!r} is not among the languages", where=place, hint=known)
        pivot = table.get("pivot", "any")
        if pivot not in ("any", "reviewed", "machine"):
            raise ConfigError(f"{pivot!r} is not 'any', 'reviewed' or 'machine'", where=f"{where} pivot")
        if "pivot" in table and not table.get("via"):
            raise ConfigError("there is no language to go through", where=f"{where} pivot", hint="Add via.")
        found[tag] = Route(
            table.get("engine", ""),
            table.get("via", ""),
            cast('Literal["any", "reviewed", "machine"]', pivot),
        )
    for tag in found:
        seen = [tag]
        while via := found.get(seen[-1], Route()).via:
            if via in seen:
                circle = " -> ".join([*seen, via])
                raise ConfigError(f"leads in a circle: {circle}", where=f"{name} [routes.{tag}] via")
            seen.append(via)
    return found


def _moments(articles: Mapping[str, Mapping[str, Any]], key: str) -> dict[str, date]:
    """What articles say under ``key``, by slug."""
    return {slug: entry[key] for slug, entry in articles.items() if key in entry}


def _days(articles: Mapping[str, Mapping[str, Any]], key: str) -> dict[str, date]:
    return {
        slug: moment.date() if isinstance(moment, datetime) else moment
        for slug, moment in _moments(articles, key).items()
    }


def _corrections(articles: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, tuple[Correction, ...]]:
    def place(slug: str, number: int) -> str:
        return f"{name} [[articles.{slug}.{KEY}]]" + (f" number {number}" if number else "")

    return {
        slug: read_corrections(entry[KEY], partial(place, slug), ConfigError, lambda _: 0)
        for slug, entry in articles.items()
        if KEY in entry
    }


def _formats(names: list[Any] | None, where: str) -> tuple[str, ...]:
    """Names of publishers; which there are is not known here."""
    if names is None:
        return ()
    for each in names:
        _check_type(each, str, where)
    if "html" not in names:
        raise ConfigError(
            "'html' is missing",
            where=where,
            hint="Other formats stand beside the pages, and these tell what is published.",
        )
    return tuple(dict.fromkeys(names))


def _variants(names: list[Any], source: str, languages: list[str], where: str) -> tuple[str, ...]:
    """Tags that a profile says can be made of a language that is published here."""
    known = {tag: profile(tag).parent for tag in known_tags() if profile(tag).parent}
    for tag in names:
        _check_type(tag, str, where)
        if tag not in known:
            raise _unknown(tag, known, where, "variant")
        if tag in (source, *languages):
            raise ConfigError(
                f"{tag!r} is a language of this publication",
                where=where,
                hint="It is translated, or made of another: delete it here, or under [publication].",
            )
        if known[tag] not in (source, *languages):
            raise ConfigError(
                f"{tag!r} is made of {known[tag]!r}, which is no language of this publication",
                where=where,
                hint=f"Add {known[tag]!r} under [publication] languages.",
            )
    return tuple(dict.fromkeys(names))


def _check_roles(roles: Mapping[str, Any], where: str) -> None:
    known = dict.fromkeys(role.value for role in Role)
    for role, share in roles.items():
        if role not in known:
            raise _unknown(role, known, where, "role")
        _check_type(share, int, f"{where} {role}")
        if not 0 <= share <= 100:
            raise ConfigError(f"{share} is not between 0 and 100", where=f"{where} {role}")


def _publications(root: Path, names: list[Any], where: str) -> tuple[Path, ...]:
    """Folders as seen from ``root``; whether they are publications is found out when they are needed."""
    folders = []
    for each in names:
        _check_type(each, str, where)
        if not each.strip() or "\0" in each:
            raise ConfigError(f"{each!r} is no folder", where=where, hint='Write: ["../other"]')
        try:
            folders.append(root / Path(each).expanduser())
        except RuntimeError as error:
            raise ConfigError(f"{each!r} names a home folder that is not known", where=where) from error
    return tuple(folders)


def _policy(checks: Mapping[str, Any], where: str) -> Policy:
    """``[checks]``: levels by check, by language, by role. Which checks there are is not known here."""
    checks = dict(checks)
    tables: dict[str, dict[str, Mapping[str, str]]] = {"languages": {}, "roles": {}}
    roles = dict.fromkeys(role.value for role in Role)
    for name, found in tables.items():
        table = checks.pop(name, {})
        inner = f"{where[:-1]}.{name}]"
        _check_type(table, dict, inner)
        for key, levels in table.items():
            if name == "languages":
                check_language(key, inner)
            elif key not in roles:
                raise _unknown(key, roles, inner, "role")
            _check_type(levels, dict, f"{inner} {key}")
            found[key] = _levels(levels, f"{inner[:-1]}.{key}]")
    return Policy(
        _levels(checks, where),
        tables["languages"],
        {Role(role): levels for role, levels in tables["roles"].items()},
    )


def _levels(table: Mapping[str, Any], where: str) -> dict[str, str]:
    """Levels by ``check``, or by ``check.kind`` for the tables in it."""
    known = [*(severity.value for severity in Severity), "off"]
    found: dict[str, str] = {}
    for check, value in table.items():
        inner = f"{where[:-1]}.{check}]"
        flat = value.items() if isinstance(value, dict) else [("", value)]
        for kind, level in flat:
            if kind and check == "glossary":
                _check_verdict(kind, inner)
            if level not in known:
                raise ConfigError(
                    f"{_shown(level)} is no severity",
                    where=f"{inner} {kind}" if kind else f"{where} {check}",
                    hint=f"One of: {', '.join(known)}.",
                )
            found[f"{check}.{kind}" if kind else check] = level
    return found


def _check_verdict(kind: str, where: str) -> None:
    kinds = dict.fromkeys(verdict.value for verdict in Verdict if verdict is not Verdict.FOUND)
    if kind not in {*kinds, "mixed", "swapped"}:
        raise _unknown(kind, kinds, where, "verdict")


def _mirror(root: Path, mirror: str) -> str:
    """An address as it is; a folder as seen from ``root``."""
    return mirror if not mirror or "://" in mirror else str(root / Path(mirror).expanduser())


def check_language(tag: object, where: str) -> str:
    """``tag`` itself if a profile knows it.

    :raises ConfigError: it does not; the message offers the nearest known tag.
    """
    if isinstance(tag, str) and tag in known_tags():
        return tag
    near = suggest(str(tag))
    hint = f"Did you mean {near!r}?" if near else f"Known: {', '.join(known_tags())}."
    raise ConfigError(f"unknown language {str(tag)!r}", where=where, hint=hint)
