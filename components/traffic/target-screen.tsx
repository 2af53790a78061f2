"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsBoolean, useQueryState } from "nuqs";
import { type ReactNode, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { PageHeader } from "@/components/layout/page-header";
import { type Permission, permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { fetchTarget, targetKeys } from "@/lib/traffic/queries";
import type { TargetView } from "@/lib/traffic/target-contract";
import { EditTarget, type EditTargetGiven } from "./edit-target";
import { ShownTarget } from "./shown-target";
import { targetAnswer, targetName, testStatus } from "./target-words";

export interface TargetScreenProps {
  readonly id: string;
  readonly held: readonly string[];
  readonly edit: ServerAction<EditTargetGiven, TargetView>;
  readonly test: ServerAction<{ readonly id: string }, unknown>;
}

const pendingPollMs = 1_000;

/** One target: which slot has the traffic, how it is reached and observed, and whether all of that works. */
export function TargetScreen({ id, held, edit, test }: TargetScreenProps): ReactNode {
  const [isEditing, setIsEditing] = useQueryState("edit", parseAsBoolean.withDefault(false));
  const mayWrite = held.includes("target:write");
  const target = useQuery({
    queryKey: targetKeys.detail(id),
    queryFn: ({ signal }) => fetchTarget(id, signal),
    // What somebody edits must not change under their hands.
    enabled: !isEditing,
    refetchInterval: (state) => (state.state.data?.testPending ? pendingPollMs : false),
  });
  if (!target.data) {
    if (!target.error) return <SkeletonPanel heightPx={320} />;
    return <ErrorState error={target.error} doing="load this target" onRetry={() => void target.refetch()} />;
  }
  return (
    <>
      <PageHeader
        breadcrumbs={<Link href="/targets">Targets</Link>}
        title={targetName(target.data)}
        status={<StatusBadge {...testStatus(target.data)} variant="soft" />}
        answer={targetAnswer(target.data)}
        actions={
          isEditing ? undefined : (
            <>
              <TestButton target={target.data} test={test} isAllowed={held.includes("target:test")} />
              <DisabledReason reason={reasonOf("target:write", mayWrite)}>
                <Button variant="default" onClick={() => void setIsEditing(true)}>
                  Edit
                </Button>
              </DisabledReason>
            </>
          )
        }
      />
      {isEditing && mayWrite ? (
        <EditTarget target={target.data} edit={edit} onDone={() => void setIsEditing(null)} />
      ) : (
        <ShownTarget target={target.data} />
      )}
    </>
  );
}

function reasonOf(permission: Permission, isHeld: boolean): string | null {
  return isHeld ? null : `Needs ${whoMay(permission)} to ${permissions[permission].does}.`;
}

interface TestButtonProps {
  readonly target: TargetView;
  readonly test: TargetScreenProps["test"];
  readonly isAllowed: boolean;
}

/** Asks the worker to try the connection; the findings appear on the page when it has. */
function TestButton({ target, test, isAllowed }: TestButtonProps): ReactNode {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const [error, setError] = useState<unknown>(null);
  const [isAsking, setIsAsking] = useState(false);
  async function ask(): Promise<void> {
    setIsAsking(true);
    setError(null);
    try {
      await callAction(test, { id: target.id });
      announce("The connection is being tested");
      await queryClient.invalidateQueries({ queryKey: targetKeys.detail(target.id) });
    } catch (failure) {
      setError(failure);
    } finally {
      setIsAsking(false);
    }
  }
  return (
    <>
      <DisabledReason reason={reasonOf("target:test", isAllowed)}>
        <Button onClick={() => void ask()} loading={isAsking || target.testPending}>
          Test connection
        </Button>
      </DisabledReason>
      {error ? <ErrorState error={error} doing="ask for a test" /> : null}
    </>
  );
}
