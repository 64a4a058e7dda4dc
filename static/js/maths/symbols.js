/** What each symbol means, in a sentence. Pure. */

/** @typedef {{symbol: string, name: string, meaning: string}} Entry */

/** In the order in which they are best read. @type {readonly Entry[]} */
export const SYMBOLS = [
  { symbol: "θ", name: "parameters", meaning: "The numbers that the policy is made of. Every update changes them." },
  { symbol: "π", name: "policy", meaning: "π(a | s) is the probability that action a is taken in state s." },
  { symbol: "s", name: "state", meaning: "Where the learner is; a bandit has one." },
  { symbol: "a", name: "action", meaning: "What may be chosen there: an arm, a direction, a number." },
  { symbol: "R", name: "reward", meaning: "A number received after every action." },
  { symbol: "γ", name: "discount", meaning: "A reward k steps later counts γᵏ times." },
  { symbol: "G", name: "return", meaning: "The rewards from a step on, added up and discounted." },
  { symbol: "J", name: "objective", meaning: "The return that the policy earns on average. It is to grow." },
  { symbol: "∇", name: "gradient", meaning: "∇J says which change of θ makes J grow fastest, and how fast." },
  {
    symbol: "∇ log π",
    name: "score",
    meaning:
      "The direction in θ that makes the action taken more likely. On average over the policy's own actions it is zero.",
  },
  {
    symbol: "log",
    name: "natural logarithm",
    meaning: "∇ log π is ∇π divided by π: rare actions, which are seen seldom, count as much more when they are.",
  },
  {
    symbol: "φ",
    name: "features",
    meaning: "φ(s, a) describes action a in state s by numbers; the preference for it is θ · φ(s, a).",
  },
  { symbol: "α", name: "learning rate", meaning: "How far along the estimate an update moves θ." },
  {
    symbol: "b",
    name: "baseline",
    meaning:
      "What is subtracted from every return. It does not change the estimate's mean, only how widely it scatters.",
  },
  { symbol: "V", name: "value of a state", meaning: "The return that the policy earns on average from there." },
  {
    symbol: "Q",
    name: "value of an action",
    meaning: "The return earned on average when this action is taken first, and the policy followed then.",
  },
  { symbol: "g", name: "gradient estimate", meaning: "What one batch of episodes says ∇J is." },
  { symbol: "N", name: "batch size", meaning: "How many episodes one update averages over." },
  { symbol: "t", name: "time", meaning: "Counts the steps within an episode, from 0." },
  { symbol: "w", name: "weight", meaning: "What a score is multiplied by: usually return minus baseline." },
  { symbol: "E", name: "expectation", meaning: "The average over everything that may happen." },
  {
    symbol: "F",
    name: "Fisher matrix",
    meaning: "How fast the policy changes in each direction of θ; the natural gradient divides by it.",
  },
  {
    symbol: "H",
    name: "entropy",
    meaning: "How undecided the policy is along the way; an entropy bonus adds βH to J.",
  },
  { symbol: "β", name: "entropy bonus", meaning: "How much the policy's entropy counts beside its rewards." },
  {
    symbol: "δ",
    name: "temporal-difference error",
    meaning: "Reward plus the discounted value of the next state, minus the value of this one.",
  },
  {
    symbol: "λ",
    name: "trace decay",
    meaning: "How far errors reach back: 0 uses the next value only, 1 the whole return.",
  },
  { symbol: "μ", name: "mean", meaning: "Where a Gaussian policy's actions are centred: θ · x(s)." },
  {
    symbol: "σ",
    name: "standard deviation",
    meaning: "How widely a Gaussian policy's actions scatter about their mean.",
  },
];

const BY_SYMBOL = new Map(SYMBOLS.map((entry) => [entry.symbol, entry]));
/** Letters that are written in other ways, and mean the same. @type {Record<string, string>} */
const ALSO = { q: "Q", S: "s", A: "a", v: "V", r: "R", 𝔼: "E", 𝛉: "θ", ln: "log", x: "φ", ψ: "∇ log π" };

/**
 * What a token of a formula means, from what stands around it; undefined for brackets, numbers and what has no entry.
 * @param {string} token
 * @param {string} [before] the tokens before and after it
 * @param {string} [after]
 * @returns {Entry | undefined}
 */
export function meaningOf(token, before = "", after = "") {
  const text = token.normalize("NFKC").trim();
  if ((text === "∇" && after === "log") || (text === "log" && before === "∇")) return BY_SYMBOL.get("∇ log π");
  return BY_SYMBOL.get(text) ?? BY_SYMBOL.get(ALSO[text] ?? ALSO[token.trim()] ?? "");
}
