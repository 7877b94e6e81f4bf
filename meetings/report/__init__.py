"""The secretariat’s report of a period: written, signed, sent."""
