"""Spotify: cards of pasted links, and what a person's own account brings along.

`links`, `oembed`, `matching` and `cards` work without any setting. `connection`, `client`,
`playing` and `imports` need SPOTIFY_CLIENT_ID.
"""
