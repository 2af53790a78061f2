"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { Ended, SessionView } from "@/lib/identity/contract";
import { fetchSessions, sessionKeys } from "@/lib/identity/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { FormProblems } from "./form-problems";
import classes from "./identity.module.css";

export interface AccountSessionsProps {
  readonly initial: readonly SessionView[];
  readonly actions: {
    readonly revokeOwnSession: ServerAction<{ readonly id: string }, Ended>;
    readonly signOutEverywhere: ServerAction<Record<string, never>, Ended>;
  };
}

/** Browser and system, as far as the browser says. */
function deviceOf(userAgent: string | null): string {
  const text = userAgent ?? "";
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(text)?.[1] ?? "Unknown browser";
  const system = /\b(Windows|Mac OS X|Android|iPhone|iPad|Linux)\b/.exec(text)?.[1];
  const names: Readonly<Record<string, string>> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
  const name = names[browser] ?? browser;
  return system ? `${name} on ${names[system] ?? system}` : name;
}

export function AccountSessions({ initial, actions }: AccountSessionsProps): ReactNode {
  const client = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { data: sessions } = useQuery({
    queryKey: sessionKeys.list,
    queryFn: ({ signal }) => fetchSessions(signal),
    initialData: [...initial],
  });

  async function end(id: string): Promise<void> {
    setFailure(null);
    await callAction(actions.revokeOwnSession, { id }).catch(setFailure);
    await client.invalidateQueries({ queryKey: sessionKeys.list });
  }

  return (
    <Panel
      title="Where you are signed in"
      isFlush
      actions={
        <Button variant="default" size="xs" onClick={() => setIsAsking(true)}>
          Sign out everywhere
        </Button>
      }
    >
      <ul className={classes.rows}>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => void end(session.id)} />
        ))}
      </ul>
      <FormProblems reasons={[]} failure={failure} />
      <ConfirmAction
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        label="Sign out everywhere"
        tone="neutral"
        isReasonRequired={false}
        changes="All your sessions end at once, this one too."
        where="Every browser in which you are signed in"
        blastRadius="You. Your API tokens keep working."
        onConfirm={async () => {
          await callAction(actions.signOutEverywhere, {});
          window.location.assign("/sign-in");
        }}
      />
    </Panel>
  );
}

function SessionRow({ session, onEnd }: { readonly session: SessionView; readonly onEnd: () => void }): ReactNode {
  const device = deviceOf(session.userAgent);
  return (
    <li className={classes.row}>
      <div>
        <div className={classes.main}>{device}</div>
        <div className={classes.secondary}>
          {session.sourceAddress ?? "address unknown"} · last active <Time atMs={Date.parse(session.lastSeenAt)} /> ·
          ends <Time atMs={Date.parse(session.expiresAt)} />
        </div>
      </div>
      {session.isCurrent ? (
        <StatusBadge status="healthy" label="This browser" />
      ) : (
        <Button variant="default" size="xs" aria-label={`End the session of ${device}`} onClick={onEnd}>
          End
        </Button>
      )}
    </li>
  );
}
