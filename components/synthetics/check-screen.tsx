"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsBoolean, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { PageHeader } from "@/components/layout/page-header";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { CheckDetail, CheckView, Journey } from "@/lib/synthetics/contract";
import { fetchCheck, syntheticKeys } from "@/lib/synthetics/queries";
import { CheckActions } from "./check-actions";
import { CheckForm } from "./check-form";
import { CheckPanels } from "./check-panels";
import { journeyOf, secretsOf, valuesOf } from "./check-values";
import { answerOf, bandBadge } from "./synthetic-words";

export interface EditCheckGiven {
  readonly slug: string;
  readonly revision: number;
  readonly name?: string;
  readonly journey?: Journey;
  readonly intervalMs?: number;
  readonly isAroundRollouts?: boolean;
  readonly secrets?: { readonly name: string; readonly value: string }[];
  readonly isEnabled?: boolean;
}

export interface CheckScreenProps {
  readonly slug: string;
  readonly held: readonly string[];
  readonly edit: ServerAction<EditCheckGiven, CheckView>;
  readonly run: ServerAction<{ readonly slug: string }, { readonly requested: true }>;
}

/** One synthetic check: how it is, how long its steps take, and what its last failures said. */
export function CheckScreen({ slug, held, edit, run }: CheckScreenProps): ReactNode {
  const [isEditing, setIsEditing] = useQueryState("edit", parseAsBoolean.withDefault(false));
  const shows = isEditing && held.includes("slo:write");
  const found = useQuery({
    queryKey: syntheticKeys.detail(slug),
    queryFn: ({ signal }) => fetchCheck(slug, signal),
    enabled: !shows,
    refetchInterval: ({ state }) => (state.data?.isRunning ? 1_000 : 10_000),
  });
  if (!found.data) {
    if (!found.error) return <SkeletonPanel heightPx={320} />;
    return <ErrorState error={found.error} doing="load this check" onRetry={() => void found.refetch()} />;
  }
  const check = found.data;
  return (
    <>
      <PageHeader
        breadcrumbs={<Link href="/synthetics">Synthetic checks</Link>}
        title={check.name}
        status={<StatusBadge {...bandBadge(check.band)} variant="soft" />}
        answer={answerOf(check)}
        actions={
          shows ? undefined : (
            <CheckActions check={check} held={held} edit={edit} run={run} onEdit={() => void setIsEditing(true)} />
          )
        }
      />
      {shows ? (
        <EditCheck check={check} edit={edit} onDone={() => void setIsEditing(null)} />
      ) : (
        <CheckPanels check={check} />
      )}
    </>
  );
}

function EditCheck(props: {
  readonly check: CheckDetail;
  readonly edit: CheckScreenProps["edit"];
  readonly onDone: () => void;
}): ReactNode {
  const { check, edit, onDone } = props;
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  return (
    <CheckForm
      isNew={false}
      secretNames={check.secretNames}
      initial={valuesOf(check)}
      onCancel={onDone}
      send={async (values) => {
        const { name, intervalMs, isAroundRollouts, secretLines } = values;
        const given = { slug: check.slug, revision: check.revision, name, intervalMs, isAroundRollouts };
        const secrets = secretsOf(secretLines) ?? [];
        await callAction(edit, { ...given, journey: journeyOf(values), ...(secrets.length > 0 ? { secrets } : {}) });
        await queryClient.invalidateQueries({ queryKey: syntheticKeys.all });
        announce(`Saved ${name}`);
        onDone();
      }}
    />
  );
}
