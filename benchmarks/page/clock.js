/** Clocks for benchmarks/page.py, running in the page before anything else does. */
(() => {
  const clock = (window.clock = { press: false, stands: 0, plays: 0, marks: 0, pictures: 0, slid: 0, frames: [] });
  const ask = window.requestAnimationFrame.bind(window);
  let worked = 0;

  // Scripting of one frame: what ran in its animation callbacks, and in the socket messages since the one before.
  let open = 0;
  window.requestAnimationFrame = (work) =>
    ask((now) => {
      const began = performance.now();
      work(now);
      worked += performance.now() - began;
      open += 1;
      if (open > 1) return;
      setTimeout(() => {
        open = 0;
        clock.frames.push(worked);
        worked = 0;
        if (waiting === "draw") {
          waiting = "";
          clock.slid = performance.now() - slidAt;
        }
      }, 0);
    });

  let waiting = "";
  let slidAt = 0;
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    set onmessage(hear) {
      super.onmessage = (event) => {
        if (waiting === "applied" && event.data.includes('"control_applied"')) waiting = "frame";
        const began = performance.now();
        hear(event);
        worked += performance.now() - began;
        if (waiting === "frame" && event.data.includes('"type":"frame"')) waiting = "draw";
      };
    }
  };

  clock.slide = (share) => {
    const slider = document.querySelector('[data-control="learning_rate"] input[type="range"]');
    slider.value = String(Math.round(share * Number(slider.max)));
    clock.slid = 0;
    waiting = "applied";
    slidAt = performance.now();
    slider.dispatchEvent(new Event("input"));
  };

  const look = () => {
    const readout = document.querySelectorAll(".readout dd");
    const sentences = [...document.querySelectorAll(".panel-summary")];
    const own = document.querySelector('[data-panel="probabilities"] .panel-summary');
    if (!clock.stands && /\d/.test(readout[1]?.textContent ?? "") && own?.textContent) {
      clock.stands = performance.now();
      if (clock.press) [...document.querySelectorAll("button")].find((one) => one.textContent === "Play").click();
    }
    if (!clock.marks && sentences.length > 0 && sentences.every((one) => one.textContent)) clock.marks = performance.now();
    if (!clock.plays && Number(readout[0]?.textContent ?? 0) > 0) clock.plays = performance.now();
    const stages = document.querySelectorAll(".stage").length;
    if (!clock.pictures && clock.marks && stages > 0 && document.querySelectorAll(".js-plotly-plot").length >= stages) clock.pictures = performance.now();
    if (!clock.pictures || !clock.plays) ask(look);
  };
  ask(look);
})();
