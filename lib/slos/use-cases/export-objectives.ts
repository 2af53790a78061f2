import type { Instant } from "@/lib/kernel/instant";
import type { Db } from "@/lib/platform/db/prisma";
import { defineQuery } from "@/lib/platform/use-case";
import {
  type ExportedObjectives,
  type ExportFormat,
  type ExportNote,
  ExportObjectivesInput,
} from "../as-code-contract";
import { type CountedDefinition, SloDefinition } from "../contract";
import { documentOf } from "../definition-documents";
import { definitionKinds } from "../definition-kinds";
import { writeOpenSlo } from "../domain/as-code/openslo-write";
import { prometheusNotes, prometheusRules, type QueriedObjective } from "../domain/as-code/prometheus-rules";
import { slothNotes, slothObstacle, slothSpecs } from "../domain/as-code/sloth";
import type { ObjectiveSpec } from "../domain/as-code/spec";
import { periodLengthMs } from "../domain/evaluation";
import { isCounted } from "../domain/sli-kind";
import { findQueries } from "../exported-query-read-model";
import { listObjectiveRows, type ObjectiveRow } from "../objective-read-model";
import { ownDocument, writeYaml } from "../yaml-documents";

/**
 * Objectives in force as YAML, in the order of their slugs; in the product's own format, of every place, also what stands in files beside
 * them. What a format cannot say of them is told beside the text.
 */
export const exportObjectives = defineQuery({
  name: "objective.export",
  permission: "slo:read",
  input: ExportObjectivesInput,
  async handle({ input, db, now }): Promise<ExportedObjectives> {
    const { format, ...filter } = input;
    const rows = await listObjectiveRows(db, filter);
    const specs = rows.map(specOf).sort((left, right) => (left.slug < right.slug ? -1 : 1));
    const { documents, notes } = await documentsOf(db, { format, specs, now });
    const isAll = format === "signalbox" && filter.service === undefined && filter.environment === undefined;
    const others = isAll ? await definitionDocuments(db) : { documents: [], count: 0 };
    const all = [...documents, ...others.documents];
    const count = specs.length - notes.filter(({ isOmitted }) => isOmitted).length + others.count;
    return { format, text: all.length === 0 ? "" : writeYaml(all), count, notes };
  },
});

/** What stands in files beside objectives, all of it in force; kinds of which there is none are left out. */
async function definitionDocuments(db: Db): Promise<{ readonly documents: object[]; readonly count: number }> {
  const documents: object[] = [];
  let count = 0;
  for (const kind of definitionKinds()) {
    const present = (await kind.load(db, { slugs: [], isAll: true, isLocking: false })).filter((one) => !one.isRetired);
    if (present.length === 0) continue;
    documents.push(
      documentOf(
        kind,
        present.toSorted((left, right) => (left.slug < right.slug ? -1 : 1)),
      ),
    );
    count += present.length;
  }
  return { documents, count };
}

function specOf(row: ObjectiveRow): ObjectiveSpec {
  const { slug, name, service, environment } = row;
  const definition = SloDefinition.parse(row.definition);
  return { slug, name, service: service.slug, environment: environment.slug, definition };
}

interface ExportQuestion {
  readonly format: ExportFormat;
  readonly specs: readonly ObjectiveSpec[];
  readonly now: Instant;
}

interface CountedQuestion extends ExportQuestion {
  readonly specs: readonly (ObjectiveSpec & { readonly definition: CountedDefinition })[];
}

interface Exported {
  readonly documents: readonly object[];
  readonly notes: ExportNote[];
}

async function documentsOf(db: Db, question: ExportQuestion): Promise<Exported> {
  const { format, specs } = question;
  if (format === "signalbox") return { documents: [ownDocument(specs)], notes: [] };
  const counted = specs.flatMap(({ definition, ...rest }) => (isCounted(definition) ? { ...rest, definition } : []));
  const omitted = specs.filter(({ definition }) => !isCounted(definition)).map(omittedNote);
  if (format === "openslo") return { documents: writeOpenSlo(counted), notes: omitted };
  const { queried, notes: told } = await queriedOf(db, { ...question, specs: counted });
  const notes = [...omitted, ...told];
  if (format === "sloth") {
    const lost = queried.flatMap(({ spec }) => slothNotes(spec));
    return { documents: slothSpecs(queried), notes: [...notes, ...lost] };
  }
  const lost = queried.flatMap(({ spec }) => prometheusNotes(spec));
  return { documents: queried.length === 0 ? [] : [prometheusRules(queried)], notes: [...notes, ...lost] };
}

/** Other formats know what is counted. */
function omittedNote({ slug, definition }: ObjectiveSpec): ExportNote {
  const what = definition.sli.kind === "composite" ? "made of other objectives" : "about delivery";
  return {
    objective: slug,
    path: "definition.sli",
    message: `It is ${what}, which this format cannot say.`,
    remedy: "Use the product's own format.",
    isOmitted: true,
  };
}

/** Objectives with their queries; a note for each that has none, or that Sloth cannot say. */
async function queriedOf(db: Db, { format, specs, now }: CountedQuestion) {
  const queried: QueriedObjective[] = [];
  const notes: ExportNote[] = [];
  for (const spec of specs) {
    const omit = (why: { path: string; message: string; remedy: string }) =>
      notes.push({ objective: spec.slug, ...why, isOmitted: true });
    const obstacle = format === "sloth" ? slothObstacle(spec) : null;
    if (obstacle) {
      omit(obstacle);
      continue;
    }
    const queries = await findQueries(db, spec, spec.definition.sli);
    if ("remedy" in queries) omit({ path: "definition.sli", ...queries });
    else queried.push({ spec, queries, periodMs: periodLengthMs(spec.definition.period, now) });
  }
  return { queried, notes };
}
