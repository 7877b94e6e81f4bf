"""Minutes brought in from a file or a pasted text: a draft with marks, beside its original."""
