"""What programs put on the clipboard, and the rows that it must give.

`<case>.html` and `<case>.txt` are the two texts of one copy; either may be missing. The cases named
libreoffice-… were written by LibreOffice, the others after the documented shape of their program.
`expected.json` says of each where it is pasted (`into`), the rows in the order of `fields` (a field
more is a fault), what the report says was left aside; of a discussion, the text it becomes.
"""
