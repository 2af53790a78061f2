import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { ListRow } from "@/components/ui/row-list";
import type { AlarmView } from "@/lib/alerts/contract";
import { alarmBadge, kindLabels, toldWords } from "./alert-words";

/** An alert in a list of few: what it is about, since when, who was told, and how it stands. */
export function AlertRow({ alert }: { readonly alert: AlarmView }): ReactNode {
  return (
    <ListRow
      href={`/alerts/${alert.id}`}
      name={alert.title}
      line={
        <>
          {kindLabels[alert.kind]} · <Time atMs={Date.parse(alert.firedAt)} /> · told: {toldWords(alert.told)}
        </>
      }
      end={<StatusBadge {...alarmBadge(alert)} />}
    />
  );
}
