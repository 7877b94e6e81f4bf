"""The life of the minutes: the verbs, publication and what follows from it, and their screens."""
