"""What a person sent becomes an experiment, or an error in that person's own words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from policyscope.errors import InvalidInput
from policyscope.runs import PRESETS, EstimatesRequest, Experiment, Limits, parse, parse_experiment
from policyscope.runs.parse import MOST_COMPLAINTS, count_parts


def test_nothing_at_all_is_the_default_experiment() -> None:
    assert parse_experiment({}) == parse_experiment("{}") == parse_experiment(b"{}") == Experiment()


@pytest.mark.parametrize("name", [preset.name for preset in PRESETS])
def test_an_experiment_survives_json(name: str) -> None:
    experiment = next(preset.experiment for preset in PRESETS if preset.name == name)
    assert parse_experiment(experiment.model_dump_json()) == experiment


@pytest.mark.parametrize(
    ("raw", "field", "says"),
    [
        ("{", "", "JSON"),
        (b"\xff", "", "JSON"),
        ("[" * 100_000, "", "JSON"),
        ("[1]", "", "a JSON object"),
        ("3", "", "a JSON object"),
        ({"seeds": 1}, "seeds", "a field that exists"),
        ({"seed": -1}, "seed", "greater than or equal to 0"),
        ({"seed": 1.5}, "seed", "valid integer"),
        ({"seed": 2**60}, "seed", "less than or equal"),
        ({"problem": {"kind": "slot_machine"}}, "problem.kind", "one of"),
        ({"problem": {"means": [1.0, 2.0]}}, "problem.kind", "a kind"),
        ({"problem": {"kind": "bandit", "means": [1.0]}}, "problem.means", "at least 2"),
        ({"problem": {"kind": "bandit", "means": [1.0, "x"]}}, "problem.means.1", "valid number"),
        ({"problem": {"kind": "bandit", "means": [1.0, None]}}, "problem.means.1", "valid number"),
        ({"problem": {"kind": "bandit", "colour": "red"}}, "problem.colour", "a field that exists"),
        ({"problem": {"kind": "bandit", "means": [1e300, 0.0]}}, "problem.means.0", "less than or equal to 1000000"),
        ({"problem": {"kind": "bandit", "reward_std": -1.0}}, "problem.reward_std", "greater than or equal to 0"),
        ({"problem": {"kind": "gridworld", "cliff_reward": -1e9}}, "problem.cliff_reward", "greater than or equal to -1000000"),
        ({"problem": {"kind": "two_state", "stay_rewards": [1.0, 1e7]}}, "problem.stay_rewards.1", "less than or equal to 1000000"),
        ({"problem": {"kind": "gridworld", "map": "S.G"}}, "problem.map", "valid list"),
        ({"problem": {"kind": "gridworld", "legend": {"a": {"reward": "x"}}}}, "problem.legend.a.reward", "valid number"),
        ({"problem": {"kind": "tabular"}}, "problem.transition", "a value"),
        ({"problem": 7}, "problem", ""),
        ({"policy": {"kind": "softmax", "features": {"kind": "custom"}}}, "policy.features.phi", "a value"),
        ({"policy": {"kind": "softmax", "temperature": 0}}, "policy.temperature", "0.01"),
        ({"estimator": {"kind": "reinforce", "baseline": {"kind": "constant", "value": []}}}, "estimator.baseline.value", "valid number"),
        ({"estimator": {"kind": "reinforce", "credit": "all"}}, "estimator.credit", "'total_return' or 'reward_to_go'"),
        ({"optimizer": {"kind": "ascent", "learning_rate": float("inf")}}, "optimizer.learning_rate", "finite"),
        ({"initial_theta": [0.0, "a"]}, "initial_theta.1", "valid number"),
    ],
)
def test_an_error_names_the_field_as_its_author_wrote_it(raw: Any, field: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_experiment(raw)
    assert caught.value.field == field
    assert says in caught.value.expected


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_experiment({"seed": -1, "colour": 3, "optimizer": {"kind": "ascent", "learning_rate": "x"}})
    fields = {error.field for error in (caught.value, *caught.value.more)}
    assert fields == {"seed", "colour", "optimizer.learning_rate"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "means", "value", "x"]), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*Experiment.model_fields, "else"]), JSON, max_size=4))
def test_whatever_comes_the_answer_is_an_experiment_or_a_clear_error(raw: dict[str, Any]) -> None:
    for form in (raw, json.dumps(raw)):
        experiment, field = Experiment(), ""
        try:
            experiment = parse_experiment(form)
        except InvalidInput as error:
            field = error.field
        assert field.split(".")[0] in {*raw, ""}
        assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment


TEXTS = ",".join(['"a"'] * 100_000)
TABLES = (
    '{"theta": [%s]}',
    '{"policy": {"kind": "softmax", "features": {"kind": "custom", "phi": [[%s]]}}}',
    '{"estimators": [%s]}',
    "[%s]",
)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        *((table % TEXTS, "quotes") for table in TABLES),
        *((table % ",".join(["[]"] * 110_000), "lists") for table in TABLES),
        *((table % ",".join(["{}"] * 5000), "objects") for table in TABLES),
        (json.dumps({f"a{i}": 0 for i in range(5000)}), "fields"),
        ("[" * 200_000, "lists"),
    ],
)
def test_a_text_of_too_many_parts_is_refused_before_any_is_made(text: str, part: str) -> None:
    for raw in (text, text.encode()):
        with pytest.raises(InvalidInput, match=rf"^Expected at most \d+ {part}, got \d+\.") as caught:
            count_parts(raw)
        with pytest.raises(InvalidInput, match=str(caught.value)):
            parse(EstimatesRequest, raw)
        assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "raw",
    [
        {"theta": ["a"] * 10_000},
        {"theta": [[]] * 10_000},
        {"problem": {"kind": "gridworld", "map": [1] * 10_000}},
        {"problem": {"kind": "bandit", "means": ["a"] * 10_000}},
        {"policy": {"kind": "softmax", "features": {"kind": "custom", "phi": [[["a"] * 100] * 100] * 100}}},
        {"estimators": [{"kind": "reinforce", "credit": "all"}] * 30},
    ],
)
def test_a_list_is_given_up_at_its_first_wrong_element(raw: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        EstimatesRequest.model_validate(raw)
    assert caught.value.error_count() == 1


def test_twenty_complaints_are_listed_and_the_others_counted() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_experiment({f"a{i}": i for i in range(1000)})
    assert len(caught.value.more) == MOST_COMPLAINTS - 1
    assert caught.value.unlisted == 1000 - MOST_COMPLAINTS


def test_the_largest_tables_of_the_usual_limits_are_no_flood() -> None:
    limits = Limits()
    rows = limits.states * limits.actions
    table = "[" + ",".join(["[0]"] * rows) + "]"
    count_parts(f'{{"transition":[{table}],"reward":[{table}],"reward_std":[{table}],"phi":[{table}]}}')
