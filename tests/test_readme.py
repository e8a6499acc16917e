"""The README is true: every command, option and setting is in it, and its examples exist."""

import re
import tomllib
from dataclasses import fields

import click
import pytest

from newsreader.cli import COMMANDS, newsreader
from newsreader.errors import NewsreaderError
from newsreader.settings import CHOICES, Settings
from tests.tools import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def command(name: str) -> click.Command:
    found = newsreader.get_command(click.Context(newsreader), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name):
    assert f"newsreader {name}" in README


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_every_setting_is_documented_with_a_value_that_works(field):
    block = README.split("An example with all of them:")[1].split("`NEWSREADER_CONFIG_DIR`")[0]
    example = tomllib.loads(block)
    assert field in example
    if field in CHOICES:
        assert example[field] in CHOICES[field]


def test_every_example_uses_commands_and_options_that_exist():
    lines = re.findall(r"^    (?:.*\| )?(?:scripts/)?newsreader (\w+)([^#|\n]*)", README, re.M)
    assert len(lines) > 10
    for name, rest in lines:
        known = {option for p in command(name).params for option in (*p.opts, *p.secondary_opts)}
        if isinstance(command(name), click.Group):
            continue
        for option in re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", rest):
            assert option in known, f"newsreader {name} has no {option}"


def test_exit_codes_are_documented():
    for branch in NewsreaderError.__subclasses__():
        assert f"| {branch.exit_code} | " in README


def test_files_named_in_the_readme_exist():
    for path in re.findall(r"(?:tests|scripts)/[\w./-]+", README):
        assert (ROOT / path).exists(), path


def test_help_has_a_sentence_for_every_option():
    for name in COMMANDS:
        group = command(name)
        commands = group.commands.values() if isinstance(group, click.Group) else [group]
        for each in commands:
            assert each.help, each.name
            for parameter in each.params:
                if isinstance(parameter, click.Option):
                    assert parameter.help, f"{name} {parameter.name}"
