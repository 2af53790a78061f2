"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { PageHeader } from "@/components/layout/page-header";
import { useTimeZone } from "@/components/layout/preferences";
import { Panel } from "@/components/ui/panel";
import { fetchBoard, reservationKeys } from "@/lib/reservations/queries";
import { AvailabilityPanel } from "./availability-panel";
import { ContentionPanel } from "./contention-panel";
import type { ReservationCommands, ReservationMay } from "./reservation-commands";
import { ReservationLists } from "./reservation-lists";
import { ReservationTimeline } from "./reservation-timeline";
import { boardAnswer } from "./reservation-words";
import classes from "./reservations.module.css";
import { ReserveDialog } from "./reserve-dialog";
import { TermsPanel } from "./terms-panel";

export interface EnvironmentScreenProps {
  readonly slug: string;
  readonly commands: ReservationCommands;
  readonly may: ReservationMay;
}

/** One environment: who has it, who waits for it, what is promised of it, and when it is wished for. */
export function EnvironmentScreen({ slug, commands, may }: EnvironmentScreenProps): ReactNode {
  const zone = useTimeZone();
  const [isReserving, setIsReserving] = useState(false);
  const board = useQuery({
    queryKey: reservationKeys.board(slug),
    queryFn: ({ signal }) => fetchBoard(slug, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  if (!board.data) {
    if (!board.error) return <SkeletonPanel heightPx={360} />;
    return (
      <>
        <PageHeader title="Environment" breadcrumbs={<Link href="/environments">Environments</Link>} />
        <Panel>
          <ErrorState error={board.error} doing="load this environment" onRetry={() => void board.refetch()} />
        </Panel>
      </>
    );
  }
  const { environment } = board.data;
  return (
    <>
      <PageHeader
        title={environment.name}
        breadcrumbs={<Link href="/environments">Environments</Link>}
        answer={boardAnswer(board.data, zone)}
        actions={
          <DisabledReason reason={may.write}>
            <Button leftSection={<IconPlus size={14} />} onClick={() => setIsReserving(true)}>
              Reserve
            </Button>
          </DisabledReason>
        }
      />
      <div className={classes.stack}>
        <ReservationTimeline board={board.data} />
        <div className={classes.columns}>
          <div className={classes.stack}>
            <ReservationLists board={board.data} commands={commands} may={may} />
          </div>
          <TermsPanel board={board.data} may={may} setTerms={commands.setTerms} />
        </div>
        <AvailabilityPanel environment={slug} may={may} promise={commands.promise} withdraw={commands.withdraw} />
        <ContentionPanel environment={slug} />
      </div>
      <ReserveDialog
        isOpen={isReserving}
        onClose={() => setIsReserving(false)}
        board={board.data}
        reserve={commands.reserve}
      />
    </>
  );
}
