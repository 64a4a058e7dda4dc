/** Where the lab is: below any path of any host. The server writes into the page how the lab is reached from it; nothing else is known of it. */

/** The relative address of something of the lab's. @param {string} path without a slash before it */
export function inLab(path) {
  return `${document.documentElement.dataset["root"] ?? "./"}${path}`;
}

/** The live socket's address. */
export function liveAddress() {
  const url = new URL(inLab("api/live"), document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** The page's own address with another query. @param {string} query with its question mark, or "" */
export const wholeAddress = (query) => new URL(query || location.pathname, location.href).href;

/** What the server has written into the page as JSON, by its element's id; null where it has not. @param {string} id @returns {any} */
export function written(id) {
  const text = document.getElementById(id)?.textContent ?? "";
  return text.startsWith("{{") || !text ? null : JSON.parse(text);
}
