"""What comes of a look at catalogues: where findings stand, and by which names services know them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support_fix import check_angles, use_only

from workflow.pipeline import Examination, Publication, examine

_CATALOGUE = """\
msgid ""
msgstr "Language: ru\\n"

msgid "One and two"
msgstr "<один> и <два>"

msgid "Three"
msgstr ""
"<три>"
"""


@pytest.fixture
def examination(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Examination:
    path = tmp_path / "locales" / "ru" / "LC_MESSAGES" / "kazan.po"
    path.parent.mkdir(parents=True)
    path.write_text(_CATALOGUE, "utf-8")
    (tmp_path / "workflow.toml").write_text('[publication]\nlanguages = ["ru"]\n', "utf-8")
    use_only(monkeypatch, check_angles)
    monkeypatch.chdir(tmp_path)
    return Examination(Publication.open(tmp_path), ("ru",))


def test_findings_that_are_called_alike_have_names_of_their_own(examination: Examination) -> None:
    names = [item.fingerprint for item in examine(examination).outcome.items]
    assert len(set(names)) == 3


def test_names_do_not_depend_on_which_finding_is_asked_first(examination: Examination) -> None:
    names = [item.fingerprint for item in examine(examination).outcome.items]
    backwards = [item.fingerprint for item in reversed(examine(examination).outcome.items)]
    assert backwards[::-1] == names


def test_every_finding_knows_its_place_in_the_file(examination: Examination) -> None:
    items = examine(examination).outcome.items
    assert [(item.path, item.line, item.region and item.region.column) for item in items] == [
        ("locales/ru/LC_MESSAGES/kazan.po", 5, 9),
        ("locales/ru/LC_MESSAGES/kazan.po", 5, 18),
        ("locales/ru/LC_MESSAGES/kazan.po", 9, 2),
    ]
