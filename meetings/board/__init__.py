"""What the meetings say together: figures, the board, the home page, the calendar."""
