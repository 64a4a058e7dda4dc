/** Words in an address that are not ours: of other courses, of an older version, of whoever passed the link on. */

/** What other courses call some of the keys, in small letters. @type {Record<string, string>} */
export const ELSEWHERE = {
  alpha: "lr",
  eta: "lr",
  step_size: "lr",
  gamma: "discount",
  beta: "entropy_bonus",
  lambda: "lambda_",
  env: "id",
  environment: "id",
  layout: "map",
  grid: "map",
  rewards: "means",
  k: "arms",
  n: "batch",
  episodes: "batch",
  theta0: "theta",
  max_steps: "horizon",
};
/** Kinds of reward curves by their names in version 0.2, which old links have. @type {Record<string, string>} */
export const RENAMED = { two_bumps: "hills", step: "stair" };
/** What campaigns, mail programs and social networks hang on to every address: not ours, and nobody's mistake. */
export const FOREIGN =
  /^(utm_.+|.+clid|msclkid|[gw]braid|gad_.+|srsltid|igshid?|mc_[ce]id|mkt_tok|hs.+|li_fat_id|epik|trk|ref|ref_src|ref_url|source|spm|si|feature|cmpid|cid|_.*)$/i;
