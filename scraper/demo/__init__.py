"""The embedded site: authored threads, many renderings of them, and a server on loopback that serves them.

Nothing here is a real consultation but the words of the one real page (see ``content/NOTICE.md``).
"""
