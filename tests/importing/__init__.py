"""Minutes rebuilt as the files that people keep: several layouts, and what each must be read as."""
