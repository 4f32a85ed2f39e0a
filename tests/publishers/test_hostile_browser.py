"""Texts of an enemy through every field of a site, in a real browser: nothing runs, nothing gets out."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from support import need
from support_hostile import corpus

from workflow import pipeline
from workflow.catalogue import load_catalogue, save_catalogue
from workflow.pipeline import Publication

PYTHON = os.environ.get("DRAGOMAN_BROWSER_PYTHON", "")


def test_the_corpus_is_large_enough() -> None:
    assert len(corpus()) >= 200


def _make_site(root: Path, texts: list[str]) -> None:
    """An article a text, with it in its headline, paragraphs, lists, tables, captions, links, tags, names.

    In Kazakh, in which there is no translation, the original stands in.
    """
    (root / "seeds").mkdir(parents=True)
    (root / "glossary").mkdir()
    name = "<img src=x onerror=alert(1)>"
    (root / "workflow.toml").write_text(
        f'[publication]\ntitle = "T {name}"\nlanguages = ["ru", "ur", "kk"]\n'
        'base_url = "https://daily.example.org/"\n'
        '[publish]\nmissing = "source"\n'
        f'[publication.titles]\nru = "Т \\"\'{name}"\nur = "\\u202e{name}"\n',
        "utf-8",
    )
    (root / "glossary" / "terms.csv").write_text(
        f"id,kind,en,ru,ur\nterm,organisation,SCO,ШОС {name},ایس {name}\n", "utf-8"
    )
    for number, text in enumerate(texts):
        line = " ".join(text.split()) or "x"
        (root / "seeds" / f"a{number:03}.md").write_text(
            f"---\ndate: 2026-01-{number % 28 + 1:02}\ntags: [SCO, {json.dumps('t ' + line)}]\n"
            f"author: {json.dumps('A ' + line)}\n"
            f"corrections:\n  - date: 2026-02-02\n    text: {json.dumps('C ' + line)}\n---\n"
            f"# H {line}\n\nLead {line} end.\n\nText {line}\n\n"
            f"- Item {line}\n\n> Quote {line}\n\n## Head {line}\n\n"
            f"| Cell {line.replace('|', '')} | b |\n|---|---|\n| c | {line.replace('|', '')} |\n\n"
            f"![Caption {line}](<{line}>)\n\n```\n{line}\n```\n",
            "utf-8",
        )
    opened = Publication.open(root)
    for number, text in enumerate(texts):
        line = " ".join(text.split()) or "x"
        prepared = pipeline.prepare(opened, root / "seeds" / f"a{number:03}.md")
        pipeline.extract(opened, prepared, ["ru", "ur"])
        for language in ("ru", "ur"):
            # polib takes other line breaks than \n for ends of lines
            catalogue = load_catalogue(opened.config.template(f"a{number:03}"))
            assert catalogue is not None
            catalogue.path, catalogue.read = opened.config.catalogue(language, f"a{number:03}"), None
            catalogue.po.metadata["Language"] = language
            catalogue.po.metadata["Last-Translator"] = f"T {line}"
            catalogue.po.metadata["X-Reviewer"] = f"R {line}"
            for entry in catalogue.po:
                entry.msgstr = f"П {text}"
                entry.flags = []
            save_catalogue(catalogue)


@pytest.mark.slow
def test_nothing_runs_and_nothing_gets_out(tmp_path: Path) -> None:
    need("chromium", Path("/usr/bin/chromium").exists())
    need("a Python with playwright (DRAGOMAN_BROWSER_PYTHON)", PYTHON)
    texts = corpus()
    root = tmp_path / "daily"
    _make_site(root, texts)
    result = pipeline.publish(Publication.open(root))
    output = root / "output"
    assert len({slug for slug, *_ in result.pages}) == len(texts), result.refused[:3]
    pages = sorted(path.relative_to(output).as_posix() for path in output.rglob("*.html"))
    assert len(pages) > 4 * len(texts)
    listed = tmp_path / "pages.txt"
    listed.write_text("\n".join(pages), "utf-8")
    look = Path(__file__).parent / "look.py"
    done = subprocess.run(
        [PYTHON, str(look), str(output), str(listed)],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert len(seen) == len(pages)
    strange = [
        (each["page"], problem)
        for each in seen
        for problem in (
            *each["ran"],
            *(url for url in each["requests"] if not url.startswith("file:")),
            *each["strange"],
            *each["over"],
            *[f"{each['width']} wide"] * (each["width"] > each["viewport"]),
            *[str(each["body"])] * (not re.fullmatch("A HEADER( NAV)? MAIN( NAV)?", " ".join(each["body"]))),
        )
    ]
    assert strange == []
