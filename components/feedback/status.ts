/** The six statuses of the product, and the absence of one. Each has a shape, a word and a colour. */
export const statuses = ["neutral", "progressing", "waiting", "healthy", "at_risk", "failed", "no_data"] as const;
export type Status = (typeof statuses)[number];

/** The word shown when the caller has no better one. */
export const statusWords: Readonly<Record<Status, string>> = {
  neutral: "Idle",
  progressing: "Progressing",
  waiting: "Waiting",
  healthy: "Healthy",
  at_risk: "At risk",
  failed: "Failed",
  no_data: "No data",
};
