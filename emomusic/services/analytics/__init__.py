"""What is listened to: rolled up from the players' events, and read from the roll-ups."""
