import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { ensureVersion } from "@/lib/catalog/use-cases/ensure-version";
import { AppError } from "@/lib/kernel/app-error";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Ids } from "@/lib/platform/ids";
import { type CommandContext, defineUseCase } from "@/lib/platform/use-case";
import { ImportDeploymentsInput, type ImportResult, type ImportRow } from "../contract";
import { findByExternalRef } from "../deployment-read-model";
import { insertDeployments, lockNumbering, type NewDeployment } from "../deployment-store";
import { type CandidateRow, faultsOf, type KnownDeployment, refKey } from "../domain/import-rows";

/** A row whose service and environment were found. */
interface PlacedRow {
  readonly index: number;
  readonly row: ImportRow;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly serviceId: string;
  readonly environmentId: string;
}

/** Take over deployments that other systems made: all rows or none, and each once however often it is sent. */
export const importDeployments = defineUseCase({
  name: "deployment.import",
  permission: "catalog:import",
  input: ImportDeploymentsInput,
  subject: () => ({ kind: "deployment", id: null }),
  async handle(context): Promise<ImportResult> {
    const { input, tx, actor, record, hint } = context;
    const db = prismaExecutor(tx);
    const { placed, known } = await placeRows(context);
    const missing = placed.filter(({ row }) => !known.has(refKey(row)));
    const versionIds = await ensureVersions(db, context.ids, missing);
    const created = new Map(missing.map(({ row }) => [refKey(row), context.ids.next("dep")]));
    await insertDeployments(
      db,
      missing.map((one) => toDeployment(one, created, versionIds, actor.name)),
    );
    const items = input.rows.map((row) => ({
      id: created.get(refKey(row)) ?? known.get(refKey(row))?.id ?? "",
      externalRef: row.externalRef,
      created: created.has(refKey(row)),
    }));
    const result = { imported: created.size, known: items.length - created.size, items };
    await record({ subject: { kind: "deployment", id: null, name: `${created.size} imported` }, after: result });
    for (const slug of new Set(missing.map(({ row }) => row.service)))
      await hint({ topic: "service", id: slug, revision: 0 });
    if (created.size > 0) await hint({ topic: "deployment", id: "all", revision: 0 });
    return result;
  },
});

type Context = CommandContext<{ rows: ImportRow[] }>;

function candidate(row: ImportRow): CandidateRow {
  return { ...row, startedAt: instant(Date.parse(row.startedAt)), finishedAt: instant(Date.parse(row.finishedAt)) };
}

function refuse(reasons: readonly Reason[]): void {
  if (reasons.length === 0) return;
  const rows = new Set(reasons.map((reason) => reason.field?.split(".")[1]));
  throw new AppError("invalid_input", { detail: `Nothing was imported: ${rows.size} rows need correcting.`, reasons });
}

/** The rows with the ids of their places, and what is stored under their references. Throws with every fault of every row. */
async function placeRows({
  input,
  tx,
  now,
}: Context): Promise<{ placed: PlacedRow[]; known: Map<string, KnownDeployment> }> {
  const { rows } = input;
  const services = await serviceIdsBySlug(tx, [...new Set(rows.map((row) => row.service))]);
  const environments = await environmentIdsBySlug(tx, [...new Set(rows.map((row) => row.environment))]);
  const placed = rows.map((row, index) => ({
    index,
    row,
    startedAt: instant(Date.parse(row.startedAt)),
    finishedAt: instant(Date.parse(row.finishedAt)),
    serviceId: services.get(row.service) ?? "",
    environmentId: environments.get(row.environment) ?? "",
  }));
  // Held before what is stored is read, so that two imports of the same rows make each deployment once.
  await lockPlaces(prismaExecutor(tx), placed);
  const refs = rows.map((row) => row.externalRef);
  const known = await findByExternalRef(tx, refs);
  const places = { services: new Set(services.keys()), environments: new Set(environments.keys()) };
  refuse(faultsOf(rows.map(candidate), { now, ...places, known }));
  return { placed, known };
}

async function lockPlaces(db: SqlExecutor, placed: readonly PlacedRow[]): Promise<void> {
  const places = new Map(placed.map((one) => [`${one.serviceId} ${one.environmentId}`, one]));
  for (const key of [...places.keys()].sort()) {
    const one = places.get(key);
    if (one) await lockNumbering(db, one.serviceId, one.environmentId);
  }
}

function versionKey(one: PlacedRow): string {
  return `${one.serviceId} ${one.row.version}`;
}

/** Ids of the versions of all rows. A row that means another build than the stored one is a fault of that row. */
async function ensureVersions(db: SqlExecutor, ids: Ids, rows: readonly PlacedRow[]): Promise<Map<string, string>> {
  const versionIds = new Map<string, string>();
  const reasons: Reason[] = [];
  // Rows that say the same of a version are asked once, and all in one order, so that two imports never wait crosswise.
  const wanted = new Map(rows.toReversed().map((one) => [buildKey(one), one]));
  for (const [, one] of [...wanted].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const { version: name, commitSha, artifactDigest } = one.row;
    try {
      const ensured = await ensureVersion(db, ids, { serviceId: one.serviceId, name, commitSha, artifactDigest });
      versionIds.set(versionKey(one), ensured.id);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      reasons.push(...error.reasons.map((reason) => ({ ...reason, field: `rows.${one.index}.${reason.field}` })));
    }
  }
  refuse(reasons);
  return versionIds;
}

function buildKey(one: PlacedRow): string {
  return `${versionKey(one)} ${one.row.commitSha ?? ""} ${one.row.artifactDigest ?? ""}`;
}

function toDeployment(
  one: PlacedRow,
  ids: ReadonlyMap<string, string>,
  versionIds: ReadonlyMap<string, string>,
  actorName: string,
): NewDeployment {
  return {
    id: ids.get(refKey(one.row)) ?? "",
    serviceId: one.serviceId,
    environmentId: one.environmentId,
    versionId: versionIds.get(versionKey(one)) ?? "",
    origin: "import",
    state: one.row.state,
    rolloutId: null,
    startedAt: one.startedAt,
    finishedAt: one.finishedAt,
    startedBy: one.row.startedBy ?? actorName,
    externalRef: one.row.externalRef,
  };
}
