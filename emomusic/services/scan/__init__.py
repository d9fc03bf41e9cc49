"""Folders of music into the catalogue.

A pipeline of stages, each a module: `walk` looks at names, `compare` decides what has to be
opened, `read` opens it in threads, `write` stores it in batches. `pipeline` runs them.
"""

from emomusic.services.scan.pipeline import scan
from emomusic.services.scan.report import Refusal, ScanProgress, ScanReport, Stage, Subject

__all__ = ["Refusal", "ScanProgress", "ScanReport", "Stage", "Subject", "scan"]
