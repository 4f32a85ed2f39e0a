"""Fixtures of the memory's tests."""

from __future__ import annotations

import pytest
from support_memory import Files


@pytest.fixture
def files() -> Files:
    """No origins yet."""
    return Files()
