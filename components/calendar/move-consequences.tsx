import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./calendar.module.css";
import { entrySpanWords } from "./entry-words";

interface Slot {
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface ConsequencesProps {
  readonly state: "asking" | "known" | "failed";
  /** What speaks against the time. */
  readonly sentences: readonly string[];
  readonly slots: readonly Slot[];
  /** Why there is no free time; null when there is. */
  readonly none: string | null;
  readonly zone: string;
  readonly onChoose: (slot: Slot) => void;
}

/** What speaks against a time, and the next times against which nothing does. Said as it changes. */
export function Consequences({ state, sentences, slots, none, zone, onChoose }: ConsequencesProps): ReactNode {
  return (
    <Stack gap="xs" role="status">
      {state === "asking" ? <span className={classes.other}>Looking at this time…</span> : null}
      {state === "failed" ? (
        <span>What speaks against this time cannot be told. It is looked at when you save.</span>
      ) : null}
      {state === "known" ? (
        <strong>{sentences.length === 0 ? "Nothing speaks against this time." : "This time is not free."}</strong>
      ) : null}
      {sentences.length > 0 ? (
        <ul className={classes.zones} aria-label="What speaks against it">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : null}
      {sentences.length > 0 && none ? <p className={classes.fact}>{none}</p> : null}
      {sentences.length > 0 && slots.length > 0 ? (
        <Group gap="xs" role="group" aria-label="Next free times">
          {slots.map((slot) => (
            <Button key={slot.startsAt} variant="default" size="compact-sm" onClick={() => onChoose(slot)}>
              {entrySpanWords(slot.startsAt, slot.endsAt, zone)}
            </Button>
          ))}
        </Group>
      ) : null}
    </Stack>
  );
}
