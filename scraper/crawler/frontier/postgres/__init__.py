"""The frontier in PostgreSQL, shared by any number of processes. Needs psycopg, the extra ``postgres``."""

from importlib.util import find_spec

from scraper.errors import MissingExtra

if find_spec("psycopg") is None:  # said here, so that no module of the package can be loaded without
    raise MissingExtra("A frontier in PostgreSQL needs psycopg: pip install 'qaharvest[postgres]'.")
