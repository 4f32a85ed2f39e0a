"""The formats held against the official schemas, and read by programs that expect them.

``DRAGOMAN_SCHEMAS`` names a folder with ``sarif-2.1.0-rtm.5.json``, which the npm package
``@microsoft/jest-sarif`` ships, and Jenkins' ``junit-10.xsd``, which the source distribution of pytest does;
``DRAGOMAN_REPORT_PYTHON`` a Python with ``jsonschema`` and ``junitparser``.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace
from support import need
from support_report import ERROR, ITEMS, PATH, item, outcome

from workflow.pipeline import Baseline, Examination, Publication, examine
from workflow.report import FORMATS, Outcome

pytestmark = pytest.mark.slow

SCHEMAS = Path(os.environ.get("DRAGOMAN_SCHEMAS", "/nowhere"))
PYTHON = os.environ.get("DRAGOMAN_REPORT_PYTHON", "")
HOSTILE = "<&\"'>]]> \x00\x1b\u202e\ud800\ufffe\n %0A ::error::"

VALIDATE = """
import json, sys, jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8"))
errors = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(json.load(sys.stdin)))
print(json.dumps([error.message for error in errors]))
"""
PARSE = """
import json, sys, junitparser
read = junitparser.JUnitXml.fromstring(sys.stdin.buffer.read())
cases = [(case.name, [type(each).__name__ for each in case.result]) for suite in read for case in suite]
print(json.dumps([read.tests, read.failures, read.errors, cases]))
"""


def _small(_: Path) -> Outcome:
    hostile = replace(
        ERROR,
        check=HOSTILE,
        message=HOSTILE,
        expected=HOSTILE,
        hint=HOSTILE,
        about=HOSTILE,
        unit=replace(ERROR.unit, source=HOSTILE, target=HOSTILE) if ERROR.unit else None,
    )
    broken = item(replace(ERROR, check="po", unit=None), PATH, "8")
    items = (*ITEMS, item(hostile, HOSTILE, "9", ITEMS[0].region, (), ITEMS[1].fix), broken)
    return outcome(*items, waived=ITEMS, known=ITEMS)


def _real(repository: Path) -> Outcome:
    """This repository's own catalogues with a wrong year in them."""
    for path in (repository / "locales").rglob("*.po"):
        path.write_text(
            path.read_text("utf-8").replace(" 2018", " 2081").replace("2018年", "2081年"), "utf-8"
        )
    opened = Publication.open(repository)
    found = examine(Examination(opened, opened.config.languages, glossary=True, baseline=Baseline()))
    assert len(found.outcome.items) > 5
    return found.outcome


outcomes = pytest.mark.parametrize("make", [_small, _real])


def _run(code: str, content: str, *arguments: str) -> object:
    done = subprocess.run(
        [PYTHON, "-c", code, *arguments], input=content.encode(), capture_output=True, timeout=120, check=True
    )
    return json.loads(done.stdout)


@outcomes
def test_sarif_follows_the_schema_of_oasis(make: Callable[[Path], Outcome], repository: Path) -> None:
    schema = SCHEMAS / "sarif-2.1.0-rtm.5.json"
    need("the schema of SARIF (DRAGOMAN_SCHEMAS)", schema.is_file())
    need("jsonschema (DRAGOMAN_REPORT_PYTHON)", PYTHON)
    text = FORMATS["sarif"](make(repository))
    assert _run(VALIDATE, text, str(schema)) == []
    assert _run(VALIDATE, text.replace('"ruleId"', '"rule"'), str(schema)) != []


@outcomes
def test_junit_follows_the_schema_of_jenkins(make: Callable[[Path], Outcome], repository: Path) -> None:
    path = SCHEMAS / "junit-10.xsd"
    need("junit-10.xsd (DRAGOMAN_SCHEMAS)", path.is_file())
    schema = etree.XMLSchema(etree.parse(str(path)))
    text = FORMATS["junit"](make(repository))
    assert schema.validate(etree.fromstring(text.encode())), schema.error_log
    assert not schema.validate(
        etree.fromstring(text.replace("<testcase ", "<test ").replace("/testcase>", "/test>").encode())
    )


@outcomes
def test_junitparser_reads_junit(make: Callable[[Path], Outcome], repository: Path) -> None:
    need("junitparser (DRAGOMAN_REPORT_PYTHON)", PYTHON)
    made = make(repository)
    read = _run(PARSE, FORMATS["junit"](made))
    assert isinstance(read, list)
    tests, failures, errors, cases = read
    assert tests == len(cases)
    kinds = [kind for _, found in cases for kind in found]
    assert kinds.count("Failure") == failures
    assert kinds.count("Error") == errors
    assert failures + errors > 0
