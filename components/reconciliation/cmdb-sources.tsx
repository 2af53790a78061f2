"use client";

import { Button, FileButton, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { ReconciliationStatus } from "@/lib/cmdb/contract";
import { callAction } from "@/lib/platform/http/action-client";
import classes from "./reconciliation.module.css";
import type { ReconciliationViewProps } from "./reconciliation-view";
import { coverageSentence } from "./reconciliation-words";

export interface CmdbSourcesProps extends Pick<ReconciliationViewProps, "bring" | "read"> {
  readonly status: ReconciliationStatus | undefined;
  /** Why nothing may be done; null when it may. */
  readonly reason: string | null;
}

type Source = ReconciliationStatus["sources"][number];

/** What was compared, and the CMDBs that it was compared with. */
export function CmdbSources(props: CmdbSourcesProps): ReactNode {
  const { status } = props;
  const [failure, setFailure] = useState<unknown>(null);
  if (!status) return <SkeletonPanel heightPx={120} />;
  const { lastRun, sources } = status;
  return (
    <Panel title="What was compared" isFlush>
      <p className={classes.note} role="status">
        {lastRun ? (
          <>
            {coverageSentence(lastRun.coverage)} Compared <Time atMs={Date.parse(lastRun.at)} />, because{" "}
            {lastRun.cause}.
          </>
        ) : (
          "The first comparison follows the first deployment or the first read of a CMDB."
        )}
      </p>
      {sources.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="No CMDB is connected"
          description="Connect ServiceNow, or bring a table; until then pipelines are compared with what runs only."
          actions={
            <Button component={Link} href="/connections/new" size="xs" variant="default">
              Add a connection
            </Button>
          }
        />
      ) : (
        <ul className={classes.sources}>
          {sources.map((source) => (
            <li key={source.slug}>
              <SourceWords source={source} />
              <SourceActions {...props} source={source} onFailure={setFailure} />
            </li>
          ))}
        </ul>
      )}
      {failure ? <ErrorState error={failure} doing="bring the CMDB" /> : null}
    </Panel>
  );
}

function SourceWords({ source }: { readonly source: Source }): ReactNode {
  const { name, slug, items, lastCompleteAt, failure, isReading } = source;
  return (
    <span className={classes.two}>
      <Link href={`/connections/${slug}`}>{name}</Link>
      <span className={classes.second}>
        {lastCompleteAt ? (
          <>
            {items} items, read completely <Time atMs={Date.parse(lastCompleteAt)} />
          </>
        ) : (
          "never read completely"
        )}
        {isReading ? "; being read" : ""}
      </span>
      {failure ? <span className={classes.failure}>The last read failed: {failure}</span> : null}
    </span>
  );
}

function SourceActions(
  props: CmdbSourcesProps & { readonly source: Source; readonly onFailure: (failure: unknown) => void },
): ReactNode {
  const { source, reason, bring, read, onFailure } = props;
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const [isBusy, setIsBusy] = useState(false);

  async function doing(work: () => Promise<string>): Promise<void> {
    setIsBusy(true);
    onFailure(null);
    try {
      announce(await work());
      await queryClient.invalidateQueries({ queryKey: ["reconciliation"] });
    } catch (error) {
      onFailure(error);
    } finally {
      setIsBusy(false);
    }
  }

  if (source.kind === "servicenow_cmdb") {
    return (
      <DisabledReason reason={reason}>
        <Button
          size="xs"
          variant="default"
          loading={isBusy}
          onClick={() =>
            void doing(async () => {
              await callAction(read, { connection: source.slug });
              return `${source.name} is being read`;
            })
          }
        >
          Read now
        </Button>
      </DisabledReason>
    );
  }
  return (
    <Group gap="xs">
      <FileButton
        accept=".csv,.tsv,.txt"
        disabled={reason !== null}
        onChange={(file) =>
          file &&
          void doing(async () => {
            const { items } = await callAction(bring, { connection: source.slug, csv: await file.text() });
            return `${items} items were brought`;
          })
        }
      >
        {(button) => (
          <DisabledReason reason={reason}>
            <Button {...button} size="xs" variant="default" loading={isBusy}>
              Bring a table
            </Button>
          </DisabledReason>
        )}
      </FileButton>
    </Group>
  );
}
