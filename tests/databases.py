"""Says on which databases a test runs."""

from __future__ import annotations

import pytest

on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""`pytestmark = on_both` runs a module's tests on SQLite and on a real PostgreSQL."""
