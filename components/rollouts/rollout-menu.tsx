"use client";

import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction } from "@/lib/platform/http/action-client";
import type { RolloutDetail, RolloutSummary } from "@/lib/rollouts/api-contract";
import { fetchRollout, rolloutKeys } from "@/lib/rollouts/queries";
import { commandWords } from "./command-words";
import type { RolloutCommands } from "./rollout-actions";

interface RolloutMenuProps {
  readonly rollout: RolloutSummary;
  readonly held: readonly string[];
  readonly commands: Pick<RolloutCommands, "abort" | "pause">;
}

const abortable: readonly string[] = ["preparing", "shifting", "baking", "watching"];

/** What can be done from the row itself: abort, without first opening the page. */
export function RolloutMenu({ rollout, held, commands }: RolloutMenuProps): ReactNode {
  const queryClient = useQueryClient();
  const [seen, setSeen] = useState<RolloutDetail | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  async function ask(): Promise<void> {
    setSeen(
      await queryClient.fetchQuery({
        queryKey: rolloutKeys.detail(rollout.id),
        queryFn: () => fetchRollout(rollout.id),
        staleTime: 0,
      }),
    );
    setIsOpen(true);
  }
  async function abort(reason: string): Promise<void> {
    if (!seen) return;
    await callAction(commands.abort, { id: seen.id, revision: seen.revision, reason });
    await queryClient.invalidateQueries({ queryKey: ["rollout"] });
  }
  const mayAbort = held.includes("rollout:abort");
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={`Actions for ${rollout.service.name} ${rollout.canaryVersion}`}
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} href={`/rollouts/${rollout.id}`}>
            Open
          </Menu.Item>
          <Menu.Item component={Link} href={`/services/${rollout.service.slug}`}>
            Service {rollout.service.name}
          </Menu.Item>
          {abortable.includes(rollout.phase) ? (
            <Menu.Item color="red" disabled={!mayAbort} onClick={() => void ask()}>
              {mayAbort ? "Abort…" : `Abort: needs ${whoMay("rollout:abort")}`}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {seen ? (
        <ConfirmAction
          {...commandWords("abort", seen)}
          isOpen={isOpen}
          onClose={() => setIsOpen(false)}
          onConfirm={abort}
        />
      ) : null}
    </>
  );
}
