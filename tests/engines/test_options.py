"""Tables of settings: what they may say, and the line that says what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta, Struct, field

from workflow.engines.options import path_of, read_options
from workflow.errors import ConfigError


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    model: str = ""
    beam: Annotated[int, Meta(ge=1, le=32)] = 4
    languages: dict[str, str] = field(default_factory=dict)


def test_what_is_not_said_is_as_usual():
    assert read_options({}, Options, "x") == Options()
    assert read_options({"beam": 2, "languages": {"kk": "q"}}, Options, "x") == Options("", 2, {"kk": "q"})


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"beem": 1}, "w.toml [engines.x]: unknown key 'beem'. Did you mean 'beam'?"),
        ({"zz": 1}, "w.toml [engines.x]: unknown key 'zz'. There are: model, beam, languages."),
        ({"beam": "secret"}, "w.toml [engines.x] beam: not a value for it: expected int, got str"),
        ({"beam": True}, "w.toml [engines.x] beam: not a value for it: expected int, got bool"),
        ({"beam": 0}, "w.toml [engines.x] beam: not a value for it: expected int >= 1"),
        ({"languages": {"kk": 1}}, "w.toml [engines.x] languages: not a value for it: expected str, got int"),
        ({"model": ["secret"]}, "w.toml [engines.x] model: not a value for it: expected str, got array"),
    ],
)
def test_what_cannot_be_is_one_line(options, line):
    with pytest.raises(ConfigError) as caught:
        read_options(options, Options, "w.toml [engines.x]")
    assert str(caught.value) == line


def test_paths_are_meant_from_the_publication(monkeypatch):
    monkeypatch.setenv("HOME", "/home/reader")
    assert path_of(Path("/pub"), "models/m", "x") == Path("/pub/models/m")
    assert path_of(Path("/pub"), "/models/m", "x") == Path("/models/m")
    assert path_of(Path("/pub"), "~/m", "x") == Path("/home/reader/m")
    with pytest.raises(ConfigError, match="x: it names a home folder that is not known"):
        path_of(Path("/pub"), "~nobody-of-that-name/m", "x")
    with pytest.raises(ConfigError, match="x: not a path"):
        path_of(Path("/pub"), "a\0b", "x")
