"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { useTimeZone } from "@/components/layout/preferences";
import type { DepartureView } from "@/lib/releases/timetable-contract";
import classes from "./releases.module.css";
import { departureWhen, ruleWords } from "./timetable-words";

/** Departures in their order, with what a freeze makes of each and who takes it. */
export function DepartureList(props: {
  readonly departures: readonly DepartureView[];
  readonly label: string;
  /** Of a timetable that is only being written: nobody can have taken one. */
  readonly isDraft?: boolean;
}): ReactNode {
  const zone = useTimeZone();
  return (
    <ul className={classes.departures} aria-label={props.label}>
      {props.departures.map((departure) => (
        <li key={departure.byRule} data-left-out={departure.at === null || undefined}>
          <span className={classes.when}>{departureWhen(departure, zone)}</span>
          <span>
            {departure.trains.map(({ id, reference, name }, index) => (
              <span key={id}>
                {index > 0 ? ", " : null}
                <Link href={`/releases/${id}`}>
                  {reference} · {name}
                </Link>
              </span>
            ))}
            {departure.words === null ? null : (
              <span className={classes.muted}>
                {" "}
                {departure.words} {ruleWords(departure, zone)}
              </span>
            )}
            {departure.trains.length === 0 && departure.words === null && !props.isDraft ? (
              <span className={classes.muted}>Nobody takes it yet</span>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
