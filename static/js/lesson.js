/** A lesson: its steps one at a time, its questions answered, the lab beside it kept in step. Read without this script, all of it unfolds. */

import { letKeyboardIn } from "./dom/scrolling.js";
import { setTheme, THEMES } from "./dom/theme.js";
import { createGlossary } from "./page/glossary.js";
import { createLesson } from "./page/lessons/lesson.js";
import { watchFile } from "./page/lessons/preview.js";

const asked = new URLSearchParams(location.search);
const theme = THEMES.find((name) => name === asked.get("theme"));
if (theme) setTheme(theme);
createGlossary();
letKeyboardIn(".formula, .step p, .step ul");
createLesson(JSON.parse(document.getElementById("lesson")?.textContent ?? "{}"), theme ?? "auto");
if (asked.has("preview")) watchFile();
