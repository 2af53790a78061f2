"use client";

import { Button, Kbd } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { usePageShortcuts } from "@/components/layout/page-shortcuts";
import { usePreferences } from "@/components/layout/preferences";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { ApiError } from "@/lib/platform/http/api-client";
import type { RolloutDetail } from "@/lib/rollouts/api-contract";
import { fetchRollout, rolloutKeys } from "@/lib/rollouts/queries";
import { type CommandName, commandBasics, commandOrder, commandWords } from "./command-words";
import classes from "./rollout-actions.module.css";

interface Given {
  readonly id: string;
  readonly revision: number;
  readonly reason: string;
}
interface Stands {
  readonly id: string;
  readonly phase: string;
  readonly revision: number;
}
interface RollbackGiven {
  readonly service: string;
  readonly environment: string;
  readonly reason: string;
}

/** The server actions of a rollout's page. */
export interface RolloutCommands
  extends Readonly<Record<Exclude<CommandName, "rollback">, ServerAction<Given, Stands>>> {
  readonly rollback: ServerAction<RollbackGiven, Stands & { readonly how: "aborted" | "return" }>;
}

export interface RolloutActionsProps {
  readonly rollout: RolloutDetail;
  readonly commands: RolloutCommands;
  readonly held: readonly string[];
}

interface Opened {
  readonly command: CommandName;
  /** What the person saw when the dialog opened; grows when the dialog has shown what changed. */
  readonly revision: number;
}

/** The commands that make sense now, each behind a dialog that says what it does. Keys are printed on the buttons. */
export function RolloutActions({ rollout, commands, held }: RolloutActionsProps): ReactNode {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const group = useRef<HTMLFieldSetElement>(null);
  const give = useGive(rollout, commands, setOpened);
  const { preferences } = usePreferences();
  const { revision } = rollout;
  const possible = useMemo(
    () => commandOrder.filter((command) => rollout.commands.includes(command)),
    [rollout.commands],
  );
  const shortcuts = useMemo(
    () =>
      possible
        .filter((command) => refusalOf(command, rollout.isOwn, held) === null)
        .map((command) => ({
          keys: commandBasics(command).key,
          label: `${commandBasics(command).short} this rollout`,
          onPress: () => {
            // The dialog gives the focus back to where it was.
            group.current?.querySelector<HTMLElement>(`[data-command="${command}"]`)?.focus();
            setOpened({ command, revision });
            setIsOpen(true);
          },
        })),
    [possible, held, revision, rollout.isOwn],
  );
  usePageShortcuts(shortcuts);
  const words = opened ? commandWords(opened.command, rollout) : null;
  return (
    <fieldset ref={group} className={classes.actions} aria-label="Commands" tabIndex={-1}>
      {possible.map((command) => {
        const { short, key, tone } = commandBasics(command);
        const reason = refusalOf(command, rollout.isOwn, held);
        return (
          <DisabledReason key={command} reason={reason}>
            <Button
              data-command={command}
              variant={command === "approve" ? "filled" : "default"}
              className={tone === "danger" ? classes.danger : undefined}
              onClick={() => {
                setOpened({ command, revision });
                setIsOpen(true);
              }}
              rightSection={preferences.isShortcutsEnabled ? <Kbd className={classes.key}>{key}</Kbd> : undefined}
            >
              {short}
            </Button>
          </DisabledReason>
        );
      })}
      {words && opened ? (
        <ConfirmAction
          {...words}
          isOpen={isOpen}
          onClose={() => setIsOpen(false)}
          onConfirm={(reason) => give(opened, reason)}
        />
      ) : null}
    </fieldset>
  );
}

/** Why this person may not give the command, in words; null when they may. */
function refusalOf(command: CommandName, isOwn: boolean, held: readonly string[]): string | null {
  const { needs } = commandBasics(command);
  if (!held.includes(needs)) return `Needs ${whoMay(needs)} to ${permissions[needs].does}.`;
  if (command === "approve" && isOwn) return "You started this rollout; somebody else approves its steps.";
  return null;
}

function useGive(
  rollout: RolloutDetail,
  commands: RolloutCommands,
  setOpened: (opened: Opened) => void,
): (opened: Opened, reason: string) => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  const announce = useAnnounce();
  const { id, service, environment } = rollout;
  return async (opened, reason) => {
    const { command, revision } = opened;
    try {
      if (command === "rollback") {
        const answer = await callAction(commands.rollback, {
          service: service.slug,
          environment: environment.slug,
          reason,
        });
        if (answer.id !== id) router.push(`/rollouts/${answer.id}`);
      } else await callAction(commands[command], { id, revision, reason });
      announce(`${commandBasics(command).short}: done`);
      await queryClient.invalidateQueries({ queryKey: ["rollout"] });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "stale_state") throw error;
      const fresh = await queryClient.fetchQuery({
        queryKey: rolloutKeys.detail(id),
        queryFn: () => fetchRollout(id),
        staleTime: 0,
      });
      setOpened({ command, revision: fresh.revision });
      throw staleError(error, fresh, revision);
    }
  };
}

/** The refusal of a stale command, with what happened since in words. */
function staleError(error: ApiError, fresh: RolloutDetail, seenRevision: number): ApiError {
  const since = fresh.snapshots.filter((snapshot) => snapshot.revision > seenRevision).toReversed();
  return new ApiError({
    code: error.code,
    status: error.status,
    title: "This changed while you were looking",
    detail: `${fresh.sentence}. If you still want it, press the button again.`,
    reasons: since.map((snapshot) => ({ code: `since_${snapshot.revision}`, message: snapshot.sentence })),
    requestId: error.requestId,
    current: error.current,
  });
}
