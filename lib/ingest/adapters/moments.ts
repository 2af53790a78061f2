import type { Instant } from "@/lib/kernel/instant";
import type { Deploying } from "../domain/deploying-run";
import type { DeploymentFact, Fact, Progress } from "../domain/fact";

/** How far something came, and when; times that are not known are left out. */
export interface Moment {
  readonly progress: Progress;
  readonly occurredAt: Instant;
}

export function momentsOf(
  moments: readonly { readonly progress: Progress; readonly occurredAt: Instant | null | undefined }[],
): Moment[] {
  return moments.flatMap(({ progress, occurredAt }) => (occurredAt == null ? [] : [{ progress, occurredAt }]));
}

type DeploymentRest = Omit<DeploymentFact, "kind" | "progress" | "service" | "environment" | "version">;

/** What a run or job deploys, at each moment that it came to; nothing when no rule says that it deploys. */
export function deployedAt(
  deploying: Deploying | null,
  moments: readonly Moment[],
  rest: DeploymentRest & { readonly subjectKey: string },
): Fact[] {
  if (deploying === null) return [];
  return moments.map((moment): Fact => ({ kind: "deployment", ...rest, ...deploying, ...moment }));
}
