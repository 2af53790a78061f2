"use client";

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { EventSourceView, WithSecretOnce } from "@/lib/ingest/contract";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { CopiedText } from "./copied-text";
import classes from "./ingest.module.css";
import { secretPlaces } from "./signal-words";

interface SecretGiven {
  readonly slug: string;
  readonly revision: number;
}

export interface SetupActions {
  readonly rotate: ServerAction<SecretGiven, WithSecretOnce>;
  readonly retire: ServerAction<SecretGiven & { readonly reason?: string }, EventSourceView>;
}

interface SourceSetupPanelProps {
  readonly source: EventSourceView;
  readonly baseUrl: string;
  readonly held: readonly string[];
  readonly actions: SetupActions;
}

/** What to enter on the sender's side, and how to change its secret without losing an event. */
export function SourceSetupPanel({ source, baseUrl, held, actions }: SourceSetupPanelProps): ReactNode {
  const [fresh, setFresh] = useState<string | null>(null);
  return (
    <Panel title="Set up the sender" description="Events are sent by POST to this address.">
      <div className={classes.stack}>
        <CopiedText label="Address" value={`${baseUrl}/api/webhooks/${source.slug}`} hint={secretPlaces[source.kind]} />
        {fresh === null ? null : (
          <CopiedText label="New secret" value={fresh} hint="Copy it into the sender now. It cannot be shown again." />
        )}
        <SecretControls source={source} held={held} actions={actions} onFresh={setFresh} />
      </div>
    </Panel>
  );
}

interface SecretControlsProps extends Omit<SourceSetupPanelProps, "baseUrl"> {
  readonly onFresh: (secret: string | null) => void;
}

function SecretControls({ source, held, actions, onFresh }: SecretControlsProps): ReactNode {
  const client = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [isRetiring, setIsRetiring] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const { slug, revision, secretCount, rotatedAt } = source;
  const reason = held.includes("signal:write")
    ? null
    : `Needs ${whoMay("signal:write")} to ${permissions["signal:write"].does}.`;
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: ["signal"] });

  async function rotate(): Promise<void> {
    setIsBusy(true);
    setProblem(null);
    try {
      const { secret } = await callAction(actions.rotate, { slug, revision });
      onFresh(secret);
      await reload();
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <div>
      <p className={classes.hint}>
        {secretCount === 2 && rotatedAt ? (
          <>
            Two secrets are live since <Time atMs={Date.parse(rotatedAt)} format="absolute" />. Retire the older one
            once the sender uses the new one.
          </>
        ) : secretCount === 0 ? (
          "Nobody can send: it has no secret."
        ) : (
          "One secret is live. A new one is let in beside it, so that no event is lost in between."
        )}
      </p>
      {problem ? <ErrorState error={problem} doing="change the secret" /> : null}
      <div className={classes.actions} style={{ marginTop: "0.5rem" }}>
        <DisabledReason
          reason={reason ?? (secretCount === 2 ? "Two secrets are live; retire the older one first." : null)}
        >
          <Button size="xs" variant="default" loading={isBusy} onClick={() => void rotate()}>
            Make a new secret
          </Button>
        </DisabledReason>
        {secretCount === 2 ? (
          <DisabledReason reason={reason}>
            <Button size="xs" variant="default" onClick={() => setIsRetiring(true)}>
              Retire the older secret
            </Button>
          </DisabledReason>
        ) : null}
      </div>
      <ConfirmAction
        isOpen={isRetiring}
        onClose={() => setIsRetiring(false)}
        label="Retire the older secret"
        changes="Whoever still sends with the older secret is refused."
        where={source.name}
        blastRadius="This source alone."
        doesNotUndo="What came with it stays."
        onConfirm={async (why) => {
          await callAction(actions.retire, { slug, revision, reason: why });
          onFresh(null);
          await reload();
        }}
      />
    </div>
  );
}
