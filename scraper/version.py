"""The version of the program, told in the User-Agent and in every record."""

__version__ = "0.1.0"
