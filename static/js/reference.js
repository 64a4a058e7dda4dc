/** The reference page needs no script to be read: this one takes over the lab's theme, and lets the keyboard into what scrolls sideways. */

import { letKeyboardIn } from "./dom/scrolling.js";
import { setTheme, THEMES } from "./dom/theme.js";

const theme = THEMES.find((name) => name === new URLSearchParams(location.search).get("theme"));
if (theme) setTheme(theme);

letKeyboardIn(".formula, pre");
