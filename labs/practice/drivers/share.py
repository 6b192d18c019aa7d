"""Shares of upstream's dummy driver, which its own tests use, under a name of ours."""

from __future__ import annotations

from manila.tests.share.drivers import dummy


class PracticeShareDriver(dummy.DummyDriver):
    """Accepts everything: shares, access rules, snapshots."""
