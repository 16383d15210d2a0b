"""The archive: the pages of a run as WARC files. Everything after it reads pages and needs no network."""
