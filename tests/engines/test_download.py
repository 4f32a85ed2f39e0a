"""Lines break, servers change their mind, and what arrives must still be the right file, once and whole."""

from __future__ import annotations

import hashlib
import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow.engines import download as download_module
from workflow.engines.download import download
from workflow.errors import ModelError

CONTENT = bytes(range(256)) * 400
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(download_module, "PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr(download_module, "TIMEOUT", 2.0)


@pytest.fixture
def url(site):
    site.files["/x.argosmodel"] = CONTENT
    return f"{site.address}/x.argosmodel"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "cache" / "x"


def alone(target):
    """Only the target is there: no part, no state."""
    return [path.name for path in target.parent.iterdir()] == [target.name]


def leave_part(site, url, target, length):
    """A run that was cut after ``length`` bytes."""
    site.plan[:] = [f"cut {length}", "404"]
    with pytest.raises(ModelError):
        download(url, target)
    assert target.with_name("x.part").stat().st_size == length
    site.asked.clear()


# ---------------------------------------------------------------------------------------------- law


words = st.one_of(
    st.integers(0, len(CONTENT)).map("cut {}".format),
    st.sampled_from(["ok", "503", "whole", "wrong part", "no length"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(words, max_size=3), etag=st.sampled_from(['"one"', 'W/"weak"', ""]))
def test_whatever_happens_the_file_is_right(site, tmp_path_factory, plan, etag):
    target = tmp_path_factory.mktemp("law") / "x"
    site.files["/x"] = CONTENT
    site.etag = etag
    site.plan[:] = plan
    assert download(f"{site.address}/x", target, sha256=DIGEST) == DIGEST
    assert target.read_bytes() == CONTENT
    assert alone(target)


# ---------------------------------------------------------------------------------------------- whole


def test_a_file_arrives_with_its_hash_and_tells_its_progress(site, url, target):
    told = []
    assert download(url, target, sha256=DIGEST.upper(), progress=lambda *both: told.append(both)) == DIGEST
    assert target.read_bytes() == CONTENT
    assert alone(target)
    assert told[0] == (0, len(CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert told == sorted(told)
    assert "range" not in site.asked[0]


def test_a_length_that_is_not_told_is_no_length(site, url, target):
    site.plan[:] = ["no length"]
    told = []
    download(url, target, progress=lambda *both: told.append(both))
    assert target.read_bytes() == CONTENT
    assert {total for _, total in told} == {None}


def test_an_old_file_is_replaced(url, target):
    target.parent.mkdir()
    target.write_bytes(b"old")
    download(url, target)
    assert target.read_bytes() == CONTENT


def test_a_local_file_is_copied(tmp_path, target):
    source = tmp_path / "a b ü.argosmodel"
    source.write_bytes(CONTENT)
    told = []
    assert download(source.as_uri(), target, progress=lambda *both: told.append(both)) == DIGEST
    assert target.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert source.exists()
    assert alone(target)


# ---------------------------------------------------------------------------------------------- resuming


def test_a_cut_line_is_taken_up_where_it_broke(site, url, target):
    site.plan[:] = ["cut 5000", "cut 3000"]
    assert download(url, target) == DIGEST
    assert [asked.get("range") for asked in site.asked] == [None, "bytes=5000-", "bytes=8000-"]
    assert [asked.get("if-range") for asked in site.asked] == [None, '"one"', '"one"']
    assert alone(target)


def test_another_run_takes_up_what_the_last_one_left(site, url, target):
    leave_part(site, url, target, 70_000)
    told = []
    assert download(url, target, progress=lambda *both: told.append(both)) == DIGEST
    assert [asked.get("range") for asked in site.asked] == ["bytes=70000-"]
    assert told[0] == (70_000, len(CONTENT))


def test_a_date_will_do_where_there_is_no_etag(site, url, target):
    site.etag, site.modified = 'W/"weak"', "Tue, 03 Jun 2025 10:00:00 GMT"
    leave_part(site, url, target, 70_000)
    assert download(url, target) == DIGEST
    assert site.asked[0]["if-range"] == site.modified


def test_nothing_is_resumed_that_cannot_be_compared(site, url, target):
    site.etag = 'W/"weak"'
    leave_part(site, url, target, 70_000)
    assert download(url, target) == DIGEST
    assert "range" not in site.asked[0]


def test_a_file_that_has_changed_is_fetched_from_the_start(site, url, target):
    leave_part(site, url, target, 70_000)
    site.etag, site.files["/x.argosmodel"] = '"two"', b"new" * 40_000
    download(url, target)
    assert target.read_bytes() == b"new" * 40_000
    assert site.asked[0]["if-range"] == '"one"'


def test_a_server_that_ignores_ranges_is_borne(site, url, target):
    leave_part(site, url, target, 70_000)
    site.plan[:] = ["whole"]
    assert download(url, target) == DIGEST
    assert len(site.asked) == 1


def test_a_server_that_gives_another_part_is_not_believed(site, url, target):
    leave_part(site, url, target, 70_000)
    site.plan[:] = ["wrong part"]
    assert download(url, target) == DIGEST
    assert len(site.asked) == 2


def test_a_file_that_has_become_shorter_is_fetched_from_the_start(site, url, target):
    leave_part(site, url, target, 70_000)
    site.files["/x.argosmodel"] = CONTENT[:60_000]  # and the server forgot to change its etag: 416
    download(url, target)
    assert target.read_bytes() == CONTENT[:60_000]


def test_what_was_left_of_another_address_is_not_used(site, url, target):
    leave_part(site, url, target, 70_000)
    site.files["/y"] = b"other" * 20_000
    download(f"{site.address}/y", target)
    assert target.read_bytes() == b"other" * 20_000
    assert "range" not in site.asked[0]


def test_a_whole_part_needs_no_server(site, url, target, monkeypatch):
    def killed(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(download_module, "_finish", killed)
        download(url, target)
    site.asked.clear()
    assert download(url, target) == DIGEST
    assert site.asked == []


@pytest.mark.parametrize(
    "state", ["", "[]", '{"url": 1}', "{", '{"url": "URL", "validator": "a\\nb", "total": "x"}']
)
def test_a_damaged_state_means_a_fresh_start(site, url, target, state):
    leave_part(site, url, target, 70_000)
    target.with_name("x.part.json").write_text(state.replace("URL", url))
    assert download(url, target) == DIGEST
    assert "range" not in site.asked[0]


def test_pieces_of_two_files_are_found_out_by_the_hash(site, url, target):
    leave_part(site, url, target, 70_000)
    with target.with_name("x.part").open("r+b") as part:
        part.write(b"other")  # what the server claims to be the same file is not
    assert download(url, target, sha256=DIGEST) == DIGEST
    assert [asked.get("range") for asked in site.asked] == ["bytes=70000-", None]


# ---------------------------------------------------------------------------------------------- failing


def test_a_wrong_hash_leaves_nothing(site, url, target):
    with pytest.raises(ModelError, match="not 000000000000… as offered") as caught:
        download(url, target, sha256="0" * 64)
    assert caught.value.where == url
    assert not list(target.parent.iterdir())
    assert len(site.asked) == 1


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_refusal_is_told_at_once(site, url, target, code):
    site.plan[:] = [str(code)]
    with pytest.raises(ModelError, match=f"answers {code}") as caught:
        download(url, target)
    assert caught.value.where == url
    assert len(site.asked) == 1
    assert not target.exists()


def test_a_server_that_is_busy_is_asked_four_times(site, url, target):
    site.plan[:] = ["503", "429", "500"]
    assert download(url, target) == DIGEST
    assert len(site.asked) == 4
    site.plan[:] = ["503"] * 4
    with pytest.raises(ModelError, match=r"cannot be fetched \(503"):
        download(url, target)


def test_a_line_that_breaks_but_moves_on_is_not_given_up(site, target):
    piece = 300_000
    site.files["/big"] = bytes(piece * 8)
    site.plan[:] = [f"cut {piece}"] * 7
    download(f"{site.address}/big", target)
    assert target.stat().st_size == piece * 8
    assert len(site.asked) == 8


def test_a_line_that_always_breaks_is_given_up_and_what_there_is_stays(site, url, target):
    site.plan[:] = ["cut 100"] * 4
    with pytest.raises(ModelError, match="the line broke after 400 of 102,400 bytes") as caught:
        download(url, target)
    assert "install the package from a file" in caught.value.hint
    assert not target.exists()
    assert target.with_name("x.part").read_bytes() == CONTENT[:400]


def test_no_server_is_told_at_once(target, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/x"
    calls = []
    monkeypatch.setattr(download_module, "PAUSES", (60.0,))
    with pytest.raises(ModelError, match="cannot be fetched") as caught:
        download(address, target, progress=lambda *both: calls.append(both))
    assert caught.value.where == address
    assert "file" in caught.value.hint
    assert calls == []


def test_a_silent_server_times_out(target, monkeypatch):
    monkeypatch.setattr(download_module, "TIMEOUT", 0.05)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(ModelError, match=r"cannot be fetched .*timed out"),
    ):
        download(f"http://127.0.0.1:{silent.getsockname()[1]}/x", target)


@pytest.mark.parametrize("plan", ["ok", "no length"])
def test_too_large_a_file_is_refused(site, url, target, plan):
    site.plan[:] = [plan]
    with pytest.raises(ModelError, match="larger than 1,000 bytes"):
        download(url, target, limit=1000)
    assert not target.exists()
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        ("file:///etc/passwd", "not allowed"),
        ("ftp://example.org/x", "not as safe"),
        ("data:,x", "not allowed"),
    ],
)
def test_a_server_cannot_lead_to_another_kind_of_address(site, url, target, to, problem):
    site.redirect, site.plan[:] = to, ["redirect"]
    with pytest.raises(ModelError, match=problem):
        download(url, target)
    assert not target.exists()


def test_a_server_can_lead_to_another_place(site, url, target):
    site.redirect, site.plan[:] = url, ["redirect"]
    assert download(f"{site.address}/old", target) == DIGEST


def test_a_safe_address_is_not_left_for_an_unsafe_one():
    request = download_module.urllib.request.Request("https://example.org/x")
    with pytest.raises(ModelError, match=r"http://example\.org/y, which is not as safe"):
        download_module._Redirects().redirect_request(request, None, 302, "", {}, "http://example.org/y")


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("ftp://example.org/x", "only http, https and file"),
        ("/etc/passwd", "only http, https and file"),
        ("file://example.org/x", "of this machine"),
        ("file:///no/such/file", "cannot be read"),
        ("http://", "not an address"),
        ("http://[::1", "not an address"),
        ("http://127.0.0.1:port/", "not an address"),
        ("http://127.0.0.1/a b\nc", "cannot be fetched"),
    ],
)
def test_a_bad_address_is_one_clear_line(target, address, problem):
    with pytest.raises(ModelError, match=problem) as caught:
        download(address, target)
    assert "\n" not in str(caught.value)


def test_a_password_in_an_address_is_not_told(site, target):
    address = site.address.replace("http://", "http://someone:secret@")
    with pytest.raises(ModelError) as caught:
        download(f"{address}/none", target)
    assert "secret" not in str(caught.value)
    assert f"{site.address}/none" in str(caught.value)


def test_a_folder_that_cannot_be_made_is_named(url, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot be written") as caught:
        download(url, tmp_path / "file" / "x")
    assert caught.value.where == str(tmp_path / "file" / "x")
