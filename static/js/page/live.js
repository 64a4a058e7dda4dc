/** Where a page's runs are computed: on its server. A recording is the other such place (recorded/source.js). */

import { createSettings } from "../controls/settings.js";
import { inLab, liveAddress, wholeAddress, written } from "../dom/places.js";
import { createServer } from "../run/server.js";
import { createSocket } from "../run/socket.js";
import { createAddress } from "./address.js";
import { differingFields } from "./differing.js";
import { createTimeline } from "./timeline.js";

const server = createServer(inLab);

/** @type {import("./source.js").Source} */
export const live = {
  connect: (on) => createSocket(liveAddress(), on),
  get: server.get,
  ask: server.ask,
  text: server.text,
  catalog: async () => written("catalog") ?? (await server.catalog()),
  timeline: createTimeline,
  address: wholeAddress,
  change: { settings: createSettings, fields: differingFields, address: createAddress },
};
