"""What a worker makes its engines of, and by what settings it is compared with a client."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from workflow.config import load_config
from workflow.errors import ConfigError
from workflow.pipeline.publication import engine_of
from workflow.pipeline.serving import Opened


def settings(root: Path, name: str, more: str) -> str:
    text = (root / "workflow.toml").read_text("utf-8").partition("\n[engine")[0]
    (root / "workflow.toml").write_text(f"{text}\n{more}\n", "utf-8")
    config = load_config(root)
    return str(engine_of(config, name, config.models_folder).settings)  # type: ignore[attr-defined]


def test_settings_that_decide_texts_are_told(folder: Path) -> None:
    assert settings(folder, "argos", "[engine]\nbeam = 2") == "beam 2"
    assert settings(folder, "argos", "") == "beam 4"
    assert settings(folder, "pseudo", "") == ""
    assert settings(folder, "pseudo", "[engines.pseudo]\nlonger = 50") == "longer 50"


def test_settings_of_the_machine_are_not(folder: Path) -> None:
    table = '[engines.openai]\nurl = "http://127.0.0.1:{}/v1"\nmodel = "m"\ntemperature = 0.5\ntimeout = {}'
    assert settings(folder, "openai", table.format(1, 10)) == settings(folder, "openai", table.format(2, 20))
    assert settings(folder, "openai", table.format(1, 10)) == "temperature 0.5"


def test_an_offer_travels_as_a_folder_and_is_opened_there(folder: Path) -> None:
    make = pickle.loads(pickle.dumps(Opened(folder)))
    (folder / "workflow.toml").write_text(
        (folder / "workflow.toml").read_text("utf-8") + "\n[engines.pseudo]\nlonger = 0\n", "utf-8"
    )
    (made,) = make().engine("pseudo").translate(["ab"], "en", "ru")
    assert made.text == "[áƀ]"
    (folder / "workflow.toml").write_text("nonsense", "utf-8")
    with pytest.raises(ConfigError):
        make()
