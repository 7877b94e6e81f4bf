"""At the door: who came in, with or without network, on paper or by phone."""
