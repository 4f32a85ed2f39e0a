"""``workflow models``: the model packages of the Argos engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli.show import Shell, table
from workflow.errors import ConfigError, EngineError, ModelError

if TYPE_CHECKING:
    from workflow.config import Config
    from workflow.engines.index import Offer
    from workflow.engines.packages import Installed

models = typer.Typer(
    no_args_is_help=False,
    rich_markup_mode=None,
    help="List, install, remove and verify model packages.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make the commands part of ``app``; they print through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.add_typer(models, name="models")


def _config() -> Config:
    """The publication's configuration; outside of one, what holds without it."""
    from workflow.config import Config, load_config  # noqa: PLC0415
    from workflow.languages import known_tags  # noqa: PLC0415

    try:
        return load_config(_shell.find_root())
    except ConfigError:
        if _shell.root is not None or _shell.has_publication():
            raise
        return Config(root=Path(), languages=tuple(tag for tag in known_tags() if tag != "en"))


def _folder(config: Config) -> Path:
    from workflow.engines.packages import models_folder  # noqa: PLC0415

    return models_folder(config.models_folder)


@models.command("list")
def list_models(
    only_installed: Annotated[bool, typer.Option("--installed", help="Do not ask the index.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what is installed and what the index offers for the publication's languages."""
    from workflow.engines import index, packages  # noqa: PLC0415

    config = _config()
    folder = _folder(config)
    have = packages.installed(folder)
    offers: list[Offer] = []
    trouble: ModelError | None = None
    if not only_installed:
        try:
            offers = index.fetch_index(mirror=config.mirror, stale=_stale)
        except ModelError as error:
            trouble = error  # what is installed can be shown all the same
    rows = _rows(config, have, offers, asked=trouble is None and not only_installed)
    if as_json:
        keys = ("language", "package", "installed", "offered", "licence", "state")
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], ensure_ascii=False, indent=2))
    else:
        print(table(("lang", "package", "installed", "offered", "licence", ""), rows))
        _shell.say(f"Packages are in {folder}.")
    for problem in packages.broken(folder):
        _shell.warn(f"{problem.path}: {problem.problem}")
    if trouble is not None:
        raise trouble


def _stale(seconds: float) -> None:
    _shell.warn(f"the index cannot be reached; this is a copy of {seconds / 86400:.0f} days ago")


def _rows(
    config: Config, have: list[Installed], offers: list[Offer], *, asked: bool
) -> list[tuple[str, ...]]:
    """One row a package that leads to a language of the publication, or that is installed anyway."""
    from workflow.engines.licences import stated_licence  # noqa: PLC0415
    from workflow.engines.packages import package_name, version_key, without_models  # noqa: PLC0415

    rows = []
    versions: dict[str, str] = {}
    licences: dict[str, str] = {}  # without the name of the file
    for package in reversed(have):
        versions[package.name] = package.version
        licences[package.name] = stated_licence(package.path).partition(" (")[0] or "none stated"
    offered: dict[str, str] = {}
    for offer in sorted(offers, key=lambda each: version_key(each.version)):
        offered[offer.name] = offer.version
    shown = set()
    for language in config.languages:
        legs = [(config.source, language)]
        if config.source != "en" and language != "en" and package_name(*legs[0]) not in {*versions, *offered}:
            legs = [(config.source, "en"), ("en", language)]
        for leg in legs:
            name = package_name(*leg)
            if name in shown:
                continue
            shown.add(name)
            none = "no package exists" if without_models(*leg) else ""
            if not none and name not in versions:
                none = f"workflow models install {name}" if name in offered or not asked else "not offered"
            if name in versions:
                newer = offered.get(name, "") and version_key(offered[name]) > version_key(versions[name])
                none = "newer offered" if newer else "ready"
            rows.append(
                (language, name, *(each.get(name, "-") for each in (versions, offered, licences)), none)
            )
    for package in have:
        if package.name not in shown:
            rows.append(
                (
                    *(package.target, package.name, package.version, offered.get(package.name, "-")),
                    *(licences[package.name], "ready"),
                )
            )
    return rows


@models.command()
def install(
    wanted: Annotated[
        list[str], typer.Argument(metavar="NAME|FILE", help="A package (en_ru), or an .argosmodel file.")
    ],
    mirror: Annotated[
        str, typer.Option("--mirror", metavar="ADDRESS", help="Take index and packages from here.")
    ] = "",
    sha256: Annotated[
        str, typer.Option("--sha256", metavar="HEX", help="What the archive's SHA-256 must be.")
    ] = "",
) -> None:
    """Install packages from the index, a mirror or a file.

    A download that was cut off goes on where it stopped. What is unpacked has been checked before.
    """
    from workflow.engines import archive, index  # noqa: PLC0415

    config = _config()
    folder = _folder(config)
    if sha256 and len(wanted) > 1:
        raise ModelError("--sha256 is for one package", hint="Install them one by one.")
    offers: list[Offer] | None = None
    for name in wanted:
        path = Path(name)
        if path.suffix in (".argosmodel", ".zip") or path.exists():
            done = archive.install_archive(path, folder, sha256=sha256)
        else:
            if offers is None:
                offers = index.fetch_index(mirror=mirror or config.mirror, stale=_stale)
            offer = index.pick(offers, name)
            fetched = index.fetch_offer(offer, progress=_shell.download(f"{offer.name} {offer.version}"))
            _shell.clear()
            try:
                done = archive.install_archive(
                    fetched, folder, (offer.source, offer.target), sha256 or offer.sha256
                )
            finally:
                fetched.unlink(missing_ok=True)
        _shell.say(f"{done.path}: {done.name} {done.version}, {done.size / 1e6:.1f} MB, sha256 {done.sha256}")
        _say_licence(done)
        _calibrate(config, folder, done)


def _say_licence(package: Installed) -> None:
    """Tell the licence before anything is translated: it may limit what may be done with the text."""
    from workflow.engines.licences import forbids_commerce, stated_licence  # noqa: PLC0415

    licence = stated_licence(package.path)
    _shell.say(f"  licence: {licence or 'the package states none; ask its makers'}")
    if forbids_commerce(licence):
        _shell.warn(f"{package.name}: its files name {licence}, which forbids commercial use")


def _calibrate(config: Config, folder: Path, package: Installed) -> None:
    """Try out what the model knows of the names that will stand in for terms; it works without that too."""
    from workflow import pipeline  # noqa: PLC0415

    engine = pipeline.engine_of(config, "argos", folder)
    try:
        found = pipeline.calibrate(engine, package.source, package.target)
    except EngineError as error:
        _shell.warn(f"{error} It was not calibrated.")
        return
    if not found.scores and found.usable:
        _shell.say(f"  terms: {len(found.usable)} names can stand in for them; none was tried out")
        return
    if not found.scores:
        _shell.say(
            f"  terms: no names to stand in for them are known for {package.source} -> {package.target}"
        )
        return
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(found.kinds().items()))
    _shell.say(
        f"  terms: {len(found.usable)} of {len(found.scores)} names can stand in for them: {kinds or 'none'}"
    )


@models.command()
def remove(
    wanted: Annotated[list[str], typer.Argument(metavar="NAME", help="An installed package (en_ru).")],
) -> None:
    """Remove installed packages."""
    from workflow.engines import packages  # noqa: PLC0415

    folder = _folder(_config())
    for name in wanted:
        for path in packages.remove(folder, name):
            _shell.say(f"{path}: removed")


@models.command()
def verify() -> None:
    """Compare every package with what was installed.

    Exit code 1 if one is damaged.
    """
    from workflow.engines import packages  # noqa: PLC0415

    folder = _folder(_config())
    problems = packages.verify(folder)
    for problem in problems:
        kind = "error" if problem.serious else "note"
        _shell.say(f"{problem.path}: {kind}: {problem.problem}")
    bad = {problem.path for problem in problems if problem.serious}
    count = len(packages.installed(folder))
    _shell.say(f"{count} installed in {folder}, {len(bad)} damaged")
    if bad:
        raise typer.Exit(1)
