"""The publication as it is on disk: its settings, its glossary, its engine."""

from __future__ import annotations

import difflib
import os
import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from workflow import __version__
from workflow.config import FILE_NAME, Config, load_config
from workflow.engines.pivot import PivotEngine
from workflow.errors import ConfigError, SourceError
from workflow.files import listed
from workflow.glossary import Glossary, load_glossary
from workflow.model import (
    Engine,
    Policy,
    Usage,
)
from workflow.pipeline.kept import kept, kept_here_too
from workflow.registry import CHECKS, ENGINES, load, names

if TYPE_CHECKING:
    from workflow.engines.cluster import Cluster

GENERATOR = f"Dragoman {__version__}"
PATIENCE = 5.0  # seconds for which a file that changes under our hands is read again and again
_TRIES = 5  # at least, however slow the machine
_SLUG = re.compile(r"(?!index\.html$)[^\W_][^/\\\s]{0,99}", re.IGNORECASE)


def _nothing(_: str) -> Mapping[str, str]:
    return {}


class Publication(Struct, frozen=True, dict=True):
    """A folder with ``workflow.toml``: its configuration and, read when first asked for, its glossary."""

    config: Config
    wait: float = 60.0  # seconds to wait for another process that works on the same catalogue
    place: Cluster | None = None  # where engines work; None: in this process

    @classmethod
    def open(cls, root: Path, wait: float = 60.0, place: Cluster | None = None) -> Publication:
        """Read the configuration of the publication in ``root``.

        :raises ConfigError: it is missing or wrong.
        """
        config = load_config(root)
        settings = (config.dates, config.publish_after, config.expires, config.retracted, config.corrections)
        for slug in {slug for each in settings for slug in each}:
            check_slug(slug, f"workflow.toml [articles.{slug}]")
        _check_policy(config.policy)
        return cls(config, wait, place)

    @cached_property
    def glossary(self) -> Glossary:
        """The glossary of the publication.

        :raises GlossaryError: one of its files is broken.
        """
        listed(self.config.glossary)  # a folder that cannot be read is not an empty glossary
        return load_glossary(self.config.glossary, self.config.source)

    @cached_property
    def engine(self) -> Engine:
        """The configured engine; it loads no model before it is asked to translate."""
        return self._made(self.config.engine)

    def engine_into(self, language: str, approved: Callable[[str], Mapping[str, str]] = _nothing) -> Engine:
        """What translates into a language, as ``[routes]`` has it.

        ``approved`` gives the texts of a language between that people have approved, by source text.

        :raises WorkflowError: there is no such engine, or its settings are wrong.
        """
        route = self.config.routes.get(language)
        if route is None:
            return self.engine
        engine = self.engine_named(route.engine or self.config.engine)
        if not route.via:
            return engine
        first = None if route.pivot == "reviewed" else self.engine_into(route.via, approved)
        known = {} if route.pivot == "machine" else approved(route.via)
        return kept(PivotEngine(engine, route.via, first, known), self.config.root)

    def engine_named(self, name: str) -> Engine:
        """An engine with its settings; made once, since it may hold a model or a process.

        :raises WorkflowError: there is no such engine, or its settings are wrong.
        """
        if name == self.config.engine:
            return self.engine
        if name not in self._engines:
            self._engines[name] = self._made(name)
        return self._engines[name]

    def _made(self, name: str) -> Engine:
        engine = engine_of(self.config, name, self.config.models_folder)
        return engine if self.place is None else kept_here_too(self.place.lend(engine), self.config.root)

    @property
    def engines(self) -> list[Engine]:
        """The engines that have been made so far."""
        return [*self._engines.values(), *([self.engine] if "engine" in self.__dict__ else [])]

    @property
    def usages(self) -> dict[str, Usage]:
        """What each engine that counts it has used up since the publication was opened, by its name."""
        found = {each.name: getattr(each, "usage", None) for each in self.engines}
        return {name: usage for name, usage in found.items() if isinstance(usage, Usage) and usage.requests}

    @cached_property
    def _engines(self) -> dict[str, Engine]:
        return {}


def _check_policy(policy: Policy) -> None:
    """That all checks exist for which there are levels.

    :raises ConfigError: one does not; the message offers the nearest.
    """
    tables = [("[checks]", policy.checks)]
    tables += [(f"[checks.languages.{tag}]", levels) for tag, levels in policy.languages.items()]
    tables += [(f"[checks.roles.{role.value}]", levels) for role, levels in policy.roles.items()]
    for where, levels in tables:
        for each in levels:
            check = each.partition(".")[0]
            if check not in names(CHECKS):
                near = difflib.get_close_matches(check, names(CHECKS), n=1, cutoff=0.5)
                hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(names(CHECKS))}."
                raise ConfigError(f"there is no check {check!r}", where=f"workflow.toml {where}", hint=hint)


def engine_of(config: Config, name: str, folder: Path | None) -> Engine:
    """The engine called ``name``, with the models of ``folder``.

    :raises WorkflowError: there is no such engine.
    :raises ConfigError: ``[engines.NAME]`` has something that it does not know.
    """
    kind, options, where = load(ENGINES, name), config.engines.get(name, {}), f"{FILE_NAME} [engines.{name}]"
    engine: Engine
    if not hasattr(kind, "configured"):
        if options:
            raise ConfigError("this engine has no settings", where=where)
        engine = kind(folder=folder, beam=config.beam)
    elif name == "argos":  # the folder of its packages and its beam have places of their own, too
        options = {"beam": config.beam, **options}
        engine = kind.configured(options, where=where, root=config.root, folder=folder)
    else:
        engine = kind.configured(options, where=where, root=config.root)
    return kept(engine, config.root)


def attempts(patience: float = PATIENCE) -> Iterator[int]:
    """Attempts at a file that somebody else keeps saving: five at least, for ``patience`` seconds."""
    until = time.monotonic() + patience
    number = 0
    while number < _TRIES or time.monotonic() < until:
        number += 1
        yield number


def check_slug(slug: str, where: str = "") -> str:
    """``slug`` itself, if it can name a catalogue and a folder of pages.

    :raises SourceError: it holds a slash, a space or the like.
    """
    if _SLUG.fullmatch(slug) and all(
        char in "-_." or unicodedata.category(char)[0] in "LMN" for char in slug
    ):
        return slug
    raise SourceError(
        f"{slug!r} cannot name an article: letters, digits, '-', '_' and '.' only, and no slash",
        where=where,
        hint="Rename the file in seeds/; its name without the extension is the article's name.",
    )


def now() -> str:
    """The time as gettext headers write it; see :func:`this_moment`."""
    return this_moment().strftime("%Y-%m-%d %H:%M%z")


def this_moment() -> datetime:
    """The time here, with its offset; ``SOURCE_DATE_EPOCH`` decides where it is set.

    :raises ConfigError: it is set to what is no time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now().astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise ConfigError(f"{epoch[:40]!r} is not a time in seconds", where="SOURCE_DATE_EPOCH") from error
