"""Taking a meeting away: its text for Word and as data, an extract, many of them at once."""
