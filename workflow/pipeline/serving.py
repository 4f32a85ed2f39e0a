"""What a worker of a cluster has to offer: the engines of a publication, with its settings and models."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from workflow.config import Config, load_config
from workflow.model import Engine
from workflow.pipeline.publication import engine_of


class Offered(Struct, frozen=True):
    """See :class:`workflow.engines.serving.Offer`."""

    config: Config

    def engine(self, name: str) -> Engine:
        """See :meth:`workflow.engines.serving.Offer.engine`."""
        return engine_of(self.config, name, self.config.models_folder)


class Opened(Struct, frozen=True):
    """Makes the offer in the worker's process, which knows a publication by its folder only."""

    root: Path

    def __call__(self) -> Offered:
        """:raises ConfigError: ``workflow.toml`` is not in order any more."""
        return Offered(load_config(self.root))
