import type { ReactNode } from "react";
import { Time } from "@/components/feedback/time";
import { TimeSpan } from "@/components/feedback/time-span";
import { Panel } from "@/components/ui/panel";
import type { ClockDetail } from "@/lib/clocks/contract";
import { countedWords } from "@/lib/kernel/counted-words";
import { turnTimes } from "./clock-words";
import classes from "./clocks.module.css";

/** Which region has the clock, who is told there, when it is handed over, and what it counted in each turn. */
export function ClockTurns({ clock }: { readonly clock: ClockDetail }): ReactNode {
  const { owner } = clock;
  if (!owner) return null;
  const times = turnTimes(clock.turns, clock.elapsedMs);
  return (
    <Panel title="Handed over" description={<Owner owner={owner} isOver={clock.stoppedAt !== null} />} isFlush>
      <ul className={classes.list}>
        {clock.turnsLeftOut > 0 ? (
          <li className={classes.row}>
            <span className={classes.muted}>{clock.turnsLeftOut} earlier turns are not listed.</span>
          </li>
        ) : null}
        {clock.turns.map((turn, index) => (
          <li key={turn.from} className={classes.row}>
            <span className={classes.name}>
              {turn.region}
              <span className={classes.muted}>
                <TimeSpan fromMs={Date.parse(turn.from)} toMs={Date.parse(turn.to)} />
              </span>
            </span>
            <span className={classes.muted}>{countedWords(times[index] ?? 0)} counted</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface OwnerProps {
  readonly owner: NonNullable<ClockDetail["owner"]>;
  readonly isOver: boolean;
}

function Owner({ owner, isOver }: OwnerProps): ReactNode {
  const { region, isOpen, next, tell } = owner;
  const told = tell.length > 0 ? ` ${region} is told by ${tell.join(", ")}.` : "";
  if (isOver)
    return (
      <>
        {region} had it when it stopped.{told}
      </>
    );
  const then = next ? (
    <>
      {" "}
      {next.region} takes it at <Time atMs={Date.parse(next.at)} format="absolute" />.
    </>
  ) : null;
  return (
    <>
      {region} has it{isOpen ? "" : ", outside all hours"}.{then}
      {told}
    </>
  );
}
