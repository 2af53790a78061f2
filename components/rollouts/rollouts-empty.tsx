import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import type { listTabs } from "./rollouts-tabs";

export const firstRolloutCommand =
  "signalbox rollout start --service checkout --environment production --version 4.12.0 --wait";

interface NoRolloutsProps {
  readonly tab: (typeof listTabs)[number];
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

/** Three kinds of nothing: filtered away, nothing wrong, nothing yet. */
export function NoRollouts({ tab, isFiltered, onClear }: NoRolloutsProps): ReactNode {
  if (isFiltered) {
    return (
      <EmptyState
        kind="nothing_matches"
        title="No rollout matches these filters"
        actions={
          <Button size="xs" variant="default" onClick={onClear}>
            Clear filters
          </Button>
        }
      />
    );
  }
  if (tab === "needs") {
    return (
      <EmptyState
        kind="nothing_wrong"
        title="Nothing waits for a person"
        description="Rollouts that need an approval or a decision appear here."
      />
    );
  }
  const title = tab === "flight" ? "Nothing is under way" : "No rollout has ended yet";
  return (
    <EmptyState
      kind="nothing_yet"
      title={title}
      description="Start one here, or from a pipeline:"
      command={firstRolloutCommand}
    />
  );
}
