"""What leaves the circle of members: shared links, the public version; and who reads what."""
