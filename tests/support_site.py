"""A whole publication with everything that a page may be, published by the pipeline as people would do it."""

from __future__ import annotations

from pathlib import Path

import polib
from support import FakeEngine

from workflow import pipeline
from workflow.pipeline import Publication

BASE = "https://daily.example.org/"
CONFIG = """\
[publication]
title = "Daily & <News>"
languages = ["ru", "zh", "ur", "kk", "uz"]
base_url = "{base}"

[publish]
missing = "{missing}"

[publication.titles]
ru = "Газета"
"""
ARTICLES = {
    "kazan.txt": "Kazan hosts a summit\n\nThe summit is in Kazan, {n} said.\n\nKazan\n",
    "first.md": "---\ndate: 2026-01-05\nauthor: Wang Li, Anna Sokolova\ntags: Summit, A & B\n---\n"
    "# First *news* </script>\n\nA lead with [a link](https://other.example.net/).\n\n"
    "![A view](<my photo.jpg>)\n\n| City | Hotels |\n|---|---|\n| Kazan | 185 |\n",
    "вести-2.md": "---\ndate: 2026-02-05\nmodified: 2026-02-07\n---\n# Second\n\nText.\n\n- One\n- Two\n",
    "moscow.md": "---\nlang: ru\ndate: 2026-03-05\n---\n# Новости\n\nСаммит.\n",
    "waiting.md": "---\ndate: 2026-04-05\n---\n# Only a draft\n\nNobody has read it.\n",
    "kept.md": "---\ndate: 2026-05-05\n---\n# Kept\n\nThis stays.\n\n![A view](<my photo.jpg>)\n",
}


class Polyglot(FakeEngine):
    """Knows every language."""

    def signature(self, source: str, target: str) -> str:
        return f"fake/{source}_{target}-1"


def approve(folder: Path, slug: str, *languages: str) -> None:
    for language in languages:
        place = "zh_CN" if language == "zh" else language
        path = folder / "locales" / place / "LC_MESSAGES" / f"{slug}.po"
        po = polib.pofile(str(path), wrapwidth=0)
        for entry in po:
            entry.flags = []
        po.save()


def published(root: Path, base: str, missing: str = "hide") -> Path:
    """The folder of pages of a publication: approved, drafted, kept and undated, with a picture."""
    for name in ("seeds", "glossary", "locales", "output"):
        (root / name).mkdir(parents=True)
    (root / "workflow.toml").write_text(CONFIG.format(base=base, missing=missing), "utf-8")
    (root / "glossary" / "terms.csv").write_text("id,kind,en,ru\nkazan,place,Kazan,Казань\n", "utf-8")
    for name, text in ARTICLES.items():
        (root / "seeds" / name).write_text(text, "utf-8")
    (root / "seeds" / "my photo.jpg").write_bytes(b"picture")
    opened = Publication.open(root)
    for path in (root / "seeds").iterdir():
        if path.suffix != ".jpg":
            prepared = pipeline.prepare(opened, path)
            pipeline.extract(opened, prepared)
            list(pipeline.translate(opened, prepared, opened.config.languages))
    approve(root, "kazan", "ru", "zh")
    approve(root, "first", "ru", "ur", "zh")
    approve(root, "вести-2", "ru", "ur")
    approve(root, "moscow", "zh")
    approve(root, "kept", "ru", "zh")
    pipeline.publish(Publication.open(root))
    # All that is not approved as drafts; then an article changes, and two of its pages have to wait.
    pipeline.publish(Publication.open(root), languages=["ur", "kk"], draft=True)
    pipeline.publish(Publication.open(root), ["waiting"], draft=True)
    kept = root / "seeds" / "kept.md"
    kept.write_text(kept.read_text("utf-8") + "\nAnd a new sentence.\n", "utf-8")
    result = pipeline.publish(Publication.open(root))
    assert [line for line in result.warnings if "ru" in line and "stays as it is" in line] or [
        refusal for refusal in result.refused if (refusal.slug, refusal.language) == ("kept", "ru")
    ]
    return root / "output"
