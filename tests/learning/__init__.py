"""Learning profiles: sites to learn from, and how much of their other pages a learned profile reads."""
