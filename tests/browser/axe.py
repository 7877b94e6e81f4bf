"""How axe-core is asked."""

# It would fetch what our sources' sheets import, from an address that it makes wrongly.
NO_PRELOAD = {"preload": False}
