"""What a mail looks like when it leaves, and who wants no more of them."""
