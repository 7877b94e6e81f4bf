"""What was done, by group, region, structure and year: the pages one comes back to."""
