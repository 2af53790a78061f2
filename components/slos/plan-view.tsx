import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Panel } from "@/components/ui/panel";
import type { ChangeMeaning, ObjectivesPlan, PlannedChange } from "@/lib/slos/as-code-contract";
import type { ObjectivePreview } from "@/lib/slos/contract";
import { FieldChanges } from "./field-changes";
import { rangeOf, verdictBadge } from "./objective-words";
import classes from "./slos.module.css";

const actions = {
  create: { status: "neutral", label: "Create" },
  change: { status: "at_risk", label: "Change" },
  retire: { status: "failed", label: "Retire" },
  unchanged: { status: "neutral", label: "Unchanged" },
} as const;

/** What files would change, field by field, with what it would have meant. */
export function PlanView({ plan }: { readonly plan: ObjectivesPlan }): ReactNode {
  const { changes, counts, notes } = plan;
  return (
    <>
      <Panel title={titleOf(counts)} isFlush>
        <ul className={classes.list} aria-label="Changes">
          {changes.map((change) => (
            <Change key={`${change.kind} ${change.slug}`} change={change} />
          ))}
        </ul>
      </Panel>
      {notes.length > 0 ? (
        <Panel title="Left out" description="The file says it; it changes nothing that is promised" isFlush>
          <ul className={classes.list}>
            {notes.map(({ file, document, path, line, message, remedy }) => (
              <li key={`${file} ${document} ${path} ${message}`} className={classes.row}>
                <span className={classes.name}>
                  {message}
                  <span className={classes.muted}>
                    {path}
                    {line === null ? "" : `, line ${line}`} of {file}. {remedy}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
    </>
  );
}

function titleOf({ create, change, retire, unchanged }: ObjectivesPlan["counts"]): string {
  if (create + change + retire === 0) return `Nothing to do: ${unchanged} unchanged`;
  return `${create} to create, ${change} to change, ${retire} to retire, ${unchanged} unchanged`;
}

const kinds: Readonly<Record<string, { readonly noun: string; readonly href: (slug: string) => string }>> = {
  Objectives: { noun: "objective", href: (slug) => `/slos/${slug}` },
  BudgetPolicies: { noun: "budget policy", href: (slug) => `/policies/${slug}` },
  BusinessSchedules: { noun: "business schedule", href: () => "/clocks/definitions" },
  ClockDefinitions: { noun: "clock definition", href: () => "/clocks/definitions" },
};

function pageOf({ kind, slug }: PlannedChange): string {
  return kinds[kind]?.href(slug) ?? "/slos";
}

/** Where an objective is promised; of other definitions, what they are. */
export function placeOf({ kind, service, environment }: PlannedChange): string {
  return service === null ? (kinds[kind]?.noun ?? kind) : `${service} in ${environment}`;
}

function Change({ change }: { readonly change: PlannedChange }): ReactNode {
  const { action, slug, name, revision, fields, meaning } = change;
  const href = pageOf(change);
  return (
    <li className={classes.row}>
      <span className={classes.name}>
        <span>
          <StatusBadge {...actions[action]} /> {revision === null ? name : <Link href={href}>{name}</Link>}
        </span>
        <span className={classes.muted}>
          {slug} · {placeOf(change)}
        </span>
        <FieldChanges fields={fields} />
        {meaning ? <Meaning meaning={meaning} /> : null}
      </span>
    </li>
  );
}

function Meaning({ meaning: { before, after, why } }: { readonly meaning: ChangeMeaning }): ReactNode {
  if (after === null) return <span className={classes.sentence}>What it would have meant is unknown. {why}</span>;
  return (
    <span className={classes.sentence}>
      On the known past: {before ? <>{wordsOf(before)}; with the change </> : null}
      <StatusBadge {...verdictBadge(after.level.verdict)} /> {wordsOf(after)}.
    </span>
  );
}

function wordsOf({ level, pages, tickets }: ObjectivePreview): string {
  const left = rangeOf(level.budgetLeftWorstPercent, level.budgetLeftBestPercent) ?? "an unknown part";
  const paged = pages === 1 ? "1 page" : `${pages} pages`;
  return `${left} of the budget left, ${paged}, ${tickets === 1 ? "1 ticket" : `${tickets} tickets`}`;
}
