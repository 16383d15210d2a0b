"""Learning a site's profile from one page and a few values that are known to stand on it."""
