/** The strip above the pictures: play and step, and the settings that can be changed. */

import { createTransport } from "../controls/transport.js";
import { withValue } from "../run/protocol.js";
import { suited } from "../run/schema.js";

/**
 * @param {HTMLElement} root
 * @param {import("../run/player.js").Player} player
 * @param {object} page
 * @param {typeof import("../controls/settings.js").createSettings | undefined} page.settings   where they can be changed
 * @param {Record<string, any>} page.schema
 * @param {import("../run/url.js").State} page.state
 * @param {boolean} page.embedded
 * @param {(experiment: object) => void} page.open   a new run
 * @param {() => void} page.remember                 what was changed, in the address
 */
export function createStrip(root, player, { settings: create, schema, state, embedded, open, remember }) {
  const settings = create?.(schema, {
    hide: state.hide,
    more: !embedded,
    control(changes) {
      player.control(changes);
      remember();
    },
    change(path, value, anew) {
      const next = suited(schema, withValue(player.experiment ?? state.experiment, path, value));
      const other = path.startsWith("problem") || path.startsWith("policy");
      if (anew) open(other ? { ...next, initial_theta: null } : next);
      else player.change(next, { [path]: value });
    },
  });
  const transport = createTransport(player, {
    hide: state.hide,
    readout: !embedded,
    reset: () => player.reset(),
    seed() {
      const { playing } = player;
      player.reset(Math.floor(Math.random() * 1e6));
      if (playing) player.play();
    },
  });
  root.append(transport.element, ...(settings ? [settings.element] : []));
  return { settings, transport };
}
