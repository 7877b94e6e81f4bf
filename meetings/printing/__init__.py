"""What the text looks like: as an object to show, as PDF."""
