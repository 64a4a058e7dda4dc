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
from policyscope.web.replies import RunRequest


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
        ({"seed": -1}, "seed", "a number ≥ 0"),
        ({"seed": 1.5}, "seed", "a whole number"),
        ({"seed": 2**60}, "seed", "a number ≤ 9007199254740991"),
        ({"problem": {"kind": "slot_machine"}}, "problem.kind", "one of"),
        ({"problem": {"means": [1.0, 2.0]}}, "problem.kind", "a kind"),
        ({"problem": {"kind": "bandit", "means": [1.0]}}, "problem.means", "at least 2"),
        ({"problem": {"kind": "bandit", "means": [1.0, "x"]}}, "problem.means.1", "a number"),
        ({"problem": {"kind": "bandit", "means": [1.0, None]}}, "problem.means.1", "a number"),
        ({"problem": {"kind": "bandit", "colour": "red"}}, "problem.colour", "a field that exists"),
        ({"problem": {"kind": "bandit", "means": [1e300, 0.0]}}, "problem.means.0", "a number ≤ 1000000"),
        ({"problem": {"kind": "bandit", "reward_std": -1.0}}, "problem.reward_std", "finite numbers from 0 to 1000000"),
        ({"problem": {"kind": "gridworld", "cliff_reward": -1e9}}, "problem.cliff_reward", "a number ≥ -1000000"),
        ({"problem": {"kind": "two_state", "stay_rewards": [1.0, 1e7]}}, "problem.stay_rewards.1", "a number ≤ 1000000"),
        ({"problem": {"kind": "gridworld", "map": 7}}, "problem.map", "a list"),
        ({"problem": {"kind": "gridworld", "legend": {"a": {"reward": "x"}}}}, "problem.legend.a.reward", "a number"),
        ({"problem": {"kind": "tabular"}}, "problem.transition", "a value"),
        ({"problem": 7}, "problem", ""),
        ({"policy": {"kind": "softmax", "features": {"kind": "custom"}}}, "policy.features.phi", "a value"),
        ({"policy": {"kind": "softmax", "temperature": 0}}, "policy.temperature", "0.01"),
        ({"estimator": {"kind": "reinforce", "baseline": {"kind": "constant", "value": []}}}, "estimator.baseline.value", "a number"),
        ({"estimator": {"kind": "reinforce", "credit": "all"}}, "estimator.credit", '"total_return" or "reward_to_go"'),
        ({"optimizer": {"kind": "ascent", "learning_rate": float("inf")}}, "optimizer.learning_rate", "finite"),
        ({"initial_theta": [0.0, "a"]}, "initial_theta.1", "a number"),
    ],
)
def test_an_error_names_the_field_as_its_author_wrote_it(raw: Any, field: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_experiment(raw)
    assert caught.value.field == field
    assert says in caught.value.expected


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"problem": {"kind": "bandit", "means": [1]}}, "problem.means: expected at least 2 values (one number per arm), got [1]."),
        ({"problem": {"kind": "gridworld", "map": None}}, "problem.map: expected a list, got null."),
        ({"policy": {"kind": "softmax", "features": {"kind": "custom"}}}, "expected a value, because it has no default, got nothing."),
        ({"problem": {"kind": "bandit", "means": [1.0, None]}}, "problem.means.1: expected a number, got null."),
        ({"problem": {"kind": "bandit", "means": "1 2"}}, 'problem.means: expected a list, got "1 2".'),
        ({"problem": {"kind": "gridworld", "slip": float("nan")}}, "problem.slip: expected a finite number, got NaN."),
        ({"policy": {"kind": "softmax", "temperature": None}}, "policy.temperature: expected a number, got null."),
        ({"optimizer": {"kind": "adam", "beta1": 1}}, "optimizer.beta1: expected a number < 1, got 1."),
        ({"runs": 0}, "runs: expected a number ≥ 1, got 0."),
        ({"policy": {"kind": "mlp", "hidden": [8] * 5}}, "policy.hidden: expected at most 4 values (how many units each tanh layer has"),
        ({"estimator": {}}, "estimator.kind: expected a kind, got nothing. Say which kind it is: exact, reinforce, "),
        ({"problem": {"kind": "slots"}}, 'problem.kind: expected one of "bandit", "testbed", '),
        ({"problem": 7}, "problem: expected an object, got 7."),
        ({"problem": {"kind": "bandit", "reward_std": [0.1, "x"]}}, 'shape [A] or one number, got "x" at [1].'),
        ({"problem": {"kind": "contextual_bandit", "means": [[1, 2], [3]]}}, "got rows of different lengths: row 0 has 2, row 1 has 1."),
        ({"problem": {"kind": "contextual_bandit", "means": [1, 2]}}, "problem.means: expected an array of shape [C][A], got [2]."),
        ({"problem": {"kind": "contextual_bandit", "means": [[1, None], [3, 4]]}}, "1000000, got null at [0][1]."),
        ({"problem": {"kind": "contextual_bandit", "means": [[], []]}}, "got [2][0]."),
        ({"problem": {"kind": "contextual_bandit", "means": [[1, [2]], [3, 4]]}}, "got numbers beside lists in [0]."),
        ({"problem": {"kind": "contextual_bandit", "means": json.loads("[" * 80 + "1" + "]" * 80)}}, "got lists nested too deep."),
        ({"problem": {"kind": "contextual_bandit", "means": {"a": 1}}}, 'got {"a": 1}.'),
        ({"problem": {"kind": "contextual_bandit", "means": [[10**400, 1]]}}, "at [0][0]."),
    ],
)
def test_what_is_wrong_is_one_sentence_of_ours(raw: Any, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_experiment(raw)
    assert sentence in str(caught.value)
    assert not caught.value.more


ROOM = {"kind": "tabular", "transition": [[[1.0]]], "reward": 0.0, "start": [1.0], "terminal": [False]}


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        ({"problem": {**ROOM, "P": []}}, "Here it is called `transition`."),
        ({"problem": {**ROOM, "R": []}}, "Here it is called `reward`."),
        ({"problem": {**ROOM, "rewards": []}}, "Here it is called `reward`."),
        ({"problem": {"kind": "bandit", "rewards": [1, 2]}}, "Here it is called `means`."),
        ({"problem": {"kind": "bandit", "mean": [1, 2]}}, "Here it is called `means`."),
        ({"problem": {"kind": "testbed", "k": 10}}, "Here it is called `arms`."),
        ({"problem": {"kind": "gridworld", "layout": []}}, "Here it is called `map`."),
        ({"problem": {"kind": "gridworld", "grid": []}}, "Here it is called `map`."),
        ({"problem": {"kind": "gridworld", "max_steps": 9}}, "Here it is called `horizon`."),
        ({"problem": {"kind": "gymnasium", "env_id": "Taxi-v4"}}, "Here it is called `id`."),
        ({"problem": {"kind": "gymnasium", "map": []}}, "Here it is called `desc`."),
        ({"problem": {"kind": "bandit", "length": 3}}, "It belongs to the kind chain."),
        ({"gamma": 0.9}, "It belongs at `objective.discount`."),
        ({"problem": {"kind": "chain", "gamma": 0.9}}, "It belongs at `objective.discount`."),
        ({"alpha": 0.1}, "It belongs at `optimizer.learning_rate`."),
        ({"lr": 0.1}, "It belongs at `optimizer.learning_rate`."),
        ({"estimator": {"kind": "reinforce", "learning_rate": 0.1}}, "It belongs at `optimizer.learning_rate`."),
        ({"optimizer": {"kind": "ascent", "lr": 0.1}}, "Here it is called `learning_rate`."),
        ({"estimator": {"kind": "gae", "lambda": 0.9}}, "Here it is called `lambda_`."),
        ({"estimator": {"kind": "reinforce", "baseline": {"kind": "constant", "b": 1}}}, "Here it is called `value`."),
        ({"problem": {"kind": "linear_quadratic", "q_f": 1}}, "Here it is called `final`."),
        ({"estimator": {"kind": "reinforce", "baseline": {"kind": "none", "value": 1}}}, "It belongs to the kind constant."),
        ({"policy": {"kind": "softmax", "hidden": [3]}}, "It belongs to the kind mlp."),
        ({"experiment": {}}, "Give what is inside it, that is `problem`, `policy`, `objective`, "),
        ({"problem": {"kind": "gridworld", "legend": {"a": {"rewards": 1}}}}, "Here it is called `reward`."),
        ({"colour": "red"}, "There is `problem`, `policy`, "),
    ],
)
def test_a_name_of_another_course_is_told_where_it_belongs(raw: Any, remedy: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_experiment(raw)
    assert caught.value.remedy.startswith(remedy)


def test_a_part_sent_outside_its_experiment_is_told_where_it_belongs() -> None:
    with pytest.raises(InvalidInput, match=r"It belongs at `experiment\.problem`"):
        parse(RunRequest, {"problem": {"kind": "bandit"}})
    with pytest.raises(InvalidInput, match="It belongs to the kind momentum"):
        parse(RunRequest, {"experiment": {"optimizer": {"kind": "adam", "momentum": 0.5}}})


@pytest.mark.parametrize("text", ["S.#\r\n..G", "S.#\n..G", "S.#/..G", ["S.#\r", "..G"]])
def test_a_map_comes_with_any_line_ends(text: Any) -> None:
    experiment = parse_experiment(json.dumps({"problem": {"kind": "gridworld", "map": text}}))
    assert experiment.problem.model_dump()["map"] == ["S.#", "..G"]


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
