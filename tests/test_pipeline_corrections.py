"""A correction from the editor's line to every page of the article."""

from __future__ import annotations

import os
import re
from pathlib import Path

import polib
import pytest
from support import snapshot

from workflow import pipeline
from workflow.cli.app import run_app
from workflow.errors import ConfigError, SourceError
from workflow.model import Role
from workflow.pipeline import Publication, pages
from workflow.publishers.wording import wording

SAID = "An earlier version named the wrong bridge."
SETTINGS = (
    '[publication]\ntitle = "Daily"\nlanguages = ["ru", "fa"]\nbase_url = "https://daily.example.org/"\n'
)
WORDS = {
    "ru": {"Headline one": "Заголовок", "Text of one.": "Текст.", SAID: "Мост был назван неверно."},
    "fa": {"Headline one": "عنوان", "Text of one.": "متن.", SAID: "نام پل اشتباه بود."},
}
OLD = 1_700_000_000_000_000_000


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    number = len(text) + len(list(path.parent.iterdir()))
    os.utime(path, ns=(OLD + number, OLD + number))  # files of today are always read


def _translate(root: Path, language: str, *texts: str, fuzzy: str = "") -> None:
    """A catalogue in which these source texts are reviewed, and ``fuzzy`` is a draft."""
    po = polib.POFile(wrapwidth=0)
    po.metadata = {"Language": language, "Content-Type": "text/plain; charset=UTF-8"}
    for text in (*texts, *([fuzzy] if fuzzy else [])):
        flags = ["fuzzy"] if text == fuzzy else []
        po.append(polib.POEntry(msgid=text, msgstr=WORDS[language].get(text, text), flags=flags))
    _write(root / "locales" / language / "LC_MESSAGES" / "one.po", str(po))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An article in two languages, published."""
    root = tmp_path / "daily"
    _write(root / "workflow.toml", SETTINGS)
    _write(root / "seeds" / "one.txt", "Headline one\n\nText of one.\n")
    for language in WORDS:
        _translate(root, language, "Headline one", "Text of one.")
    _publish(root)
    return root


def _publish(root: Path, **options: object) -> pipeline.Published:
    return pipeline.publish(Publication.open(root), **options)  # type: ignore[arg-type]


def _correct(root: Path, text: str = SAID, day: str = "2026-11-20", name: str = "one") -> pipeline.Corrected:
    return pipeline.correct(Publication.open(root), name, text, day)


def _page(root: Path, language: str, slug: str = "one") -> str:
    return (root / "output" / language / slug / "index.html").read_text("utf-8")


def _notices(root: Path, language: str, slug: str = "one") -> list[str]:
    return re.findall(r'<aside class="correction".*?</aside>', _page(root, language, slug), re.DOTALL)


def _waiting(result: pipeline.Published) -> list[str]:
    return [line for line in result.warnings if "correction" in line]


# ---------------------------------------------------------------------------------------- at once, everywhere


def test_it_is_on_every_page_at_once(site: Path) -> None:
    _correct(site)
    result = _publish(site)
    expected = (
        "one: the correction of 2026-11-20 stands in English in ru, fa, until its translation is reviewed"
    )
    assert _waiting(result) == [expected]
    assert result.refused == []
    for language in ("en", "ru", "fa"):
        (notice,) = _notices(site, language)
        assert '<time datetime="2026-11-20">' in notice
        assert wording(language)["correction"].split("{date}")[0] in notice
        assert SAID in notice
        assert ('lang="en" dir="ltr"' in notice) == (language != "en")
        assert '"dateModified":"2026-11-20"' in _page(site, language)
    assert "Заголовок" in _page(site, "ru")
    assert _waiting(_publish(site)) == [expected]  # nothing has changed: it is said all the same


def test_its_translation_goes_the_way_of_all_text(site: Path) -> None:
    _correct(site)
    opened = Publication.open(site)
    prepared = pipeline.prepare(opened, site / "seeds" / "one.txt")
    pipeline.extract(opened, prepared, ["ru", "fa"])
    pot = (site / "locales" / "one.pot").read_text("utf-8")
    assert f'#. correction, block 3\n#: seeds/one.txt\nmsgid "{SAID}"' in pot
    texts = ("Headline one", "Text of one.", SAID)
    _translate(site, "fa", *texts[:2], fuzzy=SAID)
    result = _publish(site)
    assert "stands in English in ru, fa" in _waiting(result)[0]  # a draft of it is no translation
    _translate(site, "ru", *texts)
    _translate(site, "fa", *texts)
    assert _waiting(_publish(site)) == []
    for language in ("ru", "fa"):
        (notice,) = _notices(site, language)
        assert WORDS[language][SAID] in notice
        assert SAID not in notice


def test_an_article_without_one_is_as_it_was(site: Path) -> None:
    before = snapshot(site / "output")
    _write(site / "workflow.toml", SETTINGS + "[articles.other]\ncorrections = []\n")
    _publish(site)
    assert snapshot(site / "output") == before
    assert not any(b"correction" in each for path, each in before.items() if path.endswith(".html"))


def test_settings_alone_make_the_article_again_and_taking_it_back_too(site: Path) -> None:
    before = snapshot(site / "output")
    made: list[str] = []
    prepare = pages.prepare
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "prepare", lambda o, path: (made.append(path.stem), prepare(o, path))[1])
        _correct(site)
        _publish(site)
        _publish(site)
    assert made == ["one"]
    assert "<lastmod>2026-11-20</lastmod>" in (site / "output" / "sitemap.xml").read_text("utf-8")
    _write(site / "workflow.toml", SETTINGS)
    _publish(site)
    assert snapshot(site / "output") == before


def test_front_matter_and_settings_add_up(site: Path) -> None:
    lines = ["title: Two", "corrections:", "- date: 2026-11-19", "  text: Older."]
    lines += ["- date: 2026-11-20", f"  text: {SAID}"]
    _write(site / "seeds" / "two.md", "\n".join(["---", *lines, "---", "Text."]))
    assert not _correct(site, name="two").new
    assert _correct(site, "Newest.", "2026-11-21", name="seeds/two.md").new
    prepared = pipeline.prepare(Publication.open(site), site / "seeds" / "two.md")
    told = [(str(each.date), each.text) for each in prepared.article.blocks if each.role is Role.CORRECTION]
    assert told == [("2026-11-21", "Newest."), ("2026-11-20", SAID), ("2026-11-19", "Older.")]


def test_a_correction_that_repeats_the_headline_takes_no_translation_away(site: Path) -> None:
    _correct(site, "Headline one")
    assert _publish(site).refused == []
    assert _notices(site, "ru")[0].count("Заголовок") == 1
    assert '<h1 id="headline">Заголовок</h1>' in _page(site, "ru")


# --------------------------------------------------------------------------------------------- what counts


def test_completeness_does_not_wait_for_it_unless_it_is_asked_to(site: Path) -> None:
    _correct(site)
    opened = Publication.open(site)
    row = next(row for row in pipeline.status(opened) if row.language == "ru")
    assert (row.segments, row.reviewed, row.corrections) == (3, 2, 1)
    settings = (site / "workflow.toml").read_text("utf-8")
    _write(site / "workflow.toml", settings + "\n[review.roles]\ncorrection = 100\n")
    result = _publish(site)
    assert {each.language: each.reason for each in result.refused}["ru"] == (
        "of role 'correction' 0 of 1 segments reviewed, 100 % asked for: 1 have no translation"
    )
    assert SAID in _notices(site, "ru")[0]  # the page that is there tells it all the same
    assert "notice earlier" not in _page(site, "ru")  # and its text is that of today


def test_what_else_is_missing_still_counts(site: Path) -> None:
    (site / "output").rename(site / "gone")
    _correct(site)
    _translate(site, "ru", "Headline one", SAID)
    result = _publish(site)
    assert {each.language: each.reason for each in result.refused} == {
        "ru": "1 of 2 segments reviewed, 100 % asked for: 1 have no translation"
    }


# ------------------------------------------------------------------------------------ pages that stay behind


def _fall_behind(site: Path) -> None:
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n\nMore news.\n")


def test_a_page_that_has_fallen_behind_is_corrected_too(site: Path) -> None:
    before = _page(site, "ru")
    _fall_behind(site)
    _correct(site)
    result = _publish(site)
    assert "More news" not in _page(site, "ru")
    assert "stands in English in ru, fa" in _waiting(result)[0]
    (notice,) = _notices(site, "ru")
    assert SAID in notice
    assert "Исправление от" in notice
    page = _page(site, "ru")
    assert page.index("</h1>") < page.index(notice) < page.index('class="lead"')
    assert '"correction":[{"@type":"CorrectionComment"' in page
    assert '<meta property="article:modified_time" content="2026-11-20">' in page
    assert page.count("notice earlier") == 1
    found = snapshot(site / "output")
    _publish(site)
    assert snapshot(site / "output") == found
    _translate(site, "ru", "Headline one", "Text of one.", SAID)  # and the rest is still missing
    _publish(site)
    assert WORDS["ru"][SAID] in _notices(site, "ru")[0]
    _correct(site, "Another.", "2026-11-21")
    _publish(site)
    assert [re.findall(r'datetime="([^"]*)"', each) for each in _notices(site, "ru")] == [
        ["2026-11-21"],
        ["2026-11-20"],
    ]
    _write(site / "workflow.toml", SETTINGS)
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n")
    _publish(site)
    assert _page(site, "ru") == before


def test_a_broken_catalogue_does_not_keep_it_back(site: Path) -> None:
    _correct(site)
    _write(site / "locales" / "ru" / "LC_MESSAGES" / "one.po", 'msgid "Headline one\n')
    _publish(site)
    assert SAID in _notices(site, "ru")[0]
    assert "Заголовок" in _page(site, "ru")


def test_files_beside_a_page_that_stays_behind_do_not_go_on_with_the_mistake(site: Path) -> None:
    settings = SETTINGS + '[publish]\nformats = ["html", "text", "json"]\n'
    _write(site / "workflow.toml", settings)
    _publish(site)
    beside = [site / "output" / "ru" / "one" / f"one.{kind}" for kind in ("txt", "json")]
    assert all(each.exists() for each in beside)
    _fall_behind(site)
    _correct(site)
    result = _publish(site)
    assert {"ru/one/one.txt", "ru/one/one.json", "fa/one/one.txt"} <= set(result.removed)
    assert SAID in (site / "output" / "en" / "one" / "one.txt").read_text("utf-8")
    _translate(site, "ru", "Headline one", "Text of one.", "More news.")
    _publish(site)
    assert SAID in beside[0].read_text("utf-8")


def test_a_page_that_somebody_has_changed_is_named(site: Path) -> None:
    _fall_behind(site)
    _publish(site)
    path = site / "output" / "ru" / "one" / "index.html"
    path.write_text(path.read_text("utf-8").replace("Текст.", "Мой текст."), "utf-8")
    _correct(site)
    result = _publish(site)
    assert f"{path} is not as it was written: add its correction yourself" in result.warnings
    assert _notices(site, "ru") == []
    assert "Мой текст." in _page(site, "ru")
    assert len(_notices(site, "fa")) == 1


def test_drafts_have_it_and_it_may_be_a_draft_itself(site: Path) -> None:
    _correct(site)
    _translate(site, "ru", "Headline one", "Text of one.", fuzzy=SAID)
    _publish(site, slugs=["one"], languages=["ru"], draft=True)
    (notice,) = _notices(site, "ru")
    assert WORDS["ru"][SAID] in notice
    assert 'class="machine"' in notice


# ------------------------------------------------------------------------------------------------ the command


def test_the_command_keeps_what_is_there(site: Path) -> None:
    settings = SETTINGS + "\n# ours\n[articles.one]\ndate = 2026-11-01  # a day\n\n[articles.two]\n# his\n"
    _write(site / "workflow.toml", settings)
    done = _correct(site, 'It\n was "so"\\.')
    assert (done.path, done.slug, done.source, str(done.day), done.new) == (
        site / "workflow.toml",
        "one",
        "seeds/one.txt",
        "2026-11-20",
        True,
    )
    text = (site / "workflow.toml").read_text("utf-8")
    added = '[[articles.one.corrections]]\ndate = 2026-11-20\ntext = "It was \\"so\\"\\\\."\n\n'
    assert text.replace(added, "") == settings
    assert not _correct(site, 'It was "so"\\.').new
    assert (site / "workflow.toml").read_text("utf-8") == text
    _correct(site, "Second.", "2026-11-21")
    (ours,) = Publication.open(site).config.corrections.values()
    assert [(str(each.day), each.text) for each in ours] == [
        ("2026-11-20", 'It was "so"\\.'),
        ("2026-11-21", "Second."),
    ]


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS,
        SETTINGS.rstrip(),
        "articles = {one = {date = 2026-11-01}}\n" + SETTINGS,
        "articles = {}\n" + SETTINGS,
        SETTINGS + '[articles.one]\ncorrections = [\n  {date = 2026-11-02, text = "a"},  # a\n]\n[memory]\n',
        SETTINGS + '[[articles.one.corrections]]\ndate = 2026-11-02\ntext = "a"\n[memory]\nfuzzy = 80\n',
        SETTINGS.replace("\n", "\r\n") + "[articles.one]\r\ndate = 2026-11-01\r\n[memory]\r\n",
        "\ufeff" + SETTINGS,
    ],
)
def test_it_can_be_added_to_any_settings(site: Path, settings: str) -> None:
    (site / "workflow.toml").write_bytes(settings.encode())
    before = Publication.open(site).config
    _correct(site)
    _correct(site, "Again.")
    after = Publication.open(site).config
    told = [each.text for each in after.corrections["one"]]
    assert told[-2:] == [SAID, "Again."]
    assert told[:-2] == [each.text for each in before.corrections.get("one", ())]
    assert (after.dates, after.memory_fuzzy) == (before.dates, before.memory_fuzzy)
    assert (b"\r" in (site / "workflow.toml").read_bytes()) == ("\r" in settings)


def test_settings_that_it_cannot_add_to_stay_as_they_are(site: Path) -> None:
    settings = SETTINGS + "[articles]\none.date = 2026-11-01\n"
    (site / "workflow.toml").write_text(settings, "utf-8")
    with pytest.raises(ConfigError, match=r"cannot add to\. Add to it yourself"):
        _correct(site)
    assert (site / "workflow.toml").read_text("utf-8") == settings


@pytest.mark.parametrize(
    ("text", "day", "message"),
    [
        (" \u200b", "", "one: the text of the correction is empty"),
        (SAID, "soon", "--date: 'soon' is no date. Write year, month and day, such as 2026-11-28."),
        (SAID, "2999-01-01", "--date: 2999-01-01 is in the future"),
        (SAID, "2001-01-01", "--date: 2001-01-01 is before the day of the article, 2026-11-01"),
    ],
)
def test_what_cannot_be_is_one_clear_line(site: Path, text: str, day: str, message: str) -> None:
    _write(site / "workflow.toml", SETTINGS + "[articles.one]\ndate = 2026-11-01\n")
    before = (site / "workflow.toml").read_bytes()
    with pytest.raises(SourceError) as caught:
        _correct(site, text, day)
    assert str(caught.value).startswith(message)
    assert (site / "workflow.toml").read_bytes() == before


def test_who_has_no_such_article_is_told(site: Path) -> None:
    with pytest.raises(SourceError, match="no such article"):
        _correct(site, name="nix")


def test_from_the_command_line(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(site)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795860000")  # 28 November 2026
    assert run_app(["correct", "one", SAID]) == 0
    said = capsys.readouterr().out
    assert said.startswith("workflow.toml: the correction is there, one, 2026-11-28\n")
    assert "workflow publish one\n" in said
    assert "workflow run seeds/one.txt" in said
    assert run_app(["publish", "one"]) == 0
    assert "the correction of 2026-11-28 stands in English in ru, fa" in capsys.readouterr().err
    assert "28 ноября 2026" in _notices(site, "ru")[0]
    assert run_app(["status"]) == 0
    assert "Corrections that wait for their translation: 1 in ru, 1 in fa\n" in capsys.readouterr().out
    assert run_app(["correct", "one", SAID]) == 0
    assert "that correction was there already, one, 2026-11-28" in capsys.readouterr().out
    assert run_app(["correct", "one", "x", "--date", "2026-11-29"]) == 2
    assert "--date: 2026-11-29 is in the future. Today is 2026-11-28." in capsys.readouterr().err


def test_of_the_publication_of_this_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slug = "chongqing-mayor-sco-cooperation"
    _publish(repository)
    monkeypatch.chdir(repository)
    assert run_app(["-q", "correct", f"seeds/{slug}.txt", SAID, "--date", "2026-11-20"]) == 0
    assert run_app(["-q", "publish"]) == 0
    for language in Publication.open(repository).config.languages:
        (notice,) = _notices(repository, language, slug)
        assert SAID in notice
        assert 'lang="en"' in notice
    (row, *_) = pipeline.status(Publication.open(repository), [slug], ["fa"])
    assert (row.page, row.corrections) == ("published", 1)


def test_a_correction_is_of_an_older_source_when_it_was_changed(site: Path) -> None:
    _correct(site)
    texts = ("Headline one", "Text of one.", SAID)
    _translate(site, "ru", *texts)
    changed = "An earlier version named the wrong bridge and the wrong river."
    settings = (site / "workflow.toml").read_text("utf-8").replace(SAID, changed)
    _write(site / "workflow.toml", settings)
    opened = Publication.open(site)
    pipeline.extract(opened, pipeline.prepare(opened, site / "seeds" / "one.txt"), ["ru"])
    assert _publish(site).refused == []
    (notice,) = _notices(site, "ru")
    assert changed in notice
    assert WORDS["ru"][SAID] not in notice


def test_whoever_works_on_it_sees_what_it_is(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The bridge is in Kazan, 12 km away."
    _write(site / "glossary" / "terms.csv", "id,kind,gender,en,ru\nkazan,place,f,Kazan,Казань\n")
    _correct(site, text)
    opened = Publication.open(site)
    pipeline.extract(opened, pipeline.prepare(opened, site / "seeds" / "one.txt"), ["ru"])
    path = site / "locales" / "ru" / "LC_MESSAGES" / "one.po"
    assert "# term: Kazan (place) = Казань" in path.read_text("utf-8")
    po = polib.pofile(str(path), wrapwidth=0)
    (entry,) = [each for each in po if each.msgid == text]
    entry.msgstr = "Мост стоит в Самаре, в 15 км."
    po.save()
    findings, _ = pipeline.check(opened, ["one"], ["ru"])
    assert {"glossary", "numbers"} <= {each.check for each in findings}
    assert {each.unit.roles for each in findings if each.unit} == {(Role.CORRECTION,)}
    monkeypatch.chdir(site)
    assert run_app(["-q", "export", "one", "--lang", "ru", "--format", "csv"]) == 0
    assert "correction" in (site / "one.ru.csv").read_text("utf-8-sig")
    assert run_app(["-q", "review", "one", "--lang", "ru"]) == 0
    assert "correction of 2026-11-20" in (site / "review" / "one.ru.html").read_text("utf-8")


def test_where_the_original_stands_in_the_heading_is_in_the_readers_language(site: Path) -> None:
    (site / "locales" / "fa" / "LC_MESSAGES" / "one.po").unlink()
    (site / "output" / "fa" / "one" / "index.html").unlink()
    _write(site / "workflow.toml", SETTINGS + '[publish]\nmissing = "source"\n')
    _correct(site)
    result = _publish(site)
    (notice,) = _notices(site, "fa")
    assert '<h2 id="correction-1" lang="fa" dir="rtl">اصلاحیه، <time datetime="2026-11-20">' in notice
    assert f"<p>{SAID}</p>" in notice
    assert "stands in English in ru," in _waiting(result)[0]


@pytest.mark.parametrize("stale", ["keep", "hide", "source"])
def test_a_correction_alone_makes_no_page_an_earlier_version(site: Path, stale: str) -> None:
    settings = SETTINGS + f'[publish]\nstale = "{stale}"\n[review.roles]\ncorrection = 100\n'
    _write(site / "workflow.toml", settings)
    _publish(site)
    before = _page(site, "ru")
    _correct(site)
    result = _publish(site)
    assert [each.language for each in result.refused] == ["ru", "fa"]
    page = _page(site, "ru")
    (notice,) = _notices(site, "ru")
    assert "Текст." in page
    assert page.replace(f"{notice}\n", "").count("<aside") == before.count("<aside")


def test_a_variant_has_it_in_its_script(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = SETTINGS.replace('"ru", "fa"', '"uz"') + '[publish]\nvariants = ["uz-Cyrl"]\n'
    _write(site / "workflow.toml", settings)
    monkeypatch.setitem(WORDS, "uz", {SAID: "Ko‘prik nomi xato edi."})
    _translate(site, "uz", "Headline one", "Text of one.", SAID)
    _publish(site)
    _correct(site)
    assert _waiting(_publish(site)) == []
    (notice,) = _notices(site, "uz-Cyrl")
    assert "Кўприк номи хато эди." in notice
    assert wording("uz-Cyrl")["correction"].split(",")[0] in notice
    _fall_behind(site)
    _correct(site, "Another.", "2026-11-21")
    assert "stands in English in uz," in _waiting(_publish(site))[0]
    assert ["Another." in each for each in _notices(site, "uz-Cyrl")] == [True, False]
