"""Archives come from strangers: what is not a sound package is refused before it touches the folder."""

from __future__ import annotations

import hashlib
import json
import signal
import stat
import struct
import subprocess
import sys
import time
import zipfile
from collections import namedtuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from workflow.engines import archive as archive_module
from workflow.engines.archive import install_archive
from workflow.engines.packages import broken, installed, verify
from workflow.errors import ModelError

METADATA = json.dumps({"package_version": "1.9", "from_code": "en", "to_code": "ru"}).encode()
SOUND = {
    "en_ru/metadata.json": METADATA,
    "en_ru/model/model.bin": b"weights",
    "en_ru/sentencepiece.model": b"pieces",
}


def pack(file, members):
    """An archive of (name or ZipInfo, content) pairs."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            if isinstance(name, zipfile.ZipInfo):
                archive.writestr(name, content, compress_type=zipfile.ZIP_DEFLATED)
            else:
                # A ZipInfo keeps the name as it is given; a plain name would be tidied.
                member = zipfile.ZipInfo("x")
                member.filename = name
                member.external_attr = 0o644 << 16
                archive.writestr(member, content, compress_type=zipfile.ZIP_DEFLATED)
    return file


def special(name, kind):
    member = zipfile.ZipInfo(name)
    member.external_attr = (kind | 0o777) << 16
    return member


def nothing_left(tmp_path):
    """No package, no part of one, nothing beside the folder."""
    folder = tmp_path / "models"
    return (not folder.exists() or not list(folder.iterdir())) and not list(tmp_path.glob(".*"))


# ---------------------------------------------------------------------------------------------- laws


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.integers(0, 10**6), bit=st.integers(0, 7), cut=st.booleans())
@example(where=0, bit=0, cut=True)
def test_a_damaged_archive_is_refused_or_does_no_harm(tmp_path_factory, where, bit, cut):
    tmp_path = tmp_path_factory.mktemp("damaged")
    file = pack(tmp_path / "x.argosmodel", SOUND.items())
    content = bytearray(file.read_bytes())
    where %= len(content)
    if cut:
        del content[where:]
    else:
        content[where] ^= 1 << bit
    file.write_bytes(content)
    folder = tmp_path / "models"
    try:
        package = install_archive(file, folder)
    except ModelError as error:
        assert str(file) in str(error)
        assert "\n" not in str(error)
        assert nothing_left(tmp_path)
    else:
        # Not every bit matters: dates, attributes, a version. What is installed is a whole package.
        assert installed(folder) == [package]
        assert verify(folder) == []
        assert {path.name for path in tmp_path.iterdir()} == {"x.argosmodel", "models"}


odd_parts = st.sampled_from(["..", ".", "", "C:", "~", "CON"])
name_parts = st.text(st.characters(codec="utf-8"), max_size=6) | odd_parts


@settings(max_examples=80, deadline=None)
@given(st.lists(name_parts, min_size=1, max_size=4).map("/".join))
def test_no_name_leads_out_of_the_folder(tmp_path_factory, name):
    tmp_path = tmp_path_factory.mktemp("names")
    members = [*SOUND.items(), (name, b"stranger"), (f"en_ru/{name}", b"stranger")]
    try:
        file = pack(tmp_path / "x.argosmodel", members)
        install_archive(file, tmp_path / "models")
    except ModelError:
        pass
    except ValueError:
        return  # zipfile does not write such a name
    assert {path.name for path in tmp_path.iterdir()} <= {"x.argosmodel", "models"}
    assert {package.path.name for package in installed(tmp_path / "models")} <= {"en_ru"}
    assert broken(tmp_path / "models") == []


# ---------------------------------------------------------------------------------------------- sound


def test_a_package_is_installed_with_its_record(tmp_path, make_archive):
    file = make_archive(tmp_path / "x.argosmodel")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    package = install_archive(file, tmp_path / "models", ("en", "ru"), digest.upper())
    assert (package.source, package.target, package.version) == ("en", "ru", "1.9")
    assert package.sha256 == digest
    assert package.path == tmp_path / "models" / "en_ru"
    record = json.loads((package.path / "dragoman.json").read_text())
    assert record["sha256"] == digest
    model = (package.path / "model" / "model.bin").read_bytes()
    assert record["files"]["model/model.bin"] == hashlib.sha256(model).hexdigest()
    assert {path.name for path in (tmp_path / "models").iterdir()} == {"en_ru"}
    assert {path.name for path in tmp_path.iterdir()} == {"x.argosmodel", "models"}


def test_the_folder_in_the_archive_may_have_any_name(tmp_path):
    members = [(name.replace("en_ru/", "Übersetzung 1/"), content) for name, content in SOUND.items()]
    folders = [("Übersetzung 1/", b""), ("Übersetzung 1/model/", b"")]
    package = install_archive(pack(tmp_path / "x", folders + members), tmp_path / "models")
    assert package.path.name == "en_ru"


def test_the_pair_may_be_asked_for_by_tag(tmp_path, make_archive):
    file = make_archive(tmp_path / "x.argosmodel", "en", "zt")
    assert install_archive(file, tmp_path / "models", ("en", "zh-TW")).target == "zh-Hant"


@pytest.mark.parametrize("before", ["1.8", "1.9", "2.0"])
def test_another_version_takes_the_place_of_the_one_before(tmp_path, make_archive, before):
    folder = tmp_path / "models"
    install_archive(make_archive(tmp_path / "old", version=before), folder)
    other = install_archive(make_archive(tmp_path / "other", "en", "zh"), folder)
    package = install_archive(make_archive(tmp_path / "new", version="1.9"), folder)
    assert installed(folder) == [package, other]
    assert package.version == "1.9"
    assert {path.name for path in tmp_path.iterdir()} == {"old", "new", "other", "models"}


def test_an_archive_that_fails_leaves_the_old_version(tmp_path, make_archive):
    folder = tmp_path / "models"
    old = install_archive(make_archive(tmp_path / "old", version="1.8"), folder)
    members = dict(SOUND) | {"en_ru/../x": b""}
    with pytest.raises(ModelError):
        install_archive(pack(tmp_path / "new", members.items()), folder)
    assert installed(folder) == [old]
    assert verify(folder) == []


def test_a_record_in_the_archive_is_not_believed(tmp_path):
    members = dict(SOUND) | {"en_ru/dragoman.json": b'{"files": {}, "sha256": "0"}'}
    package = install_archive(pack(tmp_path / "x", members.items()), tmp_path / "models")
    assert len(package.sha256) == 64
    assert verify(tmp_path / "models") == []


def test_leftovers_of_a_killed_run_are_cleared_when_they_are_old(tmp_path, make_archive):
    old, fresh = tmp_path / ".dragoman-old", tmp_path / ".dragoman-fresh"
    old.mkdir()
    fresh.mkdir()
    long_ago = time.time() - 2 * 24 * 3600
    archive_module.os.utime(old, (long_ago, long_ago))
    install_archive(make_archive(tmp_path / "x"), tmp_path / "models")
    assert not old.exists()
    assert fresh.exists()


# ---------------------------------------------------------------------------------------------- hostile


def added(name, content=b"x"):
    return [*SOUND.items(), (name, content)]


def without(name):
    return [(key, value) for key, value in SOUND.items() if not key.endswith(name)]


def described(**changed):
    metadata = {"package_version": "1.9", "from_code": "en", "to_code": "ru"} | changed
    return list((SOUND | {"en_ru/metadata.json": json.dumps(metadata).encode()}).items())


HOSTILE = {
    "absolute path": (added("/etc/passwd"), "absolute path"),
    "parent folder": (added("en_ru/../../x"), "leads out of its folder"),
    "parent folder first": (added("../en_ru/x"), "leads out of its folder"),
    "current folder": (added("en_ru/./x"), "leads out of its folder"),
    "empty part": (added("en_ru//x"), "leads out of its folder"),
    "drive letter": (added("C:x"), "drive"),
    "stream": (added("en_ru/metadata.json:x"), "drive or a stream"),
    "backslash": (added("en_ru\\..\\..\\x"), "backslash"),
    "control character": (added("en_ru/x\ny"), "control characters"),
    "trailing dot": (added("en_ru/model./x"), "portable"),
    "long name": (added("en_ru/" + "x" * 256), "portable"),
    "symbolic link": (added(special("en_ru/link", stat.S_IFLNK), b"/etc/passwd"), "link or a device"),
    "device": (added(special("en_ru/null", stat.S_IFCHR)), "link or a device"),
    "pipe": (added(special("en_ru/pipe", stat.S_IFIFO)), "link or a device"),
    "same name twice": (added("en_ru/metadata.json", METADATA), "in it twice"),
    "same name in other case": (added("en_ru/MetaData.json", METADATA), "in it twice"),
    "same name in another form": ([*added("en_ru/\u00e9"), ("en_ru/e\u0301", b"")], "in it twice"),
    "file and folder at once": (added("en_ru/metadata.json/x"), "a file and a folder"),
    "two folders": (added("other/x"), "not in one folder"),
    "file beside the folder": (added("README.md"), "not in one folder"),
    "too many members": (
        [*SOUND.items(), *((f"en_ru/{number}", b"") for number in range(2000))],
        "2,003 members",
    ),
    "bomb": (added("en_ru/zeros", bytes(20_000_000)), "more than 100 times its size"),
    "no metadata": (without("metadata.json"), "no metadata.json"),
    "no model": (without("model.bin"), "no model/model.bin"),
    "no tokenizer": (without("sentencepiece.model"), "neither sentencepiece.model nor bpe.model"),
    "metadata is no JSON": ([*without("metadata.json"), ("en_ru/metadata.json", b"{")], "not JSON"),
    "metadata is huge": (
        [*without("metadata.json"), ("en_ru/metadata.json", METADATA + b" " * 1_000_001)],
        "more than 100 times|too large",
    ),
    "metadata nests too deeply": (
        [*without("metadata.json"), ("en_ru/metadata.json", b"[" * 100_000)],
        "not JSON",
    ),
    "another pair": (described(to_code="zh"), "it translates en -> zh, not en -> ru"),
    "a path for a language": (described(to_code="../ru"), "to_code"),
    "no version": (described(package_version=""), "package_version"),
    "another kind of package": (described(type="sbd"), "does not translate"),
    "empty": ([], "not in one folder"),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_hostile_archive_is_refused(tmp_path, kind):
    members, problem = HOSTILE[kind]
    file = pack(tmp_path / "x.argosmodel", members)
    with pytest.raises(ModelError, match=problem) as caught:
        install_archive(file, tmp_path / "models", ("en", "ru"))
    assert caught.value.where == str(file)
    assert caught.value.hint
    assert nothing_left(tmp_path)


def directory_entry(content, name):
    """Offset of the entry of ``name`` in the archive's directory."""
    return content.rfind(name.encode()) - 46


def forged(tmp_path, offset, value, name="en_ru/model/model.bin"):
    """A sound archive with a changed field in the directory entry of one member."""
    file = pack(tmp_path / "x.argosmodel", SOUND.items())
    content = bytearray(file.read_bytes())
    at = directory_entry(content, name) + offset
    content[at : at + len(value)] = value
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("offset", "value", "problem"),
    [
        (24, struct.pack("<L", 2_100_000_000), "would unpack to 2,100 MB"),
        (24, struct.pack("<L", 6), "damaged"),  # shorter than it is: the checksum is another
        (24, struct.pack("<L", 900), "damaged|smaller"),
        (8, struct.pack("<H", 1), "encrypted"),
        (10, struct.pack("<H", 99), "damaged"),  # a way of packing that does not exist
        (46, b"en_ru/model/\0odel.bin", "control characters"),
    ],
)
def test_a_forged_directory_is_refused(tmp_path, offset, value, problem):
    with pytest.raises(ModelError, match=problem):
        install_archive(forged(tmp_path, offset, value), tmp_path / "models")
    assert nothing_left(tmp_path)


def test_a_huge_directory_is_refused_before_it_is_read(tmp_path, monkeypatch):
    file = pack(tmp_path / "x", [(f"en_ru/{number:0200}", b"") for number in range(9_000)])
    monkeypatch.setattr(archive_module.zipfile, "ZipFile", None)  # whoever reads it fails
    with pytest.raises(ModelError, match="too many members"):
        install_archive(file, tmp_path / "models")


def test_a_huge_directory_in_the_long_form_is_refused_too(tmp_path):
    file = pack(tmp_path / "x", SOUND.items())
    content = file.read_bytes()
    end = content.rfind(b"PK\x05\x06")
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 3, 3, 10**9, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    file.write_bytes(content[:end] + record + locator + content[end:])
    with pytest.raises(ModelError, match="too many members"):
        install_archive(file, tmp_path / "models")


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip file" * 100, b"PK\x05\x06" + bytes(17)])
def test_what_is_no_archive_is_refused(tmp_path, content):
    file = tmp_path / "x.argosmodel"
    file.write_bytes(content)
    with pytest.raises(ModelError, match="damaged or not a zip file"):
        install_archive(file, tmp_path / "models")
    assert nothing_left(tmp_path)


def test_another_hash_is_refused(tmp_path, make_archive):
    with pytest.raises(ModelError, match="not 000000000000… as offered"):
        install_archive(make_archive(tmp_path / "x"), tmp_path / "models", sha256="0" * 64)
    assert nothing_left(tmp_path)


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_what_cannot_be_read_is_named(tmp_path, what):
    file = tmp_path / "x.argosmodel"
    if what == "folder":
        file.mkdir()
    with pytest.raises(ModelError, match="cannot be installed") as caught:
        install_archive(file, tmp_path / "models")
    assert caught.value.where == str(file)


def test_a_full_disk_is_noticed_beforehand(tmp_path, monkeypatch, make_archive):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(archive_module.shutil, "disk_usage", lambda path: usage(100, 100, 0))
    with pytest.raises(ModelError, match="more than the disk has free"):
        install_archive(make_archive(tmp_path / "x"), tmp_path / "models")
    assert not list((tmp_path / "models").iterdir())
    assert not list(tmp_path.glob(".*"))


# ---------------------------------------------------------------------------------------------- killed


@pytest.mark.parametrize("before", [False, True])
def test_a_kill_leaves_the_package_whole_or_not_at_all(tmp_path, make_archive, before):
    folder = tmp_path / "models"
    files = [str(make_archive(tmp_path / version, version=version)) for version in ("1.8", "1.9")]
    code = (
        "import sys, pathlib\n"
        "from workflow.engines.archive import install_archive\n"
        "folder, *files = map(pathlib.Path, sys.argv[1:])\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for file in files:\n"
        "        install_archive(file, folder)\n"
    )
    if before:
        install_archive(tmp_path / "1.8", folder)
    for number in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder), *files], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.003 * number**2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert broken(folder) == []
        assert verify(folder) == []
        before = before or bool(installed(folder))
        assert bool(installed(folder)) == before  # what was there once never goes away
    assert len(installed(folder)) >= 1
    # And the next run puts everything in order.
    package = install_archive(tmp_path / "1.9", folder)
    assert installed(folder) == [package]


def test_two_at_once_do_not_remove_each_other(tmp_path, make_archive):
    folder = tmp_path / "models"
    code = (
        "import sys, pathlib\n"
        "from workflow.engines.archive import install_archive\n"
        "for _ in range(8):\n"
        "    install_archive(*map(pathlib.Path, sys.argv[1:]))\n"
    )
    files = [str(make_archive(tmp_path / version, version=version)) for version in ("1.8", "1.9")]
    running = [subprocess.Popen([sys.executable, "-c", code, file, str(folder)]) for file in files]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    (package,) = installed(folder)
    assert package.version in ("1.8", "1.9")
    assert verify(folder) == []
    assert not list(tmp_path.glob(".*"))
