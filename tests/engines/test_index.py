"""What is offered, by whom, and what to do when nobody answers."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.engines import download as download_module
from workflow.engines import index as index_module
from workflow.engines.archive import install_archive
from workflow.engines.index import INDEX, MIRROR, Offer, cache_folder, fetch_index, fetch_offer, pick
from workflow.errors import ModelError


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(download_module, "PAUSES", ())


def entry(source, target, version="1.9", links=("https://example.org/v1/x.argosmodel",), **more):
    return {"from_code": source, "to_code": target, "package_version": version, "links": list(links), **more}


def offered(offers):
    return [(offer.name, offer.version) for offer in offers]


@pytest.fixture
def public(site):
    """Address of a server that stands in for the public index."""

    def publish(*entries):
        site.files["/index.json"] = json.dumps(entries).encode()
        return f"{site.address}/index.json"

    return publish


def nowhere():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


# ---------------------------------------------------------------------------------------------- laws


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["from_code", "to_code", "package_version", "links", "type", "size", "sha256"]),
            inner | st.sampled_from(["en", "1.0", ["https://example.org/x"]]),
        )
    ),
    max_leaves=8,
)


@given(st.lists(anything, max_size=4))
def test_bad_entries_do_not_hide_good_ones(entries):
    good = entry("en", "ru")
    offers = index_module._offers([*entries, good], "")
    assert ("en_ru", "1.9") in offered(offers)
    assert all(offer.links and offer.source and offer.target and offer.size >= 0 for offer in offers)


@given(st.text(max_size=20) | st.sampled_from(["/..", "/.", "/%2e%2e", "/%2e%2e%2fx", "/a%5cb", "/a%00"]))
def test_a_link_of_a_mirror_stays_in_the_mirror(tail):
    links = index_module._links(
        [f"https://example.org{tail}", f"ipfs:{tail}", tail], "https://mirror.example/m"
    )
    for link in links:
        name = link.removeprefix("https://mirror.example/m/")
        assert name not in ("", ".", "..")
        assert not set("/\\?#\0") & set(index_module.unquote(name))


# ---------------------------------------------------------------------------------------------- reading


def test_the_public_index_is_that_of_argos():
    assert INDEX == "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"


def test_offers_are_sorted_newest_first(public, tmp_path):
    url = public(
        entry("en", "zt", "1.9"),
        entry("en", "ru", "1.9"),
        entry("en", "ru", "1.10", sha256="A" * 64, size=5),
        entry("en", "hi", "1.1", links=["ipfs://x", "http://example.org/a", "https://example.org/a"]),
        entry("en", "fa", links=["ipfs://x", "ftp://example.org/x", "file:///etc/passwd"]),
        entry("en", "ky", links="https://example.org/x"),
        {"type": "sbd", "from_codes": ["en"], "links": ["https://example.org/x"]},
        "nonsense",
    )
    offers = fetch_index(url, tmp_path)
    assert offered(offers) == [("en_hi", "1.1"), ("en_ru", "1.10"), ("en_ru", "1.9"), ("en_zt", "1.9")]
    assert offers[0].links == ("https://example.org/a", "http://example.org/a")
    assert (offers[1].sha256, offers[1].size) == ("a" * 64, 5)
    assert (offers[2].sha256, offers[2].size) == ("", 0)
    assert (offers[3].source, offers[3].target) == ("en", "zh-Hant")


@pytest.mark.parametrize("content", [b"", b"<html>", b"{}", b"\xff", b"[" * 100_000, b'"text"'])
def test_what_is_no_index_is_refused_and_not_kept(site, tmp_path, content):
    site.files["/index.json"] = content
    with pytest.raises(ModelError, match="not an index") as caught:
        fetch_index(f"{site.address}/index.json", tmp_path)
    assert caught.value.where == f"{site.address}/index.json"
    assert MIRROR in caught.value.hint
    assert not (tmp_path / "index.json").exists()


# ---------------------------------------------------------------------------------------------- the copy


def test_the_copy_answers_when_the_index_does_not(site, public, tmp_path):
    url = public(entry("en", "ru"))
    ages = []
    fresh = fetch_index(url, tmp_path, stale=ages.append)
    assert ages == []
    copy = tmp_path / "index.json"
    raw = json.loads(copy.read_text())
    raw["fetched"] = time.time() - 3600
    copy.write_text(json.dumps(raw))
    site.plan[:] = ["503"]
    assert fetch_index(url, tmp_path, stale=ages.append) == fresh
    assert ages == [pytest.approx(3600, abs=60)]


def test_the_copy_of_another_index_does_not_answer(public, tmp_path):
    fetch_index(public(entry("en", "ru")), tmp_path)
    with pytest.raises(ModelError):
        fetch_index(f"{nowhere()}/index.json", tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"address": "URL", "index": {}, "fetched": 0}'])
def test_a_damaged_copy_does_not_answer(tmp_path, content):
    url = f"{nowhere()}/index.json"
    (tmp_path / "index.json").write_text(content.replace("URL", url))
    with pytest.raises(ModelError, match="no index of models"):
        fetch_index(url, tmp_path)


def test_without_a_connection_the_way_out_is_told(tmp_path):
    url = f"{nowhere()}/index.json"
    with pytest.raises(ModelError) as caught:
        fetch_index(url, tmp_path)
    line = str(caught.value)
    assert line.startswith(f"{url}: no index of models: cannot be fetched")
    assert "`workflow models install FILE`" in line
    assert MIRROR in line
    assert "mirror" in line
    assert "\n" not in line
    assert list(tmp_path.iterdir()) == []


def test_the_copy_is_not_among_the_packages(monkeypatch, tmp_path, public):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "c"))
    assert cache_folder() == tmp_path / "c" / "dragoman"
    fetch_index(public(entry("en", "ru")))
    assert [path.name for path in cache_folder().iterdir()] == ["index.json"]


@pytest.mark.skipif(os.name != "posix", reason="home is elsewhere")
def test_the_cache_is_at_home_otherwise(monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/someone")
    assert str(cache_folder()) == "/home/someone/.cache/dragoman"


def test_a_cache_that_cannot_be_made_is_named(public, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot be kept") as caught:
        fetch_index(public(entry("en", "ru")), tmp_path / "file")
    assert caught.value.where == str(tmp_path / "file")


# ---------------------------------------------------------------------------------------------- mirrors


@pytest.fixture
def mirror(tmp_path, make_archive):
    """A mirror in a folder: one archive and an index whose links lead elsewhere."""
    folder = tmp_path / "my mirror"
    folder.mkdir()
    archive = make_archive(folder / "translate-en_ru-1_9.argosmodel")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    links = [
        "https://example.org/v1/translate-en_ru-1_9.argosmodel",
        "ipfs://x/translate-en_ru-1_9.argosmodel",
    ]
    (folder / "index.json").write_text(json.dumps([entry("en", "ru", links=links, sha256=digest)]))
    return folder


@pytest.mark.parametrize("spelling", ["path", "path with slash", "file", "http"])
def test_a_mirror_gives_the_index_and_the_archives(mirror, spelling, site, tmp_path):
    for file in mirror.iterdir():
        site.files[f"/m/{file.name}"] = file.read_bytes()
    address = {
        "path": str(mirror),
        "path with slash": f"{mirror}/",
        "file": mirror.as_uri(),
        "http": f"{site.address}/m/",
    }[spelling]
    (offer,) = fetch_index(cache=tmp_path / "cache", mirror=address)
    (link,) = offer.links
    assert link.endswith("/translate-en_ru-1_9.argosmodel")
    assert "example.org" not in link
    told = []
    file = fetch_offer(offer, tmp_path / "cache", progress=lambda *both: told.append(both))
    assert told[-1][0] == file.stat().st_size
    package = install_archive(file, tmp_path / "models", ("en", "ru"), offer.sha256)
    assert package.name == "en_ru"


def test_the_environment_wins_over_the_setting(mirror, monkeypatch, tmp_path):
    monkeypatch.setenv(MIRROR, str(mirror))
    assert offered(fetch_index(cache=tmp_path / "c", mirror="/no/such/folder")) == [("en_ru", "1.9")]


def test_a_mirror_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelError, match="no index of models: cannot be read") as caught:
        fetch_index(cache=tmp_path, mirror=str(tmp_path / "none"))
    assert caught.value.where == (tmp_path / "none" / "index.json").as_uri()


# ---------------------------------------------------------------------------------------------- choosing


def offer(name, version="1.9", links=("https://example.org/x",), **more):
    source, target = name.split("_")
    return Offer(source, target, name, version, links, **more)


OFFERS = [offer("en_ru", "1.9"), offer("en_ru", "1.10"), offer("en_zt"), offer("en_hi")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("en_ru", ("en_ru", "1.10")),
        ("en_zt", ("en_zt", "1.9")),
        ("en_zh-Hant", ("en_zt", "1.9")),
        ("EN_RU", ("en_ru", "1.10")),
    ],
)
def test_pick(name, expected):
    picked = pick(OFFERS, name)
    assert (picked.name, picked.version) == expected


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("en_rr", "Near it are en_ru"),
        ("en_kk", "none for kk, tg, uz and be"),
        ("uz-Cyrl_en", "none for kk, tg, uz and be"),
        ("russian", "named like en_ru"),
        ("xx_yy", "Offered are en_hi, en_ru, en_zt"),
        ("", "named like en_ru"),
    ],
)
def test_what_is_not_offered_has_a_hint(name, hint):
    with pytest.raises(ModelError, match=r"no package .* is offered") as caught:
        pick(OFFERS, name)
    assert hint in caught.value.hint


# ---------------------------------------------------------------------------------------------- fetching


def test_the_next_link_is_tried_when_one_fails(site, tmp_path):
    site.files["/x"] = b"archive"
    links = (f"{nowhere()}/x", f"{site.address}/none", f"{site.address}/x")
    assert fetch_offer(offer("en_ru", links=links), tmp_path).read_bytes() == b"archive"


def test_a_link_with_another_file_is_passed_over(site, tmp_path):
    site.files |= {"/bad": b"exchanged", "/good": b"archive"}
    digest = hashlib.sha256(b"archive").hexdigest()
    links = (f"{site.address}/bad", f"{site.address}/good")
    assert fetch_offer(offer("en_ru", links=links, sha256=digest), tmp_path).read_bytes() == b"archive"


def test_when_all_links_fail_the_last_is_named(site, tmp_path):
    with pytest.raises(ModelError, match="404") as caught:
        fetch_offer(offer("en_ru", links=(f"{site.address}/none",)), tmp_path)
    assert caught.value.where == f"{site.address}/none"
    assert "`workflow models install FILE`" in caught.value.hint
