"""Backups: copies of the base and of its files in another place, and the way back."""
