"use client";

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatValue } from "@/components/charts/chart-data";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { FormSection } from "@/components/forms/form-section";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import type { PolicyPreview } from "@/lib/rollouts/preview-contract";
import classes from "./templates.module.css";

export interface PreviewGiven {
  readonly slug: string;
  readonly template: string;
  readonly overrides: PlanOverrides;
}

export interface PolicyPreviewProps {
  readonly given: PreviewGiven;
  /** The server action of the templates area. */
  readonly preview: ServerAction<PreviewGiven, PolicyPreview>;
}

/** Asks what the form's plan would have done to past rollouts, and shows those that would have ended otherwise. */
export function PolicyPreviewSection({ given, preview }: PolicyPreviewProps): ReactNode {
  const asked = useMutation({ mutationFn: (input: PreviewGiven) => callAction(preview, input) });
  return (
    <FormSection
      title="What it would have done"
      description="The last 20 rollouts, judged again by this plan: their errors, budget burn, latency, health checks and custom metrics, as far as they were kept."
    >
      <Button
        size="xs"
        variant="default"
        loading={asked.isPending}
        onClick={() => asked.mutate(given)}
        style={{ alignSelf: "flex-start" }}
      >
        Look at past rollouts
      </Button>
      {asked.error ? <ErrorState error={asked.error} doing="look at past rollouts" /> : null}
      {asked.data ? <PreviewAnswer preview={asked.data} /> : null}
    </FormSection>
  );
}

function PreviewAnswer({ preview }: { readonly preview: PolicyPreview }): ReactNode {
  const others = preview.rollouts.filter(({ outcome }) => outcome === "caught" || outcome === "spared");
  const gaps = gapsOf(preview);
  return (
    <output className={classes.answer}>
      <p>{preview.sentence}</p>
      {gaps === "" ? null : <p className={classes.muted}>Not kept, and so not judged again: {gaps}.</p>}
      {others.length === 0 ? null : (
        <ul className={classes.others} aria-label="Rollouts that would have ended otherwise">
          {others.map((one) => (
            <li key={one.id}>
              <span className={classes.other}>
                <Link href={`/rollouts/${one.id}`}>
                  #{one.number}, {one.version} to {one.environment}
                </Link>
                <StatusBadge
                  {...(one.failure
                    ? { status: "at_risk" as const, label: "Taken back" }
                    : { status: "neutral" as const, label: "Not taken back" })}
                />
                <span className={classes.muted}>
                  <Time atMs={Date.parse(one.startedAt)} format="absolute" />
                </span>
              </span>
              <span>{otherwise(one)}</span>
            </li>
          ))}
        </ul>
      )}
    </output>
  );
}

const checkWords = {
  error_rate: "errors",
  latency: "latency",
  burn_rate: "budget burn",
  health: "health checks",
  metric: "custom metrics",
} as const;

/** `latency of 3 rollouts, health checks of 1` */
function gapsOf({ rollouts }: PolicyPreview): string {
  const kinds = Object.keys(checkWords) as (keyof typeof checkWords)[];
  return kinds
    .flatMap((kind) => {
      const count = rollouts.filter(({ notKept }) => notKept.includes(kind)).length;
      return count === 0 ? [] : [`${checkWords[kind]} of ${count === 1 ? "1 rollout" : `${count} rollouts`}`];
    })
    .join(", ");
}

/** Why it would have ended otherwise, in sentences. */
function otherwise({ failure, rollbackCause }: PolicyPreview["rollouts"][number]): string {
  if (failure === null) {
    const cause = checkWords[rollbackCause as keyof typeof checkWords] ?? "what was measured";
    return `It was taken back for its ${cause}; by this plan, nothing that was kept of it would do so.`;
  }
  const { canaryRequests, canaryErrors, step, check, sentence } = failure;
  const counted =
    canaryRequests === null
      ? ""
      : `, after ${formatValue(canaryRequests, "count")} requests of which ${formatValue(canaryErrors, "count")} failed`;
  return `In step ${step}, for its ${checkWords[check]}${counted}. ${sentence}`;
}
