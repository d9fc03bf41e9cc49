"""The commands of `python -m emomusic …`, each a thin face of the services."""
