"""Options that many commands have, and what ``--lang`` chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.errors import ConfigError

if TYPE_CHECKING:
    from workflow.config import Config

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Langs = Annotated[
    list[str] | None,
    typer.Option("--lang", "-l", metavar="TAG", help="A language (ru), or several (ru,zh). None: all."),
]


def chosen_languages(
    config: Config, wanted: Sequence[str] | None, *, variants: bool = False
) -> tuple[str, ...]:
    """The languages of ``--lang``, or all of the publication.

    With ``variants``, one that is made of another's pages stands for that other.

    :raises ConfigError: one is unknown, or not a language of this publication.
    """
    from workflow.config import FILE_NAME, check_language  # noqa: PLC0415
    from workflow.languages import profile  # noqa: PLC0415

    if not wanted:
        if not config.languages:
            raise ConfigError(
                "no languages", where=f"{FILE_NAME} [publication] languages", hint='Write: ["ru", "zh"]'
            )
        return config.languages
    tags = dict.fromkeys(tag.strip() for each in wanted for tag in each.split(",") if tag.strip())
    if not tags:  # a variable that is not set, in a script: all languages are not meant, nor none
        raise ConfigError("no language given", where="--lang", hint="Give a tag such as ru, or leave it out.")
    if variants:
        for tag in tags:
            if tag in config.variants and profile(tag).parent == config.source:
                raise ConfigError(
                    f"{tag!r} is made of the articles themselves, along with whatever is published",
                    where="--lang",
                    hint="Leave it out.",
                )
        tags = dict.fromkeys(profile(tag).parent if tag in config.variants else tag for tag in tags)
    for tag in tags:
        check_language(tag, "--lang")
        if tag in config.variants:
            raise ConfigError(
                f"{tag!r} is made of {profile(tag).parent!r} when that is published, and of nothing else",
                where="--lang",
                hint=f"Say --lang {profile(tag).parent}.",
            )
        if tag not in config.languages:
            raise ConfigError(
                f"{tag!r} is not a language of this publication",
                where="--lang",
                hint=f"Its languages are {', '.join(config.languages) or 'none yet'}; "
                f"add it in {FILE_NAME} under [publication] languages.",
            )
    return tuple(tags)
