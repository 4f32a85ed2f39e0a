"""Addresses of links and pictures: which of them an article may have."""

from __future__ import annotations

import re
from urllib.parse import quote

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_LINKS = ("http", "https", "mailto")
_PICTURES = ("http", "https")
# Everything that would end the address in Markdown, or that no address may hold.
_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'*+,;=%]|%(?![0-9A-Fa-f]{2})|&(?=#?\w+;)")


def link_address(address: str) -> str:
    """A link's address, encoded to stand in Markdown; "" unless http, https, mailto or relative."""
    address = _allowed(address, _LINKS)
    return _UNSAFE.sub(lambda found: _encoded(found[0]), address)


def picture_address(address: str) -> str:
    """A picture's address as the source has it; "" unless http, https or relative."""
    return _allowed(address, _PICTURES)


def _allowed(address: str, schemes: tuple[str, ...]) -> str:
    # Browsers drop tabs and line breaks inside an address: "java\nscript:" would run.
    address = re.sub(r"[\x00-\x1f\x7f]", "", address).strip()
    scheme = _SCHEME.match(address)
    return "" if scheme and scheme[1].lower() not in schemes else address


def _encoded(char: str) -> str:
    return f"%{ord(char):02X}" if char.isascii() else quote(char, safe="", errors="replace")
