import type { ReactNode } from "react";
import { Duration } from "@/components/feedback/duration";
import { TimeSpan } from "@/components/feedback/time-span";
import { Panel } from "@/components/ui/panel";
import type { ClockDetail, ClockStep } from "@/lib/clocks/contract";
import { countedWords, leftWords } from "@/lib/kernel/counted-words";
import classes from "./clocks.module.css";

const words: Readonly<Record<ClockStep["kind"], string>> = {
  counted: "Counted",
  paused: "Paused",
  closed: "Outside the hours",
};

/** How the elapsed time comes about, stretch by stretch. */
export function ClockArithmetic({ clock }: { readonly clock: ClockDetail }): ReactNode {
  const middle = Math.ceil(clock.steps.length / 2);
  return (
    <Panel
      title="How it comes about"
      description="Time between start and stop that lies in the hours, pauses taken out once where they overlap."
      isFlush
    >
      <ol className={classes.list}>
        {clock.steps.slice(0, middle).map((step) => (
          <Step key={step.from} step={step} />
        ))}
        {clock.stepsLeftOut > 0 ? (
          <li className={classes.row}>
            <span className={classes.muted}>{clock.stepsLeftOut} stretches in between are not listed.</span>
          </li>
        ) : null}
        {clock.steps.slice(middle).map((step) => (
          <Step key={step.from} step={step} />
        ))}
        <li className={classes.row}>
          <span className={classes.name}>
            <Sum clock={clock} />
          </span>
        </li>
      </ol>
    </Panel>
  );
}

function Sum({ clock }: { readonly clock: ClockDetail }): ReactNode {
  return (
    <span>
      {countedWords(clock.elapsedMs)} of {countedWords(clock.targetMs)} used, {leftWords(clock.remainingMs)}.
    </span>
  );
}

function Step({ step }: { readonly step: ClockStep }): ReactNode {
  return (
    <li className={classes.row}>
      <span className={classes.name}>
        <span>
          {words[step.kind]} <Duration ms={step.ms} />
        </span>
        <span className={classes.muted}>
          <TimeSpan fromMs={Date.parse(step.from)} toMs={Date.parse(step.to)} />
        </span>
      </span>
      <span className={classes.muted}>total {countedWords(step.totalMs)}</span>
    </li>
  );
}
