"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { fetchSchemas, schemaKeys } from "@/lib/releases/queries";
import classes from "./releases.module.css";

/** Where the schema of a service is, and which versions can run there. Nothing is shown where no pipeline told. */
export function SchemaPanel({ service }: { readonly service: string }): ReactNode {
  const schemas = useQuery({
    queryKey: schemaKeys.of(service),
    queryFn: ({ signal }) => fetchSchemas(service, signal),
    refetchInterval: 60_000,
  });
  if (schemas.error && !schemas.data)
    return (
      <Panel title="Database schema">
        <ErrorState error={schemas.error} doing="load the schema" onRetry={() => void schemas.refetch()} />
      </Panel>
    );
  if (!schemas.data || schemas.data.environments.length === 0) return null;
  return (
    <Panel
      title="Database schema"
      description="A version that cannot run on it is refused, also on the way back"
      isFlush
    >
      <ul className={classes.list}>
        {schemas.data.environments.map(({ environment, schema, by, at, runs }) => (
          <li key={environment.slug} className={classes.row}>
            <span className={classes.name}>
              {environment.name} is at schema {schema}
              <span className={classes.muted}>
                {runs.length === 0
                  ? "No version declared that it runs there."
                  : `Can run there: ${runs.slice(0, 5).join(", ")}${runs.length > 5 ? " …" : ""}.`}
              </span>
            </span>
            <span className={classes.muted}>
              {by}, <Time atMs={Date.parse(at)} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
