import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import type { RolloutSummary } from "@/lib/rollouts/api-contract";
import { phaseView } from "./phase";

export interface PhaseBadgeProps {
  readonly rollout: Pick<RolloutSummary, "phase" | "pauseReasons" | "rollbackCause">;
  readonly variant?: "plain" | "soft";
}

export function PhaseBadge({ rollout, variant = "plain" }: PhaseBadgeProps): ReactNode {
  const { status, label } = phaseView(rollout);
  return <StatusBadge status={status} label={label} variant={variant} />;
}
