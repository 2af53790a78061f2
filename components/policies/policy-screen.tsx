"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { BudgetPolicyDetail, BudgetPolicyView } from "@/lib/policies/contract";
import { budgetPolicyKeys, fetchBudgetPolicy } from "@/lib/policies/queries";
import classes from "./policies.module.css";
import { PolicyDialog, type PolicyDialogActions } from "./policy-dialog";
import { otherRules, scopeWords, thresholdWords } from "./policy-words";

export interface PolicyScreenProps extends PolicyDialogActions {
  readonly slug: string;
  readonly canWrite: boolean;
  readonly retire: ServerAction<
    { readonly slug: string; readonly revision: number; readonly reason: string },
    BudgetPolicyView
  >;
}

/** One policy: where it applies, what it does as the budget runs out, and every version it had. */
export function PolicyScreen(props: PolicyScreenProps): ReactNode {
  const { slug } = props;
  const policy = useQuery({
    queryKey: budgetPolicyKeys.detail(slug),
    queryFn: ({ signal }) => fetchBudgetPolicy(slug, signal),
  });
  const { data } = policy;
  if (!data) {
    if (!policy.error) return <SkeletonPanel heightPx={320} />;
    return <ErrorState error={policy.error} doing="load this policy" onRetry={() => void policy.refetch()} />;
  }
  return (
    <>
      <Header {...props} policy={data} />
      <div className={classes.columns}>
        <Panel title="As the budget runs out" isFlush>
          <Rules policy={data} />
        </Panel>
        <Versions policy={data} />
      </div>
    </>
  );
}

function Header(props: PolicyScreenProps & { readonly policy: BudgetPolicyDetail }): ReactNode {
  const { policy, canWrite, create, edit, preview, retire } = props;
  const queryClient = useQueryClient();
  const [isEditing, setIsEditing] = useState(false);
  const [isRetiring, setIsRetiring] = useState(false);
  const { slug, revision, definition, retiredAt } = policy;
  const missing = retiredAt !== null ? "It was retired." : canWrite ? null : `Needs ${whoMay("budget:write")}.`;
  const button = (label: string, onClick: () => void) => (
    <DisabledReason reason={missing}>
      <Button variant="default" onClick={onClick}>
        {label}
      </Button>
    </DisabledReason>
  );
  return (
    <>
      <PageHeader
        title={policy.name}
        breadcrumbs={<Link href="/policies">Budget policies</Link>}
        status={<StatusBadge {...badgeOf(policy)} variant="soft" />}
        answer={answerOf(policy)}
        actions={
          <>
            {button("Retire", () => setIsRetiring(true))}
            {button("Edit", () => setIsEditing(true))}
          </>
        }
      />
      <PolicyDialog
        {...{ create, edit, preview }}
        open={isEditing ? policy : undefined}
        onClose={() => setIsEditing(false)}
      />
      <ConfirmAction
        isOpen={isRetiring}
        onClose={() => setIsRetiring(false)}
        label={`Retire ${policy.name}`}
        changes="Releases are no longer slowed down, asked about or frozen by it. What it holds goes on at the next look."
        where={scopeWords(definition)}
        blastRadius={`${policy.serviceCount} ${policy.serviceCount === 1 ? "service" : "services"}`}
        doesNotUndo="Its versions and what it held stay on record."
        isReasonRequired
        onConfirm={async (reason) => {
          await callAction(retire, { slug, revision, reason });
          await queryClient.invalidateQueries({ queryKey: budgetPolicyKeys.all });
        }}
      />
    </>
  );
}

function badgeOf({ retiredAt, definition }: BudgetPolicyDetail) {
  if (retiredAt !== null) return { status: "neutral", label: "Retired" } as const;
  return definition.isActing
    ? ({ status: "progressing", label: "Acts" } as const)
    : ({ status: "neutral", label: "Only tells" } as const);
}

function answerOf({ definition, serviceCount }: BudgetPolicyDetail): string {
  const services =
    serviceCount === 1 ? "1 service has an objective there" : `${serviceCount} services have objectives there`;
  return `${scopeWords(definition)}: ${services}. Rollbacks are never held.`;
}

function Rules({ policy: { definition } }: { readonly policy: BudgetPolicyDetail }): ReactNode {
  return (
    <ul className={classes.list}>
      {definition.thresholds.map((threshold) => (
        <li key={threshold.leftPercent} className={classes.row}>
          <span className={classes.name}>
            {thresholdWords(threshold)}
            {threshold.tell.length > 0 ? <span className={classes.muted}>Tell {threshold.tell.join(", ")}</span> : null}
          </span>
        </li>
      ))}
      {otherRules(definition).map((rule) => (
        <li key={rule} className={classes.row}>
          {rule}
        </li>
      ))}
      <li className={classes.row}>
        <span className={classes.muted}>
          What cannot be determined holds too, until its source is back or a waiver says otherwise.
        </span>
      </li>
    </ul>
  );
}

function Versions({ policy }: { readonly policy: BudgetPolicyDetail }): ReactNode {
  return (
    <Panel title="Versions" isFlush>
      <ul className={classes.list}>
        {policy.versions.map((one) => (
          <li key={one.version} className={classes.row}>
            <span className={classes.name}>
              {one.version}: {one.definition.thresholds.map(thresholdWords).join("; ")}
              <span className={classes.muted}>
                {scopeWords(one.definition)} · {one.savedBy} · <Time atMs={Date.parse(one.savedAt)} />
              </span>
              {one.reason ? <p className={classes.sentence}>{one.reason}</p> : null}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
