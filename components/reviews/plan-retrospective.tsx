"use client";

import { Button, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { useTimeZone } from "@/components/layout/preferences";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { PlanRetrospectiveInput, RetrospectiveView } from "@/lib/reviews/contract";
import { toInstant, useNextWeek } from "./action-dialogs";
import { ReviewDialog } from "./review-dialog";

interface PlanRetrospectiveProps {
  readonly objective: { readonly slug: string; readonly name: string };
  readonly plan: ServerAction<PlanRetrospectiveInput, RetrospectiveView>;
  readonly canLead: boolean;
}

/** A button that asks when to look back at the breaches of an objective. */
export function PlanRetrospective({ objective, plan, canLead }: PlanRetrospectiveProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const zone = useTimeZone();
  const scheduledAt = useNextWeek();
  return (
    <>
      <DisabledReason reason={canLead ? null : `Needs ${whoMay("review:lead")}.`}>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Plan a retrospective about ${objective.name}`}
          onClick={() => setIsOpen(true)}
        >
          Plan it
        </Button>
      </DisabledReason>
      <ReviewDialog
        title={`Retrospective about ${objective.name}`}
        submit="Plan the retrospective"
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        initial={{ scheduledAt }}
        send={(values) =>
          callAction(plan, { objective: objective.slug, scheduledAt: toInstant(values.scheduledAt, zone) })
        }
      >
        {(form) => (
          <TextInput
            label={`When (${zone})`}
            description="Those who are accountable and responsible are to be there"
            type="datetime-local"
            data-autofocus
            required
            {...form.getInputProps("scheduledAt")}
          />
        )}
      </ReviewDialog>
    </>
  );
}
