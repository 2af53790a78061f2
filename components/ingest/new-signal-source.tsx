"use client";

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Panel } from "@/components/ui/panel";
import type { EventSourceConfig, SignalKind, WithSecretOnce } from "@/lib/ingest/contract";
import { signalKeys } from "@/lib/ingest/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { CopiedText } from "./copied-text";
import classes from "./ingest.module.css";
import { SignalSourceForm } from "./signal-source-form";
import { secretPlaces } from "./signal-words";
import { configOf, emptySource } from "./source-values";

export interface NewSignalSourceProps {
  readonly create: ServerAction<
    {
      readonly slug: string;
      readonly name: string;
      readonly kind: SignalKind;
      readonly config: EventSourceConfig;
      readonly secret?: string;
      readonly pollToken?: string;
    },
    WithSecretOnce
  >;
  /** Where this installation is reached. */
  readonly baseUrl: string;
}

/** Add a source; then its address and secret, this once. */
export function NewSignalSource({ create, baseUrl }: NewSignalSourceProps): ReactNode {
  const router = useRouter();
  const client = useQueryClient();
  const [made, setMade] = useState<WithSecretOnce | null>(null);
  if (made) return <MadeSource made={made} baseUrl={baseUrl} />;
  return (
    <SignalSourceForm
      isNew
      initial={emptySource}
      onCancel={() => router.push("/signals")}
      send={async (values) => {
        const { slug, name, kind, secret, pollToken } = values;
        const given = { slug, name, kind, config: configOf(values) };
        const secrets = { ...(secret ? { secret } : {}), ...(pollToken ? { pollToken } : {}) };
        const answer = await callAction(create, { ...given, ...secrets });
        await client.invalidateQueries({ queryKey: signalKeys.list });
        if (answer.secret === null) router.push(`/signals/${answer.source.slug}`);
        else setMade(answer);
      }}
    />
  );
}

function MadeSource({ made, baseUrl }: { readonly made: WithSecretOnce; readonly baseUrl: string }): ReactNode {
  const { source, secret } = made;
  return (
    <Panel
      title={`${source.name} may send now`}
      description="Copy the secret into the sender now. It is stored encrypted and cannot be shown again."
    >
      <div className={classes.stack}>
        <CopiedText label="Address" value={`${baseUrl}/api/webhooks/${source.slug}`} />
        <CopiedText label="Secret" value={secret ?? ""} hint={secretPlaces[source.kind]} />
        <div className={classes.actions}>
          <Button component={Link} href={`/signals/${source.slug}`}>
            Open the source
          </Button>
        </div>
      </div>
    </Panel>
  );
}
