"""A whole crawl in virtual time against a simulated web: seeded, so that a seed that fails fails again."""
