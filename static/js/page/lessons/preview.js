/** `policyscope lesson preview`: the page is loaded again when its file has changed. What cannot be shown keeps the page as it was. */

const EVERY_MS = 1000;

/** Ask now and then whether the server has another version than the one that stands here. */
export function watchFile() {
  const known = document.documentElement.dataset.version ?? "";
  setInterval(async () => {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
    const now = answer?.ok ? (answer.headers.get("etag") ?? "") : "";
    if (now && !now.includes(known)) location.reload();
  }, EVERY_MS);
}
