"""What is installed, what leads from one language to another, and what no longer is what it was."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from workflow.engines import packages
from workflow.engines.archive import install_archive
from workflow.engines.packages import (
    NOTES,
    NotAPackageError,
    broken,
    canonical,
    find,
    installed,
    keep_beside,
    kept_beside,
    models_folder,
    package_name,
    read_metadata,
    remove,
    verify,
    version_key,
)
from workflow.errors import EngineError, ModelError

numbers = st.lists(st.integers(0, 300), min_size=1, max_size=4)


# ---------------------------------------------------------------------------------------------- laws


@given(st.lists(numbers, max_size=8))
def test_versions_are_ordered_as_numbers(versions):
    written = [".".join(map(str, version)) for version in versions]
    assert [list(map(int, text.split("."))) for text in sorted(written, key=version_key)] == sorted(versions)


tags = st.from_regex(r"[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?", fullmatch=True)


@given(tags)
@example("PB")
@example("ZT-tw")
def test_a_canonical_tag_stays_as_it_is(tag):
    assert canonical(canonical(tag)) == canonical(tag)


@given(tags, tags)
def test_a_package_name_says_the_pair(source, target):
    first, second = package_name(source, target).split("_")
    assert (canonical(first), canonical(second)) == (canonical(source), canonical(target))


@given(st.binary(max_size=60) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode))
def test_no_metadata_is_more_than_refused(content):
    with pytest.raises(NotAPackageError):
        read_metadata(content)


# ---------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ru", "ru"),
        ("RU", "ru"),
        ("ru-RU", "ru"),
        ("ru_RU", "ru"),
        ("zh-Hans", "zh"),
        ("zh-Hans-CN", "zh"),
        ("zh-CN", "zh"),
        ("zt", "zh-Hant"),
        ("zh-hant", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("pb", "pt-BR"),
        ("PB", "pt-BR"),
        ("pt-br", "pt-BR"),
        ("pt-PT", "pt"),
        ("uz-Cyrl", "uz-Cyrl"),
        ("kk-Latn-KZ", "kk-Latn"),
    ],
)
def test_canonical(tag, expected):
    assert canonical(tag) == expected


def test_the_folder_is_the_configured_one_then_that_of_argos(monkeypatch, tmp_path):
    assert models_folder(None) == tmp_path / "XDG_DATA_HOME" / "argos-translate" / "packages"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert models_folder(None) == tmp_path / ".local" / "share" / "argos-translate" / "packages"
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", "/elsewhere")
    assert models_folder(None) == Path("/elsewhere")
    assert models_folder(tmp_path) == tmp_path


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"package_version": "1.0+2.0"}, "package_version"),
        ({"package_version": "1.0\nx"}, "package_version"),
        ({"package_version": 1.9}, "package_version"),
        ({"from_code": "../../etc"}, "from_code"),
        ({"to_code": ""}, "to_code"),
        ({"to_code": None}, "to_code"),
        ({"target_prefix": ["x"]}, "target_prefix"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(changed, problem):
    good = {"package_version": "1.9", "from_code": "en", "to_code": "ru"}
    assert read_metadata(json.dumps(good).encode()).name == "en_ru"
    with pytest.raises(NotAPackageError, match=problem):
        read_metadata(json.dumps(good | changed).encode())


# ---------------------------------------------------------------------------------------------- what is there


def test_no_folder_has_no_packages(tmp_path):
    assert installed(tmp_path / "none") == []
    assert broken(tmp_path / "none") == []
    assert verify(tmp_path / "none") == []


def test_installed_names_each_package(tmp_path, make_package):
    path = make_package(tmp_path, "en", "zt", "1.9", name="translate-en_zt-1_9")
    make_package(tmp_path, "en", "ru", "1.9")
    make_package(tmp_path, "en", "ru", "1.10", name="newer")
    found = installed(tmp_path)
    assert [(p.name, p.version) for p in found] == [("en_ru", "1.10"), ("en_ru", "1.9"), ("en_zt", "1.9")]
    assert (found[2].source, found[2].target) == ("en", "zh-Hant")
    assert found[2].path == path
    assert found[2].size == sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    assert found[2].sha256 == ""


def test_packages_that_do_not_translate_are_neither_listed_nor_broken(tmp_path):
    (tmp_path / "sbd").mkdir()
    (tmp_path / "sbd" / "metadata.json").write_text('{"type": "sbd", "from_codes": ["en"]}')
    assert installed(tmp_path) == []
    assert broken(tmp_path) == []


@pytest.mark.parametrize(
    ("missing", "problem"),
    [
        ("metadata.json", "no metadata.json"),
        ("model/model.bin", "no model/model.bin"),
        ("sentencepiece.model", "neither sentencepiece.model nor bpe.model"),
    ],
)
def test_a_package_without_a_part_is_broken(tmp_path, make_package, missing, problem):
    path = make_package(tmp_path)
    (path / missing).unlink()
    assert installed(tmp_path) == []
    (found,) = broken(tmp_path)
    assert (found.name, found.path, found.serious) == ("en_ru", path, True)
    assert problem in found.problem


def test_hidden_folders_and_files_are_no_packages(tmp_path, make_package):
    make_package(tmp_path, name=".dragoman-x")
    (tmp_path / "index.json").write_text("[]")
    assert installed(tmp_path) == []
    assert broken(tmp_path) == []


# ---------------------------------------------------------------------------------------------- the way


def names(found):
    return [f"{package.name}-{package.version}" for package in found]


def test_the_newest_direct_package_is_found(tmp_path, make_package):
    make_package(tmp_path, version="1.9")
    make_package(tmp_path, version="1.10", name="translate-en_ru-1_10")
    make_package(tmp_path, "ru", "en")
    assert names(find(tmp_path, "en", "ru")) == ["en_ru-1.10"]
    assert names(find(tmp_path, "EN", "ru-RU")) == ["en_ru-1.10"]


def test_two_packages_meet_in_english(tmp_path, make_package):
    make_package(tmp_path, "ru", "en", "1.9")
    make_package(tmp_path, "en", "zt", "1.1")
    assert names(find(tmp_path, "ru", "zh-Hant")) == ["ru_en-1.9", "en_zt-1.1"]
    make_package(tmp_path, "ru", "zt", "0.1")
    assert names(find(tmp_path, "ru", "zh-Hant")) == ["ru_zt-0.1"]


@pytest.mark.parametrize(
    ("present", "pair", "parts", "absent"),
    [
        ([], ("en", "ru"), ["en -> ru", "`workflow models install en_ru`", "by hand"], "through"),
        ([], ("en", "zh-Hant"), ["en -> zh-Hant", "`workflow models install en_zt`"], "through"),
        ([("ru", "en")], ("ru", "hi"), ["ru -> hi", "English", "`workflow models install en_hi`"], "ru_en"),
        ([], ("ru", "hi"), ["`workflow models install ru_en` and `workflow models install en_hi`"], "kk"),
        ([("en", "ru")], ("en", "zh"), ["en -> zh", "`workflow models install en_zh`"], "en_ru"),
        ([], ("en", "kk"), ["no model for en -> kk", "none for kk, tg, uz and be", "by hand"], "install"),
        ([], ("en", "uz-Cyrl"), ["no model for en -> uz-Cyrl", "none for kk, tg, uz and be"], "install"),
        ([], ("be", "en"), ["no model for be -> en", "none for kk, tg, uz and be"], "install"),
        ([], ("ru", "ru-RU"), ["both ru"], "install"),
    ],
)
def test_a_pair_without_a_way_says_what_to_do(tmp_path, make_package, present, pair, parts, absent):
    for source, target in present:
        make_package(tmp_path, source, target)
    with pytest.raises(EngineError) as caught:
        find(tmp_path, *pair)
    for part in parts:
        assert part in str(caught.value)
    assert absent not in str(caught.value).replace(str(tmp_path), "")


def test_a_package_for_one_script_is_not_one_for_another(tmp_path, make_package):
    make_package(tmp_path, "en", "uz")
    make_package(tmp_path, "en", "zh")
    assert names(find(tmp_path, "en", "uz")) == ["en_uz-1.9"]
    for target in ("uz-Cyrl", "zh-Hant"):
        with pytest.raises(EngineError):
            find(tmp_path, "en", target)


# ---------------------------------------------------------------------------------------------- removing


def test_remove_takes_every_version_and_nothing_else(tmp_path, make_package):
    folder = tmp_path / "models"
    gone = [make_package(folder), make_package(folder, version="1.0", name="old")]
    kept = make_package(folder, "en", "zh")
    assert sorted(remove(folder, "en_ru")) == sorted(gone)
    assert list(folder.iterdir()) == [kept]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["models"]


def test_remove_takes_the_rest_of_a_broken_package_but_no_stranger(tmp_path, make_package):
    (make_package(tmp_path) / "sentencepiece.model").unlink()
    stranger = tmp_path / "my_files"
    stranger.mkdir()
    (stranger / "thesis.txt").write_text("years of work")
    remove(tmp_path, "en_ru")
    with pytest.raises(ModelError):
        remove(tmp_path, "my_files")
    assert [path.name for path in tmp_path.iterdir()] == ["my_files"]


def test_remove_unlinks_a_linked_package_and_spares_what_it_points_to(tmp_path, make_package):
    real = make_package(tmp_path / "elsewhere")
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "en_ru").symlink_to(real)
    remove(folder, "en_ru")
    assert installed(folder) == []
    assert (real / "metadata.json").is_file()


@pytest.mark.parametrize("name", ["../en_ru", "/en_ru", "en", "", "en_ru/model", "..", "en_r\0u"])
def test_remove_takes_names_only(tmp_path, make_package, name):
    make_package(tmp_path)
    with pytest.raises(ModelError, match="no package name"):
        remove(tmp_path, name)
    assert len(installed(tmp_path)) == 1


def test_remove_of_what_is_not_there_names_what_is(tmp_path, make_package):
    make_package(tmp_path, "en", "zh")
    with pytest.raises(ModelError, match=r"en_ru is not installed.*Installed are: en_zh"):
        remove(tmp_path, "en_ru")


def test_staging_stays_out_of_the_folder_unless_it_must(tmp_path, monkeypatch):
    folder = tmp_path / "models"
    assert packages.staging(folder).parent == tmp_path
    monkeypatch.setattr(packages.os, "access", lambda path, mode: False)
    inside = packages.staging(folder)
    assert inside.parent == folder
    assert installed(folder) == broken(folder) == []


# ---------------------------------------------------------------------------------------------- verifying


@pytest.fixture
def whole(tmp_path, make_archive):
    folder = tmp_path / "models"
    install_archive(make_archive(tmp_path / "a.argosmodel"), folder)
    return folder


def test_what_was_just_installed_is_whole(whole):
    assert verify(whole) == []


def change(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda path: change(path / "model" / "model.bin"), "model/model.bin is not what was installed"),
        (lambda path: (path / "model" / "config.json").unlink(), "model/config.json is missing"),
        (lambda path: (path / "model" / "x.bin").write_bytes(b"x"), "model/x.bin was not in the package"),
        (lambda path: (path / "model" / "link").symlink_to("/etc"), "model/link was not in the package"),
        (lambda path: (path / "dragoman.json").write_text("{"), "dragoman.json is damaged"),
        (lambda path: (path / "dragoman.json").write_text('{"files": []}'), "dragoman.json is damaged"),
        (lambda path: (path / "sentencepiece.model").unlink(), "neither sentencepiece.model nor bpe.model"),
    ],
)
def test_verify_sees_each_change(whole, damage, problem):
    damage(whole / "en_ru")
    (found,) = verify(whole)
    assert problem in found.problem
    assert found.serious
    assert found.path == whole / "en_ru"


def test_a_package_that_argos_installed_cannot_be_verified(tmp_path, make_package):
    make_package(tmp_path)
    (found,) = verify(tmp_path)
    assert "not recorded" in found.problem
    assert not found.serious


def test_a_record_that_names_a_file_outside_is_not_followed(whole):
    record = whole / "en_ru" / "dragoman.json"
    raw = json.loads(record.read_text())
    raw["files"]["../../a.argosmodel"] = raw["sha256"]
    record.write_text(json.dumps(raw))
    (found,) = verify(whole)
    assert found.problem == "../../a.argosmodel is missing"


def test_argos_itself_reads_the_folder(whole):
    code = (
        "import sys, pathlib\n"
        "from argostranslate import package\n"
        "found, = package.get_installed_packages([pathlib.Path(sys.argv[1])])\n"
        "print(found.from_code, found.to_code, found.package_version)\n"
        "print(found.tokenizer.encode('the mayor') != [])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(whole)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout == "en ru 1.9\nTrue\n", done.stderr


# ---------------------------------------------------------------------------------------------- notes


def test_notes_are_no_damage(whole):
    (package,) = installed(whole)
    assert keep_beside(package, "surrogates", "x")
    assert (whole / "en_ru" / NOTES).is_file()
    assert verify(whole) == []
    (whole / "en_ru" / NOTES).write_bytes(b"\xff{")  # ours to lose
    assert verify(whole) == []
    assert broken(whole) == []


@settings(max_examples=25)
@given(
    st.dictionaries(
        st.text(max_size=8).filter(lambda name: name != "model"), st.text(max_size=30), max_size=4
    )
)
def test_what_is_kept_comes_back(tmp_path_factory, notes):
    folder = tmp_path_factory.mktemp("notes")
    (folder / "model").mkdir()
    (folder / "model" / "model.bin").write_bytes(b"x")
    package = packages.Installed("en", "ru", "en_ru", "1.9", folder, "", 1)
    for name, text in notes.items():
        assert keep_beside(package, name, text)
    assert {name: kept_beside(package, name) for name in notes} == notes
    assert kept_beside(package, "never kept") == ""


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"[]", b"null", b'"x"', b"[" * 100_000, b'{"surrogates": "x"}', b'{"model": 1}'],
    ids=["empty", "cut", "not utf-8", "list", "null", "text", "deep", "of no model", "of a strange model"],
)
def test_damaged_notes_are_none_and_are_written_anew(whole, content):
    (package,) = installed(whole)
    (package.path / NOTES).write_bytes(content)
    assert kept_beside(package, "surrogates") == ""
    assert keep_beside(package, "surrogates", "y")
    assert kept_beside(package, "surrogates") == "y"


def test_a_note_that_is_no_text_is_none(whole):
    (package,) = installed(whole)
    keep_beside(package, "surrogates", "x")
    raw = json.loads((package.path / NOTES).read_bytes())
    (package.path / NOTES).write_text(json.dumps({**raw, "texts": {"surrogates": ["x"]}}))
    assert kept_beside(package, "surrogates") == ""


@pytest.mark.parametrize(
    "change_it",
    [
        lambda path, package: replace(package, version="1.10"),
        lambda path, package: replace(package, sha256="0" * 64),
        lambda path, package: (path / "model" / "model.bin").write_bytes(b"another size") and package,
    ],
    ids=["version", "archive", "model"],
)
def test_notes_are_for_one_model(whole, change_it):
    (package,) = installed(whole)
    keep_beside(package, "surrogates", "x")
    other = change_it(package.path, package)
    assert kept_beside(other, "surrogates") == ""
    assert keep_beside(other, "else", "y")
    assert "surrogates" not in json.loads((package.path / NOTES).read_bytes())


def test_a_folder_that_cannot_be_written_keeps_nothing(whole, monkeypatch):
    (package,) = installed(whole)

    def refuse(**_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patched:  # chmod would not stop the superuser
        patched.setattr(tempfile, "mkstemp", refuse)
        assert keep_beside(package, "surrogates", "x") is False
    assert not (package.path / NOTES).exists()
    (package.path / NOTES).mkdir()
    assert keep_beside(package, "surrogates", "x") is False
    assert kept_beside(package, "surrogates") == ""


def test_a_package_that_is_installed_again_has_no_notes(whole, tmp_path, make_archive):
    (package,) = installed(whole)
    keep_beside(package, "surrogates", "x")
    install_archive(make_archive(tmp_path / "b.argosmodel"), whole)
    (package,) = installed(whole)
    assert kept_beside(package, "surrogates") == ""


def test_argos_itself_reads_a_package_with_notes(whole):
    (package,) = installed(whole)
    keep_beside(package, "surrogates", "x")
    test_argos_itself_reads_the_folder(whole)


def test_notes_do_not_make_another_package(whole):
    before = installed(whole)
    keep_beside(before[0], "surrogates", "x")
    assert installed(whole) == before


def test_a_package_that_has_just_been_removed_keeps_nothing(whole):
    (package,) = installed(whole)
    remove(whole, "en_ru")
    assert kept_beside(package, "surrogates") == ""
    assert keep_beside(package, "surrogates", "x") is False
