import { type Document, isNode, LineCounter, parseAllDocuments, stringify } from "yaml";
import type { z } from "zod";
import { reasonsOf } from "@/lib/platform/use-case";
import { type DocumentFault, ObjectiveEntry, ObjectivesFile, objectivesApiVersion } from "./as-code-contract";
import { SloDefinition } from "./contract";
import {
  definitionsTwice,
  otherKindOf,
  type ParsedDocument,
  type PlacedDefinition,
  readDefinitions,
} from "./definition-documents";
import { type PlacedFault, type PlacedSpec, readOpenSlo } from "./domain/as-code/openslo-read";
import { openSloVersion } from "./domain/as-code/openslo-terms";
import { type ObjectiveSpec, plainDefinition } from "./domain/as-code/spec";

export interface ReadFiles {
  readonly specs: readonly PlacedSpec[];
  /** Of other kinds than objectives. */
  readonly definitions: readonly PlacedDefinition[];
  readonly services: readonly string[];
  readonly faults: readonly DocumentFault[];
}

/** Objectives of YAML files (also JSON) of either kind: OpenSLO v1 or the product's own. Never throws for what a file says. */
export function readObjectiveFiles(
  files: readonly { readonly name: string; readonly text: string }[],
  environment: string | undefined,
): ReadFiles {
  const documents = files.flatMap(({ name, text }) => parsedDocuments(name, text));
  const own = documents.filter(({ value }) => versionOf(value) === objectivesApiVersion).map(readOwn);
  const definitions = own.flatMap((one) => one.definitions);
  const others = documents.filter(({ value }) => versionOf(value) !== objectivesApiVersion);
  const openSlo = readOpenSlo(
    others.filter(({ value }) => value !== undefined),
    environment,
  );
  const broken = others.flatMap(({ file, document, value }) => (value === undefined ? [notYaml(file, document)] : []));
  const checked = checkSpecs(openSlo.specs);
  const specs = [...own.flatMap((one) => one.specs), ...checked.specs];
  const faults = [
    ...broken,
    ...own.flatMap((one) => one.faults),
    ...openSlo.faults,
    ...checked.faults,
    ...twice(specs),
    ...definitionsTwice(definitions),
  ];
  const lineOf = ({ file, document, path }: PlacedFault) =>
    documents.find((one) => one.file === file && one.document === document)?.lineOf(path) ?? null;
  return {
    specs,
    definitions,
    services: [...new Set([...specs.map(({ spec }) => spec.service), ...openSlo.services])],
    faults: faults.map((fault) => ({ ...fault, line: lineOf(fault) })),
  };
}

function parsedDocuments(file: string, text: string): ParsedDocument[] {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  const documents = (Array.isArray(parsed) ? parsed : []) as Document.Parsed[];
  return documents.flatMap((one, document) => {
    const value = contentOf(one);
    if (value === null) return [];
    return [{ file, document, value, lineOf: (path: string) => lineOf(one, path, lines) }];
  });
}

/** What a document holds; undefined when it is no YAML, also when its aliases would make it far larger than it is. */
function contentOf(document: Document.Parsed): unknown {
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: 50 }) as unknown;
  } catch {
    return undefined;
  }
}

function lineOf(document: Document.Parsed, path: string, lines: LineCounter): number | null {
  const [error] = document.errors;
  if (error) return error.linePos?.[0].line ?? null;
  const steps = path.split(".");
  for (let length = steps.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(steps.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return document.contents?.range ? lines.linePos(document.contents.range[0]).line : null;
}

function versionOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "apiVersion" in value ? value.apiVersion : null;
}

function notYaml(file: string, document: number): PlacedFault {
  const remedy = `Correct it, and begin with apiVersion: ${openSloVersion} or ${objectivesApiVersion}.`;
  return { file, document, path: "document", message: "This is not YAML that can be read.", remedy, isBlocking: true };
}

interface OwnDocument {
  readonly specs: PlacedSpec[];
  readonly definitions: PlacedDefinition[];
  readonly faults: PlacedFault[];
}

function readOwn(source: ParsedDocument): OwnDocument {
  const other = otherKindOf(source);
  if (other !== null) return { specs: [], ...readDefinitions(source, other) };
  const { file, document, value } = source;
  const parsed = ObjectivesFile.safeParse(value);
  if (!parsed.success) return { specs: [], definitions: [], faults: faultsOf(parsed.error, { file, document }) };
  const specs = parsed.data.objectives.map((entry, index) => {
    return { file, document, path: `objectives.${index}`, spec: specOf(entry) };
  });
  return { specs, definitions: [], faults: [] };
}

function specOf({ slug, name, service, environment, ...definition }: ObjectiveEntry): ObjectiveSpec {
  return { slug, name, service, environment, definition: SloDefinition.parse(definition) };
}

function faultsOf(error: z.ZodError, at: Pick<PlacedFault, "file" | "document">): PlacedFault[] {
  return reasonsOf(error).map(({ field = "document", message, remedy = "Correct this field." }) => {
    return { ...at, path: field, message, remedy, isBlocking: true };
  });
}

/** Bounds that the product sets on whatever a document of another kind says. */
function checkSpecs(specs: readonly PlacedSpec[]): { specs: PlacedSpec[]; faults: PlacedFault[] } {
  const good: PlacedSpec[] = [];
  const faults: PlacedFault[] = [];
  for (const placed of specs) {
    const { definition, ...head } = placed.spec;
    const parsed = ObjectiveEntry.safeParse({ ...head, ...definition });
    if (parsed.success) good.push({ ...placed, spec: specOf(parsed.data) });
    else faults.push(...faultsOf(parsed.error, placed).map((one) => ({ ...one, path: openSloPath(one.path) })));
  }
  return { specs: good, faults };
}

const openSloPaths: Readonly<Record<string, string>> = {
  slug: "metadata.name",
  name: "metadata.displayName",
  service: "spec.service",
  environment: "metadata.annotations",
  sli: "spec.indicator",
  targetPercent: "spec.objectives.0.target",
  period: "spec.timeWindow.0",
  method: "spec.objectives.0.timeSliceTarget",
  alerting: "spec.alertPolicies.0",
};

function openSloPath(path: string): string {
  return openSloPaths[path.split(".")[0] ?? ""] ?? path;
}

function twice(specs: readonly PlacedSpec[]): PlacedFault[] {
  const repeated = specs.filter((one, index) => specs.findIndex(({ spec }) => spec.slug === one.spec.slug) < index);
  return repeated.map(({ file, document, path, spec }) => {
    const message = `“${spec.slug}” is in these files twice.`;
    return { file, document, path, message, remedy: "Keep one of them.", isBlocking: true };
  });
}

/** Documents as YAML text, divided by `---`. */
export function writeYaml(documents: readonly object[]): string {
  return documents.map((one) => stringify(one, { lineWidth: 0, aliasDuplicateObjects: false })).join("---\n");
}

/** Objectives as a file of the product's own kind. */
export function ownDocument(specs: readonly ObjectiveSpec[]): z.input<typeof ObjectivesFile> {
  return {
    apiVersion: objectivesApiVersion,
    kind: "Objectives",
    objectives: specs.map(({ slug, name, service, environment, definition }) => {
      return { slug, name, service, environment, ...plainDefinition(definition) };
    }),
  };
}
