"""``workflow.toml``: what it may say, and for each wrong one a message beside it in ``bad_config/``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.config import Config, check_language, find_root, load_config
from workflow.errors import ConfigError
from workflow.languages import known_tags, suggest
from workflow.model import Policy, Severity, Verdict
from workflow.pipeline import engine_of

BAD = sorted((Path(__file__).parent / "bad_config").glob("bad.*.toml"))


def _load(tmp_path: Path, text: str | bytes) -> Config:
    (tmp_path / "workflow.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_config(tmp_path)


# --------------------------------------------------------------------------------------------------- broken


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name.removeprefix("bad.").removesuffix(".toml"))
def test_a_wrong_configuration_says_what_and_where(path: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        config = _load(tmp_path, path.read_bytes())
        for name in config.engines:  # their settings are theirs to judge
            engine_of(config, name, None)
    said = str(caught.value).replace(str(tmp_path / "workflow.toml"), "workflow.toml")
    assert said == path.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\n")
    assert len(said.splitlines()) == 1


def test_every_message_has_its_file() -> None:
    assert len(BAD) >= 12
    folder = BAD[0].parent
    assert {path.stem for path in BAD} == {path.stem for path in folder.glob("*.txt")}
    assert len(list(folder.iterdir())) == 2 * len(BAD)


def test_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / 'workflow.toml'}: cannot be read (No such file or directory). "
        "A publication has this file; make one with: workflow init DIR"
    )


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_configuration_or_one_line_of_complaint(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    try:
        _load(tmp_path_factory.mktemp("any"), content)
    except ConfigError as error:
        assert len(str(error).splitlines()) == 1


# --------------------------------------------------------------------------------------------------- sound


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert _load(tmp_path, "") == Config(root=tmp_path)


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    config = _load(
        tmp_path,
        """
        [publication]
        title = "News"
        source = "zh"
        languages = ["en", "zh-Hant", "ur"]
        base_url = "https://news.example.org/sco"
        [publication.titles]
        ur = "خبریں"
        [segments]
        unit = "paragraph"
        [engine]
        name = "other"
        beam = 1
        [models]
        folder = "models"
        mirror = "https://models.example.org"
        [publish]
        completeness = 0
        [checks.glossary]
        missing = "warning"
        fewer = "off"
        [memory]
        publications = ["../other", "/srv/third"]
        fuzzy = 80
        insert = true
        [articles."one-2.x"]
        date = 2018-02-24
        [articles.two]
        date = 2018-02-24T23:30:00+08:00
        [articles.three]
        """,
    )
    assert config == Config(
        root=tmp_path,
        title="News",
        titles={"ur": "خبریں"},
        source="zh",
        languages=("en", "zh-Hant", "ur"),
        base_url="https://news.example.org/sco/",
        unit="paragraph",
        engine="other",
        beam=1,
        models_folder=tmp_path / "models",
        mirror="https://models.example.org",
        completeness=0,
        policy=Policy({"glossary.missing": "warning", "glossary.fewer": "off"}),
        dates={"one-2.x": date(2018, 2, 24), "two": date(2018, 2, 24)},
        memory_publications=(tmp_path / "../other", Path("/srv/third")),
        memory_fuzzy=80,
        memory_insert=True,
    )


@pytest.mark.parametrize(
    "address", ["https://a.example.org", "https://a.example.org/", "https://a.example.org//"]
)
def test_the_base_url_ends_with_one_slash(tmp_path: Path, address: str) -> None:
    assert _load(tmp_path, f'[publication]\nbase_url = "{address}"').base_url == "https://a.example.org/"


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.FOUND])
@pytest.mark.parametrize("level", [*Severity, "off"])
def test_every_verdict_can_have_every_severity(tmp_path: Path, verdict: Verdict, level: str) -> None:
    config = _load(tmp_path, f'[checks.glossary]\n{verdict.value} = "{level}"\n')
    assert config.policy == Policy({f"glossary.{verdict.value}": level})


def test_an_empty_base_url_is_none(tmp_path: Path) -> None:
    assert _load(tmp_path, '[publication]\nbase_url = ""').base_url == ""


def test_folders_of_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folders = {
        text: _load(tmp_path, f'[models]\nfolder = "{text}"').models_folder
        for text in ("m", "/srv/m", "~/m", "")
    }
    assert folders == {
        "m": tmp_path / "m",
        "/srv/m": Path("/srv/m"),
        "~/m": tmp_path / "home" / "m",
        "": None,
    }


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    assert _load(tmp_path, b'\xef\xbb\xbf[publication]\r\ntitle = "News"\r\n').title == "News"


def test_paths() -> None:
    config = Config(root=Path("daily"))
    assert config.catalogue("zh", "kazan") == Path("daily/locales/zh_CN/LC_MESSAGES/kazan.po")
    assert config.template("kazan") == Path("daily/locales/kazan.pot")
    assert [config.seeds, config.glossary, config.locales, config.output] == [
        Path("daily") / name for name in ("seeds", "glossary", "locales", "output")
    ]


def test_the_nearest_publication_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner" / "seeds"
    inner.mkdir(parents=True)
    (tmp_path / "outer" / "workflow.toml").touch()
    assert find_root(inner) == tmp_path / "outer"
    (inner.parent / "workflow.toml").touch()
    assert find_root(inner) == inner.parent
    assert find_root(inner.parent) == inner.parent


def test_no_publication_is_found(tmp_path: Path) -> None:
    (tmp_path / "workflow.toml").mkdir()  # a folder of that name is none
    with pytest.raises(ConfigError) as caught:
        find_root(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: no workflow.toml here or in a folder above. Make a publication with: workflow init DIR"
    )


@pytest.mark.parametrize("tag", known_tags())
def test_known_languages_are_themselves(tag: str) -> None:
    assert check_language(tag, "--lang") == tag


@given(st.text(max_size=8))
def test_unknown_languages_get_one_line(tag: str) -> None:
    if tag not in known_tags():
        with pytest.raises(ConfigError) as caught:
            check_language(tag, "--lang")
        assert str(caught.value).startswith("--lang: unknown language ")
        hint = caught.value.hint
        assert hint == f"Known: {', '.join(known_tags())}." or hint == f"Did you mean {suggest(tag)!r}?"


def test_variants_are_of_languages_or_of_the_source(tmp_path: Path) -> None:
    said = (
        '[publication]\nlanguages = ["zh", "uz"]\n[publish]\nvariants = ["zh-Hant", "uz-Cyrl", "zh-Hant"]\n'
    )
    assert _load(tmp_path, said).variants == ("zh-Hant", "uz-Cyrl")
    said = '[publication]\nsource = "zh"\nlanguages = ["en"]\n[publish]\nvariants = ["zh-Hant"]\n'
    assert _load(tmp_path, said).variants == ("zh-Hant",)
    assert _load(tmp_path, "").variants == ()
