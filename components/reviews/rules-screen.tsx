"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ReviewRulesView } from "@/lib/reviews/contract";
import { fetchReviewRules, reviewKeys } from "@/lib/reviews/queries";
import { ReviewDialog } from "./review-dialog";
import { counted } from "./review-words";
import classes from "./reviews.module.css";
import { RulesFields } from "./rules-fields";
import { type RulesGiven, type RulesValues, rulesOf, rulesValuesOf } from "./rules-values";

interface RulesScreenProps {
  readonly canWrite: boolean;
  readonly set: ServerAction<RulesGiven, ReviewRulesView>;
}

/** What reviews require, and when an objective counts as stale. */
export function RulesScreen({ canWrite, set }: RulesScreenProps): ReactNode {
  const [isEditing, setIsEditing] = useState(false);
  const rules = useQuery({ queryKey: reviewKeys.rules, queryFn: ({ signal }) => fetchReviewRules(signal) });
  if (!rules.data) {
    if (!rules.error) return <SkeletonPanel heightPx={240} />;
    return <ErrorState error={rules.error} doing="load the rules" onRetry={() => void rules.refetch()} />;
  }
  const { version, savedBy, inForceFrom, reason } = rules.data;
  // Those that came with the installation hold for everything before it as well.
  const isFromTheBeginning = Date.parse(inForceFrom) === 0;
  return (
    <>
      <PageHeader
        title="Rules of reviews"
        breadcrumbs={<Link href="/reviews">Reviews</Link>}
        answer={answerOf(rules.data)}
        actions={
          <DisabledReason reason={canWrite ? null : `Needs ${whoMay("review:rules")}.`}>
            <Button variant="default" onClick={() => setIsEditing(true)}>
              Change the rules
            </Button>
          </DisabledReason>
        }
      />
      <div className={classes.stack}>
        <Panel
          title="In force"
          description={
            <>
              Version {version} by {savedBy}
              {isFromTheBeginning ? "" : ", "}
              {isFromTheBeginning ? null : <Time atMs={Date.parse(inForceFrom)} />}: {reason}
            </>
          }
        >
          <Facts layout="rows" facts={factsOf(rules.data)} />
        </Panel>
      </div>
      <ReviewDialog<RulesValues>
        title="Rules of reviews"
        submit="Save the rules"
        size="lg"
        isOpen={isEditing}
        onClose={() => setIsEditing(false)}
        initial={rulesValuesOf(rules.data)}
        send={(values) => callAction(set, { version, ...rulesOf(values) })}
      >
        {(form) => <RulesFields form={form} />}
      </ReviewDialog>
    </>
  );
}

function answerOf({ rules }: ReviewRulesView): string {
  const { breaches, periods } = rules.repeated;
  return `${counted(breaches, "breach", "breaches")} of an objective in its last ${counted(periods, "period", "periods")} need a retrospective; a root cause is due ${counted(rules.rootCause.dueDays, "day", "days")} after.`;
}

function tiersOf(tiers: readonly number[]): string {
  return tiers.length === 0 ? "none" : tiers.map((tier) => `Tier ${tier}`).join(", ");
}

function factsOf({ rules }: ReviewRulesView): readonly { term: string; value: string }[] {
  const { rootCause, repeated, agenda, stale } = rules;
  const days = (count: number) => counted(count, "day", "days");
  return [
    { term: "Breaches that need a root cause", value: tiersOf(rootCause.breachTiers) },
    { term: "Failed changes that need one", value: tiersOf(rootCause.failedChangeTiers) },
    { term: "Signed within", value: days(rootCause.dueDays) },
    { term: "Failed changes count for", value: days(rootCause.withinDays) },
    {
      term: "Retrospective after",
      value: `${counted(repeated.breaches, "breach", "breaches")} in ${counted(repeated.periods, "period", "periods")}`,
    },
    { term: "Waivers on the agenda", value: `when they end within ${days(agenda.waiverDays)}` },
    { term: "Emergencies on the agenda", value: `for ${days(agenda.emergencyDays)}` },
    { term: "Stale: looks at", value: counted(stale.periods, "ended period", "ended periods") },
    { term: "Stale: nothing measured for", value: days(stale.measuredDays) },
    { term: "Stale: errors at least", value: `${stale.missFactor} times what the target allows` },
  ];
}
