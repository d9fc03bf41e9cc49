"""EmoMusic: a self-hosted music player that hears emotion."""

__version__ = "0.1.0"
