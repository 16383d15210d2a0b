"""Invented threads and how the pages of forum programs show them. None of them is a real page."""
