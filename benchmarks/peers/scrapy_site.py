"""Scrapy reading the benchmark's site: a CrawlSpider that knows the site's mark-up and takes the same fields.

It is written to be fast: links are looked for on lists only, cookies are off.

    python scrapy_site.py http://127.0.0.1:8080/ OUT.jsonl [--jobdir FOLDER]
"""

import argparse

from parsel_fields import question
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule


class QuestionSpider(CrawlSpider):
    name = "questions"
    rules = (
        Rule(LinkExtractor(allow=r"/q/\d+\.html$", restrict_css="table"), callback="parse_question"),
        Rule(LinkExtractor(allow=(r"/list/", r"/faq/"), restrict_css="main")),
    )

    def parse_question(self, response):
        yield question(response, response.url)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("out")
    parser.add_argument("--jobdir")
    options = parser.parse_args()
    settings = {
        "ROBOTSTXT_OBEY": True,
        "USER_AGENT": "benchmark (+https://site.invalid/)",
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "DOWNLOAD_DELAY": 0,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": "INFO",
        "FEEDS": {options.out: {"format": "jsonlines", "encoding": "utf-8", "overwrite": True}},
    }
    if options.jobdir:
        settings["JOBDIR"] = options.jobdir
    process = CrawlerProcess(settings)
    process.crawl(QuestionSpider, start_urls=[options.url])
    process.start()


if __name__ == "__main__":
    main()
