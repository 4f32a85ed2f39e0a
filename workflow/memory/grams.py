"""What two texts must share to be worth comparing: short runs of characters, hashed.

A run is four characters; of Chinese, Japanese and Korean writing, where a character says as much as a
syllable or a word, two. Texts of at most :data:`SHORT` characters have so few of them that one edit can leave
none in common, so these also have their pairs of characters, in a family of their own. Runs of letters as an
index for approximate search: Navarro and Baeza-Yates, "A Practical q-Gram Index for Text Retrieval Allowing
Errors" (CLEI Electronic Journal 1(2), 1998).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Grams = NDArray[np.uint32]

SHORT = 24  # characters
_LENGTH = 4
_LONGEST = 20_000  # characters of a text that are looked at; a page has some 3,000
_EDGE = "\x02"  # begins and ends each text, so that its edges are runs too, and the shortest text has one
_MULTIPLIERS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F], dtype=np.uint32)
_PAIR = np.uint32(0x165667B1)  # what tells the pairs of short texts from other runs
_WIDE = ((0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»〝〞＂", '"'),
        **dict.fromkeys("‘’‚‛ʻʼ＇`´", "'"),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", None),  # soft hyphen, and spaces of no width
    }
)


def normalise(text: str) -> str:
    """``text`` as it is compared: NFC, without case, one kind of quote, one plain space for any white space.

    Texts that are equal so are 100 % alike, and still not the same text.
    """
    if text.isascii():
        folded = text.lower()  # what the rest would do, and much quicker
        return " ".join((folded.replace("`", "'") if "`" in folded else folded).split())
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_ALIKE).casefold())
    return " ".join(text.split())


def _runs(texts: Sequence[str]) -> tuple[Grams, NDArray[np.uint32]]:
    """Every run of ``texts`` (each normalised) with the number of its text; repeated ones too."""
    marked = [f"{_EDGE}{text[:_LONGEST]}{_EDGE}" for text in texts]
    lengths = np.fromiter((len(each) for each in marked), dtype=np.int64, count=len(marked))
    chars = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if not chars.size:
        return np.empty(0, np.uint32), np.empty(0, np.uint32)
    owner = np.repeat(np.arange(len(marked), dtype=np.uint32), lengths)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(chars.size)  # characters from here to the end
    wide = np.zeros(chars.size, dtype=bool)
    if int(chars.max()) >= _WIDE[0][0]:
        for first, last in _WIDE:
            wide |= (chars >= first) & (chars <= last)
    found, owners = [], []

    def take(size: int, where: NDArray[np.bool_], salt: np.uint32) -> None:
        (begins,) = np.nonzero(where)
        hashes = np.full(begins.size, salt, dtype=np.uint32)
        for offset in range(size):
            hashes ^= chars[begins + offset] * _MULTIPLIERS[offset]
            hashes *= np.uint32(0x85EBCA6B)
            hashes ^= hashes >> np.uint32(13)
        found.append(hashes)
        owners.append(owner[begins])

    some_wide = wide.copy()
    for offset in range(1, _LENGTH):
        some_wide[:-offset] |= wide[offset:]
    take(_LENGTH, (left >= _LENGTH) & ~some_wide, np.uint32(0))
    both_wide = wide.copy()
    both_wide[:-1] &= wide[1:]
    both_wide[-1] = False
    take(2, both_wide & (left >= 2), np.uint32(1))
    short = np.repeat(lengths <= SHORT + 2, lengths)
    take(2, short & (left >= 2), _PAIR)
    return np.concatenate(found), np.concatenate(owners)


def grams(text: str) -> Grams:
    """The runs of one normalised text, hashed, each once, sorted."""
    return np.unique(_runs([text])[0])


def postings(texts: Sequence[str]) -> tuple[Grams, NDArray[np.uint32], NDArray[np.int64]]:
    """Which of ``texts`` have which runs: all runs, sorted; the numbers of the texts; where each run's begin.

    The texts that have ``runs[i]`` are ``numbers[begins[i]:begins[i + 1]]``, sorted, each once.
    """
    hashes, owners = _runs(texts)
    both = (hashes.astype(np.uint64) << np.uint64(32)) | owners
    both.sort()
    if both.size:
        both = both[np.concatenate(([True], both[1:] != both[:-1]))]
    hashes, numbers = (both >> np.uint64(32)).astype(np.uint32), both.astype(np.uint32)
    (firsts,) = np.nonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if hashes.size else (hashes,)
    begins = np.concatenate((firsts, [hashes.size])).astype(np.int64)
    return hashes[firsts.astype(np.int64)], numbers, begins
