"""The stages of the pipeline, and the parts of the catalogue, load when they are asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from workflow import catalogue, pipeline
from workflow.catalogue.keys import Key


@pytest.mark.parametrize("name", pipeline.__all__)
def test_every_stage_is_where_the_table_says(name: str) -> None:
    assert getattr(pipeline, name).__name__ == name


@pytest.mark.parametrize("name", catalogue.__all__)
def test_every_part_of_the_catalogue_is_where_the_table_says(name: str) -> None:
    part = getattr(catalogue, name)
    assert part is Key if name == "Key" else part.__name__ == name


def test_there_is_no_other() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        pipeline.chekc  # noqa: B018


def test_a_check_does_not_wait_for_what_drafts_need() -> None:
    code = "import sys; from workflow.pipeline import check, examine; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "workflow.pipeline.findings" in loaded
    drafts = {"workflow.pipeline.drafts", "workflow.pipeline.exchange", "sqlite3"}
    writes = {"workflow.pipeline.fixes", "workflow.catalogue.merging", "filelock", "rapidfuzz"}
    assert not (drafts | writes) & set(loaded)
