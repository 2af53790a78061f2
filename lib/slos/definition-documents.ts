import { z } from "zod";
import { reasonsOf } from "@/lib/platform/use-case";
import { objectivesApiVersion } from "./as-code-contract";
import { definitionKind, definitionKinds } from "./definition-kinds";
import type { PlacedFault, SourceDocument } from "./domain/as-code/openslo-read";
import type { DefinitionKind, FiledDefinition } from "./port";

/** A definition and where it stands. */
export interface PlacedDefinition {
  readonly file: string;
  readonly document: number;
  readonly path: string;
  readonly kind: string;
  readonly definition: FiledDefinition;
  /** Line of the deepest part of a path of the document that is there; null when nobody knows. */
  lineOf(path: string): number | null;
}

/** A document of YAML text. */
export interface ParsedDocument extends SourceDocument {
  /** Line of the deepest part of a path that is there; null when the text is no YAML. */
  lineOf(path: string): number | null;
}

/** Entries of a document. */
const maxEntries = 200;

/** The shape of a document of a kind. */
export function fileOf({ kind, list, entry }: DefinitionKind) {
  return z.strictObject({
    apiVersion: z.literal(objectivesApiVersion),
    kind: z.literal(kind),
    [list]: z.array(entry).max(maxEntries, `Put at most ${maxEntries} into a document.`),
  });
}

/** The kind that a document of the product's own names, when it is another one than objectives; null otherwise. */
export function otherKindOf({ value }: SourceDocument): string | null {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  return typeof kind === "string" && kind !== "Objectives" ? kind : null;
}

interface ReadDefinitions {
  readonly definitions: PlacedDefinition[];
  readonly faults: PlacedFault[];
}

/** The definitions of a document of another kind than objectives. */
export function readDefinitions({ file, document, value, lineOf }: ParsedDocument, named: string): ReadDefinitions {
  const at = { file, document, isBlocking: true };
  const kind = definitionKind(named);
  if (!kind) {
    const known = ["Objectives", ...definitionKinds().map((one) => one.kind)].join(", ");
    const message = `There are no documents of kind “${named.slice(0, 80)}”.`;
    return { definitions: [], faults: [{ ...at, path: "kind", message, remedy: `Write one of ${known}.` }] };
  }
  const parsed = fileOf(kind).safeParse(value);
  if (!parsed.success) {
    const faults = reasonsOf(parsed.error).map(({ field = "document", message, remedy = "Correct this field." }) => {
      return { ...at, path: field, message, remedy };
    });
    return { definitions: [], faults };
  }
  const entries = parsed.data[kind.list] as readonly { readonly slug: string; readonly name: string }[];
  const definitions = entries.map(({ slug, name, ...content }, index) => {
    return { file, document, path: `${kind.list}.${index}`, kind: named, definition: { slug, name, content }, lineOf };
  });
  return { definitions, faults: [] };
}

/** Definitions that are in these files more than once, each but the first. */
export function definitionsTwice(definitions: readonly PlacedDefinition[]): PlacedFault[] {
  const keyOf = ({ kind, definition }: PlacedDefinition) => `${kind} ${definition.slug}`;
  const repeated = definitions.filter(
    (one, index) => definitions.findIndex((other) => keyOf(other) === keyOf(one)) < index,
  );
  return repeated.map(({ file, document, path, kind, definition }) => {
    const message = `“${definition.slug}” of ${kind} is in these files twice.`;
    return { file, document, path, message, remedy: "Keep one of them.", isBlocking: true };
  });
}

/** Definitions as a document of their kind. */
export function documentOf({ kind, list }: DefinitionKind, definitions: readonly FiledDefinition[]): object {
  const entries = definitions.map(({ slug, name, content }) => ({ slug, name, ...content }));
  return { apiVersion: objectivesApiVersion, kind, [list]: entries };
}
