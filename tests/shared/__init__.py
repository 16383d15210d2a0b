"""Crawls that several processes share, on one real PostgreSQL server."""
