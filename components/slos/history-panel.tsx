"use client";

import { Button, Code } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ObjectiveChangeView, ObjectiveDetail, ObjectiveSignOffs } from "@/lib/slos/contract";
import { FieldChanges } from "./field-changes";
import { partyNames, periodOf, promiseOf } from "./objective-words";
import classes from "./slos.module.css";

type Party = ObjectiveSignOffs["missing"][number];

export interface HistoryPanelProps {
  readonly objective: ObjectiveDetail;
  readonly canSign: boolean;
  readonly sign: ServerAction<
    { readonly slug: string; readonly party: Party; readonly contentHash: string; readonly comment: string },
    ObjectiveSignOffs
  >;
}

const parties: readonly Party[] = ["product", "operations", "security"];

/** Who agreed with what the objective says now, and every change it had. */
export function HistoryPanel({ objective, canSign, sign }: HistoryPanelProps): ReactNode {
  const { signOffs, changes } = objective;
  const [party, setParty] = useState<Party | null>(null);
  const count = parties.length - signOffs.missing.length;
  return (
    <Panel
      title="History and sign-offs"
      description={`${count} of ${parties.length} have signed what it says now; any change ends every sign-off`}
      isFlush
    >
      <ul className={classes.list} aria-label="Sign-offs">
        {parties.map((one) => (
          <PartyRow key={one} party={one} objective={objective} canSign={canSign} onSign={() => setParty(one)} />
        ))}
      </ul>
      <ul className={classes.list} aria-label="Changes">
        {changes.map((change) => (
          <ChangeRow key={change.revision} change={change} signOffs={signOffs} />
        ))}
        {versionsBefore(objective).map((one) => (
          <li key={`version ${one.version}`} className={classes.row}>
            <span className={classes.name}>
              Version {one.version}: {promiseOf(one.definition)}
              <span className={classes.muted}>
                {periodOf(one.definition.period)} · {one.savedBy} · <Time atMs={Date.parse(one.savedAt)} />
              </span>
              {one.reason ? <span className={classes.sentence}>{one.reason}</span> : null}
            </span>
          </li>
        ))}
      </ul>
      <SignDialog objective={objective} sign={sign} party={party} onClose={() => setParty(null)} />
    </Panel>
  );
}

/** Versions from before changes were kept. A change is written in the moment of its version. */
function versionsBefore({ versions, changes }: ObjectiveDetail): ObjectiveDetail["versions"] {
  const oldest = changes.at(-1);
  if (!oldest) return versions;
  return versions.filter(({ savedAt }) => Date.parse(savedAt) + 1_000 < Date.parse(oldest.at));
}

interface PartyRowProps {
  readonly party: Party;
  readonly objective: ObjectiveDetail;
  readonly canSign: boolean;
  readonly onSign: () => void;
}

function PartyRow({ party, objective, canSign, onSign }: PartyRowProps): ReactNode {
  const signed = objective.signOffs.items.find((one) => one.party === party && one.isValid);
  const missing = objective.retiredAt !== null ? "It was retired." : canSign ? null : `Needs ${whoMay("slo:sign")}.`;
  return (
    <li className={classes.row}>
      <span className={classes.name}>
        <span>
          {partyNames[party]}{" "}
          {signed ? (
            <StatusBadge status="healthy" label="Signed" />
          ) : (
            <StatusBadge status="neutral" label="Not signed" />
          )}
        </span>
        {signed ? (
          <span className={classes.sentence}>
            {signed.signedBy}, <Time atMs={Date.parse(signed.signedAt)} />: {signed.comment}
          </span>
        ) : null}
      </span>
      {signed ? null : (
        <DisabledReason reason={missing}>
          <Button variant="default" size="xs" onClick={onSign}>
            Sign for {partyNames[party].toLowerCase()}
          </Button>
        </DisabledReason>
      )}
    </li>
  );
}

const verbs: Readonly<Record<ObjectiveChangeView["what"], string>> = {
  created: "Created",
  changed: "Changed",
  retired: "Retired",
};

interface ChangeRowProps {
  readonly change: ObjectiveChangeView;
  readonly signOffs: ObjectiveSignOffs;
}

function ChangeRow({ change, signOffs }: ChangeRowProps): ReactNode {
  const { revision, what, by, at, reason, planHash, fields } = change;
  const ended = signOffs.items.filter((one) => one.revision === revision && !one.isValid);
  return (
    <li className={classes.row}>
      <span className={classes.name}>
        <span>
          Revision {revision}: {verbs[what].toLowerCase()} by {by}{" "}
          <span className={classes.muted}>
            <Time atMs={Date.parse(at)} />
          </span>
        </span>
        {reason ? <span className={classes.sentence}>{reason}</span> : null}
        {what === "changed" ? <FieldChanges fields={fields} /> : null}
        {planHash ? (
          <span className={classes.muted}>
            From files, plan <Code>{planHash.slice(0, 12)}</Code>
          </span>
        ) : null}
        {ended.map((one) => (
          <span key={one.party} className={classes.muted}>
            Was signed for {partyNames[one.party].toLowerCase()} by {one.signedBy}; it ended with the next change
          </span>
        ))}
      </span>
    </li>
  );
}

interface SignDialogProps extends Pick<HistoryPanelProps, "objective" | "sign"> {
  readonly party: Party | null;
  readonly onClose: () => void;
}

function SignDialog({ objective, sign, party, onClose }: SignDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const { slug, name, service, environment, signOffs, revision } = objective;
  async function confirm(comment: string): Promise<void> {
    if (party === null) return;
    await callAction(sign, { slug, party, contentHash: signOffs.contentHash, comment });
    await queryClient.invalidateQueries({ queryKey: ["objective"] });
  }
  return (
    <ConfirmAction
      isOpen={party !== null}
      onClose={onClose}
      label={`Sign ${name} for ${party === null ? "" : partyNames[party].toLowerCase()}`}
      changes={`You agree with revision ${revision}, exactly as it is shown here.`}
      where={`${service.name} in ${environment.name}`}
      blastRadius="This objective only."
      doesNotUndo="A sign-off stays on record. It ends to count with the next change."
      tone="neutral"
      isReasonRequired
      onConfirm={confirm}
    />
  );
}
