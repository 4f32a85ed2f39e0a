"""A publication in which one of everything stands that a reviewer may meet."""

from __future__ import annotations

import base64
from pathlib import Path

import polib
import pytest
from msgspec.structs import replace
from support import FakeEngine

from workflow import pipeline, sheets
from workflow.diff import Piece
from workflow.model import (
    Block,
    Concept,
    Edit,
    Finding,
    Kind,
    Match,
    Renderings,
    Role,
    Severity,
    State,
    TermResult,
    Verdict,
)
from workflow.pipeline import Publication
from workflow.pipeline.sheets import offers_in

CONFIG = """\
[publication]
title = "Daily & <Sons>"
languages = ["ru", "zh", "ur", "fa"]
"""

TERMS = """\
id,kind,gender,en,ru,zh,ur,fa
sco-summit,event,m,SCO Summit,саммит ШОС,上合组织峰会,ایس سی او سربراہی اجلاس,نشست سران شانگهای
sco-secretariat,organisation,m,SCO Secretariat,Секретариат ШОС,上合组织秘书处,ایس سی او سیکریٹریٹ,دبیرخانه
rashid-alimov,person,m,Rashid Alimov,Рашид Алимов | !Рашид Олимов,拉希德·阿利莫夫,رشید علیموف,رشید علیموف
kazan,place,f,Kazan,Казань,喀山,قازان,کازان
"""

OLD = """\
---
date: 2027-05-01
---
# Kazan to host SCO Summit

The SCO Summit will be held in Kazan, the SCO Secretariat said on 3 May 2027.

## What is planned

"We expect 4,500 guests," Rashid Alimov said. "They will see a new city. It was built in 12 months."

- A **museum** of the river opens on 3 May.
- Buses to the old town are free on weekdays.

> Nobody in Kazan will be late. The clocks were set.

| Hotel | Rooms |
|---|---|
| Volga | 320 |

    if late: hurry()

![A bridge](bridge.png)

Kazan waits. The halls are ready.
"""

NEW = OLD.replace("opens on 3 May", "opens on 4 May").replace("are free on weekdays", "are free every day")

RU = {
    "Kazan to host SCO Summit": "Казань примет саммит ШОС",
    "The SCO Summit will": "Саммит ШОС пройдёт в Казани, сообщил Секретариат ШОС 5 мая 2027 года.",
    '"We expect': "«Мы ждём 4500 гостей, — сказал Рашид Олимов.",
    "It was built": "Его построили за 12 месяцев».",
    "A **museum**": "**Музей** реки откроется 3 мая.",
    "Buses to": "По будням автобусы в старый город бесплатны.",
    "Nobody in": "В Казани никто не опоздает: часы переведены.",
    "The clocks": "↑",
    "Hotel": "Гостиница",
    "Rooms": "Номера",
    "Volga": "«Волга»",
    "Kazan waits": "Город ждёт.",
}
NOTES = "waive: glossary/kazan the city is meant\nAsk Anna about the tone."
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
ZH = {
    "Kazan to host SCO Summit": "喀山将举办上合组织峰会",
    "The SCO Summit will": "上合组织秘书处2027年5月5日表示，上合组织峰会将在喀山举行。",
    '"We expect': "“我们预计有4500名客人，”拉希德·阿利莫夫说。",
}
UR = {
    "Kazan to host SCO Summit": "قازان ایس سی او سربراہی اجلاس کی میزبانی کرے گا",
    "The SCO Summit will": "ایس سی او سیکریٹریٹ نے 5 مئی 2027 کو بتایا"
    " کہ ایس سی او سربراہی اجلاس قازان میں ہوگا۔",
    '"We expect': "”ہمیں 4500 مہمانوں کی توقع ہے،“ رشید علیموف نے کہا۔",
}


def make_desk(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The publication, with catalogues that lie behind their article in several ways."""
    for name in ("seeds", "glossary", "locales", "output"):
        (root / name).mkdir(parents=True)
    (root / "workflow.toml").write_text(CONFIG, encoding="utf-8")
    (root / "seeds" / "bridge.png").write_bytes(PICTURE)
    (root / "glossary" / "terms.csv").write_text(TERMS, encoding="utf-8")
    article = root / "seeds" / "kazan.md"
    article.write_text(OLD, encoding="utf-8")
    monkeypatch.setattr(Publication, "engine", FakeEngine())
    opened = Publication.open(root)
    prepared = pipeline.prepare(opened, article)
    list(pipeline.translate(opened, prepared, ["ru", "zh", "ur"]))
    for tag, texts in (("ru", RU), ("zh", ZH), ("ur", UR)):
        _review(opened.config.catalogue(tag, "kazan"), texts)
    # Marks and approvals are noted by the next extract, as in a newsroom; then the article changes.
    pipeline.extract(opened, pipeline.prepare(opened, article), ["ru", "zh", "ur"])
    article.write_text(NEW, encoding="utf-8")
    opened = Publication.open(root)
    pipeline.extract(opened, pipeline.prepare(opened, article), ["ru", "zh", "ur"])
    path = opened.config.catalogue("ru", "kazan")
    po = polib.pofile(str(path), wrapwidth=0)
    for entry in po:
        if entry.msgid.startswith("Kazan waits"):
            entry.tcomment = (
                f"waive: glossary/kazan the city is meant\nAsk Anna about the tone.\n{entry.tcomment}"
            )
    po.save(str(path))
    return root


def _review(path: Path, texts: dict[str, str]) -> None:
    po = polib.pofile(str(path), wrapwidth=0)
    for entry in po:
        for begins, text in texts.items():
            if entry.msgid.startswith(begins):
                entry.msgstr = text
                if "fuzzy" in entry.flags:
                    entry.flags.remove("fuzzy")
    po.save(str(path))


def hostile_sheet(bad: str, language: str) -> sheets.Sheet:
    """A sheet that shows ``bad`` wherever a sheet shows a text of somebody."""
    concept = Concept(
        bad, Kind.PLACE, {"en": Renderings((bad,)), language: Renderings((bad, bad), (bad,), (bad,), bad)}
    )
    whole = (0, len(bad))
    finding = Finding(
        *(bad, 7, Severity.ERROR, bad, bad, bad, bad, bad, bad),
        spans=(whole, (-5, 99999)),
        source_spans=(whole,),
        fix=(Edit(0, 1, bad),),
    )
    row = sheets.Row(
        *(1, bad, bad, State.MACHINE, Role.LEAD, 7),
        matches=(Match(concept, *whole, bad),),
        results=(TermResult(concept, Verdict.MISSPELT, (bad,), 1, 0, bad, (whole,), bad),),
        findings=(finding,),
        source_marks=(sheets.SourceMark(*whole, finding),),
        waived=(sheets.Waived(finding, bad),),
        change=(Piece("old", bad), Piece("same", bad), Piece("new", bad)),
        offers=tuple(offers_in((f"candidate: 90 % memory/x: {bad}", f"candidate: = {bad}"))),
        notes=(bad,),
        machine=bad,
        unchanged=True,
        joined=(2,),
    )
    mark = sheets.Row(2, bad, bad, State.REVIEWED, Role.LEAD, 9, mark=True)
    parts = (
        sheets.Part(Block(Role.LEAD, bad, 1), (row, mark)),
        sheets.Part(Block(Role.PARAGRAPH, bad, 1, translatable=False), ()),
        sheets.Part(None, (replace(row, number=3),)),
    )
    return sheets.Sheet(*(bad, bad, bad, bad), "en", language, parts, (finding,), bad)


def hostile_overview(bad: str) -> sheets.Overview:
    """The same of a status page."""
    cell = sheets.Coverage(bad, "ru", {State.EMPTY: 3}, 5, 1, bad, {(bad, Severity.ERROR): 2})
    return sheets.Overview(
        bad,
        "en",
        ("ru", bad),
        (sheets.Article(bad, bad, "en"),),
        (cell,),
        (sheets.Route("ru", False, bad, 3, bad),),
        (bad,),
    )
