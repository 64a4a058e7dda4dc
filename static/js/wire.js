/**
 * The shapes of the wire: messages of the live socket. Types only: nothing here runs.
 *
 * Written by scripts/wire_types.py from the models in server/policyscope/web (live/client_messages.py and live/server_messages.py),
 * with what they say of each field. Change those and run `make docs`. What is deprecated is not here.
 */

/**
 * What the baseline would subtract now; with an entropy bonus, both the returns and what is compared with them include it.
 * @typedef {object} Baseline
 * @property {number | null} value  One number for every state, if it is one.
 * @property {number[] | null} values  One number per state, if it differs by state; where a state is a number, per step,
 *   at its mean state.
 */
/**
 * What happened since the frame before.
 * @typedef {object} Block
 * @property {number} updates
 * @property {number} episodes
 * @property {number} actions  Actions taken in those episodes.
 * @property {number | null} mean_return  Mean discounted return of those episodes.
 * @property {number} truncated  Episodes cut at the server's horizon limit.
 */
/**
 * Contributions of single episodes to the estimate, two components of each; drawn from a separate random stream.
 * @typedef {object} Cloud
 * @property {[number, number]} axes  Which two parameters.
 * @property {[number, number][]} samples  Some of the contributions, [k][2].
 * @property {[number, number]} mean  Of all contributions.
 * @property {[number, number]} exact  The exact gradient's two components.
 * @property {[[number, number], [number, number]]} covariance  Of all contributions, [2][2].
 * @property {number} episodes  How many contributions there are in all.
 * @property {[number, number]} widest  The parameter with most variance, and the one with most that the first leaves.
 * @property {number} widest_variance  Of both together; compare with the trace of `covariance`.
 */
/**
 * The rewards of a bandit whose action is a number.
 * @typedef {object} Continuous
 * @property {"quadratic" | "hills" | "stair"} shape  How the numbers of `curve` are read.
 * @property {number[][]} curve  [C][6]: target, scale, top; or height, centre, width of each hill; or threshold, low,
 *   high.
 * @property {number[][]} contexts  Features of each context, [C][K].
 * @property {number} reward_std  Standard deviation of every reward.
 */
/**
 * Change live fields of the experiment, all or none. They apply to the very next update.
 * @typedef {object} Control
 * @property {"control"} type
 * @property {Record<string, any>} changes  New values of live fields, by their dotted paths in the experiment.
 */
/**
 * Changes took effect; they count from the next update on.
 * @typedef {object} ControlApplied
 * @property {"control_applied"} type
 * @property {number} update  How many updates were done before.
 * @property {Record<string, any>} changes
 */
/**
 * A Gaussian policy at θ: what takes the place of probabilities.
 * @typedef {object} Density
 * @property {number[]} means  μ(x) = w·x of each context, [C]; where a state is a number, at the mean state of each step,
 *   [H].
 * @property {number} sigma  σ.
 */
/**
 * Where each of the R runs is; run 0 is the one the rest of the frame shows.
 * @typedef {object} Ensemble
 * @property {number[][] | null} theta  [R][D]; null where that would be too many numbers.
 * @property {number[]} values  J at each run's θ, of the rewards alone, [R].
 * @property {number[][] | null} probabilities  π(a) of each run, [R][A]; null for problems of several states.
 * @property {number[] | null} [best_action]  π of each run's own best action, [R]; only where each has its own bandit.
 */
/**
 * The last episode drawn, [T] each.
 * @typedef {object} Episode
 * @property {number[]} states  Numbers of states, or the states themselves where these are numbers.
 * @property {number[]} actions  Numbers of actions, or of a Gaussian policy the actions themselves.
 * @property {number[]} rewards
 * @property {number[]} returns  What credit assigns: G_t, or G_0 at every step.
 * @property {number[]} baselines  What was subtracted.
 * @property {number[]} weights  γᵗ, where it is on, times (return − baseline); dG₀/dA_t or the reward's slope if pathwise.
 * @property {number} next_state  Where the episode ended.
 * @property {number} length  Its steps; more than T where only the first are shown.
 * @property {number} index  Its place in the batch, from 0.
 * @property {number} count  The batch size N.
 */
/**
 * A message could not be used, and changed nothing.
 * @typedef {object} Error
 * @property {"error"} type
 * @property {string} title
 * @property {string} detail  What was expected, what was received, what to do.
 * @property {string} pointer  JSON pointer into the message.
 */
/**
 * What is true at θ. With an entropy bonus β the run climbs J + βH, and both numbers are given.
 * @typedef {object} ExactAnswer
 * @property {number} value  J, of the rewards alone.
 * @property {number[]} gradient  ∇(J + βH): what updates climb; ∇J without a bonus.
 * @property {number | null} [entropy]  H in nats, what β multiplies; present only with a bonus.
 * @property {number | null} [regularized_value]  J + βH; present only with a bonus.
 */
/**
 * The run cannot go on and has paused: θ is not finite. `step` and `play` are refused until `reset`, `set_theta` or
 * `open`.
 * @typedef {object} Finished
 * @property {"finished"} type
 * @property {string} reason
 */
/**
 * A moment of the run. θ, state and block are always present; the rest if subscribed to.
 * @typedef {object} Frame
 * @property {"frame"} type
 * @property {number} update  How many updates are done.
 * @property {number} sample  Episodes of the coming update already drawn; 0 unless stepping by sample.
 * @property {number[]} theta
 * @property {string} state  Opaque: hand it back in `open` to continue from here.
 * @property {Block} block
 * @property {number[][] | null} [probabilities]  π(a|s), [S][A].
 * @property {Density | null} [density]  A Gaussian policy, instead of the probabilities.
 * @property {Episode | null} [episode]
 * @property {number[][] | null} [scores]  Score vectors of that episode's first K actions, at the θ they were drawn with,
 *   or of their moment, [K][D].
 * @property {number[][] | null} [episode_probabilities]  π(·|S_t) those actions were drawn with, [K][A].
 * @property {Samples | null} [samples]  The last batch of a Gaussian policy on a bandit.
 * @property {Paths | null} [paths]  Episodes of the last batch where state and action are numbers.
 * @property {number[] | null} [estimate]  Mean gradient estimate of the last update's batch.
 * @property {ExactAnswer | null} [exact]
 * @property {Values | null} [values]
 * @property {Baseline | null} [baseline]
 * @property {Cloud | null} [cloud]
 * @property {Ensemble | null} [ensemble]  Every run of an experiment with several `runs`; recorded in the last frame only.
 * @property {Quantiles | null} [quantiles]  The spread over all `runs`; null for a single one.
 */
/**
 * Frames were drawn, and this many more may come. At most 3 are ever ahead; a run without credit waits.
 * @typedef {object} Grant
 * @property {"grant"} type
 * @property {number} frames  How many more.
 */
/**
 * How to draw the states on a board.
 * @typedef {object} Grid
 * @property {number} rows
 * @property {number} columns
 * @property {[number, number][]} cells  Row and column of each state, [S][2].
 * @property {string[]} map  The board as it was written, one text per row; empty if there is none.
 */
/**
 * The server is alive: a slow run's next frame, or an answer, is still being computed; or its speed has changed.
 * @typedef {object} Heartbeat
 * @property {"heartbeat"} type
 * @property {boolean} ready  Whether runs can be played; false for the second it takes to load the kernels.
 * @property {boolean} full_speed  False while runs are interpreted: the kernels are being compiled, once per machine.
 * @property {string | null} [reason]  Why they will never be compiled, if that is so.
 */
/**
 * A problem whose state and action are numbers: S′ = a S + b A + noise, a step costs q S² + r A², the last state q_T S².
 * @typedef {object} LinearQuadratic
 * @property {number} a
 * @property {number} b
 * @property {number} q
 * @property {number} r
 * @property {number} final  q_T.
 * @property {number} noise  Standard deviation of what disturbs the state.
 * @property {number} start_mean  Of the first state.
 * @property {number} start_std
 * @property {boolean} constant  Whether the policy's mean is w·S + c; else it is w·S.
 */
/**
 * Facts about a problem, each present only if known.
 * @typedef {object} Notes
 * @property {number | null} [optimal_value]  The best J there is.
 * @property {number | null} [best_arm]  A bandit's best action.
 * @property {number | null} [best_action]  The best action, where actions are numbers.
 * @property {string[]} [warnings]  Sentences about what the problem's author may not have meant.
 */
/**
 * Begin a run, or continue one from a frame's `state`. Answered with `opened` and a `frame`; an earlier run ends.
 * @typedef {object} Open
 * @property {"open"} type
 * @property {Record<string, any>} experiment  An experiment; its schema is in /api/catalog.
 * @property {string | null} [state]  A frame's `state`: the run continues from there, bit for bit.
 * @property {string[]} [subscribe]  The streams every frame is to carry.
 * @property {[number, number] | null} [cloud_axes]  The two parameters that `cloud` shows; empty: the server chooses.
 * @property {number} [grant]  Frames the page is ready to take while the run plays.
 */
/**
 * A run has started.
 * @typedef {object} Opened
 * @property {"opened"} type
 * @property {Record<string, any>} experiment  The experiment with every default filled in.
 * @property {ProblemArrays} problem
 * @property {PolicyArrays} policy
 * @property {Record<string, number>} limits  What one experiment may ask for on this server.
 * @property {Session} session
 */
/**
 * The first k episodes of the last batch where state and action are numbers, and the policy they were drawn with.
 * @typedef {object} Paths
 * @property {number[][]} states  [k][H + 1].
 * @property {number[][]} actions  [k][H].
 * @property {number[][]} weights  γᵗ, where it is on, times (return − baseline); dG₀/dA_t if pathwise; [k][H].
 * @property {number} gain  w of the mean action w·S + c.
 * @property {number} shift  c.
 * @property {number} sigma
 * @property {number} count  Episodes drawn; more than k where only the first are shown.
 */
/**
 * Stop playing. Frames already on their way still arrive.
 * @typedef {object} Pause
 * @property {"pause"} type
 */
/**
 * Let the run play. Each frame carries as many updates as the speed asks for, or fewer if they take too long to compute.
 * @typedef {object} Play
 * @property {"play"} type
 * @property {number} updates_per_second  Speed; at most the setting max_updates_per_second.
 */
/**
 * What θ stands for.
 * @typedef {object} PolicyArrays
 * @property {number} parameters  D.
 * @property {string[]} parameter_names  [D].
 * @property {number[][][] | null} phi  Features φ(s, a), [S][A][D]; null if there are too many to send, or none.
 * @property {number[][] | null} inputs  A network's inputs, [S][I]; null if there are too many to send, or none.
 */
/**
 * The problem as arrays, with hints for drawing. If the action is a number A is 0, and C contexts or H steps replace the
 * states.
 * @typedef {object} ProblemArrays
 * @property {number} states  S.
 * @property {number} actions  A.
 * @property {string[]} state_names  [S].
 * @property {string[]} action_names  [A].
 * @property {number[]} start  Where episodes start: one probability per state, [S].
 * @property {boolean[]} terminal  Whether episodes end on entering a state, [S].
 * @property {number | null} horizon  The most actions of an episode; null: it goes on until a terminal state.
 * @property {number[][]} mean_reward  Expected reward of an action, [S][A].
 * @property {boolean} discrete_bandit  One state, and one of A actions an episode.
 * @property {Grid | null} grid  Null for problems that are not a board.
 * @property {Notes} notes
 * @property {Continuous | null} continuous  Null for all but bandits whose action is a number.
 * @property {LinearQuadratic | null} linear_quadratic  Null for all but problems whose state and action are numbers.
 */
/**
 * How the R runs of an ensemble are spread at this moment.
 * @typedef {object} Quantiles
 * @property {number[]} levels  Of the quantiles, [5]: 0.1, 0.25, 0.5, 0.75, 0.9.
 * @property {Spread} values  Of J, of the rewards alone.
 * @property {Spread | null} probabilities  Of π(a); null for problems of several states, and Gaussian policies.
 * @property {Spread | null} [best_action]  Of π of each run's own best action; only where each has its own bandit.
 * @property {number} lost  Runs whose J is not finite; the rest leaves them out.
 */
/**
 * Back to the first update: with the same seed the same run again.
 * @typedef {object} Reset
 * @property {"reset"} type
 * @property {number | null} [seed]  A new seed; empty: the same.
 */
/**
 * The last batch of a Gaussian policy, n samples of it, and the density they were drawn from.
 * @typedef {object} Samples
 * @property {number[]} means  Of each context, [C].
 * @property {number} sigma
 * @property {number[]} contexts  [n].
 * @property {number[]} actions  [n].
 * @property {number[]} rewards  [n].
 * @property {number[]} baselines  [n].
 * @property {number[]} weights  [n] reward, with its entropy bonus, minus baseline; the reward's slope if pathwise.
 * @property {number[][]} scores  [n][D].
 * @property {number[][]} contributions  What each sample adds to the estimate before averaging, [n][D].
 * @property {number[][] | null} probes  Measure-valued: the pairs of actions compared, [n][2 or 4].
 * @property {number[][] | null} probed  And what they paid.
 * @property {number} count  Samples drawn; more than n where only the first are shown.
 */
/**
 * What this server grants a live run.
 * @typedef {object} Session
 * @property {number} frame_rate  Frames a second while playing, at most.
 * @property {number} max_updates_per_second  The fastest a run may be asked to play.
 */
/**
 * Move θ; everything else in the run stays.
 * @typedef {object} SetTheta
 * @property {"set_theta"} type
 * @property {number[]} theta  One number a parameter.
 */
/**
 * The spread of one number, or of each of A, over the runs of an ensemble; null if all of them are lost.
 * @typedef {object} Spread
 * @property {number | (number | null)[] | null} mean
 * @property {(number | null)[] | ((number | null)[])[]} quantiles  One row per level: [5], or [5][A].
 */
/**
 * Do some updates, or draw some episodes of the coming update, and send one frame.
 * @typedef {object} Step
 * @property {"step"} type
 * @property {"update" | "sample"} [unit]  A sample is one episode; when the batch is full, the update happens.
 * @property {number} [count]  How many; at most the setting max_steps.
 */
/**
 * Choose what frames carry from now on. Looking never changes the run.
 * @typedef {object} Subscribe
 * @property {"subscribe"} type
 * @property {string[]} streams  All streams wanted; others are no longer computed.
 * @property {[number, number] | null} [cloud_axes]  The two parameters that `cloud` shows; empty: as before.
 */
/**
 * Exact values at θ, of the rewards alone whatever the entropy bonus.
 * @typedef {object} Values
 * @property {number[]} state_values
 * @property {number[][]} action_values
 * @property {number[][]} advantages
 * @property {number[]} visitation
 */
/** @typedef {Open | Grant | Play | Pause | Step | Control | SetTheta | Subscribe | Reset} ClientMessage  What a page sends. */
/** @typedef {Opened | Frame | ControlApplied | Finished | Error | Heartbeat} ServerMessage  What the server sends. */

export {};
