"""The screens on which structures, groups and territories are looked up and edited."""
