"""Random interleavings of the verbs of a group's life, and what must hold whatever their order."""
