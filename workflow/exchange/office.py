"""Packages of Office Open XML (ISO/IEC 29500-2): the same bytes each time, and opened without trust."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import TYPE_CHECKING

from workflow.errors import ExchangeError
from workflow.untrusted import Archive

if TYPE_CHECKING:
    from lxml.etree import _Element

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP archive can name
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


class Package(Archive):
    """The XML parts of a package of a stranger, and how they are related."""

    def __init__(self, content: bytes, where: str) -> None:
        """Open it.

        :raises ExchangeError: no ZIP archive, encrypted, of an old format, or it grows too large.
        """
        super().__init__(content, where, ExchangeError, extension=".docx or .xlsx")

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
