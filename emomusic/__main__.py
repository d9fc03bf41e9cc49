"""`python -m emomusic …`."""

from emomusic.cli import main

main()
