import json
import subprocess
import sys

import click
import pytest
from calls import Cli, assert_one_sentence, environment

from scraper.cli.main import VERBS, qaharvest
from scraper.cli.verb import Verb, VerbGroup

HEAVY = ("rich", "httpx2", "pydantic", "selectolax", "asyncio", "warcio", "sqlite3")


def all_commands() -> list[tuple[str, click.Command]]:
    found = []
    waiting: list[tuple[str, click.Command]] = [("", qaharvest)]
    while waiting:
        path, command = waiting.pop()
        found.append((path, command))
        if isinstance(command, VerbGroup):
            for name in command.list_commands(click.Context(command)):
                verb = command.get_command(click.Context(command), name)
                assert verb is not None
                waiting.append((f"{path} {name}".strip(), verb))
    return found


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom scraper.cli.main import run\nassert run(['--help']) == 0\n"
        f"sys.stderr.write(' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(), check=True, timeout=60
    )
    assert done.stderr == ""
    assert "Commands:" in done.stdout


def test_no_argument_shows_the_help(cli: Cli) -> None:
    result = cli()
    assert result.code == 0
    assert result.out == cli("--help").out


def test_help_lists_every_verb_with_a_line_of_its_own(cli: Cli) -> None:
    text = cli("--help").text
    for name, (_, short) in VERBS.items():
        assert f"  {name} " in text
        assert short.split()[0] in text


@pytest.mark.parametrize(("path", "command"), all_commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_help_ends_in_examples_of_that_verb(cli: Cli, path: str, command: click.Command) -> None:
    text = cli(*path.split(), "--help").text
    examples = text.split("Examples:\n")[1].splitlines()
    assert examples
    assert any(f"qaharvest {path}".strip() in line for line in examples)
    assert isinstance(command, Verb | VerbGroup)
    assert [line.strip() for line in examples] == list(command.examples)


@pytest.mark.parametrize(("path", "command"), all_commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_option_has_a_help_text(path: str, command: click.Command) -> None:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.opts}"


def test_version(cli: Cli) -> None:
    assert cli("--version").text.startswith("qaharvest ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["crawll"], "did you mean crawl?"),
        (["harvest"], "there are demo, crawl, work, frontier, plan, extract"),
        (["sites", "lst"], "did you mean list?"),
        (["sites"], "missing command"),
        (["--foo"], "no such option --foo"),
        (["schema", "--jsn"], "no such option --jsn"),
        (["validate", "--jsn", "x"], "did you mean --json?"),
        (["validate"], "FILE|- is missing"),
        (["validate", "a", "b"], "unexpected extra argument"),
        (["extract", "-o"], "-o"),
        (["crawl", "x", "http://a.example/", "--delay", "soon"], "--delay: a number of seconds is expected, not soon."),
        (["crawl", "x", "http://a.example/", "--max-pages", "1.5"], "a whole number or none is expected, not 1.5."),
        (["crawl", "x", "http://a.example/", "--retries", "9" * 5000], "a whole number is expected"),
    ],
)
def test_mistakes_at_the_keyboard_are_one_sentence(cli: Cli, arguments: list[str], told: str) -> None:
    result = cli(*arguments)
    assert_one_sentence(result, 2)
    assert told in result.err
    assert "--help'" in result.err
    assert result.out == b""


def test_control_characters_of_arguments_do_not_reach_the_terminal(cli: Cli) -> None:
    result = cli("extract", "\x1b[31mred\x07")
    assert result.code == 2
    assert "\x1b" not in result.err
    assert "\\x1b[31mred\\x07" in result.err


def test_an_unforeseen_error_is_called_a_bug_and_shows_its_traceback_only_when_asked(process: Cli) -> None:
    program = (
        "import sys\nfrom scraper.cli import main\nimport click\n"
        "from scraper.cli.verb import verb\n"
        "@verb('boom', examples=[])\n"
        "def command():\n    raise ZeroDivisionError('one\\ntwo')\n"
        "sys.modules['boom'] = type(sys)('boom')\nsys.modules['boom'].command = command\n"
        "main.VERBS['boom'] = ('boom', 'Boom.')\n"
        "sys.exit(main.run(sys.argv[1:]))"
    )

    def boom(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, "boom", *more],
            capture_output=True,
            text=True,
            env=environment(),
            timeout=60,
            check=False,
        )

    plain = boom()
    assert plain.returncode == 2
    assert plain.stderr.splitlines() == [
        "qaharvest boom: this is a bug in qaharvest (ZeroDivisionError: one); "
        "run it again with --verbose for the traceback, and please report it."
    ]
    told = boom("--verbose")
    assert told.returncode == 2
    assert "Traceback" in told.stderr


def test_schema_is_printed_whole(cli: Cli) -> None:
    result = cli("schema")
    assert result.code == 0
    assert json.loads(result.out)["$id"].endswith("1.0")
    assert result.out.endswith(b"}\n")


def test_sites_list_as_text_and_json(cli: Cli) -> None:
    text = cli("sites", "list").text
    profiles = json.loads(cli("sites", "list", "--json").out)
    assert {"ehospital", "universal"} <= {profile["name"] for profile in profiles}
    for profile in profiles:
        assert profile["name"] in text
        assert profile["example"] in text
