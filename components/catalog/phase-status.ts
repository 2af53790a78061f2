import type { Status } from "@/components/feedback/status";

interface Shown {
  readonly status: Status;
  readonly label: string;
}

const phases: Readonly<Record<string, Shown>> = {
  queued: { status: "waiting", label: "Queued" },
  preparing: { status: "progressing", label: "Preparing" },
  shifting: { status: "progressing", label: "Shifting" },
  baking: { status: "progressing", label: "Baking" },
  watching: { status: "progressing", label: "Watching" },
  completed: { status: "healthy", label: "Completed" },
  rolling_back: { status: "failed", label: "Rolling back" },
  rolled_back: { status: "failed", label: "Rolled back" },
  cancelled: { status: "neutral", label: "Cancelled" },
};

/** How a rollout under way is shown; paused ones wait for somebody. */
export function rolloutStatus(rollout: { readonly phase: string; readonly pauseReasons: readonly string[] }): Shown {
  const shown = phases[rollout.phase] ?? { status: "no_data", label: rollout.phase };
  if (rollout.pauseReasons.length === 0) return shown;
  return { status: "waiting", label: `Paused: ${rollout.pauseReasons.join(", ")}` };
}

const deployments: Readonly<Record<string, Shown>> = {
  running: { status: "progressing", label: "Running" },
  succeeded: { status: "healthy", label: "Succeeded" },
  failed: { status: "failed", label: "Failed" },
  rolled_back: { status: "failed", label: "Rolled back" },
  cancelled: { status: "neutral", label: "Cancelled" },
};

/** How the state of a deployment is shown. */
export function deploymentStatus(state: string): Shown {
  return deployments[state] ?? { status: "no_data", label: state };
}
