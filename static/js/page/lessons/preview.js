/** `policyscope lesson preview`: the page is loaded again when its file has changed. What cannot be shown keeps the page as it was. */

const EVERY_MS = 1000;

/** Ask now and then whether the server has another version. */
export function watchFile() {
  let known = "";
  setInterval(async () => {
    const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" }).catch(() => null);
    const now = answer?.ok ? (answer.headers.get("etag") ?? "") : "";
    if (known && now && now !== known) location.reload();
    known = now || known;
  }, EVERY_MS);
}
