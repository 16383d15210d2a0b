"""What those who run a crawl look at from outside: metrics, health, a page that shows it live."""
