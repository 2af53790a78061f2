import { DocumentNode } from "./node";
import { readSlo } from "./openslo-slo";
import { openSloVersion } from "./openslo-terms";
import type { Fault, ObjectiveSpec } from "./spec";

/** A parsed document with where it stands. */
export interface SourceDocument {
  readonly file: string;
  readonly document: number;
  readonly value: unknown;
}

export interface PlacedFault extends Fault {
  readonly file: string;
  readonly document: number;
}

/** An objective with the document that says it. */
export interface PlacedSpec {
  readonly file: string;
  readonly document: number;
  readonly path: string;
  readonly spec: ObjectiveSpec;
}

export interface ReadDocuments {
  readonly specs: readonly PlacedSpec[];
  /** Services that the documents are about, also those without an objective. */
  readonly services: readonly string[];
  readonly faults: readonly PlacedFault[];
}

interface Named {
  readonly source: SourceDocument;
  readonly node: DocumentNode;
  readonly kind: string;
  readonly name: string;
  isUsed: boolean;
}

const parts = new Set(["SLI", "AlertPolicy", "AlertCondition"]);
const elsewhere: Readonly<Record<string, string>> = {
  DataSource: "Sources of numbers belong to targets.",
  AlertNotificationTarget: "Who is told is set in the product.",
};

/** OpenSLO documents of several files as objectives. Documents may name one another across files. */
export function readOpenSlo(documents: readonly SourceDocument[], environment?: string): ReadDocuments {
  const known = documents.map(namedOf);
  const lookup = (kind: string, name: string) => {
    const found = known.find((one) => one.kind === kind && one.name === name);
    if (found) found.isUsed = true;
    return found?.node;
  };
  const specs: PlacedSpec[] = [];
  for (const { node, source, kind } of known) {
    if (kind !== "SLO") continue;
    const spec = readSlo(node, lookup, environment);
    if (spec) specs.push({ file: source.file, document: source.document, path: "metadata.name", spec });
  }
  for (const one of known) readOther(one);
  const faults = known.flatMap(({ node, source, kind, isUsed }) => {
    // A part that nobody names was not read; that is said once, not of each of its fields.
    if (!parts.has(kind) || isUsed) node.finish();
    return node.faults.map((fault) => ({ ...fault, file: source.file, document: source.document }));
  });
  const services = known.filter(({ kind }) => kind === "Service").map(({ name }) => name);
  return { specs, services: [...services, ...specs.map(({ spec }) => spec.service)], faults: distinct(faults) };
}

function namedOf(source: SourceDocument): Named {
  const node = new DocumentNode(source.value);
  const version = node.text("apiVersion");
  if (version !== undefined && version !== openSloVersion)
    node.fault("apiVersion", `This version is not read: ${version.slice(0, 40)}.`, `Write it as ${openSloVersion}.`);
  const kind = node.text("kind") ?? "";
  const value = source.value as { metadata?: { name?: unknown } } | null;
  const name = value?.metadata?.name;
  return { source, node, kind, name: typeof name === "string" ? name : "", isUsed: false };
}

function readOther({ node, kind, isUsed }: Named): void {
  if (kind === "SLO") return;
  if (kind === "Service") {
    const metadata = node.child("metadata");
    metadata?.text("name");
    metadata?.leaveOut(["displayName", "labels", "annotations"], "Services are kept in the catalog.");
    node.child("spec")?.leaveOut(["description"], "Services are kept in the catalog.");
  } else if (parts.has(kind)) {
    if (!isUsed)
      node.note("metadata.name", `No SLO in these files names this ${kind}.`, "Name it in an SLO, or remove it.");
  } else if (elsewhere[kind]) {
    node.leaveOut(["metadata", "spec"], elsewhere[kind]);
  } else {
    node.fault(
      "kind",
      `There is no kind “${kind.slice(0, 40)}” here.`,
      "Write SLO, Service, SLI, AlertPolicy or AlertCondition.",
    );
    node.raw("metadata");
    node.raw("spec");
  }
}

function distinct(faults: readonly PlacedFault[]): PlacedFault[] {
  return [...new Map(faults.map((one) => [`${one.file} ${one.document} ${one.path} ${one.message}`, one])).values()];
}
