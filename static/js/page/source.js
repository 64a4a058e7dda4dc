/** What a page needs of the place where its runs are computed: a server (live.js), or a recording (recorded/source.js). */

/** @typedef {(on: import("../run/socket.js").On) => import("../run/socket.js").Socket} Connect */
/** @typedef {import("../types.js").Host["ask"]} Ask */
/** @typedef {{replaying: boolean, show: () => void}} Timeline   replaying: whether it shows moments one after the other */
/**
 * @typedef {object} Source
 * @property {Connect} connect
 * @property {import("../run/reach.js").Get} get              a plain question, to know whether it is there
 * @property {Ask} ask                                        what panels ask
 * @property {(route: string, body: object) => Promise<string>} text
 * @property {() => Promise<import("../run/url.js").Catalog>} catalog
 * @property {(root: HTMLElement, player: import("../run/player.js").Player, runs: import("../run/kept_runs.js").KeptRuns, hide: string[], beside: import("./runs.js").Beside) => Timeline} timeline
 * @property {(query: string) => string} address              of a moment in the lab; "" where none is known
 * @property {Change} [change]                                what changes a run; without it, it can only be looked at
 * @property {Second} [second]                                a run beside it, B, that is always there
 */
/**
 * @typedef {object} Change
 * @property {typeof import("../controls/settings.js").createSettings} settings
 * @property {typeof import("./differing.js").differingFields} fields
 * @property {typeof import("./address.js").createAddress} address
 */
/** @typedef {{connect: Connect, ask: Ask, changes: import("../types.js").Changes, made: import("../run/moment.js").Change[]}} Second   changes: what it has otherwise from the beginning; made: on the way */

export {};
