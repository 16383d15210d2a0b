"""Places given by URL: ``s3://bucket/key``, ``gs://bucket/key``, ``file:///folder/name``.

Everywhere else a path is a path. A URL is recognised at the border (``is_url``), and only then is anything here
loaded. ``Store`` (port.py) is all that is asked of an object store: sizes, listings, ranges of octets, uploads that
become visible at one instant, and small objects that are replaced only if they are still the ones that were read.
``FolderStore`` does it for ``file://`` with the file system alone, ``S3Store`` and ``GcsStore`` through fsspec.

**Reading.** Objects are read in blocks, one ahead (``Blocks``): a WARC is never whole in memory.

**Writing.** A file is made on the local disk, whole, as it would be without a URL; then its octets are sent (multipart)
and only when all of all files are there do they become visible, the manifest last. So a kill before that leaves
nothing to be seen.

**Runs.** Objects can neither be appended to nor cut, so a crawl works in a folder of the user's cache (``cache.py``),
with the durability of every run folder, and publishes (``publishing.py``): at the end of each start, and every few
minutes while it crawls. What is published is what one small object says, ``run.manifest.json`` (``manifest.py``)::

    files: name -> pieces, each an object of its own with length and SHA-256, which together are the file
    generation, writer: which publication this is, and which cache made it
    holder, machine, renewed_at: who works on the run now

A publication takes a snapshot of the frontier, sends of each growing file what is new since the last one as one more
piece (small pieces are joined as they age; a finished WARC and all files at the end of a start are one object each),
and then replaces the manifest. Every publication has names of its own, ``published/<generation>-<writer>/<file>``:
nothing that a manifest speaks of is ever overwritten, and what it no longer speaks of is removed behind it.

The manifest is the lock as well. It is only ever replaced if it is still the one that was read (``If-Match``, made by
``If-None-Match``), so of two machines one loses, whatever their clocks say, and the loser's publications are refused
from then on. A holder renews it each minute; one that has not for five is taken to be dead.

Started again, the same machine goes on in its cache, which is never behind what it published. Another machine, or one
whose run was taken over meanwhile, takes what is published into its own cache and goes on from there.
"""
