import type { Status } from "@/components/feedback/status";
import { formatDuration } from "@/components/feedback/time-format";
import { haproxySockets, READ_BACK_MS, type TargetConfig } from "@/lib/traffic/contract";
import type { TargetView } from "@/lib/traffic/target-contract";

export const targetKinds: Readonly<Record<TargetConfig["kind"], string>> = {
  haproxy: "HAProxy",
  edge: "Edge",
  webhook: "Webhook",
  gateway_api: "Gateway API",
  argo_rollouts: "Argo Rollouts",
};

/** What the stored secret of a target is to its data plane. */
export const secretNames: Readonly<Record<TargetConfig["kind"], string>> = {
  haproxy: "Fence token",
  edge: "Admin token",
  webhook: "Signing secret",
  gateway_api: "Bearer token",
  argo_rollouts: "Bearer token",
};

/** What to enter as the secret, where the name does not say it. */
export const secretHints: Partial<Readonly<Record<TargetConfig["kind"], string>>> = {
  haproxy:
    "SIGNALBOX_FENCE_TOKEN of HAProxy, where signalbox.lua is installed: it then refuses writes of a replaced worker. ",
  gateway_api: "Token of a service account with the role of docs/operations/kubernetes.md. ",
  argo_rollouts: "Token of a service account with the role of docs/operations/kubernetes.md. ",
};

/** Whether a worker that was replaced can still move traffic, as the last connection test saw it. */
export function fenceWords(target: Pick<TargetView, "lastTest">): string {
  const fence = target.lastTest?.fence;
  if (!fence) return "Not known before a connection test";
  if (fence.kind === "native") return "Refuses writes of a replaced worker";
  return `Cannot refuse; corrected within ${READ_BACK_MS / 1_000} s by read-back`;
}

/** What happens when no worker renews the split, as the last connection test saw it. */
export function holdWords(target: Pick<TargetView, "lastTest">): string {
  const fence = target.lastTest?.fence;
  if (!fence) return "Not known before a connection test";
  if (fence.hold?.fired) return "Nobody renewed the split: the data plane had set the safe one";
  if (fence.hold) return `Armed: the safe split follows ${formatDuration(fence.hold.remainingMs)} without a worker`;
  return fence.kind === "native" && fence.canHold !== false
    ? "Not armed: no rollout asked for it"
    : "None: the split stays when workers are silent";
}

function moreWords(count: number): string {
  return count === 0 ? "" : ` and ${count} more`;
}

/** Where the data plane is reached, in one line. */
export function addressOf(config: TargetConfig): string {
  switch (config.kind) {
    case "haproxy":
      return `${config.backend} at ${config.socket}${moreWords(haproxySockets(config).length - 1)}`;
    case "edge":
      return `${config.service} at ${config.adminUrl}`;
    case "webhook":
      return config.url;
    case "gateway_api":
      return `HTTPRoute ${config.namespace}/${config.route} at ${config.server}`;
    case "argo_rollouts":
      return `Rollout ${config.namespace}/${config.rollout} at ${config.server}`;
  }
}

export function targetName(target: Pick<TargetView, "service" | "environment">): string {
  return `${target.service.name} in ${target.environment.name}`;
}

/** What the last connection test says. */
export function testStatus(target: Pick<TargetView, "testPending" | "lastTest">): { status: Status; label: string } {
  if (target.testPending) return { status: "progressing", label: "Testing…" };
  if (!target.lastTest) return { status: "no_data", label: "Never tested" };
  if (target.lastTest.ok) return { status: "healthy", label: "Answers" };
  const failed = target.lastTest.findings.filter((finding) => !finding.ok).length;
  return { status: "failed", label: failed === 1 ? "1 problem" : `${failed} problems` };
}

/** The page's answer: what has the traffic, and whether it could be moved. */
export function targetAnswer(target: TargetView): string {
  const live = target.slots.find((slot) => slot.isLive);
  const runs = live
    ? `Slot ${live.slot} has the traffic${live.version ? ` with ${live.version}` : ""}`
    : "It is not known which slot has the traffic";
  if (target.testPending) return `${runs}; the connection is being tested.`;
  if (!target.lastTest) return `${runs}. The connection was never tested.`;
  return target.lastTest.ok
    ? `${runs}, and everything answered in the last test.`
    : `${runs}, but the last test found something to repair.`;
}

/** "target" stands for the counters that the data plane keeps itself. */
export function bindingName(source: string, kind: TargetConfig["kind"]): string {
  return source === "target" ? `${targetKinds[kind]}'s own counters` : source;
}
