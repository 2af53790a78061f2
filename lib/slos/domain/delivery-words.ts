import type { DeliveryMeasure, DeliverySli } from "../sli-contract";

interface Words {
  readonly title: string;
  /** One event, and several. */
  readonly eventName: string;
  readonly rule: string;
}

/** How long, in the largest whole unit: `90 s`, `24 h`. */
export function lengthWords(ms: number): string {
  const units = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
    [1_000, "s"],
  ] as const;
  for (const [length, unit] of units) if (ms % length === 0 && ms >= 2 * length) return `${ms / length} ${unit}`;
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}

const titles: Readonly<Record<DeliveryMeasure, string>> = {
  deployment_frequency: "Deployment frequency",
  lead_time: "Lead time for changes",
  change_failure_rate: "Change failure rate",
  restore_time: "Time to restore",
  time_to_detect: "Time to detect",
  rollback_success: "Rollbacks that succeed",
  rollback_time: "Rollback time",
  bad_sample_to_back: "Bad sample to traffic back",
};

/** What is good and what is counted, in the words of the figures of delivery. */
export function deliveryWords(sli: DeliverySli): Words {
  const title = titles[sli.measure];
  switch (sli.measure) {
    case "deployment_frequency": {
      const off = sli.holidays.length === 0 ? "" : " and the named holidays";
      return {
        title,
        eventName: "business days",
        rule: `Business days in ${sli.timeZone} with at least one deployment that succeeded and changed the version, over all that are over and on record; weekends${off} are no business days.`,
      };
    }
    case "lead_time":
      return {
        title,
        eventName: "changes",
        rule: `Changes that reached users within ${lengthWords(sli.withinMs)} of their first commit, over changes that came with a counted deployment.`,
      };
    case "change_failure_rate":
      return {
        title,
        eventName: "deployments",
        rule: "Deployments without a failure signal, over deployments that took effect. A deployment counts once, however many incidents it caused.",
      };
    case "restore_time":
      return {
        title,
        eventName: "failed deployments",
        rule: `Failed deployments that were restored within ${lengthWords(sli.withinMs)} of their detection, over failed deployments.`,
      };
    case "time_to_detect":
      return {
        title,
        eventName: "failed deployments",
        rule: `Failed deployments whose failure was first seen within ${lengthWords(sli.withinMs)} of taking effect, over failed deployments.`,
      };
    case "rollback_success":
      return {
        title,
        eventName: "rollbacks",
        rule: "Rollbacks after which the version before had the traffic and did not fail in its turn, over rollbacks that ended.",
      };
    case "rollback_time":
      return {
        title,
        eventName: "rollbacks",
        rule: `Rollbacks that were done within ${lengthWords(sli.withinMs)} of the decision, or else the start, over rollbacks.`,
      };
    case "bad_sample_to_back":
      return {
        title,
        eventName: "rollbacks",
        rule: `Rollbacks whose traffic the data plane showed back within ${lengthWords(sli.withinMs)} of the sample that condemned the version, over rollbacks that failed evidence caused.`,
      };
  }
}
