"""What those who run a crawl look at from outside."""
