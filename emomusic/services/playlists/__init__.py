"""Playlists: made by hand or by rules, shared, edited by several at once, and carried in files."""
