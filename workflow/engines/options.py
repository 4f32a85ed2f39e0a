"""The table ``[engines.<name>]`` of the settings -> a struct of the engine's own, or one clear line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec import Struct

from workflow.errors import ConfigError

_Options = TypeVar("_Options", bound=Struct)


def read_options(options: Mapping[str, object], kind: type[_Options], where: str) -> _Options:
    """``options`` as a ``kind``, whose fields say what there is: names, types, limits, defaults.

    :raises ConfigError: a key that means nothing, or a value that cannot be; never with the value itself,
        which may be a secret.
    """
    fields = {each.encode_name: each for each in msgspec.structs.fields(kind)}
    for key, value in options.items():
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1)
            known = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(fields)}."
            raise ConfigError(f"unknown key {key!r}", where=where, hint=known)
        try:
            msgspec.convert(value, fields[key].type)
        except msgspec.ValidationError as error:
            reason = str(error).replace("`", "").partition(" - at ")[0]
            choices = get_args(fields[key].type) if get_origin(fields[key].type) is Literal else ()
            raise ConfigError(
                f"not a value for it: {reason[:1].lower()}{reason[1:]}",
                where=f"{where} {key}",
                hint=f"One of: {', '.join(filter(None, choices))}." if choices else "",
            ) from error
    return msgspec.convert(dict(options), kind)


def path_of(root: Path, name: str, where: str) -> Path:
    """A file or folder that the settings name; relative ones lie below the publication's folder.

    :raises ConfigError: it begins with the home folder of somebody who is not known, or is no path.
    """
    try:
        path = root / Path(name).expanduser()
    except RuntimeError as error:
        raise ConfigError("it names a home folder that is not known", where=where) from error
    if "\0" in name:
        raise ConfigError("not a path", where=where, hint="Write it in full.")
    return path
