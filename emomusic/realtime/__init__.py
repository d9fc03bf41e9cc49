"""Who is here and what they tell one another, live, over Reflex's own websocket."""
