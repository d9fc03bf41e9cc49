"""What people write to one another: conversations, messages, cards, and who has read what.

Everything is kept in MongoDB. `writing` is the one way in for a message: what it gives back is
on disk. Nothing here knows of sockets; `emomusic.realtime.chat_calls` tells the others.
"""
