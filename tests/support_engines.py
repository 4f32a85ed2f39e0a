"""What every engine must do, ours or a stranger's."""

from __future__ import annotations

from workflow.model import Engine, Translation

SENTENCES = (
    "The summit was held in Kazan.",
    "The Mayor of Chongqing met 12 ambassadors; they spoke of “trade”.",
    "The summit was held in Kazan.",
    "24 February 2018",
    "—",
    "%(count)s delegates, 50 % of them from {place} <b>",
    "",
)


def conforms(engine: Engine, source: str, target: str) -> None:
    """Fail if an engine breaks the protocol for a pair that it serves."""
    signature = engine.signature(source, target)
    assert signature.startswith(f"{engine.name}/")
    assert not set(signature) & set(" \t\n#|,;")
    assert engine.signature(source, target) == signature
    steps: list[int] = []
    found = engine.translate(SENTENCES, source, target, progress=steps.append)
    assert len(found) == len(SENTENCES)
    assert all(isinstance(each, Translation) for each in found)
    assert all("\n" not in each.text and each.text == each.text.strip() for each in found)
    assert found[0].text == found[2].text  # the same text, the same translation
    assert found[4].text in ("—", "") and found[6].text == ""
    assert all(step > 0 for step in steps) and sum(steps) == len(SENTENCES)
    assert [each.text for each in engine.translate(SENTENCES[:2], source, target)] == [
        each.text for each in found[:2]
    ]
    assert engine.translate((), source, target) == []
