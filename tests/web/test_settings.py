"""Settings: from the environment, each checked at start, and every one of them described."""

from __future__ import annotations

import dataclasses

import pytest
from pydantic import ValidationError

from policyscope.errors import InvalidInput
from policyscope.runs import Limits
from policyscope.web.settings import HOLDS, Settings, check_names, described, limits_from, settings_from

NUMBERS = {setting.name: setting for setting in described() if type(setting.default) in (int, float)}
LISTS = [setting for setting in described() if isinstance(setting.default, list)]


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


@pytest.mark.parametrize("setting", NUMBERS.values(), ids=list(NUMBERS))
@pytest.mark.parametrize("value", ["", "x", "1.5.1", "-1", "tcp://10.0.0.1:80", str(10**18), "9" * 5000, "nan"])
def test_every_number_is_bounded_and_its_error_names_flag_variable_and_range(
    monkeypatch: pytest.MonkeyPatch, setting: object, value: str
) -> None:
    name = setting.name  # type: ignore[attr-defined]
    monkeypatch.setenv(f"POLICYSCOPE_{name.upper()}", value)
    with pytest.raises(InvalidInput) as refused:
        settings_from()
    assert str(refused.value).startswith(f"--{name.replace('_', '-')} (POLICYSCOPE_{name.upper()}): expected a ")
    assert "number from " in refused.value.expected
    most = refused.value.expected.rpartition(" ")[2]
    for holder in {holder for holder, held in HOLDS if held == name}:
        monkeypatch.setenv(f"POLICYSCOPE_{holder.upper()}", str(1 << 30))
    monkeypatch.setenv(f"POLICYSCOPE_{name.upper()}", most)
    settings = settings_from()
    assert getattr(settings, name, None) == float(most) or getattr(settings.limits, name) == int(most)


@pytest.mark.parametrize(("name", "held"), HOLDS)
def test_what_may_come_in_must_find_room(name: str, held: str) -> None:
    given = {"message_bytes": "5000", "body_bytes": "5000", held: "6000"}
    assert getattr(settings_from({**given, name: "6000"}), name) == 6000
    with pytest.raises(InvalidInput, match=rf"POLICYSCOPE_{name.upper()}\): expected at least {held}, which is 6000, got 5999"):
        settings_from({**given, name: "5999"})


def test_a_switch_is_true_or_false(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYSCOPE_ACCESS_LOG", "perhaps")
    with pytest.raises(InvalidInput, match=r'^--access-log \(POLICYSCOPE_ACCESS_LOG\): expected true or false, got "perhaps"'):
        settings_from()


@pytest.mark.parametrize("setting", LISTS, ids=lambda setting: setting.name)
@pytest.mark.parametrize(
    "value", ["https://a.example\r\nX: y", "https://a.example\x7f", '["https://a.example"', '["a", 1]', "{}", "a;b", "a b'c"]
)
def test_no_list_takes_what_breaks_a_header_or_half_of_a_json(monkeypatch: pytest.MonkeyPatch, setting: object, value: str) -> None:
    name = setting.name  # type: ignore[attr-defined]
    monkeypatch.setenv(f"POLICYSCOPE_{name.upper()}", value)
    with pytest.raises(InvalidInput, match=rf"^--{name.replace('_', '-')} \(POLICYSCOPE_{name.upper()}\): expected "):
        settings_from()


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("allowed_origins", "HTTPS://Course.example/ , null", ["https://course.example", "null"]),
        ("allowed_origins", '["https://a.example", "http://[::1]:8080"]', ["https://a.example", "http://[::1]:8080"]),
        ("allowed_origins", "[]", []),
        ("allowed_origins", "", []),
        ("allowed_origins", "*", ["*"]),
        ("frame_ancestors", "none", ["'none'"]),
        ("frame_ancestors", "self https://*.hf.space\n", ["'self'", "https://*.hf.space"]),
        ("frame_ancestors", "", ["'none'"]),
        ("embed_frame_ancestors", "https:,*.example.org:*, lab.example:8080", ["https:", "*.example.org:*", "lab.example:8080"]),
        ("trusted_proxies", "127.0.0.1, ::1 10.0.0.7/8", ["127.0.0.1/32", "::1/128", "10.0.0.0/8"]),
        ("trusted_proxies", '["::1"]', ["::1/128"]),
        ("root_path", "lab/", "/lab"),
        ("root_path", "/user/a%40b/proxy/", "/user/a@b/proxy"),
        ("root_path", "/", ""),
    ],
)
def test_lists_and_addresses_are_taken_as_people_write_them(monkeypatch: pytest.MonkeyPatch, name: str, value: str, meant: object) -> None:
    monkeypatch.setenv(f"POLICYSCOPE_{name.upper()}", value)
    assert getattr(settings_from(), name) == meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("allowed_origins", "course.example"),
        ("allowed_origins", "https://course.example/path"),
        ("allowed_origins", "https://a.example:99999"),
        ("frame_ancestors", "none https://a.example"),
        ("frame_ancestors", "'unsafe-inline'"),
        ("embed_frame_ancestors", "*; script-src *"),
        ("trusted_proxies", "nginx"),
        ("trusted_proxies", "*"),
        ("trusted_proxies", "10.0.0.0/40"),
        ("root_path", "/lab?x"),
        ("root_path", "/../lab"),
        ("root_path", '/a"b'),
    ],
)
def test_addresses_that_cannot_be_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"POLICYSCOPE_{name.upper()}", value)
    with pytest.raises(InvalidInput, match=f"POLICYSCOPE_{name.upper()}"):
        settings_from()


@pytest.mark.parametrize("value", ["", "0", "-3", "1.5", "many", "32001", "9" * 5000])
def test_a_limit_that_cannot_be_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput, match="POLICYSCOPE_ACTIONS: expected a whole number from 1 to 32000"):
        limits_from({"POLICYSCOPE_ACTIONS": value})


def test_what_is_given_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYSCOPE_STATES", "17")
    monkeypatch.setenv("POLICYSCOPE_PORT", "x")
    settings = settings_from({"states": "18", "port": "19"})
    assert (settings.limits.states, settings.port) == (18, 19)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("POLICYSCOPE_MAX_SESSION", "POLICYSCOPE_MAX_SESSIONS"),
        ("POLICYSCOPE_TRUSTED_PROXY", "POLICYSCOPE_TRUSTED_PROXIES"),
        ("POLICYSCOPE_ORIGINS", "POLICYSCOPE_ALLOWED_ORIGINS"),
    ],
)
def test_a_misspelt_setting_is_named_with_the_nearest(monkeypatch: pytest.MonkeyPatch, name: str, nearest: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(InvalidInput, match=f'got "{name}". The nearest is {nearest};'):
        settings_from()


def test_what_a_cluster_sets_by_itself_is_no_misspelling() -> None:
    check_names(
        {
            "POLICYSCOPE_SERVICE_HOST": "10.0.0.1",
            "POLICYSCOPE_SERVICE_PORT_HTTP": "8000",
            "POLICYSCOPE_PORT_8000_TCP_ADDR": "10.0.0.1",
            "POLICYSCOPE_WEB_PORT": "tcp://10.0.0.1:8000",
            "OTHER_PORT": "x",
        }
    )
    with pytest.raises(InvalidInput, match="POLICYSCOPE_WEB_PORT"):
        check_names({"POLICYSCOPE_WEB_PORT": "8000"})


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1
