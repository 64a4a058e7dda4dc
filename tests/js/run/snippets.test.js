import assert from "node:assert/strict";
import test from "node:test";

import { SNIPPETS } from "../../../static/js/run/snippets.js";

const WANTED = {
  lab: "https://lab.example/x/",
  query: "?means=0,1&panels=curve&baseline_hide=true",
  title: 'Two "arms" & <b>',
  height: 320,
};
const written = Object.fromEntries(SNIPPETS.map(({ name, write }) => [name, write(WANTED)]));

test("every snippet names the same address", () => {
  const address = "https://lab.example/x/embed?means=0,1&panels=curve&baseline_hide=true";
  for (const name of ["myst", "link", "notebook"]) assert.ok(written[name]?.includes(address), name);
  assert.ok(written["iframe"]?.includes(address.replaceAll("&", "&amp;")));
});

test("what stands in a title stays text", () => {
  for (const name of ["iframe", "element"]) {
    assert.ok(written[name]?.includes('title="Two &quot;arms&quot; &amp; &lt;b&gt;"'), name);
    assert.ok(!written[name]?.includes("<b>"), name);
  }
});

test("the element has the query as attributes, a height, and words inside", () => {
  assert.equal(
    written["element"],
    '<script type="module" src="https://lab.example/x/embed.js"></script>\n' +
      '<policy-scope means="0,1" panels="curve" baseline_hide title="Two &quot;arms&quot; &amp; &lt;b&gt;" style="display:block;height:320px">' +
      '<a href="https://lab.example/x/?means=0,1&amp;panels=curve&amp;baseline_hide=true">Two &quot;arms&quot; &amp; &lt;b&gt;</a></policy-scope>',
  );
});
