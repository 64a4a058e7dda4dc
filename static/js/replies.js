/**
 * The shapes of the wire: answers of the HTTP API, as far as the page reads them. Types only: nothing here runs.
 *
 * Written by scripts/wire_types.py from the models in server/policyscope/web (replies.py),
 * with what they say of each field. Change those and run `make docs`. What is deprecated is not here.
 */

/**
 * What one estimator made of its episodes. ∇J is the gradient of what it climbs: with an entropy bonus β that of J + βH.
 * @typedef {object} Estimate
 * @property {number[]} mean  [D].
 * @property {number[]} standard_error  Of the mean, [D].
 * @property {number} variance  Trace of the covariance of one contribution.
 * @property {number} variance_standard_error  Of that variance: how far from the exact one sampling may leave it.
 * @property {number[]} variance_diagonal  That covariance's diagonal: the variance of each component, [D].
 * @property {number} bias_norm  ‖mean − ∇J‖.
 * @property {number | null} cosine  Between mean and ∇J; null where either is zero.
 * @property {number | null} snr  ‖∇J‖ over the standard deviation of one contribution; null without variance.
 * @property {number | null} episodes_for_sign  Episodes whose mean points uphill (along ∇J) with 95 % probability; null:
 *   never.
 * @property {number[] | null} exact_mean  What the mean tends to, [D]; null where it depends on what a baseline remembers,
 *   or is infinite.
 * @property {number | null} exact_bias_norm  ‖exact_mean − ∇J‖, the bias itself; null where exact_mean is.
 * @property {number | null} exact_variance  What the variance tends to; null where a baseline learns, where it is
 *   infinite, or there is no closed form.
 * @property {number[] | null} exact_variance_diagonal  What variance_diagonal tends to, [D]; null where exact_variance is,
 *   and for the total return of several steps.
 * @property {number[][]} samples  Single contributions, [k][D].
 */
/**
 * The estimators, in the order asked.
 * @typedef {object} EstimatesReply
 * @property {number[]} exact_gradient  ∇(J + βH), [D], β the first estimator's entropy bonus; each is compared with the
 *   gradient with its own.
 * @property {Estimate[]} estimates
 */
/**
 * What is true at one θ. Values, advantages, visitation and the constant are of the rewards alone, whatever the entropy
 * bonus β.
 * @typedef {object} ExactReply
 * @property {number} value  J, of the rewards alone.
 * @property {number} entropy  H in nats, what β multiplies: the objective with −log π(A|S) in the rewards' place.
 * @property {number} regularized_value  J + βH.
 * @property {number[]} gradient  ∇(J + βH), [D]: what an update climbs; ∇J without a bonus.
 * @property {number[][]} probabilities  π(a|s), [S][A].
 * @property {number[]} state_values  V, [S].
 * @property {number[][]} action_values  Q, [S][A].
 * @property {number[][]} advantages  Q − V, [S][A].
 * @property {number[]} visitation  Expected discounted visits, [S].
 * @property {number[][][] | null} scores  ∇ log π(a|s), [S][A][D]; null beyond the limit `answer_numbers`.
 * @property {number[][] | null} fisher  E[score scoreᵀ], [D][D]; null likewise.
 * @property {number | null} optimal_constant  The constant baseline of least variance for reinforce with reward-to-go,
 *   weighed by γᵗ; other estimators and credits have others. Null without room for the scores, and for averages without a
 *   horizon.
 */
/**
 * J, or with an entropy bonus J + βH, over a plane: `value[j][i]` belongs to `y[j]` and `x[i]`.
 * @typedef {object} LandscapeReply
 * @property {number[]} x
 * @property {number[]} y
 * @property {((number | null)[])[]} value
 */
/**
 * A cell that is complete. Runs without a finite number count as lost, and as nothing else.
 * @typedef {object} StudyCell
 * @property {"cell"} type
 * @property {number} cell  From 0, in the grid's order.
 * @property {Record<string, any>} changes  What it has otherwise than the experiment, by dotted path.
 * @property {(number | null)[]} mean  Of the measure over the runs, [T].
 * @property {(number | null)[]} standard_error  Of that mean, [T]; null of fewer than two runs.
 * @property {((number | null)[])[]} quantiles  [T][5].
 * @property {number[]} lost  How many runs are, [T].
 * @property {Record<string, number>} ended  Of one state: how many runs take each action most often at the end, by its
 *   number.
 * @property {string} error  Why the cell could not be computed, else empty; its lists are empty then.
 */
/**
 * The first line of a study: what is to come.
 * @typedef {object} StudyPlan
 * @property {"study"} type
 * @property {Record<string, any[]>} grid  The values of each field.
 * @property {number[]} update  Moments, in updates, [T]; the first is 0, the last the end.
 * @property {number} seeds  Runs in each cell.
 * @property {string} measure  What is measured.
 * @property {number} cells  Cells in all.
 */
/**
 * How far a study is, after each chunk of runs.
 * @typedef {object} StudyProgress
 * @property {"progress"} type
 * @property {number} cell  The cell to which something was added, from 0.
 * @property {number} cell_runs  Runs of it that are done.
 * @property {number} runs  Runs done in all.
 * @property {number} total  Runs in all.
 * @property {number} cells  Cells complete.
 */

export {};
