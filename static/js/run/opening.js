/** The opens of a connection that are not answered yet: only the last answer counts, and what is refused again and again is given up. */

/** Opens refused in a row before nobody tries any more. */
const MOST_REFUSALS = 4;

export class Opening {
  /** The last one that is not answered. @type {{experiment: object, state: string | undefined} | undefined} */
  asked = undefined;
  /** How many are on their way. */
  #sent = 0;
  /** Refused since the last that was not. */
  #refusals = 0;

  /** @param {object} experiment @param {string | undefined} state */
  ask(experiment, state) {
    this.asked = { experiment, state };
    this.#sent += 1;
  }

  /** Another connection: what was on its way went with the one before. */
  renew() {
    this.#sent = 0;
  }

  /** An answer has come. @returns {boolean} whether it is of use: none is behind it */
  answered() {
    this.#sent = Math.max(0, this.#sent - 1);
    return this.#sent === 0;
  }

  /** The run stands. @returns {Opening["asked"]} what was asked for */
  stands() {
    const { asked } = this;
    this.asked = undefined;
    this.#refusals = 0;
    return asked;
  }

  /** It was refused. @returns {{asked: Opening["asked"], again: boolean}} what was, and whether to try something else */
  refused() {
    const { asked } = this;
    this.asked = undefined;
    this.#refusals += 1;
    return { asked, again: this.#refusals < MOST_REFUSALS };
  }
}
