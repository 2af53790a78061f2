"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { sourceKeys } from "@/lib/telemetry/queries";
import type { SourceConfig, SourceView } from "@/lib/telemetry/source-contract";
import { SourceForm } from "./source-form";
import { emptySource } from "./source-values";

export interface NewSourceProps {
  readonly create: ServerAction<
    { readonly slug: string; readonly name: string; readonly config: SourceConfig; readonly secret?: string },
    SourceView
  >;
}

export function NewSource({ create }: NewSourceProps): ReactNode {
  const router = useRouter();
  const queryClient = useQueryClient();
  return (
    <SourceForm
      isNew
      hasSecret={false}
      initial={{ slug: "", name: "", config: emptySource("prometheus"), secret: "" }}
      onCancel={() => router.push("/sources")}
      send={async ({ secret, ...values }) => {
        const made = await callAction(create, secret ? { ...values, secret } : values);
        await queryClient.invalidateQueries({ queryKey: sourceKeys.list });
        router.push(`/sources/${made.slug}`);
      }}
    />
  );
}
