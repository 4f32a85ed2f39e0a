"""What the files of a model say of its licence."""

from __future__ import annotations

import json

import pytest

from workflow.engines.licences import forbids_commerce, stated_licence


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("README.md", "# English-Bulgarian\n\n* license: cc-by-4.0\n", "CC-BY-4.0 (README.md)"),
        ("README.md", "A model. Licence: MIT.\n", "MIT (README.md)"),
        ("README.md", "Released under the CC0 license.", "CC0-1.0 (README.md)"),
        ("README.md", "Licensed under CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0 (README.md)"),
        ("README.md", "Licensed under the Apache License, Version 2.0", "Apache-2.0 (README.md)"),
        ("README.md", "Licence: ours alone\n", "ours alone (README.md)"),
        ("README.md", "License: MIT\nTEDx texts, license: CC-BY-NC-ND\n", "MIT, CC-BY-NC-ND (README.md)"),
        ("README.md", "---\nlicense: cc-by-sa-4.0\n---\n", "CC-BY-SA-4.0 (README.md)"),
        ("README.md", "A committee of MIT made it.\n", ""),
        ("README.md", "\x1b[31m license: \x1b]0;evil\x07x\n", "0;evil x (README.md)"),
        ("README.md", "license: " + "y" * 90_000, "y" * 60 + " (README.md)"),
        ("LICENSE", "MIT License\n\nCopyright", "MIT (LICENSE)"),
        ("LICENSE", "Attribution-NonCommercial-NoDerivatives 4.0 International", "CC-BY-NC-ND-4.0 (LICENSE)"),
        ("LICENSE", "Attribution-NonCommercial 3.0 Unported", "CC-BY-NC (LICENSE)"),
        ("LICENSE", "Attribution-NonCommercial-ShareAlike 4.0", "CC-BY-NC-SA-4.0 (LICENSE)"),
        ("LICENCE.txt", "CC0 1.0 Universal", "CC0-1.0 (LICENCE.txt)"),
        ("metadata.json", json.dumps({"license": "cc-by-4.0"}), "CC-BY-4.0 (metadata.json)"),
        ("metadata.json", json.dumps({"license": ["MIT"]}), ""),
        ("metadata.json", "[" * 100_000, ""),
        ("other", "license: MIT", ""),
    ],
)
def test_what_is_stated_is_told_and_nothing_else(tmp_path, name, text, told):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert stated_licence(tmp_path) == told


@pytest.mark.parametrize(
    ("licence", "forbidden"),
    [
        ("CC-BY-NC-4.0", True),
        ("MIT, CC-BY-NC-ND (README.md)", True),
        ("Non-commercial use only", True),
        ("for non commercial use", True),
        ("CC-BY-4.0", False),
        ("NCSA", False),
        ("", False),
    ],
)
def test_what_forbids_commercial_use(licence, forbidden):
    assert forbids_commerce(licence) is forbidden
