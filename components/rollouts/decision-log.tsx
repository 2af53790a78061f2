"use client";

import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { StatusGlyph } from "@/components/feedback/status-glyph";
import { Time } from "@/components/feedback/time";
import { VerdictBadge } from "@/components/feedback/verdict-badge";
import type { EvidenceView, SnapshotView } from "@/lib/rollouts/api-contract";
import classes from "./decision-log.module.css";
import { snapshotLead, snapshotStatus, verdictSummary, withoutEvidence } from "./decision-words";
import { sourceName } from "./evidence-tile";
import { blindCauseWords, evidenceTitle, numberRow } from "./evidence-words";

const shownAtFirst = 12;

/** Why it did what it did: every accepted transition, newest first, with actor, reason and numbers. */
export function DecisionLog({ snapshots }: { readonly snapshots: readonly SnapshotView[] }): ReactNode {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? snapshots : snapshots.slice(0, shownAtFirst);
  return (
    <>
      <ol className={classes.log}>
        {shown.map((snapshot) => (
          <DecisionEntry key={snapshot.revision} snapshot={snapshot} />
        ))}
      </ol>
      {snapshots.length > shown.length ? (
        <div className={classes.more}>
          <Button size="xs" variant="default" onClick={() => setIsWhole(true)}>
            Show {snapshots.length - shown.length} earlier decisions
          </Button>
        </div>
      ) : null}
    </>
  );
}

function DecisionEntry({ snapshot }: { readonly snapshot: SnapshotView }): ReactNode {
  const { lead, rest } = snapshotLead(withoutEvidence(snapshot));
  const isPerson = snapshot.actorKind !== "system";
  return (
    <li className={classes.entry}>
      <span className={classes.mark}>
        <StatusGlyph status={snapshotStatus(snapshot.eventKinds)} size={14} />
      </span>
      <div className={classes.words}>
        <p className={classes.lead}>{lead}</p>
        {rest ? <p className={classes.rest}>{rest}</p> : null}
        {isPerson && snapshot.reason ? (
          <blockquote className={classes.reason}>
            {snapshot.reason} <cite>— {snapshot.actorName}</cite>
          </blockquote>
        ) : null}
        {snapshot.evidence.length > 0 ? <EvidenceNumbers evidence={snapshot.evidence} /> : null}
      </div>
      <div className={classes.when}>
        <Time atMs={Date.parse(snapshot.at)} format="moment" />
        <span className={classes.who}>{isPerson ? snapshot.actorName : "by itself"}</span>
      </div>
    </li>
  );
}

/** The numbers behind a decision, folded away until somebody asks. */
function EvidenceNumbers({ evidence }: { readonly evidence: readonly EvidenceView[] }): ReactNode {
  return (
    <details className={classes.details}>
      <summary>
        {evidence.length === 1 ? "1 check" : `${evidence.length} checks`}: {verdictSummary(evidence)}
      </summary>
      <div className={classes.checks}>
        {evidence.map((item) => {
          const note = blindCauseWords(item.blindCause);
          return (
            <section key={`${item.checkId}:${item.source}`} className={classes.check}>
              <div className={classes.checkHead}>
                <strong>{evidenceTitle(item)}</strong>
                <VerdictBadge verdict={item.verdict} {...(note ? { note } : {})} />
                <span className={classes.checkSource}>{sourceName(item.source)}</span>
              </div>
              <p className={classes.checkSentence}>{item.sentence}</p>
              <dl className={classes.numbers}>
                {Object.entries(item.numbers).map(([name, value]) => {
                  const row = numberRow(name, value);
                  return (
                    <div key={name}>
                      <dt>{row.label}</dt>
                      <dd>{row.text}</dd>
                    </div>
                  );
                })}
              </dl>
            </section>
          );
        })}
      </div>
    </details>
  );
}
