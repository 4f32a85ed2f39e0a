"""The glossary as OmegaT's own: a line for each source name, with tabs between name, rendering and comment.

OmegaT reads TBX too, but passes over the status of a term, so that a forbidden one is offered like any other.
Here it stands in the comment.
"""

from __future__ import annotations

from collections.abc import Iterable

from workflow.errors import GlossaryError
from workflow.model import Concept


def write_omegat(concepts: Iterable[Concept], source_language: str, language: str) -> bytes:
    """A file ``*.utf8`` for the folder ``glossary/`` of an OmegaT project.

    A full name is answered by the preferred rendering, a short form by a short one.

    :raises GlossaryError: no concept has a rendering in ``language``.
    """
    rows = []
    for concept in concepts:
        source, target = concept.in_language(source_language), concept.in_language(language)
        if not target.all:
            continue
        comment = [concept.kind.value]
        rest = [text for text in target.all if text != target.preferred]
        comment += [f"also: {', '.join(rest)}"] if rest else []
        comment += [f"never: {', '.join(target.forbidden)}"] if target.forbidden else []
        comment += [target.usage] if target.usage else []
        for name in source.all:
            short = target.short[:1] if name in source.short else ()
            rows.append((name, *(short or (target.preferred,)), "; ".join(comment)))
    if not rows:
        raise GlossaryError(f"no concept has a rendering in {language}", where=f"--lang {language}")
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows).encode()
