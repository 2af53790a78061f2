"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { fromWallClock } from "@/components/forms/zoned-time";
import { Panel } from "@/components/ui/panel";
import type { WaiverKind } from "@/lib/waivers/port";
import { fetchWaiverPreview, type WaiverToPreview, waiverKeys } from "@/lib/waivers/queries";
import { RiskPanel } from "./risk-panel";

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
}

/** What can be scored as it is typed; null while something is missing. */
function givenOf({ values, zone }: LiveRiskProps): WaiverToPreview | null {
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
  const given = useMemo(() => JSON.parse(text) as WaiverToPreview | null, [text]);
  const scored = useQuery({
    queryKey: waiverKeys.preview(given),
    queryFn: given === null ? skipToken : ({ signal }) => fetchWaiverPreview(given, signal),
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
