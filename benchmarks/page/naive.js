/** What one would write first: every frame's six pictures through Plotly.react. For benchmarks/page.py. */
window.naive = (url) => {
  document.body.style.cssText = "display:grid;grid-template-columns:repeat(3,1fr);margin:0";
  const plots = Array.from({ length: 6 }, () => document.body.appendChild(document.createElement("div")));
  const layout = { height: 390, margin: { l: 40, t: 10, r: 10, b: 30 }, showlegend: false };
  const axis = Array.from({ length: 61 }, (_, i) => (i - 30) / 7.5);
  const contour = { type: "contour", x: axis, y: axis, z: axis.map((y) => axis.map((x) => 1 / (1 + Math.exp(-x)) + y / 9)) };
  const past = [];
  let last = null;

  const draw = () => {
    const frame = last;
    past.push(frame);
    const recent = past.slice(-1000);
    const steps = recent.map((one) => one.update);
    const of = (read) => recent.map(read);
    const line = (y, x = steps) => ({ type: "scatter", mode: "lines", x, y });
    const [p] = frame.probabilities;
    const samples = frame.cloud?.samples ?? [];
    Plotly.react(plots[0], [contour, line(of((one) => one.theta[1]), of((one) => one.theta[0]))], layout);
    Plotly.react(plots[1], [line(of((one) => one.probabilities[0][2]), of((one) => one.probabilities[0][1]))], layout);
    Plotly.react(plots[2], [0, 1, 2].map((a) => line(of((one) => one.probabilities[0][a]))), layout);
    Plotly.react(plots[3], [line([0, p[0], p[1], 0], [0, p[1], p[2], 0])], layout);
    Plotly.react(plots[4], [{ type: "scatter", mode: "markers", x: samples.map((s) => s[0]), y: samples.map((s) => s[1]) }], layout);
    Plotly.react(plots[5], [{ type: "bar", x: ["A", "B", "C"], y: p }], layout);
    socket.send('{"type":"grant","frames":1}');
    last = null;
  };

  const socket = new WebSocket(`${url.replace("http", "ws")}/api/live`);
  socket.onmessage = (event) => {
    const message = JSON.parse(event.data);
    if (message.type !== "frame") return;
    if (!last) requestAnimationFrame(draw);
    else socket.send('{"type":"grant","frames":1}');
    last = message;
  };
  socket.onopen = () => {
    socket.send(JSON.stringify({ type: "open", experiment: {}, subscribe: ["probabilities", "cloud", "exact"], grant: 3 }));
    socket.send(JSON.stringify({ type: "play", updates_per_second: 40 }));
  };
};
