"""The crawl: the only part that touches the network."""
