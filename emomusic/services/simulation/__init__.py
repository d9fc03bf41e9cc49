"""Listeners who are not there: people with habits, whose events come in as everybody's do.

A demonstration and the tests of the analytics need months of listening by many people. Here they
are made from a seed: the same seed, people and library make the same events, ids included, so a
simulation that is run again adds nothing.
"""

from emomusic.services.simulation.accounts import PREFIX, remove_simulated
from emomusic.services.simulation.running import Plan, Report, simulate

__all__ = ["PREFIX", "Plan", "Report", "remove_simulated", "simulate"]
