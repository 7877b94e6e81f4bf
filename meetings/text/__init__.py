"""What is written: the flat map, its fields, lists, sections. Pure: no Django, no database."""
