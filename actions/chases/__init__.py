"""What is written to who is in charge: chases, reminders, and what they answer."""
