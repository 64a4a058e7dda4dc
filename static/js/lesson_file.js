/** A lesson in a file of its own: the same page, and beside it recordings that are in the file too. It asks for nothing. */

import { letKeyboardIn } from "./dom/scrolling.js";
import { setTheme, THEMES } from "./dom/theme.js";
import { createGlossary } from "./page/glossary.js";
import { createLesson } from "./page/lessons/lesson.js";
import { createShelf } from "./page/lessons/recorded.js";

/** @param {string} id */
const held = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");
const asked = new URLSearchParams(location.search).get("theme") ?? document.documentElement.dataset["theme"];
const theme = THEMES.find((name) => name === asked);
if (theme) setTheme(theme);
createGlossary();
letKeyboardIn(".formula, .step p, .step ul");
const told = held("lesson");
/** As in a lab, so that answers are told by the same names; nothing is fetched from there. */
const address = ["", "lessons", told.name].join("/");
createLesson(told, theme ?? "auto", await createShelf(held("frames"), address));
