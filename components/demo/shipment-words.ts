import type { Status } from "@/components/feedback/status";
import type { ShipmentView } from "@/lib/demo/contract";
import type { RolloutPhase } from "@/lib/rollouts/contract";

/** How a rollout may have ended, as a visitor of the demonstration sees it. */
const endings: Readonly<Partial<Record<RolloutPhase, { readonly status: Status; readonly label: string }>>> = {
  completed: { status: "healthy", label: "Live" },
  rolling_back: { status: "failed", label: "Being taken out" },
  rolled_back: { status: "failed", label: "Taken out" },
  cancelled: { status: "neutral", label: "Cancelled" },
};

/** Where a shipment stands. */
export function standingOf(shipment: ShipmentView): { readonly status: Status; readonly label: string } {
  if (shipment.state === "failed") return { status: "failed", label: "Not shipped" };
  if (!shipment.rollout) return { status: "progressing", label: "Deploying" };
  return endings[shipment.rollout.phase] ?? { status: "progressing", label: "Rolling out" };
}

function answers(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "answer" : "answers"}`;
}

/** What visitors saw of it, in one sentence with the measured numbers. */
export function measuredWords({ fault, failure, measured }: ShipmentView): string {
  if (failure !== null) return failure;
  const { badAnswers, exposedMs } = measured;
  if (measured.answers === 0) return "No visitor has got an answer from it yet.";
  const soFar = measured.isFinal ? "" : " so far";
  if (fault === "none" || badAnswers === 0)
    return `${answers(measured.answers)} to visitors${soFar}, ${badAnswers === 0 ? "none" : badAnswers} of them bad.`;
  const bad = `${badAnswers.toLocaleString("en")} of ${answers(measured.answers)} were bad${soFar}`;
  if (exposedMs === null) return `${bad}.`;
  const from =
    fault === "health" ? "from the death of its health check to the last answer" : "from the first to the last";
  return `${bad}; ${(exposedMs / 1_000).toFixed(1)} s ${from}.`;
}
