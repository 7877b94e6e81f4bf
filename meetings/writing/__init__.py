"""Writing the minutes: the store, what is carried over, files, and the screens of the editor."""
