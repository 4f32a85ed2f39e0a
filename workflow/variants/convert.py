"""What converters of all scripts have in common."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Protocol

from workflow.errors import PublishError
from workflow.model import Kind


class Converter(Protocol):
    """Writes the text of one language in another script. It knows neither markup nor names."""

    signature: str  # what decides how its texts look, besides the program: a library and its version

    def prose(self, text: str) -> str:
        """``text``, all of which is prose."""
        ...

    def name(self, text: str, kind: Kind) -> str:
        """``text``, all of which is the name of a person, a place, or something else."""
        ...

    def fitted(self, seen: str, rendering: str, wanted: str) -> str:
        """``wanted``, a name in the other script, with the suffixes and the capitals of ``seen``.

        ``seen`` is a form of ``rendering``, its name in the parent's.
        """
        ...


@cache
def converter(tag: str) -> Converter:
    """The converter that makes the variant ``tag``.

    :raises PublishError: none does; a library that it needs is not installed.
    """
    # Each needs what the others do not.
    match tag:
        case "zh-Hant":
            from workflow.variants.chinese import Traditional  # noqa: PLC0415

            return Traditional()
        case "uz-Cyrl":
            from workflow.variants.uzbek import Cyrillic  # noqa: PLC0415

            return Cyrillic()
        case _:
            raise PublishError("nothing makes this variant", where=repr(tag))


def converted(text: str, fixed: Iterable[tuple[int, int, str]], by: Converter) -> str:
    """``text`` in the other script, but for ``fixed``: what stands for ``text[start:end]`` as it is.

    They are in order; of two that overlap the first counts.
    """
    parts: list[str] = []
    done = 0
    for start, end, instead in fixed:
        if start < done:
            continue
        if done < start:
            parts.append(by.prose(text[done:start]))
        parts.append(instead)
        done = end
    if done < len(text):
        parts.append(by.prose(text[done:]))
    return "".join(parts)
