"""From an exception to one sentence that says what to do, and the exit code."""

import errno

import click

from scraper.errors import ScraperError

DONE, NOTHING, CHANGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; done but nothing came out; the user must change something; stopped by a signal."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def sentence_of(error: Exception) -> str:
    """Return what happened and what to do next, in one sentence."""
    if isinstance(error, ScraperError):
        return str(error) or type(error).__name__
    if isinstance(error, click.ClickException):
        return _usage_sentence(error)
    if isinstance(error, OSError):
        return os_sentence(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory; close other programs or read fewer files at once."
    what = str(error).partition("\n")[0]
    return (
        f"this is a bug in qaharvest ({type(error).__name__}{': ' if what else ''}{what}); "
        "run it again with --verbose for the traceback, and please report it."
    )


def os_sentence(error: OSError, name: str | None = None) -> str:
    """Return a sentence for what the operating system refused.

    :param name: the file as the user gave it; by default the one the error names.
    """
    name = name or _named(error)
    where = name or "a file"
    if error.errno in _FULL:
        return f"the disk is full{f' at {name}' if name else ''}; free some space and run the same command again."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"no permission for {where}; change its permissions or choose another."
    if error.errno == errno.ENOENT:
        return f"{where} does not exist; check the path."
    if error.errno == errno.EISDIR:
        return f"{where} is a folder; name a file."
    if error.errno == errno.ENOTDIR:
        return f"{where} lies under something that is not a folder; check the path."
    if error.errno == errno.EROFS:
        return f"{where} is on a file system that cannot be written; choose another place."
    if error.errno == errno.ENAMETOOLONG:
        return "the name of a file is too long; choose a shorter one."
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "too many files are open; raise the limit with ulimit -n."
    reason = (error.strerror or str(error) or type(error).__name__).rstrip(".").lower()
    return f"{where} cannot be used: {reason}."


def _named(error: OSError) -> str | None:
    name = error.filename
    if isinstance(name, bytes):
        return name.decode("utf-8", "backslashreplace")
    return str(name) if isinstance(name, str) and name else None


def _usage_sentence(error: click.ClickException) -> str:
    message = _reworded(error)
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    return f"{message} Try '{context.command_path} --help'."


def _reworded(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        meant = list(error.possibilities or ())
        return f"no such option {error.option_name}{f'; did you mean {meant[0]}?' if meant else '.'}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"{_name_of(error.param)} is missing."
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{_name_of(error.param)}: {_lowered(error.message)}"
    return _lowered(error.format_message())


def _name_of(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (parameter.metavar or parameter.name or "an argument").split(" ")[0].strip("[]…")


def _lowered(message: str) -> str:
    message = message.strip().replace("\n", " ")
    if message[:2].istitle() or message[1:2].islower():
        message = message[:1].lower() + message[1:]
    return message if message.endswith((".", "?", "!")) else message + "."
