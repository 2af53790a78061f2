import type { Permission } from "@/lib/platform/auth/permissions";
import type { RolloutDetail } from "@/lib/rollouts/api-contract";
import { durationWords, percentWords } from "@/lib/rollouts/domain/words";

export type CommandName = RolloutDetail["commands"][number];

export interface CommandWords {
  /** On the page's button. */
  readonly short: string;
  /** The single key that opens its dialog. */
  readonly key: string;
  readonly needs: Permission;
  readonly tone: "danger" | "neutral";
  /** Verb and object, on the dialog's button. */
  readonly label: string;
  readonly changes: string;
  readonly where: string;
  readonly blastRadius: string;
  readonly doesNotUndo?: string;
}

const keys: Readonly<Record<CommandName, Pick<CommandWords, "short" | "key" | "needs" | "tone">>> = {
  approve: { short: "Approve", key: "y", needs: "rollout:approve", tone: "neutral" },
  promote: { short: "Promote", key: "p", needs: "rollout:control", tone: "neutral" },
  resume: { short: "Resume", key: "Space", needs: "rollout:control", tone: "neutral" },
  pause: { short: "Pause", key: "Space", needs: "rollout:control", tone: "neutral" },
  abort: { short: "Abort", key: "a", needs: "rollout:abort", tone: "danger" },
  cancel: { short: "Cancel", key: "x", needs: "rollout:control", tone: "danger" },
  rollback: { short: "Roll back", key: "b", needs: "rollout:abort", tone: "danger" },
};

/** In the order of the page's buttons; what is dangerous comes last. */
export const commandOrder: readonly CommandName[] = [
  "approve",
  "promote",
  "resume",
  "pause",
  "cancel",
  "rollback",
  "abort",
];

/** What a command does to this rollout as it stands, in words. */
export function commandWords(command: CommandName, rollout: RolloutDetail): CommandWords {
  const { service, environment, canaryVersion } = rollout;
  const where = `${service.name} in ${environment.name}, slots of one target`;
  return { ...keys[command], where, ...consequences[command](rollout, `${service.slug} ${canaryVersion}`) };
}

export function commandBasics(command: CommandName): Pick<CommandWords, "short" | "key" | "needs" | "tone"> {
  return keys[command];
}

type Consequences = Pick<CommandWords, "label" | "changes" | "blastRadius" | "doesNotUndo">;

const consequences: Readonly<Record<CommandName, (rollout: RolloutDetail, object: string) => Consequences>> = {
  abort: (rollout, object) => ({
    label: `Abort ${object} in ${rollout.environment.slug}`,
    changes: `${rollout.canaryVersion} is taken out of traffic now and its sessions are cut; ${rollout.stableVersion} serves everybody. The rollout ends as rolled back.`,
    blastRadius: `${percentWords(rollout.observedSharePercent ?? rollout.desiredSharePercent)} of the traffic moves back to ${rollout.stableVersion}.`,
    doesNotUndo: `What ${rollout.canaryVersion} has written to databases, queues and other systems.`,
  }),
  rollback: (rollout, object) => ({
    label: `Roll back ${object} in ${rollout.environment.slug}`,
    changes: `A rollout in the other direction begins at once: all traffic returns to ${rollout.stableVersion}, whatever is queued. Windows do not hold it.`,
    blastRadius: `100 % of the traffic of ${rollout.service.name} in ${rollout.environment.name}.`,
    doesNotUndo: `What ${rollout.canaryVersion} has written, and changes of the database's schema.`,
  }),
  promote: (rollout, object) => promotion(rollout, object),
  approve: (rollout, object) => {
    const next = nextShareOf(rollout);
    return {
      label: `Approve ${object} for ${percentWords(next)}`,
      changes: `The step after the present one may begin: ${percentWords(next)} of the traffic, once the bake time is over and no check fails.`,
      blastRadius: `Up to ${percentWords(next)} of the traffic. Triggers stay armed.`,
    };
  },
  pause: (rollout, object) => ({
    label: `Pause ${object}`,
    changes: `The share stays at ${percentWords(rollout.desiredSharePercent)}. Triggers stay armed: harm still takes ${rollout.canaryVersion} out. After ${durationWords(rollout.plan.pauseDeadlineMs)} without an answer it is rolled back.`,
    blastRadius: `No user moves. ${percentWords(rollout.desiredSharePercent)} of the traffic stays on ${rollout.canaryVersion}.`,
  }),
  resume: (rollout, object) => ({
    label: `Resume ${object}`,
    changes: rollout.pauseReasons.includes("drift")
      ? `The share of the step comes back to ${percentWords(rollout.plan.steps[rollout.stepIndex ?? 0]?.trafficPercent ?? rollout.desiredSharePercent)}, and the rollout goes on by itself.`
      : "The rollout goes on by itself from where it stands; the bake time counts on.",
    blastRadius: `From ${percentWords(rollout.desiredSharePercent)} of the traffic, next ${percentWords(nextShareOf(rollout))}.`,
  }),
  cancel: (rollout, object) => ({
    label: `Cancel ${object}`,
    changes: "It leaves the queue and never begins. The ones behind it move up.",
    blastRadius: `No user was moved. ${rollout.stableVersion} keeps serving.`,
  }),
};

function promotion(rollout: RolloutDetail, object: string): Consequences {
  if (rollout.phase === "watching") {
    return {
      label: `Complete ${object} now`,
      changes: `The watch ends now. ${rollout.stableVersion} is no longer kept ready and the triggers are disarmed.`,
      blastRadius: `100 % of the traffic stays on ${rollout.canaryVersion}.`,
      doesNotUndo:
        "Going back afterwards is a rollout of its own, as long as the old slot still holds the old version.",
    };
  }
  const isLast = (rollout.stepIndex ?? 0) >= rollout.plan.steps.length - 1;
  const next = nextShareOf(rollout);
  return {
    label: isLast ? `Promote ${object} to the watch` : `Promote ${object} to ${percentWords(next)}`,
    changes: `The rest of this step's bake time is skipped${isLast ? "; the watch begins" : ` and the next step begins: ${percentWords(next)}`}. Too few numbers no longer hold it: you answer for that.`,
    blastRadius: `${percentWords(next)} of the traffic of ${rollout.service.name} in ${rollout.environment.name}. Triggers stay armed.`,
  };
}

function nextShareOf(rollout: RolloutDetail): number {
  const next = rollout.plan.steps[(rollout.stepIndex ?? -1) + 1];
  return next?.trafficPercent ?? 100;
}
