"""Our XLIFF before strangers' eyes: the schemas of OASIS, the Translate Toolkit, OmegaT.

``DRAGOMAN_SCHEMAS`` names a folder with the files of ``NAMES`` and ``xml.xsd``, which Symfony's translation
component has. XLIFF 2.1 has the namespace of 2.0. Its modules are validated too where the folder
has those of ``MODULES``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from support import DRAFT, LANGUAGES, SEED, FakeEngine, need
from support_exchange import MARKDOWN, RU, drafted, prepared

from workflow import pipeline
from workflow.exchange.xliff1 import Xliff1
from workflow.exchange.xliff2 import Xliff2
from workflow.model import ExchangeUnit, State
from workflow.pipeline import Publication

from .test_xliff import FULL, UNITS, _bundle

__all__ = ["drafted"]  # a fixture

pytestmark = pytest.mark.slow

SCHEMAS = Path(os.environ.get("DRAGOMAN_SCHEMAS", "/nowhere"))
NAMES = {"xliff": "xliff-core-2.0.xsd", "xliff12": "xliff-core-1.2-strict.xsd"}
MODULES = {
    f"urn:oasis:names:tc:xliff:{name}:2.0": f"{name}.xsd" for name in ("glossary", "metadata", "matches")
}
FORMATS = {"xliff": Xliff2(), "xliff12": Xliff1()}
POFILTER = os.environ.get("DRAGOMAN_POFILTER") or shutil.which("pofilter") or ""
both = pytest.mark.parametrize("form", FORMATS)


class _Local(etree.Resolver):
    """Schemas name those that they need by addresses on the web: all are taken from the folder."""

    def resolve(self, url: str, public: str, context: object) -> object:
        path = SCHEMAS / url.rpartition("/")[2]
        if url.endswith(".xsd") and not Path(url).is_file():
            return self.resolve_filename(str(path), context)
        return None


@pytest.fixture(scope="module")
def schemas() -> dict[str, etree.XMLSchema]:
    need("the XLIFF schemas (DRAGOMAN_SCHEMAS)", all((SCHEMAS / name).is_file() for name in NAMES.values()))
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    found = {}
    for form, name in NAMES.items():
        space = etree.parse(str(SCHEMAS / name), parser).getroot().get("targetNamespace")
        parts = {space: name}
        if form == "xliff":
            parts |= {space: name for space, name in MODULES.items() if (SCHEMAS / name).is_file()}
        imports = "".join(
            f'<xs:import namespace="{space}" schemaLocation="{name}"/>' for space, name in parts.items()
        )
        whole = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
        found[form] = etree.XMLSchema(etree.fromstring(whole, parser))
    return found


def _faults(schema: etree.XMLSchema, content: bytes) -> list[str]:
    schema.validate(etree.fromstring(content))
    return [f"{fault.line}: {fault.message}" for fault in schema.error_log]


@both
def test_the_articles_of_this_repository_are_valid(
    form: str, schemas: dict[str, etree.XMLSchema], repository: Path, engine: FakeEngine
) -> None:
    opened, draft = prepared(repository, DRAFT)
    list(pipeline.translate(opened, draft, ["ru", "zh"]))
    _, seed = prepared(repository, SEED)
    for article, languages in ((seed, LANGUAGES), (draft, ("ru", "zh"))):
        for language in languages:
            assert _faults(schemas[form], pipeline.export(opened, article, language, form).content) == []


@both
def test_every_text_is_valid(form: str, schemas: dict[str, etree.XMLSchema]) -> None:
    @settings(max_examples=200, suppress_health_check=list(HealthCheck))
    @given(unit=UNITS)
    def check(unit: ExchangeUnit) -> None:
        assert _faults(schemas[form], FORMATS[form].write(_bundle(unit, FULL))) == []

    check()


@both
def test_the_schemas_see_what_is_wrong(form: str, schemas: dict[str, etree.XMLSchema]) -> None:
    good = FORMATS[form].write(_bundle(FULL))
    for old, new in (
        (b"<source>", b"<source><b/>"),
        (b"<target", b"<target nonsense='1'"),
        (b" id=", b" idd="),
    ):
        assert old in good
        assert _faults(schemas[form], good.replace(old, new, 1))


# What a translator does in it: corrects and approves one text, writes a note, doubts another.
_TOOLKIT = """
import json, sys
from translate.storage.xliff import xlifffile
from translate.storage.xliff2 import Xliff2File
store = (Xliff2File if sys.argv[1] == "xliff" else xlifffile).parsefile(sys.argv[2])
first, second = store.units[0], store.units[3]
told = [[unit.source, unit.target or "", unit.isfuzzy(), unit.istranslated()] for unit in store.units]
second.target = "Новый <текст> & ещё"
second.markapproved(True)
second.addnote("Проверить имя")
first.markfuzzy(True)
store.save()
print(json.dumps(told))
"""


@both
def test_the_translate_toolkit_reads_and_writes_it(form: str, drafted: Path) -> None:
    python = Path(POFILTER).parent / "python"
    need("the Translate Toolkit (pofilter in its own environment)", POFILTER and python.is_file())
    opened, article = prepared(drafted)
    file = pipeline.export(opened, article, "ru", form)
    path = drafted / file.name
    path.write_bytes(file.content)
    command = [str(python), "-c", _TOOLKIT, form, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    bundle = pipeline.bundle_of(opened, article, "ru")
    assert json.loads(done.stdout) == [
        [unit.source, unit.target, unit.state is State.MACHINE, unit.state is State.REVIEWED]
        for unit in bundle.units
    ]
    result = pipeline.import_file(opened, path.read_bytes(), str(path))
    assert (result.texts, result.reviewed, result.notes, result.problems) == (2, 1, 1, ())
    after = pipeline.bundle_of(opened, article, "ru").units
    assert (after[0].target, after[0].state) == (bundle.units[0].target, State.MACHINE)
    assert (after[3].target, after[3].state) == ("Новый <текст> & ещё", State.REVIEWED)
    assert after[3].notes == ("Проверить имя",)


_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>en</source_lang><target_lang>ru</target_lang>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""


def test_omegat_loses_nothing_of_it(folder: Path, engine: FakeEngine, tmp_path: Path) -> None:
    """The file through OmegaT's own filter and back: codes, states, notes and hashes are all there."""
    need("OmegaT", shutil.which("omegat"))
    (folder / "seeds" / "kazan.txt").unlink()
    (folder / "seeds" / "kazan.md").write_text(MARKDOWN, "utf-8")
    opened, article = prepared(folder)
    list(pipeline.translate(opened, article, ["ru"]))
    before = (folder / RU).read_bytes()
    file = pipeline.export(opened, article, "ru", "xliff12")
    project = tmp_path / "project"
    for name in ("source", "target", "tm", "omegat", "glossary", "dictionary"):
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(_PROJECT, "utf-8")
    (project / "source" / file.name).write_bytes(file.content)
    environment = {**os.environ, "HOME": str(tmp_path)}
    command = ["omegat", str(project), "--mode=console-translate", "--quiet"]
    subprocess.run(command, env=environment, capture_output=True, timeout=120, check=True)
    content = (project / "target" / file.name).read_bytes()
    assert Xliff1().read(content, "x") == Xliff1().read(file.content, "x")
    done = pipeline.import_file(Publication.open(folder), content, "x.xliff")
    assert (done.texts, done.problems) == (0, ())
    assert (folder / RU).read_bytes() == before
