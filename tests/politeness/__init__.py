"""Politeness over real HTTP: hosts that check every request they get, and a crawl that is killed again and again."""
