"""News items, by the rules of the standard, read again by our own reader, and by its schema.

``DRAGOMAN_SCHEMAS`` names a folder with ``ninjs-schema_2.2.json`` (https://iptc.org/std/ninjs/, CC BY 4.0),
``DRAGOMAN_REPORT_PYTHON`` a Python with ``jsonschema``.
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from support import need
from support_formats import HOSTILE, block, edition, every_kind, made

from workflow.model import Edition, Markup, Passage, Role, State
from workflow.publishers.ninjs import NinjsPublisher
from workflow.readers.ninjs import NinjsReader

SCHEMA = Path(os.environ.get("DRAGOMAN_SCHEMAS", "/nowhere")) / "ninjs-schema_2.2.json"
PYTHON = os.environ.get("DRAGOMAN_REPORT_PYTHON", "")
# The schema names one of GeoJSON's, which nothing of ours uses and which nobody need fetch.
VALIDATE = """
import json, sys
import jsonschema
from referencing import Registry, Resource
anything = Resource.from_contents({"$schema": "https://json-schema.org/draft/2020-12/schema"})
schema = json.load(open(sys.argv[1], encoding="utf-8"))
validator = jsonschema.Draft202012Validator(schema, registry=Registry(retrieve=lambda uri: anything))
for item in json.load(sys.stdin):
    for error in validator.iter_errors(item):
        print(error.json_path, error.message)
"""


def _item(*args: object, **more: object) -> dict[str, Any]:
    found = json.loads(made(NinjsPublisher(), *args, **more))  # type: ignore[arg-type]
    assert isinstance(found, dict)
    return found


def _draft() -> Edition:
    return edition("ru", block(Role.LEAD, Passage("Черновик.", "ru", State.MACHINE)), draft=True)


def test_an_item_says_what_it_is() -> None:
    item = _item(every_kind())
    assert item["uri"] == "https://news.example.org/en/chongqing/"
    assert item["standard"]["name"] == "ninjs"
    assert item["standard"]["version"] == "2.2"
    assert (item["type"], item["language"], item["pubstatus"]) == ("text", "en", "usable")
    assert item["versioncreated"] == "2018-02-24T00:00:00Z"
    assert item["headlines"] == [{"role": "main", "contenttype": "text/plain", "value": "The headline"}]
    assert [subject["name"] for subject in item["subjects"]] == ["SCO", "summit"]
    assert "ednote" not in item


def test_a_draft_is_withheld() -> None:
    item = _item(_draft())
    assert item["pubstatus"] == "withheld"
    assert "не проверен" in item["ednote"]


def test_translations_know_each_other() -> None:
    ru, en, fa = edition("ru", headline="Мэр"), edition("en"), edition("fa", headline="شهردار")
    item = _item(ru, en, fa)
    sisters = [(each["name"], each["uri"], each["language"]) for each in item["associations"]]
    assert sisters == [
        ("translatedFrom", "https://news.example.org/en/chongqing/", "en"),
        ("translation", "https://news.example.org/fa/chongqing/", "fa"),
    ]
    assert item["associations"][1]["uri"] == _item(fa, ru)["uri"]
    ids = [{each["role"]: each["value"] for each in _item(one)["altids"]} for one in (ru, en)]
    assert ids == [{"article": "chongqing", "edition": f"{tag}/chongqing"} for tag in ("ru", "en")]


def test_without_an_address_the_uri_is_made_of_the_names() -> None:
    uris = {_item(edition(tag, slug=slug), base_url="")["uri"] for tag in ("ru", "zh") for slug in "ab"}
    assert len(uris) == 4
    assert all(uri.startswith("urn:uuid:") for uri in uris)


def test_pictures_are_associations() -> None:
    pictures = [each for each in _item(every_kind())["associations"] if each["type"] == "picture"]
    assert [(each["renditions"][0]["href"], each["descriptions"][0]["value"]) for each in pictures] == [
        ("https://news.example.org/en/chongqing/kazan.png", "The city at night"),
        ("https://pictures.example/a.jpg", "Of another site"),
    ]


def test_our_reader_reads_the_same_words() -> None:
    article = NinjsReader().read_bytes(
        made(NinjsPublisher(), every_kind()), slug="x", source="x.json", language="ru"
    )
    assert (article.language, article.title, str(article.date)) == ("en", "The headline", "2018-02-24")
    words = " ".join(each.text for each in article.blocks)
    for text in ("First sentence. Second one.", "A heading", "Quoted more.", "Inner two", "4,500"):
        assert text in words
    assert [each.text for each in article.blocks if each.role is Role.CAPTION][-1] == "Of another site"
    assert "translation" not in words


@pytest.mark.parametrize("markup", list(Markup))
def test_nothing_hostile_gets_through(markup: Markup) -> None:
    item = _item(every_kind(text=HOSTILE, markup=markup), titles={"en": HOSTILE})
    assert not set(json.dumps(item, ensure_ascii=False)) & set("\x00\x08\x1b\x85\u2028\ud800\ufffe\u202e")
    body = etree.fromstring(f"<body>{item['bodies'][0]['value']}</body>")
    assert not body.findall(".//script")
    assert not body.findall(".//img")
    assert not body.xpath(".//@*[starts-with(name(), 'on')]")
    assert not body.xpath(".//@href[starts-with(., 'javascript')]")


@pytest.mark.slow
def test_the_schema_of_the_standard_accepts_them() -> None:
    if not SCHEMA.is_file():  # no package has it
        pytest.skip("not here: ninjs-schema_2.2.json of iptc.org (DRAGOMAN_SCHEMAS)")
    need("jsonschema (DRAGOMAN_REPORT_PYTHON)", PYTHON)
    items = [
        _item(every_kind(), _draft()),
        _item(_draft(), edition("en"), base_url=""),
        _item(every_kind(text=HOSTILE), edition("ru", headline=HOSTILE), titles={"en": HOSTILE}),
        _item(edition("en", day=None)),
        _item(edition("en", block(Role.CORRECTION, HOSTILE, date=date(2026, 11, 28)))),
        {**_item(edition("en")), "pubstatus": "draft"},
    ]
    command = [PYTHON, "-c", VALIDATE, str(SCHEMA)]
    run = subprocess.run(command, input=json.dumps(items), capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["$.pubstatus 'draft' is not one of ['usable', 'withheld', 'canceled']"]
