"""Plain text: paragraphs divided by blank lines, the first of which is the headline."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.model import Article, Block, Role
from workflow.readers.common import is_blank, nothing_here, one_line, same_words, tidy, with_roles


class TextReader:
    """Reads ``.txt``. Every character stands for itself."""

    name = "text"
    extensions: tuple[str, ...] = (".txt",)

    def read(self, text: str, *, slug: str, source: str, language: str) -> Article:
        """Parse ``text``.

        A second paragraph that repeats the headline is left out: content systems often export it twice.

        :raises SourceError: there is nothing in it.
        """
        paragraphs = list(_paragraphs(tidy(text)))
        if not paragraphs:
            raise nothing_here(source)
        (line, title), *rest = paragraphs
        if rest and same_words(rest[0][1], title):
            del rest[0]
        body = (Block(Role.PARAGRAPH, paragraph, line) for line, paragraph in rest)
        blocks = (Block(Role.HEADLINE, title, line), *with_roles(list(body)))
        return Article(slug, source, language, title, blocks)


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Each paragraph with the number of its first line."""
    lines: list[str] = []
    for number, line in enumerate((*text.split("\n"), ""), 1):
        if not is_blank(line):
            lines.append(line)
        elif lines:
            yield number - len(lines), one_line("\n".join(lines))
            lines = []
