"""An article is withdrawn: settings say so, and pages with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from workflow.config import FILE_NAME
from workflow.errors import ConfigError, SourceError
from workflow.files import write_over
from workflow.pipeline.articles import article_files
from workflow.pipeline.pages import Published, page_state, publish
from workflow.pipeline.publication import Publication, check_slug, this_moment


def retract(publication: Publication, name: str, *, undo: bool = False) -> Published:
    """Write ``retracted`` into ``workflow.toml`` (or take it out), and publish.

    Its pages become ones that say so; front pages, feeds and its sisters name it no more. The article and its
    catalogues stay as they are.

    :raises SourceError: there is no such article and no page of one; it was not retracted.
    :raises ConfigError: somebody is changing the settings.
    """
    config = publication.config
    slug = _slug_of(publication, name)
    if undo and slug not in config.retracted:
        raise SourceError("was not retracted", where=slug)
    if undo or slug not in config.retracted:
        _set(config.root / FILE_NAME, slug, None if undo else this_moment().date())
    return publish(Publication.open(config.root, publication.wait), [slug])


def _slug_of(publication: Publication, name: str) -> str:
    """The article that is named by its slug or its file; it may be gone, if a page is there."""
    config = publication.config
    files = article_files(config, trouble=lambda _: None)
    known = {f"{config.seeds.name}/{path.name}": slug for slug, path in files.items()}
    slug = known.get(name, name)
    if slug in files or slug in config.retracted:
        return slug
    check_slug(slug)
    if any(page_state(page) for page in config.output.glob(f"*/{slug}/index.html")):
        return slug
    hint = f"Articles here: {', '.join(files) or 'none'}."
    raise SourceError("no such article, and no page of one", where=name, hint=hint)


def _set(path: Path, slug: str, day: date | None) -> None:
    """Change one line of the settings; all others, and comments, stay as they are."""
    import tomlkit  # noqa: PLC0415  (for this alone)

    before = path.read_bytes()
    text = before.decode("utf-8-sig")
    document = tomlkit.parse(text)
    articles = document.setdefault("articles", tomlkit.table(is_super_table=True))
    inline = isinstance(articles, tomlkit.items.InlineTable)  # which holds no others
    mine = articles.setdefault(slug, tomlkit.inline_table() if inline else tomlkit.table())
    if day is None:
        del mine["retracted"]
        if not mine:
            del articles[slug]
    else:
        mine["retracted"] = day
    content = tomlkit.dumps(document).encode("utf-8")
    if not write_over(path, content, before):
        raise ConfigError("was changed at the same time", where=str(path), hint="Run it again.")
