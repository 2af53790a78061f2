"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Dialog } from "@/components/forms/dialog";
import { Facts } from "@/components/ui/facts";
import type { DeliveryDetail } from "@/lib/ingest/delivery-contract";
import { fetchDelivery, signalKeys } from "@/lib/ingest/queries";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction } from "@/lib/platform/http/action-client";
import classes from "./ingest.module.css";
import { type Replay, replayReason } from "./replay-menu";
import { deliveryStatus, outcomeWords, sizeWords } from "./signal-words";

/** A region that scrolls must be reached by keyboard. */
const scrollable = { tabIndex: 0 } as const;

interface DeliveryDialogProps {
  readonly slug: string;
  /** Null: closed. */
  readonly id: string | null;
  readonly held: readonly string[];
  readonly replay: Replay;
  readonly onClose: () => void;
}

/** One delivery as it came, and what it says. */
export function DeliveryDialog(props: DeliveryDialogProps): ReactNode {
  const { id, held, onClose } = props;
  const mayInspect = held.includes("signal:inspect");
  return (
    <Dialog isOpen={id !== null} onClose={onClose} title={`Delivery ${id ?? ""}`} size="xl">
      {id === null ? null : mayInspect ? (
        <ShownDelivery {...props} id={id} />
      ) : (
        <p className={classes.hint}>
          Needs {whoMay("signal:inspect")} to {permissions["signal:inspect"].does}.
        </p>
      )}
    </Dialog>
  );
}

function ShownDelivery({ slug, id, held, replay }: DeliveryDialogProps & { readonly id: string }): ReactNode {
  const client = useQueryClient();
  const announce = useAnnounce();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const delivery = useQuery({
    queryKey: signalKeys.delivery(slug, id),
    queryFn: ({ signal }) => fetchDelivery(slug, id, signal),
  });
  if (!delivery.data) {
    if (!delivery.error) return <SkeletonPanel heightPx={240} />;
    return <ErrorState error={delivery.error} doing="load this delivery" onRetry={() => void delivery.refetch()} />;
  }

  async function again(): Promise<void> {
    setIsBusy(true);
    setProblem(null);
    try {
      await callAction(replay, { slug, scope: "one", id });
      announce("It is read again");
      await client.invalidateQueries({ queryKey: ["signal"] });
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <div className={classes.stack}>
      <DeliveryFacts delivery={delivery.data} />
      <SaidFacts delivery={delivery.data} />
      <div>
        <div className={classes.label}>Body</div>
        <section className={classes.body} aria-label="Body" {...scrollable}>
          {delivery.data.body.text}
        </section>
        {delivery.data.body.isCut ? <p className={classes.hint}>Only its first 256 KiB are shown.</p> : null}
      </div>
      {problem ? <ErrorState error={problem} doing="read it again" /> : null}
      <div className={classes.actions}>
        <DisabledReason reason={replayReason(held)}>
          <Button variant="default" loading={isBusy} onClick={() => void again()}>
            Read it again
          </Button>
        </DisabledReason>
      </div>
    </div>
  );
}

function DeliveryFacts({ delivery }: { readonly delivery: DeliveryDetail }): ReactNode {
  const headers = Object.entries(delivery.headers);
  return (
    <>
      <Facts
        facts={[
          { term: "Became", value: <StatusBadge {...deliveryStatus(delivery)} /> },
          { term: "Came", value: <Time atMs={Date.parse(delivery.receivedAt)} format="absolute" /> },
          { term: "Proof", value: outcomeWords(delivery.verification) },
          { term: "Sender's id", value: <span className={classes.mono}>{delivery.senderId ?? "none"}</span> },
          { term: "Reader", value: delivery.parserVersion === null ? "not read" : `version ${delivery.parserVersion}` },
          { term: "Size", value: sizeWords(delivery.sizeBytes) },
        ]}
      />
      {delivery.words ? <p className={classes.hint}>{delivery.words}</p> : null}
      {headers.length > 0 ? (
        <details>
          <summary className={classes.label}>{headers.length === 1 ? "1 header" : `${headers.length} headers`}</summary>
          <Facts
            layout="rows"
            facts={headers.map(([term, value]) => ({ term, value: <span className={classes.mono}>{value}</span> }))}
          />
        </details>
      ) : null}
    </>
  );
}

function SaidFacts({ delivery }: { readonly delivery: DeliveryDetail }): ReactNode {
  const { facts } = delivery;
  if (facts.length === 0) return null;
  return (
    <div>
      <div className={classes.label}>{facts.length === 1 ? "It says 1 fact" : `It says ${facts.length} facts`}</div>
      <ul className={classes.plain}>
        {facts.map((fact) => (
          <li key={fact.id}>
            <span className={classes.mono}>{fact.subjectKey}</span>
            <p className={classes.hint}>
              {outcomeWords(fact.kind)}, happened <Time atMs={Date.parse(fact.occurredAt)} format="absolute" />
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
