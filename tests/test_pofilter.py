"""The catalogues of this repository before a stranger's eye: pofilter of the Translate Toolkit."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support import ROOT, need

POFILTER = os.environ.get("DRAGOMAN_POFILTER") or shutil.which("pofilter") or ""

# They compare English style with the translation's: capitals, quotes and punctuation, which every language
# has of its own, and acronyms, which have names of their own (SCO, ШОС). All its other tests count.
STYLE = (
    *("acronyms", "brackets", "doublequoting", "endpunc", "puncspacing", "sentencecount"),
    *("simplecaps", "singlequoting", "startcaps", "startpunc"),
)


@pytest.mark.slow
def test_pofilter_finds_nothing_wrong(tmp_path: Path) -> None:
    need("pofilter", POFILTER)
    catalogues = tmp_path / "catalogues"
    for path in (ROOT / "locales").glob("*/LC_MESSAGES/*.po"):
        catalogues.mkdir(exist_ok=True)
        target = catalogues / f"{path.parts[-3]}.{path.name}"
        text = path.read_text("utf-8")
        # It knows ASCII digits only, and Persian has its own: the same numbers, in digits that it can read.
        target.write_text(text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")), "utf-8")
    assert len(list(catalogues.iterdir())) == 10
    found = tmp_path / "found"
    command = [POFILTER, "--progress=none", *(f"--excludefilter={name}" for name in STYLE)]
    # It exits with 0 whatever it finds: what it found is in the files that it wrote.
    subprocess.run([*command, str(catalogues), str(found)], check=True, capture_output=True, timeout=120)
    assert {path.name: path.read_text("utf-8") for path in found.rglob("*.po")} == {}

    spoilt = catalogues / "ru.spoilt.po"  # and it does find a thing that is wrong
    text = next(catalogues.glob("ru.*")).read_text("utf-8")
    spoilt.write_text(text.replace("67 вузов", "76  вузов"), "utf-8")
    subprocess.run([*command, str(catalogues), str(found)], check=True, capture_output=True, timeout=120)
    assert [path.name for path in found.rglob("*.po")] == [spoilt.name]
