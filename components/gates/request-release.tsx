"use client";

import { Button, Checkbox, Stack, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import type { ReleaseRequestDetail } from "@/lib/gates/contract";
import { gateKeys, releaseKeys } from "@/lib/gates/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./gates.module.css";

interface RequestGiven {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly note: string;
  readonly isFlagged: boolean;
  readonly ticket?: string;
}

export interface RequestReleaseProps extends Pick<RequestGiven, "service" | "environment" | "version"> {
  readonly canRequest: boolean;
  readonly request: ServerAction<RequestGiven, ReleaseRequestDetail>;
}

/** Asks for a release, so that others can approve it and the board decides where it has to. */
export function RequestRelease({ canRequest, request, ...place }: RequestReleaseProps): ReactNode {
  const queryClient = useQueryClient();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm({
    initialValues: { note: "", ticket: "", isFlagged: false },
    async send({ note, ticket, isFlagged }) {
      await callAction(request, { ...place, note, isFlagged, ...(ticket.trim() ? { ticket } : {}) });
      await queryClient.invalidateQueries({ queryKey: gateKeys.all });
      await queryClient.invalidateQueries({ queryKey: releaseKeys.all });
    },
  });
  return (
    <Panel title={`Ask for ${place.version}`} description="Others approve exactly what you ask for">
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="sm">
          <Textarea
            label="What it changes, and why"
            required
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2_000}
            {...form.getInputProps("note")}
          />
          <TextInput label="Change ticket" placeholder="CHG0031245" maxLength={200} {...form.getInputProps("ticket")} />
          <Checkbox label="The board should look at it" {...form.getInputProps("isFlagged", { type: "checkbox" })} />
          <ReasonList reasons={generalReasons} />
          {failure ? <ErrorState error={failure} doing="ask for the release" /> : null}
          <div className={classes.buttons}>
            <DisabledReason reason={canRequest ? null : `Needs ${whoMay("rollout:start")}.`}>
              <Button type={canRequest ? "submit" : "button"} loading={isSubmitting}>
                Ask for the release
              </Button>
            </DisabledReason>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}
