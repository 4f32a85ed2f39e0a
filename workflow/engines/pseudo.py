"""Text that looks translated and is not, to see whether pages hold it: longer, odd letters, in brackets.

The letters are those of the source with accents, so that it can still be read; for languages that are written
from right to left they are Arabic letters, so that the whole line runs that way. Missing brackets show where
a page cuts a text off, missing accents what never went through a catalogue. No model, no file, no chance: the
same text is always the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field

from workflow.engines.lines import one_line
from workflow.engines.models import Progress
from workflow.engines.options import read_options
from workflow.engines.packages import canonical
from workflow.engines.protected import apart
from workflow.model import Capabilities, Translation

if TYPE_CHECKING:
    from pathlib import Path

Style = Literal["accents", "arabic"]

LONGER = 35
"""Per cent of the letters that are added: translations from English are about that much longer."""

_RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"))
_RIGHT_TO_LEFT_SCRIPTS = frozenset(("Arab", "Hebr", "Thaa"))

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = str.maketrans(_PLAIN, "áƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÁƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ")
# Such as Persian and Urdu have both.
_ARABIC_LETTERS = "ابچدعفگحیجکلمنوپقرستغثضخژز"
_ARABIC = str.maketrans(_PLAIN + ",;?", _ARABIC_LETTERS * 2 + "،؛؟")
_VOWELS = frozenset("aeiouyAEIOUYаеёиоуыэюяАЕЁИОУЫЭЮЯ")


class _Options(Struct, frozen=True):
    style: dict[str, Style] = field(default_factory=dict)
    longer: Annotated[int, Meta(ge=0, le=300)] = LONGER


class PseudoEngine:
    """The engine of ``name = "pseudo"``. ``styles`` are by language; the default is by its direction."""

    name = "pseudo"
    capabilities = Capabilities(placeholders=True)

    def __init__(self, *, styles: Mapping[str, Style] | None = None, longer: int = LONGER) -> None:
        self._styles = {canonical(tag): style for tag, style in (styles or {}).items()}
        self._longer = longer

    @classmethod
    def configured(cls, options: Mapping[str, object], *, where: str, root: Path) -> PseudoEngine:  # noqa: ARG003
        """The engine as ``[engines.pseudo]`` wants it.

        :raises ConfigError: a key or a value that means nothing.
        """
        read = read_options(options, _Options, where)
        return cls(styles=read.style, longer=read.longer)

    @property
    def settings(self) -> str:
        """See :class:`workflow.model.ConfiguredEngine`."""
        styles = "".join(f" {tag}={style}" for tag, style in sorted(self._styles.items()))
        return f"longer={self._longer}{styles}"

    def signature(self, source: str, target: str) -> str:  # noqa: ARG002  (it serves every pair)
        """Always ``pseudo/1``: it serves every pair."""
        return f"{self.name}/1"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,  # noqa: ARG002
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        """Each sentence dressed up for ``target``; one without a letter or digit comes back as it is."""
        style = self._style(target)
        report = Progress(progress, 1)
        found = []
        for sentence in sentences:
            text = one_line(sentence)
            if any(char.isalnum() for char in text):
                text = f"[{self._dressed(text, style)}]"
            found.append(Translation(text))
            report(1)
        return found

    def _style(self, target: str) -> Style:
        tag = canonical(target)
        language, _, script = tag.partition("-")
        if tag in self._styles:
            return self._styles[tag]
        leftward = script in _RIGHT_TO_LEFT_SCRIPTS if script else language in _RIGHT_TO_LEFT
        return "arabic" if leftward else "accents"

    def _dressed(self, text: str, style: Style) -> str:
        letters = _ARABIC if style == "arabic" else _ACCENTED
        written = []
        owed = 0  # hundredths of a letter that the text has still to grow by
        last = ""
        for part, stays in apart(text):
            if stays:
                written.append(part)
                continue
            for char in part:
                other = self._letter(char, letters, style)
                written.append(other)
                if not char.isalpha():
                    continue
                owed += self._longer
                last = other
                # Vowels are drawn out; a word without any is not spared for long.
                while owed >= (100 if char in _VOWELS else 200):
                    written.append(other.lower())
                    owed -= 100
        if owed >= 100 and last and written[-1] == last:
            written.append(last.lower())
        return "".join(written)

    def _letter(self, char: str, letters: dict[int, int], style: Style) -> str:
        other = char.translate(letters)
        if style == "arabic" and other == char and char.isalpha() and not "\u0600" <= char <= "\u06ff":
            return _ARABIC_LETTERS[ord(char) % len(_ARABIC_LETTERS)]
        return other
