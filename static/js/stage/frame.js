/** A stage's elements: Plotly's between two canvases, all of one size. */

/** @param {HTMLElement} root filled by it @param {string} label what the picture shows */
export function createFrame(root, label) {
  const element = document.createElement("div");
  element.className = "stage";
  const under = document.createElement("canvas");
  const plot = document.createElement("div");
  plot.className = "plot";
  const over = document.createElement("canvas");
  over.className = "over";
  const picture = document.createElement("div");
  picture.className = "picture";
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", label);
  picture.append(under, plot, over);
  element.append(picture);
  root.append(element);
  const [below, above] = [under, over].map(
    (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")),
  );
  let [width, height, ratio] = [0, 0, 1];

  return {
    element,
    picture,
    plot,
    /** Pens: under Plotly's picture, and over it. */
    below: /** @type {CanvasRenderingContext2D} */ (below),
    above: /** @type {CanvasRenderingContext2D} */ (above),
    /** CSS px; 0 as long as it has no room. */
    get width() {
      return width;
    },
    get height() {
      return height;
    },
    /** Whether the panel has the whole board. */
    get large() {
      return Boolean(/** @type {HTMLElement | null} */ (element.closest("[data-large]"))?.dataset["large"]);
    },
    /** Take the size there is; whether that is another one, and one to draw in. */
    measure() {
      const box = element.getBoundingClientRect();
      const [w, h] = [Math.floor(box.width), Math.floor(box.height)];
      const dpr = globalThis.devicePixelRatio || 1;
      if (w < 2 || h < 2 || (w === width && h === height && dpr === ratio)) return false;
      [width, height, ratio] = [w, h, dpr];
      for (const canvas of [under, over]) {
        canvas.width = Math.round(w * dpr);
        canvas.height = Math.round(h * dpr);
        canvas.style.width = `${w}px`;
        canvas.style.height = `${h}px`;
      }
      return true;
    },
    /** What it shows is Plotly's from now on. */
    rest() {
      element.classList.add("still");
      this.clear(this.above);
    },
    /** An empty canvas, in CSS px. @param {CanvasRenderingContext2D} pen */
    clear(pen) {
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, width, height);
      return pen;
    },
  };
}
