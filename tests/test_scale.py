"""A long run that is killed and begun again ends as one that was not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "benchmarks"))  # programs, not a package

import resume


@pytest.mark.slow
def test_a_killed_run_ends_with_the_same_bytes(tmp_path: Path) -> None:
    bench = resume.Bench(tmp_path, seed=1)
    root, whole = bench.whole("whole", 12)
    again, written, _ = bench.killed("killed", 12, 1, whole.seconds)
    expected = resume.files(root)
    catalogues = [name for name in expected if name.endswith(".po")]
    assert len(catalogues) == 24
    ((there, cached),) = written
    assert there < 24 and cached  # it was killed in the middle of something
    assert resume.files(again) == expected
