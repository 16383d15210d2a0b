"""What every verb has in common: lazily loaded modules, ``--verbose``, and help that ends in examples."""

import difflib
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@dataclass
class Invocation:
    """How the program was called, for whoever reports its end."""

    path: str = "qaharvest"
    """The command as typed: ``qaharvest crawl``."""
    verbose: bool = False
    """Whether details are wanted, the traceback of an unforeseen error among them."""
    log_json: bool = False
    """Whether every line on standard error is to be a JSON object."""


class Verb(click.Command):
    """One verb. Its callback returns the exit code."""

    def __init__(self, *args: Any, examples: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"context_settings": CONTEXT, **kwargs})
        self.examples = tuple(examples)
        self.params.append(
            click.Option(
                ["-v", "--verbose"],
                is_flag=True,
                expose_value=False,
                callback=_remember_verbose,
                is_eager=True,
                help="Tell more; show the traceback of an unforeseen error.",
            )
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read options and arguments; a mistake among them knows which verb it was made in."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb and remember its name for error messages."""
        ctx.ensure_object(Invocation).path = ctx.command_path
        return super().invoke(ctx)

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        write_examples(self.examples, formatter)


class VerbGroup(click.Group):
    """Verbs whose modules are imported when they are called.

    :param verbs: name → (module, one line of help); the one place where a verb is listed.
    """

    def __init__(self, *args: Any, verbs: dict[str, tuple[str, str]], examples: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"context_settings": CONTEXT, "no_args_is_help": False, **kwargs})
        self.verbs = verbs
        self.examples = tuple(examples)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the table."""
        return list(self.verbs)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and return its command."""
        if cmd_name not in self.verbs:
            return None
        command = importlib.import_module(self.verbs[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or say which one was probably meant.

        :raises click.UsageError: if there is none of that name.
        """
        name = args[0]
        if name not in self.verbs and not name.startswith("-"):
            meant = difflib.get_close_matches(name, self.verbs, n=1)
            hint = f"did you mean {meant[0]}?" if meant else f"there are {', '.join(self.verbs)}."
            raise click.UsageError(f"no such command {name}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in self.verbs.items()])

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        write_examples(self.examples, formatter)


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """End a help text with lines that run as printed; they are never wrapped."""
    with formatter.section("Examples"):
        for example in examples:
            formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def verb(name: str, *, examples: Sequence[str]) -> Callable[[Callable[..., int]], Verb]:
    """Make a verb of a function that returns the exit code; its docstring is the help text."""

    def make(function: Callable[..., int]) -> Verb:
        return click.command(name, cls=Verb, examples=examples)(function)

    return make


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors and warnings.")


def _remember_verbose(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Invocation).verbose = True
