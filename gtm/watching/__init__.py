"""Whether the installation is well: what is looked at, who is told, and what the log says."""
