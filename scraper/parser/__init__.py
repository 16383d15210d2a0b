"""Reading a page: pure functions from ``Page`` to ``Extraction``; no network, clock or disk."""
