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
      description="The errors and the budget burn of the last 20 rollouts, judged again by this plan. Latency, health and custom metrics keep nothing that could be judged again."
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
  return (
    <output className={classes.preview}>
      <p>{preview.sentence}</p>
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

function Otherwise({ rollout }: { readonly rollout: PolicyPreview["rollouts"][number] }): ReactNode {
  const { failure, rollbackCause } = rollout;
  if (failure === null)
    return <>it was taken back for {rollbackCause?.replace("_", " ")}, and its counts alone would not have done so.</>;
  return (
    <>
      it would have been taken back in step {failure.step}, after {failure.canaryRequests} requests of which{" "}
      {failure.canaryErrors} failed. {failure.sentence}
    </>
  );
}
