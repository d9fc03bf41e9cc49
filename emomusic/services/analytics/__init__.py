"""What was listened to, rolled up into hours and days."""
