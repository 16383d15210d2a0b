"""Takes out of records what points at a person, or puts keyed pseudonyms in its place.

::

    privacy = Privacy(Mode.PSEUDONYMISE, owners_key(key_path()))
    protected, changes = privacy.protect(record)   # changes: Counter[Change], kinds and fields, never values
    audit = Audit.of([changes])                    # adds up; audit.rows() is the listing

``Privacy(Mode.KEEP)`` needs no key and gives each record back as it is. What is found, what is not, and which field
becomes what: docs/privacy.md.
"""

from scraper.privacy.audit import Audit, Change
from scraper.privacy.kinds import Finder, Kind, Mode, Span
from scraper.privacy.protecting import Privacy
from scraper.privacy.pseudonyms import fingerprint, key_path, owners_key

__all__ = [
    "Audit",
    "Change",
    "Finder",
    "Kind",
    "Mode",
    "Privacy",
    "Span",
    "fingerprint",
    "key_path",
    "owners_key",
]
