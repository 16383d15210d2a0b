"""A library reading the pages of an archive on one core, out of memory; all libraries read the same pages.

``lexbor`` and ``lxml`` parse and no more; ``selectolax`` (on lexbor) and ``parsel`` (on lxml) take all fields;
``trafilatura`` gives what it can with its defaults: title, author, date and main text as JSON. Printed are the pages
read and the seconds that took: the program's start, reading the archive and writing the output are left out.

    python reading.py LIBRARY OUT.jsonl ARCHIVE.warc.gz... [--sample PAGES]
"""

import argparse
import gc
import json
import os
import re
import time
from pathlib import Path

import parsel_fields
import selectolax_fields
from lxml.html import HTMLParser, document_fromstring
from parsel import Selector
from selectolax.lexbor import LexborHTMLParser
from trafilatura import extract
from warcio.archiveiterator import ArchiveIterator

QUESTION = re.compile(r"/q/\d+\.html$")
UTF8 = HTMLParser(encoding="utf-8")


def lexbor(body, url):  # noqa: ARG001 - all libraries are called alike
    LexborHTMLParser(body.decode())


def selectolax(body, url):
    page = LexborHTMLParser(body.decode())
    return selectolax_fields.question(page, url) if QUESTION.search(url) else None


def lxml(body, url):  # noqa: ARG001
    document_fromstring(body, parser=UTF8)


def parsel(body, url):
    page = Selector(body.decode())
    return parsel_fields.question(page, url) if QUESTION.search(url) else None


def trafilatura(body, url):
    found = extract(body.decode(), url=url, output_format="json", with_metadata=True)
    return json.loads(found) | {"url": url} if found and QUESTION.search(url) else None


LIBRARIES = {read.__name__: read for read in (lexbor, selectolax, lxml, parsel, trafilatura)}


def archived(paths):
    """Yield body and address of every page in the archives."""
    for path in paths:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response" and "text/html" in record.http_headers.get_header("Content-Type", ""):
                    yield record.content_stream().read(), record.rec_headers.get_header("WARC-Target-URI")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", choices=LIBRARIES)
    parser.add_argument("out", type=Path)
    parser.add_argument("archives", type=Path, nargs="+")
    parser.add_argument("--sample", type=int, help="read only so many pages, spread evenly")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    read = LIBRARIES[options.library]
    pages = list(archived(options.archives))
    if options.sample:
        pages = pages[:: max(1, len(pages) // options.sample)]
    read(*pages[0])  # what is made once
    gc.collect()
    began, cpu = time.perf_counter(), time.process_time()
    found = [read(body, url) for body, url in pages]
    told = {"pages": len(pages), "seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - cpu}
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in found if record is not None]
    options.out.write_text("".join(lines), encoding="utf-8")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
