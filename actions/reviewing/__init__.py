"""One list of actions: filtered, grouped, changed several at once, taken away as a file."""
