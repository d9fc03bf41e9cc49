"""The labelled music that the network learns from: the shared folder and published datasets."""

from emomusic.emotion.training.datasets.clips import GEMS, RENDERED, Clip, Dataset, Ratings
from emomusic.emotion.training.datasets.shared import read_shared
from emomusic.emotion.training.datasets.sources import READERS, Sources, beside

__all__ = [
    "GEMS",
    "READERS",
    "RENDERED",
    "Clip",
    "Dataset",
    "Ratings",
    "Sources",
    "beside",
    "read_shared",
]
