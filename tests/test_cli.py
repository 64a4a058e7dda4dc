"""The command line: what it writes, and what it says when something is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from policyscope.runs import Experiment, open_run
from tests.commands import Command, Outcome


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_help_names_every_command(command: Command) -> None:
    outcome = command("--help")
    assert outcome.code == 0
    for name in ("serve", "run", "fields", "warmup"):
        assert re.search(rf"^\W*{name} ", outcome.out, re.MULTILINE), name


def test_the_default_run_is_ndjson_with_the_first_and_the_last_moment(command: Command) -> None:
    outcome = command("run", "--updates", "25", "--every", "10")
    assert (outcome.code, outcome.err) == (0, "")
    frames = lines(outcome.out)
    assert [frame["update"] for frame in frames] == [0, 10, 20, 25]
    assert all({"theta", "state", "probabilities", "exact", "estimate"} <= frame.keys() for frame in frames)


def test_csv_holds_the_same_numbers_as_ndjson(command: Command) -> None:
    words = ("run", "--updates", "6", "--every", "2", "--set", "problem.reward_std=1")
    frames = lines(command(*words).out)
    rows = table(command(*words, "--format", "csv").out)
    assert len(rows) == len(frames) == 4
    for frame, row in zip(frames, rows, strict=True):
        assert int(row["update"]) == frame["update"]
        assert float(row["value"]) == frame["exact"]["value"]  # type: ignore[index]
        assert [float(row[f"theta_{i}"]) for i in range(3)] == frame["theta"]
        assert [float(row[f"probability_0_{a}"]) for a in range(3)] == frame["probabilities"][0]  # type: ignore[index]
    assert rows[0]["mean_return"] == ""
    assert float(rows[-1]["mean_return"]) == frames[-1]["block"]["mean_return"]  # type: ignore[index]


def test_several_runs_write_the_spread_and_where_each_ended(command: Command) -> None:
    words = ("run", "--updates", "4", "--every", "2", "--set", "runs=3", "--set", "seed=8")
    frames = lines(command(*words).out)
    rows = table(command(*words, "--format", "csv").out)
    last = lines(command("run", "--updates", "4", "--every", "2", "--set", "seed=10").out)[-1]
    assert frames[-1]["ensemble"]["theta"][2] == last["theta"]  # type: ignore[index]
    assert [row["run"] for row in rows] == ["0", "0", "0", "1", "2"]
    assert float(rows[4]["theta_1"]) == last["theta"][1]  # type: ignore[index]
    assert float(rows[2]["value_mean"]) == frames[-1]["quantiles"]["values"]["mean"]  # type: ignore[index]


def test_a_file_that_ends_in_csv_is_a_table(command: Command, tmp_path: Path) -> None:
    target = tmp_path / "run.csv"
    assert command("run", "--updates", "3", "--output", str(target)) == Outcome(0, "", "")
    assert [row["update"] for row in table(target.read_text())] == ["0", "1", "2", "3"]


def test_an_experiment_comes_from_a_file_or_from_standard_input(command: Command, tmp_path: Path) -> None:
    experiment = {"problem": {"kind": "chain", "length": 3}, "seed": 7}
    file = tmp_path / "experiment.json"
    file.write_text(json.dumps(experiment))
    by_file = command("run", "--json", str(file), "--updates", "4")
    by_input = command("run", "--json", "-", "--updates", "4", given=json.dumps(experiment))
    by_flags = command("run", "--set", "problem.kind=chain", "--set", "problem.length=3", "--set", "seed=7", "--updates", "4")
    assert by_file.code == 0
    assert by_file == by_input == by_flags


def test_a_preset_can_be_varied(command: Command) -> None:
    from policyscope.runs import catalog

    name = catalog()["presets"][0]["name"]
    outcome = command("run", "--preset", name, "--set", "seed=5", "--updates", "2")
    assert (outcome.code, outcome.err) == (0, "")
    assert len(lines(outcome.out)) == 3


def test_a_gaussian_policy_runs_and_makes_a_table(command: Command) -> None:
    words = ("run", "--set", "problem.kind=continuous_bandit", "--set", "policy.kind=gaussian", "--set", "problem.reward.kind=hills")
    rows = table(command(*words, "--set", "policy.sigma=0.5", "--updates", "3", "--format", "csv").out)
    assert [row["sigma"] for row in rows] == ["0.5"] * 4
    assert [row["mean_0"] for row in rows] == [row["theta_0"] for row in rows]
    refused = command("run", "--set", "problem.kind=continuous_bandit")
    assert refused.code == 2
    assert "policy.kind: expected gaussian" in refused.err


@pytest.mark.parametrize(("old", "now"), [("two_bumps", "hills"), ("step", "stair")])
def test_a_reward_curve_may_still_be_set_by_its_old_name(command: Command, old: str, now: str) -> None:
    words = ("run", "--set", "problem.kind=continuous_bandit", "--set", "policy.kind=gaussian", "--updates", "3")
    asked = [command(*words, "--set", f"problem.reward={kind}").out for kind in (old, now)]
    assert asked[0] == asked[1] != ""


def test_an_environment_of_gymnasium_is_named_or_refused(command: Command) -> None:
    outcome = command("run", "--set", "problem.kind=gymnasium", "--set", "problem.is_slippery=false", "--updates", "1")
    assert (outcome.code, outcome.err) == (0, "")
    refused = command("run", "--set", "problem.kind=gymnasium", "--set", "problem.id=CartPole-v1")
    assert refused.code == 2
    assert "problem.id" in refused.err


def test_every_preset_runs(command: Command) -> None:
    from policyscope.runs import catalog

    for preset in catalog()["presets"]:
        outcome = command("run", "--preset", preset["name"], "--updates", "1")
        assert (outcome.code, outcome.err) == (0, ""), preset["name"]


def test_the_order_of_flags_does_not_matter(command: Command) -> None:
    settings = ["estimator.baseline.step_size=0.2", "estimator.baseline.kind=running_mean", "problem.arms=4", "problem.kind=testbed"]
    forwards = [word for setting in settings for word in ("--set", setting)]
    backwards = [word for setting in reversed(settings) for word in ("--set", setting)]
    outcome = command("run", *forwards, "--updates", "3")
    assert outcome.code == 0
    assert outcome == command("run", *backwards, "--updates", "3")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "problem.slip=0.5"], "problem.slip"),
        (["--set", "optimizer.learning_rate=-1"], "optimizer.learning_rate"),
        (["--set", "optimizer.learning_rate=fast"], "optimizer.learning_rate"),
        (["--set", "estimator.baseline=lucky"], "estimator.baseline"),
        (["--set", "optimizer.learning_rate.scale=2"], "optimizer.learning_rate"),
        (["--set", "seed"], "PATH=VALUE"),
        (["--preset", "no-such-preset"], "three_arms"),
        (["--json", "no-such-file.json"], "no-such-file.json"),
        (["--json", "-"], "JSON"),
        (["--updates", "99999999999"], "POLICYSCOPE_UPDATES"),
        (["--output", "no-such-folder/run.csv"], "no-such-folder/run.csv"),
    ],
)
def test_invalid_input_is_one_clear_line_and_exit_code_2(command: Command, words: list[str], said: str) -> None:
    outcome = command("run", *words, given="{")
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("Error: ")
    assert outcome.err.count("\n") == 1
    assert said in outcome.err


def test_a_limit_can_be_raised_as_its_error_says(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("run", "--set", f"problem.means={[0.0] * 33}", "--updates", "1")
    assert "POLICYSCOPE_ACTIONS" in command(*words).err
    monkeypatch.setenv("POLICYSCOPE_ACTIONS", "33")
    assert command(*words).code == 0


def test_fields_lists_every_path_of_the_schema(command: Command) -> None:
    outcome = command("fields")
    assert outcome.code == 0
    listed = outcome.out
    for path in ("problem.kind", "problem.means", "estimator.baseline.kind", "optimizer.learning_rate", "seed"):
        assert re.search(rf"^{re.escape(path)} ", listed, re.MULTILINE), path
    assert set(Experiment.model_fields) == {line.split(".")[0].split()[0] for line in listed.splitlines()[1:] if line and line[0] != " "}


def test_fields_can_be_asked_for_a_part(command: Command) -> None:
    outcome = command("fields", "optimizer")
    assert "learning_rate" in outcome.out
    assert "problem" not in outcome.out.replace("problems", "")
    assert command("fields", "nonsense").code == 2


def test_fields_say_once_what_several_kinds_share(command: Command) -> None:
    listed = command("fields", "optimizer").out
    assert listed.count("optimizer.learning_rate = ") == 1
    assert re.search(r"^optimizer.learning_rate = .*\(of ascent, momentum, adam\)$", listed, re.MULTILINE)


@pytest.mark.parametrize("text", ["problem.", "policy.", "estimator.", "optimizer.", ""])
def test_fields_say_their_types_in_words(command: Command, text: str) -> None:
    listed = command("fields", text).out
    for programming in ("Annotated", "FieldInfo", "Optional", "Literal", "list[", "tuple", "dict", "NoneType", "Table"):
        assert programming not in listed, programming


@pytest.mark.parametrize(
    "line",
    [
        "problem.means = [1.0, 0.7, 0.0]   list of numbers ≥ −10⁶, ≤ 10⁶   (of bandit)",
        "problem.reward_std = 0.0   list of numbers | number ≥ 0, ≤ 10⁶   (of bandit)",
        "problem.arms = 10   whole number ≥ 2, ≤ 32   (of testbed)",
        "problem.wind = null   list of whole numbers ≥ −1000, ≤ 1000 | null   (of gridworld)",
        "problem.stay_rewards = [1.0, 2.0]   2 numbers ≥ −10⁶, ≤ 10⁶   (of two_state)",
        "problem.map_name = null   4x4 | 8x8 | null   (of gymnasium)",
        "problem.transition   list of lists of lists of numbers ≥ 0, ≤ 1.000001   (of tabular)",
        "problem.terminal   list of true|false   (of tabular)",
        "policy.hidden = [8]   list of whole numbers ≥ 1, ≤ 256   (of mlp)",
    ],
)
def test_a_fields_line_reads(command: Command, line: str) -> None:
    assert line in command("fields").out.splitlines()


def test_fields_end_where_this_machines_limits_do(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYSCOPE_ACTIONS", "50")
    assert "whole number ≥ 2, ≤ 50" in command("fields", "problem.arms").out


@pytest.mark.parametrize("text", ["1 2 3", "1,2,3", "1, 2, 3", "1;2;3", "1\t2\t3", "1\r\n2\r\n3\r\n", "[1, 2, 3]"])
def test_numbers_are_set_as_people_type_them(command: Command, text: str) -> None:
    outcome = command("run", "-n", "0", "--set", f"problem.means={text}")
    assert (outcome.code, outcome.err) == (0, "")
    assert lines(outcome.out)[0]["exact"]["value"] == 2.0  # type: ignore[index]


@pytest.mark.parametrize("text", ["1,0;0,1", "1 0\r\n0 1", "[[1, 0], [0, 1]]"])
def test_rows_are_set_as_people_paste_them(command: Command, text: str) -> None:
    outcome = command("run", "-n", "0", "--set", "problem.kind=contextual_bandit", "--set", f"problem.means={text}")
    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.parametrize("text", ["S.#/..G", "S.#\r\n..G", '["S.#\\r", "..G"]'])
def test_a_map_is_set_with_any_line_ends(command: Command, text: str) -> None:
    outcome = command("run", "-n", "0", "--set", "problem.kind=gridworld", "--set", f"problem.map={text}")
    assert (outcome.code, outcome.err) == (0, "")
    assert len(lines(outcome.out)[0]["probabilities"]) == 5  # type: ignore[arg-type]


def test_a_number_without_its_zero_is_a_number(command: Command) -> None:
    assert command("run", "-n", "0", "--set", "optimizer.learning_rate=.5", "--set", "objective.discount=1.").code == 0


def test_a_goal_out_of_reach_is_noted_beside_the_frames(command: Command) -> None:
    outcome = command("run", "-n", "1", "--set", "problem.kind=gridworld", "--set", "problem.map=S#G")
    assert outcome.code == 0
    assert outcome.err == "Note: No goal can be reached by the episodes that begin at (1,1), so they never end by themselves.\n"
    assert len(lines(outcome.out)) == 2


def test_a_body_for_the_api_is_told_what_to_give(command: Command) -> None:
    outcome = command("run", "--json", "-", given=json.dumps({"experiment": {"seed": 1}, "updates": 5, "every": 1}))
    assert outcome.code == 2
    assert "experiment: expected a field that exists" in outcome.err
    assert "Give what is inside it, that is `problem`, `policy`, `objective`," in outcome.err


def test_warmup_says_when_it_is_done(command: Command) -> None:
    outcome = command("warmup")
    assert outcome.code == 0
    assert outcome.out.startswith("Kernels are ready (")


def test_nothing_is_said_to_a_reader_that_has_left() -> None:
    command = [sys.executable, "-m", "policyscope", "run", "--updates", "100000"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b"{")
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=60)


def test_serve_prints_its_address_and_leaves_quietly_on_ctrl_c(free_port: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "policyscope", "serve", "--port", str(free_port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if f"http://127.0.0.1:{free_port}" in line:
            break
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert f"http://127.0.0.1:{free_port}" in said
    assert process.returncode == 0, said + rest
    assert "Traceback" not in said + rest


@pytest.mark.parametrize(
    ("words", "variables", "said"),
    [
        (["--max-sessions", "0"], {}, "--max-sessions"),
        (["--states", "none"], {}, "POLICYSCOPE_STATES"),
        ([], {"POLICYSCOPE_PORT": "http"}, "POLICYSCOPE_PORT"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    command: Command, monkeypatch: pytest.MonkeyPatch, words: list[str], variables: dict[str, str], said: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    outcome = command("serve", *words)
    assert outcome.code == 2
    assert outcome.err.startswith("Error: ")
    assert outcome.err.count("\n") == 1
    assert said in outcome.err


def test_a_taken_port_is_said_with_the_way_out(command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = command("serve", "--port", str(port))
    assert outcome.code == 2
    assert outcome.err.startswith(f"Error: --port: expected a port that is free, got {port}. Choose another")


def test_a_strange_host_is_said(command: Command) -> None:
    outcome = command("serve", "--host", "203.0.113.7")
    assert outcome.code == 2
    assert outcome.err.startswith('Error: --host: expected an address of this machine, got "203.0.113.7".')


def test_cite_prints_the_sources_of_what_is_in_use(command: Command) -> None:
    outcome = command("cite", "--set", "estimator=gae", "--set", "optimizer=adam")
    assert outcome.code == 0
    assert "GAE (estimator): Schulman, Moritz, Levine, Jordan & Abbeel (2016)" in outcome.out
    assert "Adam (optimizer): Kingma & Ba (2015)" in outcome.out
    assert "Williams" not in outcome.out


def test_a_script_prints_the_runs_numbers(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "run.py"
    changes = '[[20,{"optimizer.learning_rate":0.3}]]'
    outcome = command("script", "--preset", "three_arms", "--updates", "30", "--changes", changes, "-o", str(path))
    assert (outcome.code, outcome.out) == (0, "")
    said = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True, timeout=60).stdout
    (whole,) = re.findall(r"^theta = \[(.*)\]$", said, re.MULTILINE)
    run = open_run(Experiment())
    run.proceed(20)
    run.control({"optimizer.learning_rate": 0.3})
    run.proceed(10)
    assert [float(number) for number in whole.split(", ")] == run.learner.memory.theta[0].tolist()
    refused = command("script", "--preset", "network")
    assert (refused.code, refused.err.startswith("Error: policy.kind: expected softmax")) == (2, True)
