"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { DeclarationView } from "@/lib/dependencies/contract";
import { dependencyKeys, fetchDeclarations } from "@/lib/dependencies/queries";
import classes from "./dependencies.module.css";
import { originWords } from "./dependency-words";

/** Everything that was said of what a service needs: by whom, when, and where it stands. */
export function DeclaredPanel({ service }: { readonly service: string }): ReactNode {
  const declarations = useQuery({
    queryKey: dependencyKeys.declarations(service),
    queryFn: ({ signal }) => fetchDeclarations(service, signal),
  });
  const { data, error } = declarations;
  return (
    <Panel title={`What was said of ${service}`} description="Of a version the most exact word counts" isFlush>
      {error && !data ? (
        <ErrorState error={error} doing="load what was said" onRetry={() => void declarations.refetch()} />
      ) : null}
      {data?.items.length === 0 ? (
        <div className={classes.block}>
          <p>Nobody said what it needs. A file in its repository does, pushed with every build.</p>
        </div>
      ) : null}
      <ul className={`${classes.list} ${classes.steps}`}>
        {data?.items.map((item) => (
          <li key={item.id}>
            <Declaration item={item} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Declaration({ item }: { readonly item: DeclarationView }): ReactNode {
  const needs = item.needs.map(({ service, range }) => `${service} ${range}`).join(", ") || "nothing";
  const which = item.versions === "*" ? "Every version" : `Version ${item.versions}`;
  const where = item.environment === null ? "" : ` in ${item.environment.name}`;
  return (
    <span className={classes.name}>
      {which} needs {needs}
      {where}.
      <span className={classes.muted}>
        {item.saidBy}, {originWords(item.origin)}, {item.evidence ?? "no source named"}, last said{" "}
        <Time atMs={Date.parse(item.confirmedAt)} />
      </span>
    </span>
  );
}
