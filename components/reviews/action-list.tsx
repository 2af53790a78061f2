"use client";

import { Button } from "@mantine/core";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { ActionView, AddActionInput } from "@/lib/reviews/contract";
import { type ActionCommands, AddAction, SettleAction } from "./action-dialogs";
import { actionBadge } from "./review-words";
import classes from "./reviews.module.css";

export interface ActionListProps extends Pick<ActionCommands, "settle"> {
  readonly actions: readonly ActionView[];
  readonly canWrite: boolean;
  /** Show where each came from. */
  readonly hasOrigin?: boolean;
}

/** Actions with owner, time, state and evidence. */
export function ActionList({ actions, canWrite, settle, hasOrigin = false }: ActionListProps): ReactNode {
  const [settled, setSettled] = useState<ActionView | null>(null);
  if (actions.length === 0)
    return (
      <EmptyState
        kind="nothing_yet"
        title="Nothing is to be done"
        description="Actions are added to root causes, retrospectives and meetings."
      />
    );
  return (
    <>
      <ul className={classes.list}>
        {actions.map((action) => (
          <li key={action.id} className={classes.row}>
            <span className={classes.name}>
              <span>
                {hasOrigin ? <Link href={action.originHref}>{action.reference}</Link> : action.reference} {action.title}
              </span>
              <span className={classes.muted}>
                {action.owner.name}
                {action.isOwnerActive ? "" : ", who has left"}; due <Time atMs={Date.parse(action.dueAt)} />
                {action.evidence ? `. ${action.evidence}` : ""}
              </span>
            </span>
            <span className={classes.badges}>
              <StatusBadge {...actionBadge(action)} />
              {canWrite && action.state === "open" ? (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Settle ${action.reference}`}
                  onClick={() => setSettled(action)}
                >
                  Settle
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {settled ? <SettleAction action={settled} settle={settle} isOpen onClose={() => setSettled(null)} /> : null}
    </>
  );
}

/** The actions of one thing, with a way to add one. */
export function ActionPanel({
  origin,
  add,
  ...list
}: ActionListProps & ActionCommands & { readonly origin: Pick<AddActionInput, "originKind" | "originId"> }): ReactNode {
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Panel
      title="Actions"
      isFlush
      actions={
        list.canWrite ? (
          <Button size="compact-sm" variant="default" onClick={() => setIsAdding(true)}>
            Add an action
          </Button>
        ) : undefined
      }
    >
      <ActionList {...list} />
      <AddAction origin={origin} add={add} isOpen={isAdding} onClose={() => setIsAdding(false)} />
    </Panel>
  );
}
