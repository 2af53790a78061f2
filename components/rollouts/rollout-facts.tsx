import Link from "next/link";
import type { ReactNode } from "react";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { RolloutDetail } from "@/lib/rollouts/api-contract";
import { isEnded } from "./phase";

export interface RolloutFactsProps {
  readonly rollout: RolloutDetail;
  readonly canSeeAudit: boolean;
}

/** Where it runs and where to look further. */
export function RolloutFacts({ rollout, canSeeAudit }: RolloutFactsProps): ReactNode {
  return (
    <Panel title="Where and when">
      <Facts layout="rows" facts={factsOf(rollout, canSeeAudit)} />
    </Panel>
  );
}

function factsOf(rollout: RolloutDetail, canSeeAudit: boolean): readonly Fact[] {
  const { service, environment } = rollout;
  const began = Date.parse(rollout.startedAt ?? rollout.createdAt);
  return [
    { term: "Service", value: <Link href={`/services/${service.slug}`}>{service.name}</Link> },
    { term: "Environment", value: environment.name },
    ...(rollout.emergency
      ? [
          {
            term: "Emergency",
            value: (
              <Link href={`/emergencies?service=${service.slug}`}>
                {rollout.emergency.reference}, past windows and policies until{" "}
                <Time atMs={Date.parse(rollout.emergency.endsAt)} />
              </Link>
            ),
          },
        ]
      : []),
    { term: "Target", value: <Link href={`/targets/${rollout.targetId}`}>Slots and sources</Link> },
    ...(rollout.stableSlot && rollout.canarySlot
      ? [
          { term: `Slot ${rollout.stableSlot}, stable`, value: rollout.stableVersion },
          { term: `Slot ${rollout.canarySlot}, canary`, value: rollout.canaryVersion },
        ]
      : []),
    ...(rollout.template
      ? [{ term: "Template", value: <Link href={`/templates/${rollout.template.slug}`}>{rollout.template.name}</Link> }]
      : []),
    { term: "Began", value: <Time atMs={began} /> },
    ...(rollout.finishedAt ? [{ term: "Took", value: formatDuration(Date.parse(rollout.finishedAt) - began) }] : []),
    ...(rollout.deadlineAt && !isEnded(rollout.phase)
      ? [{ term: "Decides by itself at the latest", value: <Time atMs={Date.parse(rollout.deadlineAt)} /> }]
      : []),
    ...(rollout.observedAt
      ? [{ term: "Data plane last read", value: <Time atMs={Date.parse(rollout.observedAt)} /> }]
      : []),
    ...(canSeeAudit
      ? [{ term: "Audit", value: <Link href={`/audit?subjectKind=rollout&subjectId=${rollout.id}`}>All records</Link> }]
      : []),
  ];
}
