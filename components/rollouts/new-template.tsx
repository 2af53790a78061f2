"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { TemplateView } from "@/lib/rollouts/api-contract";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { templateKeys } from "@/lib/rollouts/queries";
import { TemplateForm, type TemplateValues } from "./template-form";

export interface NewTemplateProps {
  readonly create: ServerAction<TemplateValues, TemplateView>;
}

/** Begins with the default canary, which is a plan that works. */
export function NewTemplate({ create }: NewTemplateProps): ReactNode {
  const router = useRouter();
  const queryClient = useQueryClient();
  return (
    <TemplateForm
      isNew
      initial={{ slug: "", name: "", description: "", ownerTeam: null, plan: defaultPlans.canary }}
      onCancel={() => router.push("/templates")}
      send={async (values) => {
        const made = await callAction(create, values);
        await queryClient.invalidateQueries({ queryKey: templateKeys.list });
        router.push(`/templates/${made.slug}`);
      }}
    />
  );
}
