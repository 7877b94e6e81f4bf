"""Who is convened, by which letter and mail, and what they answer."""
