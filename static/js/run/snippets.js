/** What a teacher pastes elsewhere: an embed as an iframe, an element, a directive, a link, a notebook's cell. Pure text. */

/**
 * @typedef {object} Wanted
 * @property {string} lab     the lab's whole address, with a slash at its end
 * @property {string} query   what is seen, with its question mark, or ""
 * @property {string} title
 * @property {number} height  px
 * @property {string} [recording]  a file beside the page, shown where the lab does not answer
 */

/** Where the lab is away its script is too: then the page itself puts the recording in the element's place. */
const FALL_BACK =
  "const d = this.ownerDocument; for (const e of d.querySelectorAll('policy-scope[recording]')) { const f = d.createElement('iframe'); f.src = e.getAttribute('recording'); f.style = 'width:100%;height:100%;border:0'; e.replaceChildren(f) }";

/** @type {{name: string, title: string, help: string, write: (wanted: Wanted) => string}[]} */
export const SNIPPETS = [
  {
    name: "iframe",
    title: "HTML: iframe",
    help: "For any page, course system or Markdown file that takes HTML.",
    write: ({ lab, query, title, height }) =>
      `<iframe src="${html(`${lab}embed${query}`)}" title="${html(title)}" width="100%" height="${height}" style="border:0" loading="lazy" allow="fullscreen"></iframe>`,
  },
  {
    name: "element",
    title: "HTML: <policy-scope>",
    help: "For pages that may run scripts: many on one page, each at work only while it is on screen. The script is needed once a page.",
    write: ({ lab, query, title, height, recording }) =>
      `<script type="module" src="${html(`${lab}embed.js`)}"${recording ? ` onerror="${html(FALL_BACK)}"` : ""}></script>\n<policy-scope${attributes(query)}${recording ? ` recording="${html(recording)}"` : ""} title="${html(title)}" style="display:block;height:${height}px"><a href="${html(lab + query)}">${html(title)}</a></policy-scope>`,
  },
  {
    name: "myst",
    title: "MyST, Jupyter Book",
    help: "For MyST Markdown. Its iframes have a width alone; the height follows from it.",
    write: ({ lab, query, title }) => `:::{iframe} ${lab}embed${query}\n:width: 100%\n:title: ${title}\n:::`,
  },
  {
    name: "link",
    title: "Link (oEmbed)",
    help: "For WordPress, Notion and others that turn an address on a line of its own into a picture.",
    write: ({ lab, query }) => `${lab}embed${query}`,
  },
  {
    name: "notebook",
    title: "Notebook",
    help: "For a cell in Jupyter, VS Code or Colab.",
    write: ({ lab, query, height }) =>
      `from IPython.display import IFrame\n\nIFrame(${JSON.stringify(`${lab}embed${query}`)}, width="100%", height=${height})`,
  },
];

/** @param {string} text */
function html(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A query as attributes: the element turns them back into it. @param {string} query */
function attributes(query) {
  return [...new URLSearchParams(query)]
    .map(([key, value]) => (key.endsWith("_hide") ? ` ${key}` : ` ${key}="${html(value)}"`))
    .join("");
}
