"""The text of a meeting as a Word file to fill in without network, and given back."""
