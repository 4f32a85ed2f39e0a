"""What the tests of files for other tools share: a publication with drafts, articles with markup."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from support import FakeEngine

from workflow import pipeline
from workflow.pipeline import Publication

RU = Path("locales/ru/LC_MESSAGES/kazan.po")

MARKDOWN = """\
# Kazan to host **SCO Summit**

The [SCO Summit](https://sco.example/a_b "T") will be held in *Kazan*, `the SCO Secretariat` said.

- "We expect ![4,500](g.png) guests," Rashid Alimov said.

| Kazan | <https://kazan.example> words |
|---|---|
| Hard\\* case & more | Kazan |
"""

HTML = """\
<!doctype html><html lang="en"><title>Kazan</title><h1>Kazan to host <b>SCO Summit</b></h1>
<p>The <a href="https://sco.example/">SCO Summit</a> will be held in <em>Kazan</em> &amp; more.</p>
<p>"We expect guests," Rashid Alimov said. "They will see a <code>new</code> city."</p></html>
"""


def prepared(folder: Path, slug: str = "kazan") -> tuple[Publication, pipeline.Prepared]:
    """The publication in ``folder`` and one of its articles."""
    opened = Publication.open(folder)
    return opened, pipeline.prepare(opened, pipeline.find_article(opened.config, slug))


def exported(folder: Path, form: str = "xliff", language: str = "ru", slug: str = "kazan") -> bytes:
    """A file for another tool."""
    return pipeline.export(*prepared(folder, slug), language, form).content


@pytest.fixture
def drafted(folder: Path, engine: FakeEngine) -> Path:
    """The small publication with drafts in ``ru`` and ``zh``; in ``ru`` one is reviewed, one empty."""
    opened, article = prepared(folder)
    list(pipeline.translate(opened, article, ["ru", "zh"]))
    po = polib.pofile(str(folder / RU), wrapwidth=0)
    po[0].msgstr, po[0].flags = "Казань примет саммит ШОС", []
    po[1].tcomment += "\nask the author"
    po[2].msgstr = ""
    po.append(polib.POEntry(msgid="%d guest", msgid_plural="%d guests", msgstr_plural={0: "гость"}))
    po.append(polib.POEntry(msgid="Gone.", msgstr="Ушло.", obsolete=True))
    po.save()
    return folder
