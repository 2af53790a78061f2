"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { RootCauseDetail } from "@/lib/reviews/contract";
import { fetchRootCause, type RootCauseSubject, reviewKeys } from "@/lib/reviews/queries";
import type { ActionCommands } from "./action-dialogs";
import { ActionPanel } from "./action-list";
import { classWords, dutyBadge } from "./review-words";
import classes from "./reviews.module.css";
import { type RootCauseCommands, SignRootCause, WriteRootCause } from "./root-cause-dialogs";
import { ShownQuery } from "./shown-query";

export interface RootCauseScreenProps extends RootCauseCommands, ActionCommands {
  readonly subject: RootCauseSubject;
}

/** The root cause of a breach or of a change that failed. */
export function RootCauseScreen({ subject, write, sign, add, settle }: RootCauseScreenProps): ReactNode {
  const query = useQuery({
    queryKey: reviewKeys.rootCause(subject),
    queryFn: ({ signal }) => fetchRootCause(subject, signal),
  });
  return (
    <ShownQuery query={query} doing="load the root cause">
      {(document) => (
        <>
          <PageHeader
            title={`Root cause of ${document.subjectName}`}
            breadcrumbs={<Link href="/reviews/root-causes">Root causes</Link>}
            status={<StatusBadge {...dutyBadge(document.duty)} variant="soft" />}
            answer={answerOf(document)}
            actions={<Commands document={document} write={write} sign={sign} />}
          />
          <div className={classes.columns}>
            <div className={classes.column}>
              <Words document={document} />
              <Timeline document={document} />
              {document.id ? (
                <ActionPanel
                  origin={{ originKind: "root_cause", originId: document.id }}
                  actions={document.actions}
                  canWrite={document.may.write === null}
                  add={add}
                  settle={settle}
                />
              ) : null}
            </div>
            <div className={classes.column}>
              <Panel title="Facts">
                <Facts layout="rows" facts={factsOf(document)} />
              </Panel>
              <Versions document={document} />
            </div>
          </div>
        </>
      )}
    </ShownQuery>
  );
}

function answerOf({ signOff, version, duty }: RootCauseDetail): string {
  if (signOff) return `Version ${version} is signed by ${signOff.signedBy}.`;
  const late = duty?.isOverdue ? " It is overdue." : "";
  if (version === 0) return `Nobody has written it yet.${late}`;
  return `Version ${version} waits for the signature of somebody who wrote none of it.${late}`;
}

function Commands({ document, write, sign }: RootCauseCommands & { readonly document: RootCauseDetail }): ReactNode {
  const [asked, setAsked] = useState<"write" | "sign" | null>(null);
  const close = () => setAsked(null);
  const isUnsigned = document.version > 0 && document.signOff === null;
  return (
    <>
      <DisabledReason reason={document.may.write}>
        <Button variant={isUnsigned ? "default" : "filled"} onClick={() => setAsked("write")}>
          {document.version === 0 ? "Write the root cause" : "Write a new version"}
        </Button>
      </DisabledReason>
      {isUnsigned ? (
        <DisabledReason reason={document.may.sign}>
          <Button onClick={() => setAsked("sign")}>Sign</Button>
        </DisabledReason>
      ) : null}
      <WriteRootCause document={document} write={write} isOpen={asked === "write"} onClose={close} />
      <SignRootCause document={document} sign={sign} isOpen={asked === "sign"} onClose={close} />
    </>
  );
}

function Words({ document }: { readonly document: RootCauseDetail }): ReactNode {
  const { content } = document;
  if (!content)
    return (
      <Panel title="What happened, and why">
        <EmptyState
          kind="nothing_yet"
          title="Nobody has written it yet"
          description="It is about the system, not about persons. What the product knows of that time stands below."
        />
      </Panel>
    );
  return (
    <Panel title="What happened, and why" description={classWords[content.causeClass]}>
      <div className={classes.stack}>
        <p className={classes.prose}>{content.summary}</p>
        <div>
          <h3 className={classes.heading}>Contributing factors</h3>
          <ul className={classes.bullets}>
            {content.factors.map((factor) => (
              <li key={factor}>{factor}</li>
            ))}
          </ul>
        </div>
        {content.whys.length > 0 ? (
          <div>
            <h3 className={classes.heading}>Whys</h3>
            <ol className={classes.bullets}>
              {content.whys.map((why) => (
                <li key={why}>{why}</li>
              ))}
            </ol>
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

const pages: Readonly<Record<string, string>> = {
  deployment: "/deployments",
  incident: "/incidents",
  alert: "/slos",
  breach: "/reviews/breaches",
};

function Timeline({ document }: { readonly document: RootCauseDetail }): ReactNode {
  const entries = document.content?.timeline ?? document.timeline;
  const description = document.content
    ? `What the product knew when version ${document.version} was saved`
    : "What the product knows; the first version takes it";
  return (
    <Panel title="Timeline" description={description} isFlush>
      {entries.length === 0 ? (
        <p className={`${classes.rule} ${classes.pad}`}>No deployment, incident or alert of that time is known.</p>
      ) : (
        <ol className={classes.list}>
          {entries.map((entry) => (
            <li key={`${entry.at} ${entry.source} ${entry.sourceId} ${entry.what}`} className={classes.row}>
              <span className={classes.name}>
                <Link href={`${pages[entry.source] ?? ""}/${entry.sourceId}`}>{entry.what}</Link>
              </span>
              <span className={classes.badges}>
                <Time atMs={Date.parse(entry.at)} format="absolute" />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Versions({ document }: { readonly document: RootCauseDetail }): ReactNode {
  if (document.versions.length === 0) return null;
  return (
    <Panel title="Versions" isFlush>
      <ul className={classes.list}>
        {document.versions.map(({ version, author, savedAt, contentHash }) => (
          <li key={version} className={classes.row}>
            <span className={classes.name}>
              Version {version}
              <span className={classes.muted}>
                {author}, <Time atMs={Date.parse(savedAt)} />, {contentHash.slice(0, 12)}…
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function factsOf({
  subjectKind,
  subjectId,
  subjectName,
  service,
  duty,
  reference,
  signOff,
}: RootCauseDetail): readonly Fact[] {
  return [
    { term: "Document", value: reference ?? "none yet" },
    {
      term: subjectKind === "breach" ? "Breach" : "Deployment",
      value: <Link href={`${pages[subjectKind] ?? ""}/${subjectId}`}>{subjectName}</Link>,
    },
    { term: "Service", value: <Link href={`/services/${service.slug}`}>{service.name}</Link> },
    {
      term: "Due, signed",
      value: duty ? <Time atMs={Date.parse(duty.dueAt)} format="absolute" /> : "not required",
    },
    ...(signOff ? [{ term: "Signed", value: `${signOff.signedBy}: ${signOff.comment}` }] : []),
  ];
}
