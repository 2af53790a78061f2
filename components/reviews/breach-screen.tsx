"use client";

import { Button, Select, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { BreachDetail, CloseBreachInput } from "@/lib/reviews/contract";
import { type ClosingOutcome, closingOutcomes } from "@/lib/reviews/domain/closing";
import { fetchBreach, reviewKeys } from "@/lib/reviews/queries";
import { DecisionList } from "./decision-list";
import { ReviewDialog } from "./review-dialog";
import { breachBadge, causeWords, dutyBadge, outcomeWords } from "./review-words";
import classes from "./reviews.module.css";
import { SharesPanel } from "./shares-panel";
import { ShownQuery } from "./shown-query";

interface BreachScreenProps {
  readonly id: string;
  readonly close: ServerAction<CloseBreachInput, BreachDetail>;
}

/** One breach: what broke it, what happened around it, who was told, how it ends. */
export function BreachScreen({ id, close }: BreachScreenProps): ReactNode {
  const query = useQuery({
    queryKey: reviewKeys.breach(id),
    queryFn: ({ signal }) => fetchBreach(id, signal),
    refetchInterval: 30_000,
  });
  return (
    <ShownQuery query={query} doing="load the breach">
      {(breach) => (
        <>
          <PageHeader
            title={`${breach.reference} · ${breach.subjectName}`}
            breadcrumbs={<Link href="/reviews/breaches">Breaches</Link>}
            status={<StatusBadge {...breachBadge(breach.state)} variant="soft" />}
            answer={answerOf(breach)}
            actions={<BreachActions breach={breach} close={close} />}
          />
          <div className={classes.columns}>
            <div className={classes.column}>
              {breach.facts.map((facts) => (
                <CausePanel key={facts.kind} facts={facts} />
              ))}
              <SharesPanel breach={breach} />
              <Closing breach={breach} />
              {breach.decisions.length > 0 ? (
                <Panel title="Decided about it" isFlush>
                  <DecisionList decisions={breach.decisions} hasMeeting />
                </Panel>
              ) : null}
            </div>
            <div className={classes.column}>
              <Panel title="Facts">
                <Facts layout="rows" facts={factsOf(breach)} />
              </Panel>
              <Told breach={breach} />
            </div>
          </div>
        </>
      )}
    </ShownQuery>
  );
}

function answerOf({ state, duty, closing }: BreachDetail): string {
  if (closing) return `It is closed. ${outcomeWords[closing.outcome]}.`;
  if (state === "analysed") return "Its root cause is signed: it can be closed.";
  if (duty === null) return "No root cause is required of this tier: it can be closed.";
  const owed =
    duty.state === "missing" ? "Nobody has written its root cause yet" : "Its root cause waits for a signature";
  return `${owed}${duty.isOverdue ? ", and it is overdue" : ""}. It cannot be closed before that.`;
}

function BreachActions({
  breach,
  close,
}: {
  readonly breach: BreachDetail;
  readonly close: BreachScreenProps["close"];
}): ReactNode {
  const [isClosing, setIsClosing] = useState(false);
  const outcomes = closingOutcomes.map((value) => ({ value, label: outcomeWords[value] }));
  return (
    <>
      <Button variant="default" component={Link} href={`/reviews/root-causes/breach/${breach.id}`}>
        {breach.rootCauseId || breach.may.write ? "Root cause" : "Write the root cause"}
      </Button>
      {breach.closing ? null : (
        <DisabledReason reason={breach.may.close}>
          <Button onClick={() => setIsClosing(true)}>Close the breach</Button>
        </DisabledReason>
      )}
      <ReviewDialog
        title={`Close ${breach.reference}`}
        submit="Close the breach"
        isOpen={isClosing}
        onClose={() => setIsClosing(false)}
        initial={{ outcome: "remedied" as ClosingOutcome, note: "" }}
        send={(values) => callAction(close, { id: breach.id, ...values })}
      >
        {(form) => (
          <>
            <Select
              label="How it ends"
              required
              allowDeselect={false}
              data={outcomes}
              {...form.getInputProps("outcome")}
            />
            <Textarea
              label="What was done"
              data-autofocus
              required
              autosize
              minRows={3}
              maxLength={2_000}
              {...form.getInputProps("note")}
            />
          </>
        )}
      </ReviewDialog>
    </>
  );
}

type CauseFacts = BreachDetail["facts"][number];

function CausePanel({ facts }: { readonly facts: CauseFacts }): ReactNode {
  const { kind, at, sentence, deployments, incidents, waivers } = facts;
  return (
    <Panel
      title={causeWords[kind]}
      description={
        <>
          As it was at <Time atMs={Date.parse(at)} format="absolute" />
        </>
      }
    >
      <div className={classes.stack}>
        <p className={classes.prose}>{sentence}</p>
        <Related title="Deployments in the period" items={deployments} hrefOf={(id) => `/deployments/${id}`} />
        <Related title="Incidents in the period" items={incidents} hrefOf={(id) => `/incidents/${id}`} />
        <Related title="Waivers in force" items={waivers} hrefOf={(id) => `/waivers/${id}`} />
      </div>
    </Panel>
  );
}

interface RelatedProps {
  readonly title: string;
  readonly items: CauseFacts["deployments"];
  readonly hrefOf: (id: string) => string;
}

function Related({ title, items, hrefOf }: RelatedProps): ReactNode {
  return (
    <div>
      <h3 className={classes.heading}>
        {title}: {items.length === 0 ? "none" : items.length}
      </h3>
      {items.length === 0 ? null : (
        <ul className={classes.bullets}>
          {items.map(({ id, name, at }) => (
            <li key={id}>
              <Link href={hrefOf(id)}>{name}</Link>, <Time atMs={Date.parse(at)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Closing({ breach }: { readonly breach: BreachDetail }): ReactNode {
  const { closing } = breach;
  if (!closing) return null;
  return (
    <Panel title="How it ended" description={outcomeWords[closing.outcome]}>
      <p className={classes.prose}>{closing.note}</p>
      <p className={classes.rule}>
        {closing.closedBy}, <Time atMs={Date.parse(closing.at)} />
      </p>
    </Panel>
  );
}

function Told({ breach }: { readonly breach: BreachDetail }): ReactNode {
  return (
    <Panel title="Who was told" description="Those who answered for it when it was opened">
      {breach.told.length === 0 ? (
        <p className={classes.rule}>Nobody: nobody was named for this objective.</p>
      ) : (
        <ul className={classes.bullets}>
          {breach.told.map(({ name, role }) => (
            <li key={name}>
              {name}, {role}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function factsOf(breach: BreachDetail): readonly Fact[] {
  const time = (at: string) => <Time atMs={Date.parse(at)} format="absolute" />;
  const [first] = breach.facts;
  return [
    {
      term: "Promise",
      value: breach.objective ? (
        <Link href={`/slos/${breach.objective}`}>{breach.subjectName}</Link>
      ) : (
        <Link href={`/clocks/${breach.subjectId}`}>{breach.subjectName}</Link>
      ),
    },
    { term: "Service", value: <Link href={`/services/${breach.service.slug}`}>{breach.service.name}</Link> },
    { term: "Environment", value: breach.environment?.name ?? "any" },
    { term: "Tier", value: `${breach.tier}` },
    { term: "Period from", value: time(breach.periodFrom) },
    { term: "to", value: time(breach.periodTo) },
    { term: "Opened", value: time(breach.openedAt) },
    ...(first?.targetPercent
      ? [
          { term: "Promised", value: `${first.targetPercent} %` },
          { term: "Level, at worst", value: `${first.worstPercent ?? "not known"} %` },
          { term: "at best", value: `${first.bestPercent ?? "not known"} %` },
          { term: "Time known", value: `${first.coveragePercent ?? "0"} %` },
        ]
      : []),
    { term: "Root cause", value: <StatusBadge {...dutyBadge(breach.duty)} /> },
    ...(breach.duty ? [{ term: "due, signed", value: time(breach.duty.dueAt) }] : []),
  ];
}
