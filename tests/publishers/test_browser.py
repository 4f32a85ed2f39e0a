"""The repository's own pages in a real browser, on a phone and on a desk."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from support import DRAFT, SEED, FakeEngine, need

from workflow import pipeline
from workflow.pipeline import Publication

PYTHON = os.environ.get("DRAGOMAN_BROWSER_PYTHON", "")
AXE = os.environ.get("DRAGOMAN_AXE", "")


@pytest.mark.slow
def test_pages_fit_their_screens_and_ask_nobody(repository: Path, engine: FakeEngine) -> None:
    need("chromium", Path("/usr/bin/chromium").exists())
    need("a Python with playwright (DRAGOMAN_BROWSER_PYTHON)", PYTHON)
    need("axe.min.js (DRAGOMAN_AXE)", AXE)
    pipeline.correct(Publication.open(repository), SEED, "It named the wrong bridge.")
    opened = Publication.open(repository)
    pipeline.publish(opened, [SEED])
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, DRAFT))
    list(pipeline.translate(opened, prepared, ["ru", "zh"]))
    pipeline.publish(opened, [DRAFT], ["ru", "zh"], draft=True)
    output = repository / "output"
    pages = [
        "index.html",
        "ru/index.html",
        *(f"ur/{place}/index.html" for place in ("archive", "archive/2018", "languages")),
        *(f"{language}/{SEED}/index.html" for language in ("en", "ru", "zh", "ur", "fa", "hi")),
        *(f"{language}/{DRAFT}/index.html" for language in ("en", "ru", "zh")),
    ]
    browse = Path(__file__).parent / "browse.py"
    done = subprocess.run(
        [PYTHON, str(browse), AXE, str(output), *pages],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert len(seen) == 2 * len(pages)
    for each in seen:
        where = f"{each['page']} on a {each['size']}"
        assert each["width"] <= each["viewport"], f"{where} scrolls sideways"
        assert all(url.startswith("file:") for url in each["requests"]), where
        assert each["complaints"] == [], where
        assert each["violations"] == [], where
        rtl = each["page"].startswith(("ur/", "fa/"))
        assert each["direction"] == ("rtl" if rtl else "ltr"), where
