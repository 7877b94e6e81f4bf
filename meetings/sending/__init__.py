"""A publication is sent out: who gets what, and what became of it."""
