"""What people feel at a second of a song, and what becomes of it."""
