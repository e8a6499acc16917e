from dataclasses import fields

import pytest

from newsreader import settings
from newsreader.errors import SettingsError
from newsreader.types import Policy


@pytest.fixture(autouse=True)
def config(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSREADER_CONFIG_DIR", str(tmp_path))
    return tmp_path / "settings.toml"


def test_defaults_are_those_of_a_talking_newspaper():
    reading = settings.load({}).reading
    assert reading.captions is Policy.READ
    assert {reading.credits, reading.metadata, reading.noise} == {Policy.SKIP}


def test_file_then_environment_then_option(config):
    config.write_text('captions = "skip"\nvoice = "a"\n', encoding="utf-8")
    assert settings.load({}).captions is Policy.SKIP
    environment = {"NEWSREADER_CAPTIONS": "last"}
    loaded = settings.load(environment)
    assert (loaded.captions, loaded.voice) == (Policy.LAST, "a")
    loaded = settings.load(environment, captions="read", voice=None)
    assert (loaded.captions, loaded.voice) == (Policy.READ, "a")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('captions = "maybe"', "captions"),
        ('captoins = "skip"', "Did you mean captions"),
        ("captions = skip", "not valid TOML"),
        ("lead_in = 99", "from 0 to 5"),
        ("speed = 9", "from 0.5 to 5"),
        ("lead_in = true", "from 0 to 5"),
        ("voice = 1.5", "voice"),
        ("respelling = 'perhaps'", "true, false"),
        ("[voice]\nname = 'a'", "voice"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_allowed(content, said, config):
    config.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        settings.load({})
    assert said in str(caught.value)
    assert str(config) in str(caught.value)


def test_a_wrong_variable_is_named():
    with pytest.raises(SettingsError, match="NEWSREADER_LEAD_IN"):
        settings.load({"NEWSREADER_LEAD_IN": "soon"})


def test_a_comma_is_a_decimal_comma():
    assert settings.load({"NEWSREADER_LEAD_IN": "1,5"}).lead_in == 1.5


def test_unreadable_file(config):
    config.mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        settings.load({})


def test_every_setting_has_an_environment_variable():
    for field in fields(settings.Settings):
        numbers = {
            "lead_in": "0.5", "speed": "1.5", "loudness": "-16.0", "save_interval": "60.0",
            "cache": "100.0", "jobs": "2",
        }  # fmt: skip
        value = {"respelling": "false", **numbers}.get(
            field.name, settings.CHOICES.get(field.name, ("x",))[-1]
        )
        loaded = settings.load({f"NEWSREADER_{field.name.upper()}": value})
        assert str(getattr(loaded, field.name)).lower() == value
