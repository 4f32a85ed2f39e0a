"""What a worker makes its engines of."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from workflow.errors import ConfigError
from workflow.pipeline.serving import Opened


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
