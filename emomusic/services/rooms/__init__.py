"""Rooms: people who listen to the same second of the same song, with one queue for all.

`room` is the value; `members`, `playing` and `line` say what may happen to it and what comes of
it, from an injected time. `keeping` keeps rooms in the database, one version after the other;
`radio` fills a room's queue where its host wants that; `doors` says who may enter, `views` shows
a room, and `taste` says where its people are on the plane of emotion.
"""
