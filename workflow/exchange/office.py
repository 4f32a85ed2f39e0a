"""Packages of Office Open XML (ISO/IEC 29500-2): the same bytes each time, and opened without trust."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from workflow.errors import ExchangeError
from workflow.untrusted import open_zip, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP archive can name
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_MAIN = "officeDocument"


def reproducible(content: bytes) -> bytes:
    """A package with its members sorted, and no trace of when it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        # What the parts are stands first, as readers that stream the file want it.
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", part)
            new.writestr(info, part, compresslevel=9)
    return made.getvalue()


def looks_like(content: bytes, folder: str) -> bool:
    """Whether it is a ZIP archive with a member below ``folder``; names stand in it uncompressed."""
    return content.startswith(b"PK\x03\x04") and f"{folder}/".encode() in content


class Package:
    """The XML parts of a package of a stranger. Only parts that are asked for are parsed."""

    def __init__(self, content: bytes, where: str) -> None:
        """Open it.

        :raises ExchangeError: no ZIP archive, encrypted, of an old format, or it grows too large.
        """
        if content.startswith(_OLE):
            raise ExchangeError(
                "has a password, or is of the format before 2007",
                where=where,
                hint="Save it without a password, as .docx or .xlsx.",
            )
        self.where = where
        self._archive = open_zip(content, where, ExchangeError)
        self._names = frozenset(self._archive.namelist())

    def part(self, name: str) -> _Element | None:
        """The root element of a part; None if there is none of that name.

        :raises ExchangeError: damaged, or not safe XML.
        """
        if name not in self._names:
            return None
        try:
            content = self._archive.read(name)
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            EOFError,
            OSError,
        ) as fault:
            raise ExchangeError(
                f"{name} in it is damaged ({fault})", where=self.where, hint="Save it again."
            ) from fault
        return parse_xml(content, f"{self.where}:{name}", ExchangeError)

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """The relations of a part (of the package: ``""``) by id: what each is, and the part it leads to.

        What lies outside of the package is left out.
        """
        folder, _, base = name.rpartition("/")
        root = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for each in root if root is not None else ():
            if each.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))
                kind = each.get("Type", "").rpartition("/")[2]
                found[each.get("Id", "")] = (kind, target.removeprefix("/"))
        return found

    def main(self) -> tuple[str, _Element]:
        """Name and root element of the part that the package is about: the document, the workbook.

        :raises ExchangeError: there is none.
        """
        for kind, name in self.related("").values():
            if kind == _MAIN:
                root = self.part(name)
                if root is not None:
                    return name, root
        raise ExchangeError(
            "has no document in it", where=self.where, hint="Save it again as .docx or .xlsx."
        )


def local(element: _Element) -> str:
    """An element's name without its namespace: that differs between the strict and the usual dialect."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: _Element, name: str) -> str:
    """An attribute by its name without namespace; "" without it."""
    return next((found for key, found in element.attrib.items() if key.rpartition("}")[2] == name), "")


def children(element: _Element | None, *names: str) -> Iterator[_Element]:
    """The children of those names, in order."""
    for child in element if element is not None else ():
        if local(child) in names:
            yield child


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first descendant along a path of names, or None."""
    for name in path:
        element = next(children(element, name), None)
    return element
