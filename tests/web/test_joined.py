"""Joined modules do what the modules do, say where each line comes from, and refuse what they do not understand."""

from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from policyscope.web.joined import FOLDER, Unjoinable, joined_files, joined_modules, joined_styles

NODE = shutil.which("node") or "node"
MODULES = {
    "js/main.js": """
import { log, said } from "./log.js";
import {
  double as twice,
  Pair,
} from "./maths/double.js";
import * as shapes from "./shapes.js";
import "./side.js";
/** @typedef {import("./types.js").Shape} Shape */
log("main");
const { late } = await import("./panels/late.js");
const again = await import("./panels/late.js");
log(`${twice(21)} ${new Pair(1, 2).sum} ${shapes.corners} ${late()} ${again.late === late}`);
log(await import("./maths/double.js").then((double) => double.double(4)));
console.log(JSON.stringify(said));
""",
    "js/log.js": "export const said = [];\nexport function log(text) {\n  said.push(text);\n}\n",
    "js/side.js": 'import { log } from "./log.js";\nlog("side");\n',
    "js/shapes.js": 'import { log } from "./log.js";\nlog("shapes");\nexport const corners = 3;\nexport const address = import.meta.url;\n',
    "js/types.js": "/** @typedef {number} Shape */\n\nexport {};\n",
    "js/maths/double.js": 'import { log } from "../log.js";\nlog("double");\nexport const double = (x) => 2 * x;\n'
    "export class Pair {\n  constructor(a, b) {\n    this.sum = a + b;\n  }\n}\n",
    "js/panels/late.js": 'import { log } from "../log.js";\nimport { helper } from "./helper.js";\nlog("late");\n'
    "export async function* unused() {}\nexport function late() {\n  return helper;\n}\n",
    "js/panels/helper.js": 'import { log } from "../log.js";\nlog("helper");\nexport const helper = "help";\n',
}


def run(path: Path) -> list[str]:
    done = subprocess.run([NODE, str(path)], capture_output=True, text=True, check=True, timeout=60)
    said: list[str] = json.loads(done.stdout)
    return said


def written(folder: Path, files: dict[str, str]) -> Path:
    (folder / "package.json").write_text('{"type": "module"}')
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_joined_module_does_what_its_modules_do_in_their_order(tmp_path: Path) -> None:
    text, _ = joined_modules("js/main.js", MODULES)
    folder = written(tmp_path, {**MODULES, "joined/main.js": text})
    apart, joined = run(folder / "js/main.js"), run(folder / "joined/main.js")
    assert joined == apart
    assert apart == ["double", "shapes", "side", "main", "helper", "late", "42 3 3 help true", 8]


def places(mappings: str) -> list[tuple[int, int] | None]:
    """The source and line of every line, from a source map with one segment a line at most."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    found: list[tuple[int, int] | None] = []
    source = line = 0
    for segment in mappings.split(";"):
        numbers, shift, value = [], 0, 0
        for letter in segment:
            digit = digits.index(letter)
            value |= (digit & 31) << shift
            shift += 5
            if not digit & 32:
                numbers.append(-(value >> 1) if value & 1 else value >> 1)
                shift = value = 0
        if not numbers:
            found.append(None)
            continue
        assert (numbers[0], numbers[3]) == (0, 0)
        source, line = source + numbers[1], line + numbers[2]
        found.append((source, line))
    return found


def test_the_source_map_tells_where_every_line_comes_from() -> None:
    text, source_map = joined_modules("js/main.js", MODULES)
    told = json.loads(source_map)
    assert text.endswith("//# sourceMappingURL=main.js.map\n")
    assert sorted(told["sources"]) == sorted(f"../{name}" for name in MODULES if name != "js/types.js")
    lines = text.split("\n")
    seen = 0
    for line, place in zip(lines, places(told["mappings"]), strict=False):
        if place is None:
            continue
        source = MODULES[told["sources"][place[0]].removeprefix("../")].split("\n")[place[1]]
        if source.startswith(("log(", "  return", "    this", "console", "/**")) and "import(" not in source:
            assert line == source
            seen += 1
    assert seen == 10


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("export default 3;", "export default"),
        ("export let count = 0;", "export let"),
        ("const a = 1;\nexport { a };", r"export \{ a \}"),
        ('export { b } from "./b.js";', "export"),
        ('import b from "./b.js";', "import b"),
        ('import { nothing } from "./b.js";', "does not export it"),
        ('import { b } from "./missing.js";', "not there"),
        ('import { b } from "elsewhere";', "import"),
        ("const at = (name) => import(name);", r"import\(name"),
        ('import { main } from "./main.js";\nexport const a = main;', "circle"),
    ],
)
def test_what_is_not_understood_is_refused(text: str, why: str) -> None:
    files = {"js/main.js": 'import { a } from "./a.js";\nexport const main = a;', "js/a.js": text, "js/b.js": "export const b = 1;"}
    with pytest.raises(Unjoinable, match=why):
        joined_modules("js/main.js", files)


def test_a_page_that_cannot_be_joined_keeps_its_modules(caplog: pytest.LogCaptureFixture) -> None:
    page = '<link rel="stylesheet" href="/static/css/a.css" />\n<script type="module" src="/static/js/main.js"></script>'
    with caplog.at_level(logging.WARNING, "policyscope.web"):
        made = joined_files({"index.html": page, "css/a.css": "a {}", "js/main.js": "export default 1;"})
    assert list(made) == [f"{FOLDER}index.css"]
    assert "export default" in caplog.text


def test_stylesheets_follow_one_another() -> None:
    files = {"css/a.css": "a { b: url(../fonts/x.woff2) }", "css/b.css": "b {}"}
    assert joined_styles(["css/b.css", "css/a.css"], files) == "b {}\na { b: url(../fonts/x.woff2) }"


def test_every_page_of_ours_is_joined(root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    static = root / "static"
    files = {path.relative_to(static).as_posix(): path.read_text() for path in static.rglob("*") if path.suffix in (".html", ".css", ".js")}
    with caplog.at_level(logging.WARNING, "policyscope.web"):
        made = joined_files(files)
    assert caplog.text == ""
    pages = {path.stem for path in static.glob("*.html")} - {"recording", "lesson_file"}  # written into one file by `web.recordings`
    assert pages <= {name.removeprefix(FOLDER).removesuffix(".css") for name in made}
    scripts = {name: text for name, text in made.items() if name.endswith(".js")}
    begins = {src for page in pages for src in re.findall(r'<script type="module" src="(.+?)"', files[f"{page}.html"])}
    assert len(scripts) == len(begins) >= 4
    folder = written(tmp_path, scripts)
    for name in scripts:
        subprocess.run([NODE, "--check", str(folder / name)], check=True, timeout=60)
    told = {source for name in scripts for source in json.loads(made[f"{name}.map"])["sources"]}
    assert {f"../{one}" for one in files if one.startswith("js/panels/")} <= told
