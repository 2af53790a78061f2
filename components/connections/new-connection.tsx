"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import type { ConnectionConfig, ConnectionView } from "@/lib/connections/contract";
import { connectionKeys } from "@/lib/connections/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { ConnectionForm } from "./connection-form";
import { kindWords } from "./connection-words";

export interface NewConnectionProps {
  readonly create: ServerAction<
    { readonly slug: string; readonly name: string; readonly config: ConnectionConfig; readonly secret?: string },
    ConnectionView
  >;
}

export function NewConnection({ create }: NewConnectionProps): ReactNode {
  const router = useRouter();
  const queryClient = useQueryClient();
  return (
    <ConnectionForm
      isNew
      hasSecret={false}
      initial={{ slug: "", name: "", config: kindWords.elasticsearch.initial, secret: "" }}
      onCancel={() => router.push("/connections")}
      send={async ({ slug, name, config, secret }) => {
        const given = { slug, name, config };
        const made = await callAction(create, secret ? { ...given, secret } : given);
        await queryClient.invalidateQueries({ queryKey: connectionKeys.list });
        router.push(`/connections/${made.slug}`);
      }}
    />
  );
}
