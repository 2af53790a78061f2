"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { IgnoreView } from "@/lib/dependencies/contract";
import { dependencyKeys, fetchIgnores } from "@/lib/dependencies/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./dependencies.module.css";

export type EndIgnore = ServerAction<{ readonly id: string; readonly reason: string }, { readonly id: string }>;

export interface IgnoredPanelProps {
  readonly who: string | null;
  readonly end: EndIgnore;
}

function whatOf({ consumer, provider }: IgnoreView): string {
  return provider === null ? `everything that ${consumer.name} needs` : `that ${consumer.name} needs ${provider.name}`;
}

/** What is taken out of verdicts now. Nothing is shown where nothing is. */
export function IgnoredPanel({ who, end }: IgnoredPanelProps): ReactNode {
  const queryClient = useQueryClient();
  const [going, setGoing] = useState<IgnoreView | null>(null);
  const ignores = useQuery({ queryKey: dependencyKeys.ignores, queryFn: ({ signal }) => fetchIgnores(signal) });
  const items = ignores.data?.items ?? [];
  return (
    <>
      {items.length === 0 ? null : (
        <Panel title="Ignored" description="Taken out of verdicts, plans and gates until a time" isFlush>
          <ul className={classes.list}>
            {items.map((item) => (
              <li key={item.id}>
                <StatusBadge status="waiting" label="Ignored" />
                <span className={classes.name}>
                  Ignored is {whatOf(item)}: {item.reason}
                  <span className={classes.muted}>
                    {item.ignoredBy}, {item.environment?.name ?? "every environment"}, until{" "}
                    <Time atMs={Date.parse(item.until)} />
                  </span>
                  <span className={classes.buttons}>
                    <DisabledReason reason={who}>
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={`Let it count again ${whatOf(item)}`}
                        onClick={() => setGoing(item)}
                      >
                        Let it count again
                      </Button>
                    </DisabledReason>
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <ConfirmAction
        isOpen={going !== null}
        onClose={() => setGoing(null)}
        label="Let the need count again"
        changes="Verdicts, plans and gates ask about it from now on."
        where={going?.environment?.name ?? "Every environment"}
        blastRadius={going ? `It counts again ${whatOf(going)}.` : ""}
        isReasonRequired
        onConfirm={async (reason) => {
          if (going) await callAction(end, { id: going.id, reason });
          await queryClient.invalidateQueries({ queryKey: dependencyKeys.all });
        }}
      />
    </>
  );
}
