"use client";

import { Button, Menu } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import type { ReplayAnswer } from "@/lib/ingest/delivery-contract";
import type { SourceHealthView } from "@/lib/ingest/health-contract";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";

export type Replay = ServerAction<
  {
    readonly slug: string;
    readonly scope: "one" | "dead" | "outdated" | "since";
    readonly id?: string;
    readonly since?: string;
  },
  ReplayAnswer
>;

interface ReplayMenuProps {
  readonly health: SourceHealthView;
  readonly held: readonly string[];
  readonly replay: Replay;
}

interface Choice {
  readonly label: string;
  readonly about: string;
  readonly scope: "dead" | "outdated" | "since";
  readonly hoursBack?: number;
  readonly count: number | null;
}

function choicesOf({ deadInAll, outdatedInAll }: SourceHealthView): readonly Choice[] {
  return [
    {
      label: "Read the dead ones again",
      about: `${deadInAll} deliveries that could not be read`,
      scope: "dead",
      count: deadInAll,
    },
    {
      label: "Read what an older reader read",
      about: `${outdatedInAll} deliveries that an older reader read`,
      scope: "outdated",
      count: outdatedInAll,
    },
    {
      label: "Read the last day again",
      about: "everything that came in the last 24 hours",
      scope: "since",
      hoursBack: 24,
      count: null,
    },
    {
      label: "Read the last week again",
      about: "everything that came in the last 7 days",
      scope: "since",
      hoursBack: 168,
      count: null,
    },
  ];
}

/** What cannot be done at present, said on the control that would do it. */
export function replayReason(held: readonly string[]): string | null {
  return held.includes("signal:replay")
    ? null
    : `Needs ${whoMay("signal:replay")} to ${permissions["signal:replay"].does}.`;
}

/** Have many deliveries read again. */
export function ReplayMenu({ health, held, replay }: ReplayMenuProps): ReactNode {
  const [chosen, setChosen] = useState<Choice | null>(null);
  const client = useQueryClient();
  const announce = useAnnounce();
  const reason = replayReason(held);
  const button = (
    <Button size="xs" variant="default">
      Read again…
    </Button>
  );
  if (reason) return <DisabledReason reason={reason}>{button}</DisabledReason>;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>{button}</Menu.Target>
        <Menu.Dropdown>
          {choicesOf(health).map((choice) => (
            <Menu.Item key={choice.label} disabled={choice.count === 0} onClick={() => setChosen(choice)}>
              {choice.label}
              {choice.count ? ` (${choice.count})` : ""}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ConfirmAction
        isOpen={chosen !== null}
        onClose={() => setChosen(null)}
        label={chosen?.label ?? "Read again"}
        tone="neutral"
        changes="They are read by the present reader; what they say now replaces what they said before."
        where={health.source.name}
        blastRadius={chosen?.about ?? ""}
        doesNotUndo="Facts stay in the log, also those that are not said any more."
        onConfirm={async () => {
          if (!chosen) return;
          const since =
            chosen.hoursBack === undefined
              ? {}
              : { since: new Date(Date.now() - chosen.hoursBack * 3_600_000).toISOString() };
          const answer = await callAction(replay, { slug: health.source.slug, scope: chosen.scope, ...since });
          announce(`${answer.queued} are read again${answer.remaining > 0 ? `, ${answer.remaining} more fit` : ""}`);
          await client.invalidateQueries({ queryKey: ["signal"] });
        }}
      />
    </>
  );
}
