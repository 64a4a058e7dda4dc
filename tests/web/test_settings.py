"""Settings: from the environment, checked, and every one of them described."""

from __future__ import annotations

import dataclasses

import pytest
from pydantic import ValidationError

from policyscope.errors import InvalidInput
from policyscope.runs import Limits
from policyscope.web.settings import Settings, described, limits_from


def test_every_setting_has_a_default_and_a_line() -> None:
    for setting in described():
        assert setting.variable == f"POLICYSCOPE_{setting.name.upper()}"
        assert setting.default is not None
        assert len(setting.help) > 10
        assert setting.help.endswith(".")
        assert "\n" not in setting.help
    names = {setting.name for setting in described()}
    assert names == set(Settings.model_fields) - {"limits"} | {field.name for field in dataclasses.fields(Limits)}


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYSCOPE_PORT", "1234")
    monkeypatch.setenv("POLICYSCOPE_STATES", "17")
    monkeypatch.setenv("POLICYSCOPE_ALLOWED_ORIGINS", "null, https://course.example")
    settings = Settings()
    assert settings.port == 1234
    assert settings.limits == Limits(states=17)
    assert settings.allowed_origins == ["null", "https://course.example"]
    assert Settings(port=5).port == 5


@pytest.mark.parametrize(("name", "value"), [("PORT", "x"), ("PORT", "70000"), ("FRAME_RATE", "0"), ("ACCESS_LOG", "perhaps")])
def test_a_setting_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"POLICYSCOPE_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize("value", ["", "0", "-3", "1.5", "many"])
def test_a_limit_that_cannot_be_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput, match="POLICYSCOPE_ACTIONS: expected a whole number of at least 1"):
        limits_from({"POLICYSCOPE_ACTIONS": value})


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1
