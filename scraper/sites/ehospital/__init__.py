"""The e-Hospital (台灣e院): patients ask, doctors answer.

Pages come in three makes: two generations of the Chinese original, told by their elements, and the English rendition,
of which only the text is known.
"""

from scraper.parser.profile import SiteProfile
from scraper.sites.ehospital.chinese import LEGACY, W3
from scraper.sites.ehospital.english import ENGLISH
from scraper.sites.ehospital.paging import page_links
from scraper.sites.ehospital.urls import HOSTS, PATHS, QUESTIONS, canonical

PROFILE = SiteProfile(
    name="ehospital",
    description="e-Hospital: doctors answer patients (台灣e院 in both its makes; English rendition in HTML or text)",
    example="https://sp1.hso.mohw.gov.tw/doctor/All/ShowDetail.php?q_no=1",
    # The Chinese ones look for two classes only, so they may well come first.
    renditions=(LEGACY, W3, ENGLISH),
    hosts=HOSTS,
    paths=PATHS,
    questions=QUESTIONS,
    canonical=canonical,
    links=page_links,
)
