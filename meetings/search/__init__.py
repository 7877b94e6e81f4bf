"""Finding what was said and decided, in all that is published."""
