import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { DocumentFault, PlanObjectivesInput } from "../as-code-contract";
import { contentHashOf } from "../content-hash";
import { type ChangeDraft, type PresentObjective, planChanges, planText } from "../domain/as-code/plan";
import type { ObjectiveSpec } from "../domain/as-code/spec";
import { loadPresent } from "../objective-change-read-model";
import { lockObjectives } from "../objective-change-store";
import { type ReadFiles, readObjectiveFiles } from "../yaml-documents";
import { compositionReasons } from "./check-composition";
import { checkDefinition } from "./check-definition";
import { type DefinitionsPlan, planDefinitions } from "./plan-definitions";

type PlannedFault = DefinitionsPlan["faults"][number];

export interface FilePlan {
  readonly hash: string;
  readonly changes: readonly ChangeDraft[];
  readonly wanted: ReadonlyMap<string, ObjectiveSpec>;
  /** What the files want beside objectives. */
  readonly definitions: ReadFiles["definitions"];
  readonly present: ReadonlyMap<string, PresentObjective>;
  readonly serviceIds: ReadonlyMap<string, string>;
  readonly environmentIds: ReadonlyMap<string, string>;
  readonly notes: readonly DocumentFault[];
}

/** More objectives than this are several applications. */
const maxObjectives = 200;

/**
 * What the files want, compared with what is. With `isLocking` the objectives in question stay as they are until the transaction ends.
 * Throws `invalid_input` with every reason, each with file, document, path and remedy.
 */
export async function planFromFiles(
  tx: Tx,
  input: PlanObjectivesInput,
  { now, isLocking }: { readonly now: Instant; readonly isLocking: boolean },
): Promise<FilePlan> {
  const read = readObjectiveFiles(input.files, input.environment);
  const slugs = read.specs.map(({ spec }) => spec.slug);
  const services = input.retireMissing ? read.services : [];
  if (isLocking) await lockObjectives(prismaExecutor(tx), { slugs, services });
  const present = await loadPresent(tx, { slugs, services });
  const serviceIds = await serviceIdsBySlug(tx, read.services);
  const environmentIds = await environmentIdsBySlug(
    tx,
    read.specs.map(({ spec }) => spec.environment),
  );
  const wanted = read.specs.map(({ spec }) => spec);
  const { changes, faults } = planChanges({ wanted, present, retireMissingOf: services });
  const planned = faults.map(({ slug, ...fault }) => ({ ...fault, ...placeOf(read, slug) }));
  const others = await planDefinitions(tx, read, { isLocking, retireMissing: input.retireMissing });
  refuse([
    ...read.faults.filter(({ isBlocking }) => isBlocking).map(documentReason),
    ...planned.map(documentReason),
    ...others.faults.map((fault) => documentReason(placedFault(read, fault))),
    ...catalogReasons(read, { serviceIds, environmentIds }),
    ...read.specs.flatMap((placed) => definitionReasons(placed, now)),
    ...(await composedReasons(tx, wanted, changes)),
    ...(wanted.length > maxObjectives ? [tooMany(wanted.length)] : []),
  ]);
  return {
    hash: contentHashOf(planText([...others.changes, ...changes])),
    changes: [...others.changes, ...changes],
    definitions: read.definitions,
    wanted: new Map(wanted.map((one) => [one.slug, one])),
    present: new Map(present.map((one) => [one.slug, one])),
    serviceIds,
    environmentIds,
    notes: read.faults.filter(({ isBlocking }) => !isBlocking),
  };
}

function refuse(reasons: readonly Reason[]): void {
  if (reasons.length === 0) return;
  const count = reasons.length === 1 ? "One thing" : `${reasons.length} things`;
  throw new AppError("invalid_input", { detail: `${count} in these files cannot be taken as it stands.`, reasons });
}

interface Placed {
  readonly file: string;
  readonly document: number;
  readonly path: string;
  readonly line?: number | null;
}

/** Where a fault stands, as people look for it: `slos.yaml[0].spec.objectives.0.op`. */
function fieldOf({ file, document, path }: Placed): string {
  return `${file}[${document}].${path}`;
}

function documentReason(fault: Placed & { readonly message: string; readonly remedy: string }): Reason {
  const { line = null, message, remedy } = fault;
  const where = line === null ? "" : ` (line ${line})`;
  return { code: "document", field: fieldOf(fault), message: `${message}${where}`, remedy };
}

/** A fault of a definition where it stands in its file. */
function placedFault({ definitions }: ReadFiles, { kind, slug, path, message, remedy }: PlannedFault) {
  const found = definitions.find((one) => one.kind === kind && one.definition.slug === slug);
  const at = { file: found?.file ?? "files", document: found?.document ?? 0 };
  const inside = [found?.path ?? slug, ...(path === "" ? [] : [path])].join(".");
  return { ...at, path: inside, message, remedy, line: found?.lineOf(inside) ?? null };
}

function placeOf({ specs }: ReadFiles, slug: string): Placed {
  const found = specs.find(({ spec }) => spec.slug === slug);
  return { file: found?.file ?? "files", document: found?.document ?? 0, path: found?.path ?? slug };
}

function catalogReasons(read: ReadFiles, known: Pick<FilePlan, "serviceIds" | "environmentIds">): Reason[] {
  const remedy = "Choose one of the catalog, or add it there first.";
  return read.specs.flatMap((placed) => {
    const { service, environment } = placed.spec;
    const missing = [
      ...(known.serviceIds.has(service) ? [] : [["service", service] as const]),
      ...(known.environmentIds.has(environment) ? [] : [["environment", environment] as const]),
    ];
    return missing.map(([noun, slug]) => ({
      code: "unknown_place",
      field: fieldOf(placed),
      message: `“${placed.spec.slug}” names the ${noun} “${slug}”, which is not in the catalog.`,
      remedy,
    }));
  });
}

function definitionReasons(placed: ReadFiles["specs"][number], now: Instant): Reason[] {
  try {
    checkDefinition(placed.spec.definition, now);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.reasons.map((reason) => ({ ...reason, field: `${fieldOf(placed)}: ${reason.field ?? "definition"}` }));
  }
}

async function composedReasons(
  tx: Tx,
  specs: readonly ObjectiveSpec[],
  changes: readonly ChangeDraft[],
): Promise<Reason[]> {
  const wanted = new Map(specs.map(({ slug, definition }) => [slug, definition]));
  const leaving = new Set(changes.filter(({ action }) => action === "retire").map(({ slug }) => slug));
  return compositionReasons(tx, { wanted, leaving });
}

function tooMany(count: number): Reason {
  return {
    code: "too_many",
    field: "files",
    message: `These files hold ${count} objectives.`,
    remedy: `Plan at most ${maxObjectives} at a time, for example those of one team.`,
  };
}
