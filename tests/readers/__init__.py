"""Shows that popular tools read what is exported: each view in each format, value by value."""
