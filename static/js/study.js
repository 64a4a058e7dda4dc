/** The page of studies: an experiment over a grid of settings, many seeds each. */

import { startStudy } from "./page/study/app.js";

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

startStudy({ top: place("top"), strip: place("strip"), board: place("board"), live: place("live") }, location.search);
