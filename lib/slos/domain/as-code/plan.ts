import type { FieldChange, PlannedChange } from "../../as-code-contract";
import type { FiledDefinition, PresentDefinition } from "../../port";
import { canonicalText, type ObjectiveSpec, objectivesKind, plainDefinition } from "./spec";

/** An objective as it is now. */
export interface PresentObjective extends ObjectiveSpec {
  readonly revision: number;
  readonly isRetired: boolean;
}

export type ChangeDraft = Omit<PlannedChange, "meaning">;

/** Why a wanted objective cannot become so. */
export interface PlanFault {
  readonly slug: string;
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

export interface PlanQuestion {
  readonly wanted: readonly ObjectiveSpec[];
  /** Those of the wanted slugs, also retired ones, and all of the services in question. */
  readonly present: readonly PresentObjective[];
  /** Retire objectives of these services that are not wanted; none unless asked for. */
  readonly retireMissingOf: readonly string[];
}

/** What it takes to get from what is to what is wanted, in the order of slugs. Pure: the same question has the same answer. */
export function planChanges(question: PlanQuestion): { readonly changes: ChangeDraft[]; readonly faults: PlanFault[] } {
  const present = new Map(question.present.map((one) => [one.slug, one]));
  const faults = question.wanted.flatMap((wanted) => faultsOf(wanted, present.get(wanted.slug)));
  const wanted = new Set(question.wanted.map(({ slug }) => slug));
  const missing = question.present.filter(
    (one) => !one.isRetired && !wanted.has(one.slug) && question.retireMissingOf.includes(one.service),
  );
  const changes = [
    ...question.wanted.map((one) => changeTo(one, present.get(one.slug))),
    ...missing.map((one) => ({ action: "retire" as const, ...placeOf(one), revision: one.revision, fields: [] })),
  ];
  return { changes: changes.sort((left, right) => (left.slug < right.slug ? -1 : 1)), faults };
}

function faultsOf(wanted: ObjectiveSpec, present: PresentObjective | undefined): PlanFault[] {
  if (!present) return [];
  const { slug } = wanted;
  if (present.isRetired) return [retiredFault(slug)];
  return (["service", "environment"] as const)
    .filter((path) => wanted[path] !== present[path])
    .map((path) => ({
      slug,
      path,
      message: `“${slug}” belongs to ${present[path]}, and an objective does not move.`,
      remedy: "Choose another slug for the new place, and retire this one.",
    }));
}

function changeTo(wanted: ObjectiveSpec, present: PresentObjective | undefined): ChangeDraft {
  const fields = fieldChanges(present && contentOf(present), contentOf(wanted));
  if (!present) return { action: "create", ...placeOf(wanted), revision: null, fields };
  const action = fields.length === 0 ? "unchanged" : "change";
  return { action, ...placeOf(wanted), revision: present.revision, fields };
}

function placeOf({ slug, name, service, environment }: ObjectiveSpec) {
  return { kind: objectivesKind, slug, name, service, environment };
}

export interface DefinitionQuestion {
  readonly kind: string;
  readonly wanted: readonly FiledDefinition[];
  /** Those of the wanted slugs, also ended ones; all in force where missing ones are to be retired. */
  readonly present: readonly PresentDefinition[];
  readonly retireMissing: boolean;
}

/** The same for definitions of another kind, which are promised at no place of their own. */
export function planDefinitionChanges(question: DefinitionQuestion): {
  readonly changes: ChangeDraft[];
  readonly faults: PlanFault[];
} {
  const { kind, retireMissing } = question;
  const present = new Map(question.present.map((one) => [one.slug, one]));
  const wanted = new Set(question.wanted.map(({ slug }) => slug));
  const head = { kind, service: null, environment: null };
  const changes = question.wanted.map(({ slug, name, content }): ChangeDraft => {
    const before = present.get(slug);
    const fields = fieldChanges(before && { name: before.name, ...before.content }, { name, ...content });
    const action = !before ? "create" : fields.length === 0 ? "unchanged" : "change";
    return { ...head, action, slug, name, revision: before?.revision ?? null, fields };
  });
  const missing = question.present.filter(({ slug, isRetired }) => retireMissing && !isRetired && !wanted.has(slug));
  const ends = missing.map(({ slug, name, revision }): ChangeDraft => {
    return { ...head, action: "retire", slug, name, revision, fields: [] };
  });
  const faults = question.wanted.flatMap(({ slug }) => (present.get(slug)?.isRetired ? [retiredFault(slug)] : []));
  return { changes: [...changes, ...ends].sort((left, right) => (left.slug < right.slug ? -1 : 1)), faults };
}

function retiredFault(slug: string): PlanFault {
  return {
    slug,
    path: "slug",
    message: `“${slug}” was retired.`,
    remedy: "Choose another slug: its past stays its own.",
  };
}

function contentOf({ name, definition }: ObjectiveSpec): object {
  return { name, definition: plainDefinition(definition) };
}

/** The fields in which two values differ, by dotted path; of a value that is new, all. */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const [left, right] = [leavesOf(before), leavesOf(after)];
  const paths = [...new Set([...left.keys(), ...right.keys()])];
  return paths
    .map((path) => ({ path, before: left.get(path) ?? null, after: right.get(path) ?? null }))
    .filter((one) => one.before !== one.after);
}

function leavesOf(value: unknown, path = ""): Map<string, string> {
  if (value === undefined || value === null) return new Map();
  if (typeof value !== "object") return new Map([[path, String(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, one]) => [...leavesOf(one, path === "" ? name : `${path}.${name}`)]),
  );
}

/** The text whose hash names a plan: every change, and the revision that each was planned on. */
export function planText(changes: readonly ChangeDraft[]): string {
  const telling = changes.filter(({ action }) => action !== "unchanged");
  return canonicalText({
    plan: 1,
    changes: telling.map(({ kind, action, slug, name, service, environment, revision, fields }) => {
      return { kind, action, slug, name, service, environment, revision, fields };
    }),
  });
}

/** How many changes there are of each kind. */
export function countActions(changes: readonly Pick<ChangeDraft, "action">[]) {
  const of = (action: ChangeDraft["action"]) => changes.filter((one) => one.action === action).length;
  return { create: of("create"), change: of("change"), retire: of("retire"), unchanged: of("unchanged") };
}
