"""Playlists in files: M3U8, XSPF and JSPF, read and written."""
