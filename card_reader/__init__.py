"""PC/SC, the social-security card's dialogue, the scanner's decision. Knows nothing of our trade.

Start at `watch` (what happens at the readers), `read` (one reading), `reading` (its value), `scanner` (scan or typing).
"""
