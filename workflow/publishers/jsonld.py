"""What search engines read of an article: JSON-LD after https://schema.org/NewsArticle."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from markupsafe import Markup as Html

from workflow.model import Article, Edition, Listing, Role
from workflow.publishers.corrections import newest, tongue
from workflow.publishers.inline import clean
from workflow.publishers.walk import corrections_of, joined

_MODIFIED = ("modified", "updated", "lastmod")  # what front matter calls it
# Inside a script element nothing is escaped, and "</script" or "<!--" end it or change how it is read. In
# JSON these characters can be written so that no HTML parser sees them.
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def news_article(
    edition: Edition,
    listing: Listing,
    addresses: Mapping[str, str],
    publication: str,
    base: str,
    picture: str = "",
) -> Html:
    """The content of ``<script type="application/ld+json">``; empty on drafts and without a base address.

    ``addresses`` has those of all approved versions by language, ``picture`` is absolute.
    """
    language, original, article = listing.language, listing.original, edition.article
    address = addresses.get(language, "")
    if listing.draft or not base or not address:
        return Html("")
    day = listing.date
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "headline": clean(listing.title),
        "description": clean(listing.description),
        "inLanguage": language,
        "image": [picture] if picture else [],
        "datePublished": day.isoformat() if day else "",
        "dateModified": modified(article, newest(edition)),
        "correction": _corrections(edition),
        "keywords": keywords(listing) if listing.is_original else [],
        "author": _people(authors_of(article)),
        "publisher": {"@type": "Organization", "name": publication, "url": base},
    }
    if listing.is_original:
        said["workTranslation"] = [
            _version(tag, there) for tag, there in addresses.items() if tag != language
        ]
    else:
        said["translationOfWork"] = _version(original, addresses[original]) if original in addresses else ""
        said["translator"] = _people(edition.credits.translators)
    if edition.converted_from in addresses:
        said["isBasedOn"] = _version(edition.converted_from, addresses[edition.converted_from])
    return in_script({key: value for key, value in said.items() if value})


def authors_of(article: Article) -> list[str]:
    """Who wrote it, as the article says. Readers of articles join several names with commas."""
    said = next((article.meta[key] for key in ("author", "byline", "by") if article.meta.get(key)), "")
    return _clean(said.removeprefix("By ").split(", "))


def readdressed(old: bytes, new: bytes) -> bytes:
    """What an older :func:`news_article` says, at the addresses of a newer one; empty if it is not JSON."""
    try:
        said, today = json.loads(old), json.loads(new)
        pictures = [today["url"] + each.removeprefix(said["url"]) for each in said.get("image", ())]
    except (ValueError, TypeError, KeyError, AttributeError):
        return b""
    keys = ["url", "mainEntityOfPage", "datePublished", "workTranslation", "translationOfWork"]
    keys += ["isBasedOn", "publisher"]
    if "correction" in said or "correction" in today:  # put into the page, or taken out of it
        keys += ["dateModified", "correction"]
    for key in keys:
        if key in today:
            said[key] = today[key]
        else:
            said.pop(key, None)
    # Where nothing has changed the order is as it was, and so are the bytes.
    return in_script(said | ({"image": pictures} if pictures else {})).encode("utf-8")


def retold(today: bytes, headline: str, description: str) -> bytes:
    """What :func:`news_article` says, with the headline and description of a page; empty for no headline."""
    try:
        said = json.loads(today)
    except ValueError:
        return b""
    if not headline or not isinstance(said, dict):
        return b""
    said |= {"headline": headline, "description": description}
    return in_script({key: value for key, value in said.items() if value}).encode("utf-8")


def in_script(value: object) -> Html:
    """JSON that may stand in a script element as it is. Its texts must be clean."""
    return Html(json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT))


def modified(article: Article, corrected: date | None = None) -> str:
    """When the article says that it was changed, as ISO 8601; empty where it does not, or nobody can read it.

    A time of day without its zone is left out, and so is a change before the day of publication. What was
    ``corrected`` later (None: as the article says) has changed then.
    """
    said, published = _said(article), article.date or date.min
    days = (block.date for block in article.blocks if block.role is Role.CORRECTION and block.date)
    corrected = corrected or max(days, default=None)
    found = datetime.fromisoformat(said).date() if said else date.min
    later = corrected if corrected and corrected > found and corrected >= published else None
    return later.isoformat() if later else said


def _said(article: Article) -> str:
    said = next((article.meta[key].strip() for key in _MODIFIED if article.meta.get(key, "").strip()), "")
    try:
        # Python reads more than people write: weeks, and dates without hyphens.
        found = datetime.fromisoformat(said) if re.match(r"\d{4}-\d\d-\d\d", said) else None
    except ValueError:
        return ""
    if found is None or found.date() < (article.date or date.min):
        return ""
    return found.isoformat() if found.tzinfo else found.date().isoformat()


def _corrections(edition: Edition) -> list[dict[str, str]]:
    """https://schema.org/CorrectionComment for each."""
    return [
        {
            "@type": "CorrectionComment",
            "text": clean(joined([block], edition)),
            **({"datePublished": block.block.date.isoformat()} if block.block.date else {}),
            **({"inLanguage": language} if (language := tongue(block, edition)) else {}),
        }
        for block in corrections_of(edition)
    ]


def keywords(listing: Listing) -> list[str]:
    """The tags of an article, clean; those of which nothing is left are left out."""
    return _clean(listing.tags)


def _people(names: Sequence[str]) -> list[dict[str, str]]:
    return [{"@type": "Person", "name": name} for name in _clean(names)]


def _clean(texts: Sequence[str]) -> list[str]:
    return [text for text in dict.fromkeys(" ".join(clean(each).split()) for each in texts) if text]


def _version(language: str, address: str) -> dict[str, str]:
    return {"@type": "NewsArticle", "url": address, "inLanguage": language}
