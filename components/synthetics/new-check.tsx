"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { CheckView, Journey } from "@/lib/synthetics/contract";
import { syntheticKeys } from "@/lib/synthetics/queries";
import { CheckForm } from "./check-form";
import { journeyOf, secretsOf, valuesOf } from "./check-values";

interface CreateGiven {
  readonly slug: string;
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  readonly journey: Journey;
  readonly intervalMs: number;
  readonly isAroundRollouts: boolean;
  readonly secrets: { readonly name: string; readonly value: string }[];
}

/** Add a synthetic check. */
export function NewCheck({ create }: { readonly create: ServerAction<CreateGiven, CheckView> }): ReactNode {
  const router = useRouter();
  const queryClient = useQueryClient();
  return (
    <CheckForm
      isNew
      secretNames={[]}
      initial={valuesOf(null)}
      onCancel={() => router.push("/synthetics")}
      send={async (values) => {
        const { slug, name, service, environment, intervalMs, isAroundRollouts, secretLines } = values;
        const made = await callAction(create, {
          slug,
          name,
          service: service ?? "",
          environment: environment ?? "",
          journey: journeyOf(values),
          intervalMs,
          isAroundRollouts,
          secrets: secretsOf(secretLines) ?? [],
        });
        await queryClient.invalidateQueries({ queryKey: syntheticKeys.list });
        router.push(`/synthetics/${made.slug}`);
      }}
    />
  );
}
