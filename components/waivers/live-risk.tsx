"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { fromWallClock } from "@/components/forms/zoned-time";
import { Panel } from "@/components/ui/panel";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { WaiverPreview } from "@/lib/waivers/contract";
import type { WaiverKind } from "@/lib/waivers/port";
import { RiskPanel } from "./risk-panel";

interface PreviewGiven {
  readonly kind: WaiverKind;
  readonly subject: string;
  readonly service: string;
  readonly environment: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

export type PreviewAction = ServerAction<PreviewGiven, WaiverPreview>;

export interface LiveRiskProps {
  readonly values: {
    readonly kind: WaiverKind;
    readonly subject: string;
    readonly service: string | null;
    readonly environment: string | null;
    readonly startsAt: string;
    readonly endsAt: string;
  };
  readonly zone: string;
  readonly preview: PreviewAction;
}

/** What can be scored as it is typed; null while something is missing. */
function givenOf({ values, zone }: LiveRiskProps): PreviewGiven | null {
  const startsAt = fromWallClock(values.startsAt, zone);
  const endsAt = fromWallClock(values.endsAt, zone);
  const { kind, subject, service, environment } = values;
  if (!service || !environment || startsAt === null || endsAt === null || subject === "") return null;
  const times = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() };
  return { kind, subject, service, environment, ...times };
}

/** The score of what is typed, as it would be asked for now. */
export function LiveRisk(props: LiveRiskProps): ReactNode {
  const [text] = useDebouncedValue(JSON.stringify(givenOf(props)), 300);
  const given = JSON.parse(text) as PreviewGiven | null;
  const scored = useQuery({
    queryKey: ["waiver", "preview", text],
    queryFn: () => callAction(props.preview, given as PreviewGiven),
    enabled: given !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (given === null || !scored.data) {
    return (
      <Panel title="Risk">
        <EmptyState
          kind="nothing_yet"
          title={scored.error ? "It cannot be scored as it is" : "Choose where"}
          description="The score says who has to approve."
        />
      </Panel>
    );
  }
  return <RiskPanel assessment={scored.data.assessment} refusals={scored.data.refusals} />;
}
