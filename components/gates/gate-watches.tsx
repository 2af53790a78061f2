"use client";

import { Button, Select, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import { connectionKeys, fetchConnections } from "@/lib/connections/queries";
import type { GateView } from "@/lib/gates/contract";
import { fetchWatches, gateKeys } from "@/lib/gates/queries";
import { type GateWatchView, type WatchGateInput, watchKinds } from "@/lib/gates/watch-contract";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./gates.module.css";

export interface WatchProps {
  readonly canWatch: boolean;
  readonly watch: ServerAction<Omit<WatchGateInput, "hours">, GateWatchView>;
}

/** Who is told once this gate opens, and a way to have somebody told. */
export function GateWatches({ gate, ...props }: WatchProps & { readonly gate: GateView }): ReactNode {
  const { service, environment, version } = gate;
  const watches = useQuery({
    queryKey: gateKeys.watches(service.slug, environment.slug),
    queryFn: ({ signal }) => fetchWatches(service.slug, environment.slug, signal),
    refetchInterval: 15_000,
  });
  const items = watches.data?.items ?? [];
  return (
    <Panel title="Told when it opens" description="A webhook or mailbox, once, within a minute">
      {items.length > 0 ? (
        <ul className={classes.list}>
          {items.map((one) => (
            <li key={one.id}>
              <span className={classes.name}>
                {one.connection.name}, for {one.version}
                <span className={classes.muted}>
                  <Standing watch={one} />
                </span>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {version === null ? (
        <p className={classes.muted}>Choose a version to have somebody told.</p>
      ) : (
        <WatchForm {...props} place={{ service: service.slug, environment: environment.slug, version }} />
      )}
    </Panel>
  );
}

const noticeWords = {
  waiting: "it is being told",
  sending: "it is being told",
  sent: "told",
  dead: "telling was given up",
  dropped: "not told",
} as const;

function Standing({ watch }: { readonly watch: GateWatchView }): ReactNode {
  const { state, notice, askedBy, expiresAt, openedAt } = watch;
  if (state === "waits")
    return (
      <>
        asked by {askedBy}; waits until <Time atMs={Date.parse(expiresAt)} />
      </>
    );
  if (state === "expired" || openedAt === null) return `asked by ${askedBy}; the gate did not open in time`;
  return (
    <>
      open <Time atMs={Date.parse(openedAt)} />, {noticeWords[notice ?? "waiting"]}
    </>
  );
}

interface WatchFormProps extends WatchProps {
  readonly place: Pick<WatchGateInput, "service" | "environment" | "version">;
}

function WatchForm({ place, canWatch, watch }: WatchFormProps): ReactNode {
  const queryClient = useQueryClient();
  const connections = useQuery({
    queryKey: connectionKeys.list,
    queryFn: ({ signal }) => fetchConnections(signal),
  });
  const choices = (connections.data ?? [])
    .filter(({ kind }) => watchKinds.includes(kind))
    .map(({ slug, name }) => ({ value: slug, label: name }));
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm({
    initialValues: { connection: "" },
    async send({ connection }) {
      await callAction(watch, { ...place, connection });
      await queryClient.invalidateQueries({ queryKey: gateKeys.all });
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Select
          label="Tell"
          data={choices}
          searchable
          nothingFoundMessage="There is none yet: add one under Connections."
          {...form.getInputProps("connection")}
        />
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="have it told" /> : null}
        <div className={classes.buttons}>
          <DisabledReason reason={canWatch ? null : `Needs ${whoMay("signal:push")}.`}>
            <Button type={canWatch ? "submit" : "button"} variant="default" loading={isSubmitting}>
              Tell when {place.version} may go
            </Button>
          </DisabledReason>
        </div>
      </Stack>
    </form>
  );
}
