"""How one names items of frameworks: choices, forms, tables."""
