"""What is listened to: events become roll-ups, and dashboards read roll-ups only."""
