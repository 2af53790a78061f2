"use client";

import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { fetchWindows, windowKeys } from "@/lib/calendar/queries";
import { requiredKinds, titleOfKind } from "@/lib/gates/domain/gate-kinds";
import { fetchObjectives, objectiveKeys } from "@/lib/slos/queries";
import type { WaiverKind } from "@/lib/waivers/port";

interface SubjectFieldProps {
  readonly values: {
    readonly kind: WaiverKind;
    readonly service: string | null;
    readonly environment: string | null;
  };
  /** Mantine's props of the field. */
  readonly field: object;
}

/** Which rule of the kind: one that applies here, or every one. */
export function SubjectField({ values, field }: SubjectFieldProps): ReactNode {
  const { kind } = values;
  const place = {
    ...(values.service ? { service: values.service } : {}),
    ...(values.environment ? { environment: values.environment } : {}),
  };
  const isPlaced = values.service !== null && values.environment !== null;
  const windows = useQuery({
    queryKey: windowKeys.list(place),
    queryFn: ({ signal }) => fetchWindows(place, signal),
    enabled: kind === "freeze" && isPlaced,
  });
  const objectives = useQuery({
    queryKey: objectiveKeys.list(place),
    queryFn: ({ signal }) => fetchObjectives(place, signal),
    enabled: (kind === "objective" || kind === "promise") && isPlaced,
  });
  if (kind === "change_ticket") return null;
  if (kind === "budget_policy") {
    return <TextInput label="Policy" description="Its slug, or * for every one." required maxLength={63} {...field} />;
  }
  if (kind === "gate") {
    const kinds = requiredKinds.filter((one) => one !== "change_ticket");
    return (
      <Select
        label="Requirement"
        description="Of a kind that applies here"
        required
        searchable
        allowDeselect={false}
        data={[
          { value: "*", label: "Every requirement" },
          ...kinds.map((value) => ({ value, label: titleOfKind(value) })),
        ]}
        {...field}
      />
    );
  }
  const every = { value: "*", label: kind === "freeze" ? "Every window" : "Every objective" };
  const rules =
    kind === "freeze"
      ? (windows.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))
      : (objectives.data?.items ?? []).map((one) => ({ value: one.slug, label: one.name }));
  return (
    <Select
      label={kind === "freeze" ? "Window" : "Objective"}
      required
      searchable
      allowDeselect={false}
      data={[every, ...rules]}
      {...field}
    />
  );
}
