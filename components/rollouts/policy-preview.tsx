"use client";

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
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
    <output className={classes.preview}>
      <p>{preview.sentence}</p>
      {gaps === "" ? null : <p>Not kept, and so not judged again: {gaps}.</p>}
      {others.length === 0 ? null : (
        <ul>
          {others.map((one) => (
            <li key={one.id}>
              <Link href={`/rollouts/${one.id}`}>
                #{one.number}, {one.version} to {one.environment}
              </Link>
              , <Time atMs={Date.parse(one.startedAt)} format="absolute" />: <Otherwise rollout={one} />
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

function Otherwise({ rollout }: { readonly rollout: PolicyPreview["rollouts"][number] }): ReactNode {
  const { failure, rollbackCause } = rollout;
  if (failure === null)
    return (
      <>it was taken back for {rollbackCause?.replace("_", " ")}, and nothing that was kept of it would have done so.</>
    );
  const counted =
    failure.canaryRequests === null
      ? ""
      : `, after ${failure.canaryRequests} requests of which ${failure.canaryErrors} failed`;
  return (
    <>
      it would have been taken back in step {failure.step} for its {checkWords[failure.check]}
      {counted}. {failure.sentence}
    </>
  );
}
