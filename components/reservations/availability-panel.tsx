"use client";

import { Button } from "@mantine/core";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { useTimeZone } from "@/components/layout/preferences";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { callAction } from "@/lib/platform/http/action-client";
import type { AvailabilityView, PromiseView } from "@/lib/reservations/contract";
import { lengthWords } from "@/lib/reservations/domain/reservation-words";
import { fetchAvailability, reservationKeys } from "@/lib/reservations/queries";
import { PromiseDialog } from "./promise-dialog";
import type { ReservationCommands, ReservationMay } from "./reservation-commands";
import { percentWords, slotWords } from "./reservation-words";
import classes from "./reservations.module.css";

export interface AvailabilityPanelProps extends Pick<ReservationCommands, "promise" | "withdraw"> {
  readonly environment: string;
  readonly may: ReservationMay;
}

/** The hours that are promised, how much of them was there as far as it was measured, and which sprints outages hit. */
export function AvailabilityPanel({ environment, may, promise, withdraw }: AvailabilityPanelProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const availability = useQuery({
    queryKey: reservationKeys.availability(environment),
    queryFn: ({ signal }) => fetchAvailability(environment, signal),
    placeholderData: keepPreviousData,
  });
  const { data, error } = availability;
  return (
    <Panel
      title="Promised hours"
      description="Of the last 28 days, counted inside of what was promised only"
      actions={
        <DisabledReason reason={may.manage}>
          <Button size="compact-sm" variant="default" onClick={() => setIsOpen(true)}>
            Promise hours
          </Button>
        </DisabledReason>
      }
      isFlush
    >
      {error && !data ? (
        <ErrorState error={error} doing="load the availability" onRetry={() => void availability.refetch()} />
      ) : null}
      {!data && !error ? <SkeletonRows /> : null}
      {data ? <Shown view={data} may={may} withdraw={withdraw} /> : null}
      <PromiseDialog isOpen={isOpen} onClose={() => setIsOpen(false)} environment={environment} promise={promise} />
    </Panel>
  );
}

type ShownProps = Pick<AvailabilityPanelProps, "may" | "withdraw"> & { readonly view: AvailabilityView };

function Shown({ view, may, withdraw }: ShownProps): ReactNode {
  const { promises, whole } = view;
  const inForce = promises.filter(({ withdrawnAt }) => withdrawnAt === null);
  if (promises.length === 0) {
    const description = "Promise hours in which it is there; what checks measure counts inside of them.";
    return <EmptyState kind="nothing_yet" title="Nothing is promised" description={description} />;
  }
  return (
    <>
      <div className={classes.block}>
        <p>{answerOf(view)}</p>
        <Facts
          facts={[
            { term: "Promised", value: lengthWords(whole.promisedMs) },
            { term: "Available, of what is known", value: percentWords(whole.availablePercent) },
            { term: "Unavailable", value: lengthWords(whole.downMs) },
            { term: "Unknown", value: lengthWords(whole.unknownMs) },
            { term: "Coverage", value: percentWords(whole.coveragePercent) },
          ]}
        />
      </div>
      <ul className={classes.list} aria-label="Promises">
        {inForce.map((one) => (
          <PromiseRow key={one.id} one={one} may={may} withdraw={withdraw} />
        ))}
      </ul>
      <Sources view={view} />
      <Sprints view={view} />
      <Outages view={view} />
    </>
  );
}

function answerOf({ whole, sources }: AvailabilityView): string {
  if (sources.length === 0) return "No synthetic check watches it, so all of it is unknown.";
  if (whole.promisedMs === 0) return "None of the promised hours has come yet.";
  if (whole.availablePercent === null) return "Nothing was measured in the promised hours, so all of them are unknown.";
  return `It was there for ${whole.availablePercent} % of what is known of the promised hours, and ${whole.coveragePercent} % of them are known.`;
}

function PromiseRow({ one, may, withdraw }: Omit<ShownProps, "view"> & { readonly one: PromiseView }): ReactNode {
  const zone = useTimeZone();
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const when = one.recurrence === null ? slotWords(one, zone) : one.recurrence.words;
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <strong>{one.name}</strong>
        <span className={classes.muted}>{when}</span>
      </div>
      <DisabledReason reason={may.manage}>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setIsAsking(true)}
          aria-label={`Withdraw ${one.name}`}
        >
          Withdraw
        </Button>
      </DisabledReason>
      <ConfirmAction
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        label={`Withdraw: ${one.name}`}
        changes="These hours are promised no longer, from now on."
        where={when}
        blastRadius="This environment"
        doesNotUndo="What was promised until now stays, and counts."
        onConfirm={async (reason) => {
          await callAction(withdraw, { id: one.id, reason });
          await queryClient.invalidateQueries({ queryKey: ["reservation"] });
        }}
      />
    </li>
  );
}

function Sources({ view: { sources } }: { readonly view: AvailabilityView }): ReactNode {
  if (sources.length === 0) return null;
  return (
    <Table
      label="Measured by"
      heads={["Check", "Available", "Unavailable", "Unknown"]}
      rows={sources.map(({ name, href, availablePercent, downMs, unknownMs }) => ({
        key: href,
        cells: [
          <Link key={href} href={href}>
            {name}
          </Link>,
          percentWords(availablePercent),
          lengthWords(downMs),
          lengthWords(unknownMs),
        ],
      }))}
    />
  );
}

function Sprints({ view: { sprints, sprintCalendar } }: { readonly view: AvailabilityView }): ReactNode {
  if (sprints.length === 0) return null;
  return (
    <Table
      label={sprintCalendar === null ? "By sprint" : `By sprint of ${sprintCalendar.name}`}
      heads={["Sprint", "Available", "Unavailable", "Coverage"]}
      rows={sprints.toReversed().map((one) => ({
        key: `${one.number}`,
        cells: [
          `${one.number}: ${slotWords(one, one.timeZone)}`,
          percentWords(one.availablePercent),
          lengthWords(one.downMs),
          percentWords(one.coveragePercent),
        ],
      }))}
    />
  );
}

function Outages({ view: { outages } }: { readonly view: AvailabilityView }): ReactNode {
  const zone = useTimeZone();
  if (outages.length === 0) return null;
  return (
    <Table
      label="Unavailable in promised hours"
      heads={["When", "How long", "Sprint that it hit"]}
      rows={outages.map((one) => ({
        key: one.startsAt,
        cells: [
          slotWords(one, zone),
          lengthWords(Date.parse(one.endsAt) - Date.parse(one.startsAt)),
          one.sprint === null ? "none" : `${one.sprint}`,
        ],
      }))}
    />
  );
}

interface TableProps {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}

function Table({ label, heads, rows }: TableProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard.
    <section className={classes.scroll} aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, index) => (
                <td key={heads[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
