"""The stages together, on a small article and on the repository's own."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import polib
import pytest
from msgspec.structs import replace
from support import LANGUAGES, SEED, FakeEngine, snapshot

from workflow import pipeline
from workflow.catalogue import Catalogue
from workflow.checks import run_checks
from workflow.checks.glossary import check_glossary
from workflow.config import load_config
from workflow.errors import CatalogueError, ConfigError, SourceError
from workflow.model import CatalogueView, Severity, State
from workflow.pipeline import Publication, catalogues
from workflow.pipeline.texts import known_units


def _all(folder: Path, slug: str = "kazan", **options: bool) -> list[pipeline.Translated]:
    opened = Publication.open(folder)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, slug))
    pipeline.extract(opened, prepared)
    return list(pipeline.translate(opened, prepared, opened.config.languages, **options))


def _catalogue(folder: Path, language: str = "ru", slug: str = "kazan") -> Path:
    return folder / "locales" / language / "LC_MESSAGES" / f"{slug}.po"


def _edit(path: Path, msgid: str, msgstr: str, *, fuzzy: bool = False) -> None:
    """What a translator does in an editor."""
    po = polib.pofile(str(path), wrapwidth=0)
    entry = po.find(msgid)
    assert entry is not None
    entry.msgstr = msgstr
    entry.flags = ["fuzzy"] if fuzzy else []
    po.save()


def _review(path: Path, text: str = "") -> None:
    """Approve everything, as it stands or as ``text`` and the source."""
    po = polib.pofile(str(path), wrapwidth=0)
    for entry in po:
        entry.msgstr = f"{text}{entry.msgid}" if text else entry.msgstr
        entry.flags = []
    po.save()


# ------------------------------------------------------------------------------------------------ extract


def test_the_template_shows_role_place_and_terms(folder: Path) -> None:
    opened = Publication.open(folder)
    done = pipeline.extract(opened, pipeline.prepare(opened, folder / "seeds" / "kazan.txt"))
    pot = polib.pofile(str(done.path))
    assert [entry.msgid for entry in pot] == [
        "Kazan to host SCO Summit",
        "The SCO Summit will be held in Kazan, the SCO Secretariat said on 3 May 2027.",
        '"We expect 4,500 guests," Rashid Alimov said.',
        '"They will see a new city."',
        "Kazan",
    ]
    headline, lead, quote, rest, last = pot
    assert headline.comment.startswith("headline, block 1")
    assert lead.comment.startswith("lead, block 2")
    assert quote.comment.startswith("quote, block 3, sentence 1 of 2")
    assert rest.comment.startswith("quote, block 3, sentence 2 of 2")
    assert lead.comment.endswith("terms: SCO Summit; Kazan; SCO Secretariat")
    assert "term: Rashid Alimov (person) [ru] = Рашид Алимов, not: Рашид Олимов" in quote.tcomment
    assert "term: Kazan (place) [zh] = 喀山" in last.tcomment
    assert lead.occurrences == [("seeds/kazan.txt", "3")]


DATED = """---
date: {}
lang: en
---

# The capital in May

Rashid Alimov came to the Capital.

**Mr** *Alimov* left the Capital again. Then Alimov spoke.
"""
CAPITALS = """id,kind,gender,valid,en,ru,ru:note,note
alimov,person,m,,Rashid Alimov | ~Alimov,Рашид Алимов | ~Алимов,,
old,place,,../2019,Capital,Акмола,не столица,
new,place,,2020/..,Capital,Астана,,
"""


@pytest.mark.parametrize(
    ("day", "capital", "other"), [("2018-03-02", "Акмола", "Астана"), ("2021-03-02", "Астана", "Акмола")]
)
def test_terms_are_those_of_the_article_and_its_date(
    folder: Path, engine: FakeEngine, day: str, capital: str, other: str
) -> None:
    (folder / "seeds" / "kazan.txt").unlink()
    (folder / "seeds" / "kazan.md").write_text(DATED.format(day), encoding="utf-8")
    (folder / "glossary" / "terms.csv").write_text(CAPITALS, encoding="utf-8")
    _all(folder)
    notes = {entry.msgid: entry.tcomment for entry in polib.pofile(str(_catalogue(folder)))}
    assert f"term: Capital (place) = {capital}" in notes["Rashid Alimov came to the Capital."]
    assert ("(не столица)" in notes["Rashid Alimov came to the Capital."]) == (capital == "Акмола")
    assert "term: Alimov (person) = Алимов, in full: Рашид Алимов" in notes["Then Alimov spoke."]
    full = f"Рашид Алимов приехал в город {capital}."
    _edit(_catalogue(folder), "Rashid Alimov came to the Capital.", full)
    _edit(_catalogue(folder), "Then Alimov spoke.", "Потом он говорил.")
    found, _ = pipeline.check(Publication.open(folder), ["kazan"], ["ru"])
    messages = [finding.message for finding in found if finding.check == "glossary"]
    assert "Alimov is missing" in messages  # in a sentence without the full name
    _edit(_catalogue(folder), "Rashid Alimov came to the Capital.", full.replace(capital, other))
    found, _ = pipeline.check(Publication.open(folder), ["kazan"], ["ru"])
    assert f"Capital is missing, and “{other}” (Capital) stands there" in [
        finding.message for finding in found if finding.severity is Severity.ERROR
    ]


def test_extract_again_changes_nothing_until_the_glossary_does(folder: Path) -> None:
    _all_extracted = lambda: pipeline.extract(  # noqa: E731
        opened := Publication.open(folder), pipeline.prepare(opened, folder / "seeds" / "kazan.txt")
    )
    path = _all_extracted().path
    first = path.read_bytes()
    _all_extracted()
    assert path.read_bytes() == first
    terms = folder / "glossary" / "terms.csv"
    terms.write_text(terms.read_text("utf-8").replace("Секретариат", "секретариат"), "utf-8")
    _all_extracted()
    assert path.read_bytes() != first


# ------------------------------------------------------------------------------------------------ translate


def test_the_first_that_answers_wins(folder: Path, engine: FakeEngine) -> None:
    done = {each.language: each for each in _all(folder)}
    assert done["ru"].tally.glossary == 1  # "Kazan" alone never goes to the engine
    assert done["ru"].tally.engine == 4
    assert all("Kazan" not in asked for asked in engine.asked)
    po = polib.pofile(str(_catalogue(folder)))
    assert po.find("Kazan").msgstr == "Казань"
    assert all(entry.fuzzy for entry in po)
    signature = po.find("Kazan to host SCO Summit").tcomment.splitlines()[-1]
    assert re.fullmatch(
        r"machine: fake/en_ru-1 glossary:[0-9a-f]{12} terms:failed source:[0-9a-f]{12} text:[0-9a-f]{12}",
        signature,
    )


def test_a_language_without_a_model_keeps_what_can_be_known(folder: Path, engine: FakeEngine) -> None:
    done = {each.language: each for each in _all(folder)}
    assert done["kk"].refused is not None
    assert (done["kk"].machine, done["kk"].empty) == (1, 4)
    assert polib.pofile(str(_catalogue(folder, "kk"))).find("Kazan").msgstr == "Қазан"


def test_a_reviewed_sentence_of_another_article_answers_before_the_engine(
    folder: Path, engine: FakeEngine
) -> None:
    _all(folder)
    _edit(_catalogue(folder), '"They will see a new city."', "«Они увидят новый город».")
    (folder / "seeds" / "other.txt").write_text(
        'News\n\nHe said: x.\n\n"They will see a new city."\n', "utf-8"
    )
    done = {each.language: each for each in _all(folder, "other")}
    assert done["ru"].tally.memory == 1
    entry = polib.pofile(str(_catalogue(folder, slug="other"))).find('"They will see a new city."')
    assert entry.msgstr == "«Они увидят новый город»."
    assert entry.fuzzy
    assert "machine: memory/kazan" in entry.tcomment


def test_translating_twice_changes_no_byte(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    first = snapshot(folder)
    asked = len(engine.asked)
    _all(folder)
    assert snapshot(folder) == first
    assert len(engine.asked) == asked  # nothing is open but for kk, which has no model


def test_an_edit_survives_everything(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    path = _catalogue(folder)
    _edit(path, "Kazan to host SCO Summit", "Казань примет саммит ШОС")
    _edit(path, '"They will see a new city."', "черновик человека", fuzzy=True)
    path.write_text(
        path.read_text("utf-8").replace('msgid "Kazan"', '# вопрос редактору\nmsgid "Kazan"'), "utf-8"
    )
    for refresh in (False, True):
        _all(folder, refresh=refresh)
        pipeline.check(opened := Publication.open(folder))
        pipeline.publish(opened, draft=True)
        po = polib.pofile(str(path))
        assert po.find("Kazan to host SCO Summit").msgstr == "Казань примет саммит ШОС"
        assert not po.find("Kazan to host SCO Summit").fuzzy
        assert po.find('"They will see a new city."').msgstr == "черновик человека"
        assert "вопрос редактору" in po.find("Kazan").tcomment


def test_an_edit_made_while_the_engine_works_is_kept(folder: Path, engine: FakeEngine) -> None:
    path = _catalogue(folder)
    _all(folder)
    po = polib.pofile(str(path))
    for entry in po:
        entry.msgstr, entry.flags = "", []
    po.save()
    engine.during = lambda: _edit(path, '"They will see a new city."', "Правка.")
    (done,) = [each for each in _all(folder) if each.language == "ru"]
    assert done.warnings == (
        f"{path}: 1 segment had been edited when the drafts were ready; what people wrote is kept",
    )
    po = polib.pofile(str(path))
    assert po.find('"They will see a new city."').msgstr == "Правка."
    assert not po.find('"They will see a new city."').fuzzy
    assert po.find("Kazan to host SCO Summit").msgstr == "<ru: Kazan to host SCO Summit>"


def test_a_catalogue_that_never_rests_is_left_alone(folder: Path, engine: FakeEngine) -> None:
    path = _catalogue(folder)
    _all(folder)
    po = polib.pofile(str(path))
    for entry in po:
        entry.msgstr, entry.flags = "", []
    po.save()
    before_save = catalogues.save_catalogue

    def restless(catalogue: Catalogue) -> bool:
        path.write_bytes(path.read_bytes() + b"\n# another program\n")
        return before_save(catalogue)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogues, "save_catalogue", restless)
        patch.setattr(catalogues, "attempts", lambda: range(3))
        with pytest.raises(CatalogueError, match="another program keeps changing it; nothing was written"):
            _all(folder)
    assert "<ru:" not in path.read_text("utf-8")


def test_refresh_redoes_only_what_nobody_has_touched(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    path = _catalogue(folder)
    po = polib.pofile(str(path))
    old = po.find("Kazan to host SCO Summit").tcomment
    terms = folder / "glossary" / "terms.csv"
    terms.write_text(terms.read_text("utf-8").replace("саммит ШОС", "Саммит ШОС"), "utf-8")
    _edit(path, '"They will see a new city."', '<ru: "They will see a new city.">', fuzzy=True)
    _all(folder)
    assert polib.pofile(str(path)).find("Kazan to host SCO Summit").tcomment.splitlines()[-1] in old
    _all(folder, refresh=True)
    assert polib.pofile(str(path)).find("Kazan to host SCO Summit").tcomment.splitlines()[-1] not in old


def test_a_changed_article_keeps_the_work_on_what_stayed(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    path = _catalogue(folder)
    _review(path, "готово: ")
    seed = folder / "seeds" / "kazan.txt"
    seed.write_text(
        seed.read_text("utf-8").replace("They will see a new city.", "They will see the Volga."), "utf-8"
    )
    _all(folder)
    po = polib.pofile(str(path))
    assert po.find("Kazan to host SCO Summit").msgstr == "готово: Kazan to host SCO Summit"
    assert po.find('"They will see the Volga."').fuzzy
    assert [entry.msgid for entry in po.obsolete_entries()] == ['"They will see a new city."']
    seed.write_text(seed.read_text("utf-8").replace("the Volga.", "a new city."), "utf-8")
    _all(folder)
    entry = polib.pofile(str(path)).find('"They will see a new city."')
    assert entry.msgstr == 'готово: "They will see a new city."'
    assert not entry.fuzzy


# ------------------------------------------------------------------------------------------------ check


def test_a_changed_glossary_row_is_seen_in_all_ten_languages(repository: Path) -> None:
    findings, count = pipeline.check(Publication.open(repository))
    assert count == len(LANGUAGES)
    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []
    path = repository / "glossary" / "terms.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    row = next(row for row in rows if row["id"] == "tang-liangzhi")
    for language in LANGUAGES:
        row[language] = {"zh": "王岐山", "ur": "وانگ", "fa": "وانگ", "hi": "वांग"}.get(language, "Ван Цишань")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    findings, _ = pipeline.check(Publication.open(repository))
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    for language in LANGUAGES:
        folder = "zh_CN" if language == "zh" else language
        mine = [finding for finding in errors if f"/{folder}/" in finding.path]
        assert len(mine) == 4, language  # the mayor is named in four segments
        assert all("Tang Liangzhi" in finding.message for finding in mine)


def test_a_broken_catalogue_is_a_finding_and_the_others_are_checked(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    _catalogue(folder).write_text('msgid "x"\nmsgstr "y\n', "utf-8")
    findings, count = pipeline.check(Publication.open(folder))
    assert count == 3
    broken = [finding for finding in findings if finding.check == "po"]
    assert [(finding.line, finding.severity) for finding in broken] == [(2, Severity.ERROR)]
    assert any("/kk/" in finding.path for finding in findings)


def _warn(folder: Path, msgid: str, note: str) -> list[tuple[str, str, str]]:
    """Findings of the glossary in Russian, with ``note`` as the translator's comment of one entry."""
    po = polib.pofile(str(_catalogue(folder)), wrapwidth=0)
    entry = po.find(msgid)
    assert entry is not None
    kept = [line for line in entry.tcomment.splitlines() if not line.startswith("waive:")]
    entry.tcomment = "\n".join([*kept, note] if note else kept)
    po.save()
    found, _ = pipeline.check(Publication.open(folder), ["kazan"], ["ru"])
    return [
        (each.severity.value, each.message, each.hint)
        for each in found
        if each.check in ("glossary", "waiver") and each.severity is not Severity.WARNING
    ]


def _signed(folder: Path, msgid: str, note: str) -> str:
    """A waiver with the digest that it would have now."""
    unit = next(
        each for each in known_units(load_config(folder), "ru", "kazan").values() if each.source == msgid
    )
    view = CatalogueView("x.po", "ru", "en", (replace(unit, notes=(note,), state=State.REVIEWED),))
    done = run_checks(view, Publication.open(folder).glossary, [check_glossary])
    return done.unsigned[0][2]


def test_a_finding_is_waived_until_text_or_term_changes(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    _edit(_catalogue(folder), "Kazan", "Город на Волге")
    missing = ("error", "Kazan is missing", "write it so, in the form the sentence needs")
    assert _warn(folder, "Kazan", "") == [missing]
    assert _warn(folder, "Kazan", "waive: glossary/kazan the city, in other words") == []
    line = _signed(folder, "Kazan", "waive: glossary/kazan the city, in other words")
    assert _warn(folder, "Kazan", line) == []
    _all(folder)  # takes note of what was approved
    before = _catalogue(folder).read_bytes()
    for refresh in (False, True):
        _all(folder, refresh=refresh)
    assert _catalogue(folder).read_bytes() == before  # the line is a person's, and stays
    assert _warn(folder, "Kazan", line.replace(" the city, in other words", "")) == [
        missing,
        (
            "error",
            "the waiver of glossary/kazan has no reason",
            "write why: # waive: glossary/kazan <reason>",
        ),
    ]
    assert _warn(folder, "Kazan", line.replace("glossary/kazan", "glossary/kazak"))[0] == missing
    assert _warn(folder, "Kazan", line) == []
    _edit(_catalogue(folder), "Kazan", "Город на реке")
    assert _warn(folder, "Kazan", line) == [missing]  # and a warning that the text has changed
    _edit(_catalogue(folder), "Kazan", "Город на Волге")
    assert _warn(folder, "Kazan", line) == []
    terms = folder / "glossary" / "terms.csv"
    terms.write_text(terms.read_text("utf-8").replace("Казань", "Казань | Казань-град"), "utf-8")
    assert _warn(folder, "Kazan", line) == [missing]
    _edit(_catalogue(folder), "Kazan", "Казань")
    assert _warn(folder, "Kazan", line) == [
        ("note", "the waiver of glossary/kazan matches no finding", "delete the line")
    ]


@pytest.mark.parametrize(
    ("settings", "severities"),
    [
        ("", {"missing": "error", "forbidden": "error"}),
        ('missing = "off"', {"forbidden": "error"}),
        ('missing = "note"\nforbidden = "warning"', {"missing": "note", "forbidden": "warning"}),
        ('found = "error"', None),
    ],
)
def test_severities_are_those_of_the_settings(
    folder: Path, engine: FakeEngine, settings: str, severities: dict[str, str] | None
) -> None:
    _all(folder)
    _edit(_catalogue(folder), "Kazan", "Город")
    _edit(
        _catalogue(folder), '"We expect 4,500 guests," Rashid Alimov said.', "Рашид Олимов ждёт 4500 гостей."
    )
    path = folder / "workflow.toml"
    path.write_text(f"{path.read_text('utf-8')}\n[checks.glossary]\n{settings}\n", "utf-8")
    if severities is None:
        with pytest.raises(ConfigError, match="unknown verdict 'found'"):
            Publication.open(folder)
        return
    found, _ = pipeline.check(Publication.open(folder), ["kazan"], ["ru"])
    said = {each.message: each.severity.value for each in found if each.check == "glossary"}
    assert said.get("Kazan is missing") == severities.get("missing")
    assert said.get("Rashid Alimov is written “Рашид Олимов”") == severities.get("forbidden")


@pytest.mark.parametrize(
    ("valid", "day", "told"),
    [
        ("../2020", "2027-05-03", "../2020-12-31, the article is of 2027-05-03"),
        ("2020/..", "2019-12-31", "2020-01-01/.., the article is of 2019-12-31"),
        ("2020/..", "2020-01-01", ""),
        ("../2020", "2020-12-31", ""),
        ("", "2027-05-03", ""),
        ("../2020", "", ""),
    ],
)
def test_terms_of_another_time_are_noted_once_an_article(
    folder: Path, engine: FakeEngine, valid: str, day: str, told: str
) -> None:
    (folder / "glossary" / "terms.csv").write_text(
        f"id,kind,valid,en,ru\nkazan,place,{valid},Kazan,Казань\n", "utf-8"
    )
    if day:
        path = folder / "workflow.toml"
        path.write_text(f"{path.read_text('utf-8')}\n[articles.kazan]\ndate = {day}\n", "utf-8")
    _all(folder)  # in three languages, with three mentions in the article
    found, _ = pipeline.check(Publication.open(folder))
    notes = [each for each in found if "is in the glossary for" in each.message]
    assert [each.message for each in notes] == ([f"Kazan is in the glossary for {told}"] if told else [])
    for each in notes:
        assert (each.path, each.line, each.severity) == (str(folder / "seeds/kazan.txt"), 1, Severity.NOTE)
        assert each.hint == f"see {folder / 'glossary' / 'terms.csv'}:2"


# ------------------------------------------------------------------------------------------------ glossary


def test_a_folder_with_a_colon_in_its_name(folder: Path) -> None:
    strange = folder.rename(folder.with_name("daily: news"))
    forms = strange / "glossary" / "forms.ru.csv"
    list(pipeline.make_forms(opened := Publication.open(strange), ["ru"]))
    forms.write_text(forms.read_text("utf-8") + "kazan,Казан,,Казан,,,,,,read\n", "utf-8")
    stale = pipeline.glossary_doubts(opened, ["ru"])[-1]
    assert (stale.path, stale.line, stale.severity) == (str(forms), 6, Severity.NOTE)
    assert stale.message == "'Казан' is no preferred rendering of 'kazan'; the line is kept"


def test_abilities_of_every_language(folder: Path, engine: FakeEngine) -> None:
    terms = folder / "glossary" / "terms.csv"
    terms.write_text(terms.read_text("utf-8").replace(",喀山", ","), "utf-8")
    ru, zh, kk = pipeline.abilities(Publication.open(folder))
    assert (ru.language, ru.concepts, ru.forms, ru.route) == ("ru", 4, "by rule", "fake/en_ru-1")
    assert (zh.language, zh.concepts, zh.forms) == ("zh", 3, "one form")
    assert (kk.route, kk.surrogates, kk.fallback) == ("no model for en -> kk", "-", "-")
    assert ru.surrogates == "none"  # this engine loses every name that stands in for another
    assert ru.fallback == "-"  # and cannot be read


# ------------------------------------------------------------------------------------------------ publish


def test_only_what_is_reviewed_is_published(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    result = pipeline.publish(Publication.open(folder))
    assert result.pages == []
    assert {refusal.language: refusal.reason for refusal in result.refused} == {
        "ru": "0 of 5 segments reviewed, 100 % asked for: 5 wait for review",
        "zh": "0 of 5 segments reviewed, 100 % asked for: 5 wait for review",
        "kk": "0 of 5 segments reviewed, 100 % asked for: 1 wait for review, 4 have no translation",
    }
    assert list((folder / "output").iterdir()) == []
    _review(_catalogue(folder), "ok ")
    result = pipeline.publish(Publication.open(folder))
    assert [(slug, language, state) for slug, language, state, _ in result.pages] == [
        ("kazan", "ru", "published")
    ]
    page = (folder / "output" / "ru" / "kazan" / "index.html").read_text("utf-8")
    assert "ok Kazan to host SCO Summit" in page
    assert "&lt;ru:" not in page


def test_a_draft_says_so(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    opened = Publication.open(folder)
    result = pipeline.publish(opened, languages=["ru", "kk"], draft=True)
    assert [(language, state) for _, language, state, _ in result.pages] == [("ru", "draft")]
    assert [refusal.language for refusal in result.refused] == ["kk"]  # too little to make a page of
    page = folder / "output" / "ru" / "kazan" / "index.html"
    assert pipeline.page_state(page) == "draft"
    assert "&lt;ru: Kazan to host SCO Summit&gt;" in page.read_text("utf-8")
    _review(_catalogue(folder), "ok ")
    pipeline.publish(opened, languages=["ru"], draft=True)
    assert pipeline.page_state(page) == "published"


def test_every_page_names_its_sisters_after_each_step(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    for language in ("ru", "kk"):
        _review(_catalogue(folder, language), "ok ")
        pipeline.publish(Publication.open(folder), languages=[language])
    for language in ("en", "ru", "kk"):
        page = (folder / "output" / language / "kazan" / "index.html").read_text("utf-8")
        found = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', page))
        base = "https://daily.example.org"
        assert found == {
            "en": f"{base}/en/kazan/",
            "ru": f"{base}/ru/kazan/",
            "kk": f"{base}/kk/kazan/",
            "x-default": f"{base}/en/kazan/",
        }


def test_less_than_complete_is_published_where_the_publication_says_so(
    folder: Path, engine: FakeEngine
) -> None:
    _all(folder)
    _edit(_catalogue(folder), "Kazan to host SCO Summit", "Казань примет саммит ШОС")
    config = folder / "workflow.toml"
    config.write_text(config.read_text("utf-8") + "[publish]\ncompleteness = 20\n", "utf-8")
    result = pipeline.publish(Publication.open(folder), languages=["ru"])
    assert [(language, state) for _, language, state, _ in result.pages] == [("ru", "published")]
    page = (folder / "output" / "ru" / "kazan" / "index.html").read_text("utf-8")
    assert "Казань примет саммит ШОС" in page
    assert "They will see a new city." in page  # the source stands in
    assert "&lt;ru:" not in page


def test_publishing_twice_writes_nothing(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    _review(_catalogue(folder), "ok ")
    assert pipeline.publish(Publication.open(folder)).written > 0
    assert pipeline.publish(Publication.open(folder)).written == 0


def test_an_article_in_one_of_the_languages_is_its_original_there(folder: Path, engine: FakeEngine) -> None:
    (folder / "seeds" / "moscow.md").write_text("---\nlang: ru\n---\n# Новости\n\nСаммит.\n", "utf-8")
    opened = Publication.open(folder)
    assert [each.language for each in _all(folder, "moscow")] == ["zh", "kk"]
    assert [row.language for row in pipeline.status(opened, ["moscow"])] == ["zh", "kk"]
    _review(folder / "locales" / "zh_CN" / "LC_MESSAGES" / "moscow.po", "好")
    result = pipeline.publish(opened, ["moscow"])
    assert [language for _, language, _, _ in result.pages] == ["zh"]
    assert pipeline.page_state(folder / "output" / "ru" / "moscow" / "index.html") == "original"
    assert not (folder / "output" / "en" / "moscow").exists()


def test_a_page_that_stays_is_still_named_everywhere(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    for language in ("ru", "kk"):
        _review(_catalogue(folder, language), "ok ")
    opened = Publication.open(folder)
    pipeline.publish(opened)
    before = snapshot(folder / "output")
    _edit(_catalogue(folder), '"They will see a new city."', "не проверено", fuzzy=True)
    result = pipeline.publish(opened, languages=["kk"])
    assert [warning for warning in result.warnings if "stays as it is" in warning]
    assert snapshot(folder / "output") == before
    (folder / "seeds" / "void.txt").write_text(" ", "utf-8")  # an article that is none stops nobody
    result = pipeline.publish(opened, languages=["kk"])
    assert snapshot(folder / "output") == before
    with pytest.raises(SourceError):
        pipeline.publish(opened, ["void"])


def test_pages_of_an_article_that_is_gone_go_too(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    _review(_catalogue(folder), "ok ")
    opened = Publication.open(folder)
    pipeline.publish(opened)
    (folder / "seeds" / "kazan.txt").rename(folder / "seeds" / "volga.txt")
    (folder / "output" / "ru" / "kazan" / "mine.txt").write_text("mine", "utf-8")
    result = pipeline.publish(opened)
    assert {f"{tag}/kazan/index.html" for tag in ("en", "ru")} <= set(result.removed)
    assert [name for name in snapshot(folder / "output") if "kazan" in name] == ["ru/kazan/mine.txt"]


def test_a_page_with_error_findings_is_published_and_they_are_said(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    _review(_catalogue(folder))
    result = pipeline.publish(Publication.open(folder), ["kazan"], ["ru"])
    assert [language for _, language, _, _ in result.pages] == ["ru"]
    page = folder / "output" / "ru" / "kazan" / "index.html"
    (line,) = [each for each in result.warnings if each.startswith(f"{page}: ")]
    assert re.search(r": \d+ error findings in its text; see: workflow check kazan --lang ru$", line)


def test_check_sees_that_a_catalogue_is_behind_its_article(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    seed = folder / "seeds" / "kazan.txt"
    seed.write_text(seed.read_text("utf-8") + "\nMore news.\n\nAnd more.\n", "utf-8")
    findings, _ = pipeline.check(Publication.open(folder), languages=["ru"])
    (found,) = [finding for finding in findings if finding.check == "outdated"]
    assert found.message == "2 of 7 segments of the article are not in the catalogue"
    assert found.hint == "run: workflow translate kazan"


def test_the_language_of_an_article_may_change(folder: Path, engine: FakeEngine) -> None:
    path = folder / "seeds" / "city.md"
    path.write_text("# Новости\n\nКазань.\n", "utf-8")
    _all(folder, "city")
    path.write_text("---\nlang: ru\n---\n# Новости\n\nКазань.\n", "utf-8")
    _all(folder, "city")
    po = polib.pofile(str(folder / "locales" / "zh_CN" / "LC_MESSAGES" / "city.po"))
    assert po.metadata["X-Source-Language"] == "ru"


def test_a_draft_may_have_gaps(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    _edit(_catalogue(folder), '"They will see a new city."', "")
    result = pipeline.publish(Publication.open(folder), languages=["ru"], draft=True)
    assert [(language, state) for _, language, state, _ in result.pages] == [("ru", "draft")]
    page = (folder / "output" / "ru" / "kazan" / "index.html").read_text("utf-8")
    assert "They will see a new city." in page


def test_pictures_of_an_article_go_with_its_pages(folder: Path, engine: FakeEngine) -> None:
    (folder / "secret.jpg").write_bytes(b"secret")
    (folder / "seeds" / "my photo.jpg").write_bytes(b"picture")
    (folder / "seeds" / "pic.md").write_text(
        "# News\n\nText.\n\n![A view](<my photo.jpg>)\n\n![No](../secret.jpg)\n\n![No](/etc/hostname)\n",
        "utf-8",
    )
    _all(folder, "pic")
    pipeline.publish(Publication.open(folder), ["pic"], ["ru"], draft=True)
    for language in ("en", "ru"):
        page = folder / "output" / language / "pic" / "index.html"
        assert 'src="my%20photo.jpg"' in page.read_text("utf-8")
        assert (page.parent / "my photo.jpg").read_bytes() == b"picture"
    assert not [name for name, content in snapshot(folder / "output").items() if content == b"secret"]


def test_a_template_with_a_merge_conflict_is_made_anew(folder: Path, engine: FakeEngine) -> None:
    _all(folder)
    path = folder / "locales" / "kazan.pot"
    path.write_text("<<<<<<< HEAD\n", "utf-8")
    _all(folder)
    assert len(polib.pofile(str(path))) == 5


# ------------------------------------------------------------------------------------------------ the seed


def test_the_seed_article_is_complete_in_ten_languages(repository: Path) -> None:
    opened = Publication.open(repository)
    result = pipeline.publish(opened, [SEED])
    assert [language for _, language, state, _ in result.pages if state == "published"] == [
        *LANGUAGES,
        *opened.config.variants,
    ]
    assert result.refused == []
    rows = pipeline.status(opened, [SEED])
    assert [(row.segments, row.reviewed, row.errors) for row in rows] == [(14, 14, 0)] * 10


def test_the_seed_article_keeps_its_catalogues_to_the_byte(repository: Path) -> None:
    before = snapshot(repository)
    assert all(done.refused is None for done in _all(repository, SEED))
    assert snapshot(repository) == before


# ------------------------------------------------------------------------------------------------ naming


@pytest.mark.parametrize("name", ["kazan", "seeds/kazan.txt"])
def test_an_article_has_two_names(folder: Path, name: str) -> None:
    assert pipeline.find_article(Publication.open(folder).config, name) == folder / "seeds" / "kazan.txt"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "'': no such article. Articles here: kazan."),
        ("nothing", "nothing: no such article. Articles here: kazan."),
        ("seeds/nothing.txt", "seeds/nothing.txt: no such file"),
        ("a/b", "'a/b' cannot name an article"),
        ("../secret", "'../secret' cannot name an article"),
        ("workflow.toml", "workflow.toml: does not lie in the publication's seeds folder"),
    ],
)
def test_a_wrong_name_gets_one_line(folder: Path, name: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        pipeline.find_article(Publication.open(folder).config, name)
    assert message in str(caught.value)
