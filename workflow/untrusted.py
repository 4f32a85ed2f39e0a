"""XML and ZIP files of strangers, opened so that they cannot do harm.

No entity is expanded, nothing is fetched, and nothing grows beyond a limit. The attacks (billion laughs,
external entities, decompression bombs) are those that the documentation of the library ``defusedxml`` lists.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator

from lxml import etree

from workflow.errors import WorkflowError

LARGEST_XML = 64 * 1024 * 1024  # bytes
LARGEST_ARCHIVE = 256 * 1024 * 1024  # bytes, unpacked
_MOST_MEMBERS = 10_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins encrypted and old files of Office
# XML 1.0 (fifth edition, 2.2) has no character for most C0 controls, lone surrogates, U+FFFE and U+FFFF.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BACKSLASHED = re.compile(r"\\(?:\\|u\{([0-9A-Fa-f]{1,6})\})")
_PLACE = re.compile(r", line (\d+)(?:, column \d+)?$|\s*\((?:<string>|[^()]*), line \d+\)$")

Refuse = Callable[..., WorkflowError]


def parse_xml(
    content: bytes, where: str, error: type[WorkflowError] = WorkflowError, *, limit: int = LARGEST_XML
) -> etree._Element:
    """The root element of ``content``. Comments and processing instructions are left out.

    A document type may be named, as TMX files do; it is not read, and it may declare no entity.

    :raises WorkflowError: (of the class ``error``) not well-formed, too large, or it declares entities.
    """
    if len(content) > limit:
        raise error(f"larger than {limit >> 20} MB", where=where, hint="Divide the file.")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise _broken(fault, where, error) from fault
    except ValueError as fault:  # an encoding that nobody knows
        raise error(f"cannot be read as XML ({fault})", where=where) from fault
    _refuse_declarations(root, where, error)
    _refuse_entities(root, where, error)
    return root


def iter_xml(
    content: bytes,
    where: str,
    error: type[WorkflowError] = WorkflowError,
    *,
    root: str,
    tag: str,
    limit: int = LARGEST_XML,
) -> Iterator[etree._Element]:
    """Every element ``tag`` of a document whose root element is ``root``, in whatever namespace.

    As :func:`parse_xml`, but of a large file only the element that was given last is in memory: it is empty
    as soon as the next one is asked for. What lies before a mistake is given before the mistake is raised.

    :raises WorkflowError: (of the class ``error``) as there, and if the root is another element.
    """
    if len(content) > limit:
        raise error(f"larger than {limit >> 20} MB", where=where, hint="Divide the file.")
    try:
        walk = etree.iterparse(
            io.BytesIO(content),
            tag=[f"{{*}}{root}", f"{{*}}{tag}"],
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            dtd_validation=False,
            attribute_defaults=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        top: etree._Element | None = None
        typed = False  # without a document type an unknown entity is a mistake for the parser itself
        for _, element in walk:
            if top is None:
                top = element.getroottree().getroot()
                _refuse_declarations(top, where, error)
                typed = top.getroottree().docinfo.internalDTD is not None
                if etree.QName(top).localname != root:
                    break
            if element is not top:
                if typed:
                    _refuse_entities(element, where, error)
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as fault:
        raise _broken(fault, where, error) from fault
    except (ValueError, LookupError) as fault:
        raise error(f"cannot be read as XML ({fault})", where=where) from fault
    if top is None or etree.QName(top).localname != root:
        raise error(f"no <{root}> document", where=where, hint="Look at what kind of file it is.")


def _broken(fault: etree.XMLSyntaxError, where: str, error: type[WorkflowError]) -> WorkflowError:
    line = fault.lineno or 0
    return error(
        f"not well-formed XML: {_PLACE.sub('', fault.msg or 'syntax error')}",
        where=f"{where}:{line}" if line else where,
        hint="Export it again from the tool that wrote it.",
    )


def _refuse_declarations(root: etree._Element, where: str, error: type[WorkflowError]) -> None:
    document = root.getroottree().docinfo.internalDTD
    if document is not None and any(True for _ in document.iterentities()):
        raise error("declares XML entities, which are refused", where=where, hint="Save it without a DTD.")


def _refuse_entities(element: etree._Element, where: str, error: type[WorkflowError]) -> None:
    for node in element.iter(etree.Entity):
        raise error(
            f"uses the entity {node.text}, which is not declared", where=f"{where}:{node.sourceline or 0}"
        )


def open_zip(
    content: bytes, where: str, error: type[WorkflowError] = WorkflowError, *, limit: int = LARGEST_ARCHIVE
) -> zipfile.ZipFile:
    """A ZIP archive (DOCX, ODT, XLSX) in memory that is no bomb: the sizes are those that it declares.

    ``zipfile`` reads no more of a member than it declares, so that a false declaration gains nothing.

    :raises WorkflowError: (of the class ``error``) it is no ZIP archive, is encrypted, or grows too large.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as fault:
        raise error(f"not a ZIP archive ({fault})", where=where, hint="Save it again.") from fault
    if len(members) > _MOST_MEMBERS:
        raise error(f"holds more than {_MOST_MEMBERS:,} files", where=where, hint="It is refused.")
    if sum(each.file_size for each in members) > limit:
        raise error(f"would unpack to more than {limit >> 20} MB", where=where, hint="It is refused.")
    if any(each.flag_bits & 1 for each in members):
        raise error("is encrypted", where=where, hint="Save it without a password.")
    return archive


class Archive:
    """The XML parts of a ZIP file: DOCX, ODT, XLSX. Only those that are asked for are unpacked and parsed."""

    def __init__(self, content: bytes, where: str, error: type[WorkflowError], *, extension: str) -> None:
        """Open it. ``extension`` is for the advice how to save it.

        :raises WorkflowError: (of the class ``error``) no ZIP archive, encrypted, old, or too large.
        """
        if content.startswith(_OLE):
            raise error(
                "has a password, or is of the old format (.doc, .xls)",
                where=where,
                hint=f"Save it as {extension}, without a password.",
            )
        self.where = where
        self._error = error
        self._archive = open_zip(content, where, error)
        self._names = frozenset(self._archive.namelist())

    def part(self, name: str) -> etree._Element | None:
        """The root element of a part; None if there is none of that name.

        :raises WorkflowError: damaged, too large, or not safe XML.
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
            raise self._error(
                f"{name} in it is damaged ({fault})", where=self.where, hint="Save it again."
            ) from fault
        return parse_xml(content, f"{self.where}:{name}", self._error)


def local(element: etree._Element) -> str:
    """An element's name without its namespace: that differs between dialects of one format."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: etree._Element | None, name: str) -> str:
    """An attribute by its name without namespace; "" without it."""
    if element is None:
        return ""
    return next((found for key, found in element.attrib.items() if key.rpartition("}")[2] == name), "")


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The children of those names, in order."""
    for each in element if element is not None else ():
        if local(each) in names:
            yield each


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along a path of names, or None."""
    for name in path:
        element = next(children(element, name), None)
    return element


def backslashed(text: str) -> str:
    """``text`` for a field of ours in XML: ``\\u{B}`` for what XML cannot hold, and a backslash is two."""
    return NOT_XML.sub(lambda found: f"\\u{{{ord(found[0]):X}}}", text.replace("\\", "\\\\"))


def from_backslashed(text: str) -> str:
    """What :func:`backslashed` was given; what is no character stays as it is."""

    def char(found: re.Match[str]) -> str:
        code = int(found[1], 16) if found[1] else 0x5C
        return chr(code) if code <= 0x10FFFF else found[0]

    return _BACKSLASHED.sub(char, text) if "\\" in text else text
