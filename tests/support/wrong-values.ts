/** Values that a field must refuse, made from its JSON Schema. Each has a name for the report of a failing test. */
export interface WrongValue {
  readonly name: string;
  readonly value: unknown;
}

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly pattern?: string;
  readonly format?: string;
}

function alternatives(schema: Schema): readonly Schema[] {
  const nested = schema.anyOf ?? schema.oneOf;
  return nested ? nested.flatMap(alternatives) : [schema];
}

function kindsOf(schemas: readonly Schema[]): Set<string> {
  return new Set(schemas.map((schema) => (schema.const === undefined ? (schema.type ?? "any") : typeof schema.const)));
}

const samples: Readonly<Record<string, unknown>> = {
  string: "zzz",
  number: 5,
  boolean: true,
  object: { surprise: 1 },
  array: ["zzz"],
  null: null,
};

/** A wrong value of a field or of something inside of it, and the way there: names of fields, and 0 into a list. */
export interface PlacedWrongValue extends WrongValue {
  readonly at: readonly (string | 0)[];
}

const maxDepth = 5;

/** The wrong values of a field and of every field inside of it. What stands beside them is left out. */
export function placedWrongValues(field: string, schema: unknown): PlacedWrongValue[] {
  return placedAt([field], schema as Schema);
}

function placedAt(at: PlacedWrongValue["at"], schema: Schema): PlacedWrongValue[] {
  const own = wrongValues(schema).map((wrong) => ({ ...wrong, at }));
  if (at.length > maxDepth) return own;
  const inside = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => placedAt([...at, name], inner));
  const items = schema.items?.properties ? placedAt([...at, 0], schema.items) : [];
  return [...own, ...inside, ...items];
}

/** Wrong types, wrong sizes, wrong forms and characters that cannot be stored. */
export function wrongValues(raw: unknown): WrongValue[] {
  const schemas = alternatives(raw as Schema);
  const kinds = kindsOf(schemas);
  if (kinds.has("any")) return [];
  const isNumeric = kinds.has("number") || kinds.has("integer");
  const wrongTypes = Object.entries(samples)
    .filter(([type]) => !kinds.has(type) && !(type === "number" && isNumeric))
    .map(([type, value]) => ({ name: `a ${type}`, value }));
  return [...wrongTypes, ...wrongNumbers(schemas, isNumeric), ...wrongTexts(schemas, kinds), ...wrongLists(schemas)];
}

function wrongNumbers(schemas: readonly Schema[], isNumeric: boolean): WrongValue[] {
  if (!isNumeric) return [];
  const found: WrongValue[] = [];
  const isBounded = schemas.some(
    ({ type, maximum, exclusiveMaximum }) => type === "integer" || (maximum ?? exclusiveMaximum),
  );
  if (isBounded) found.push({ name: "far too large", value: 1e300 }, { name: "far too small", value: -1e300 });
  for (const { minimum, maximum } of schemas) {
    if (minimum !== undefined) found.push({ name: "just too small", value: minimum - 1 });
    if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER)
      found.push({ name: "just too large", value: maximum + 1 });
  }
  if (schemas.every((schema) => schema.type !== "number")) found.push({ name: "a fraction", value: 1.5 });
  return found;
}

function wrongTexts(schemas: readonly Schema[], kinds: ReadonlySet<string>): WrongValue[] {
  if (!kinds.has("string")) return [];
  const texts = schemas.filter((schema) => schema.type === "string" || typeof schema.const === "string");
  const isClosed = texts.every((schema) => schema.enum || schema.const || schema.pattern || schema.format);
  return [
    { name: "far too long", value: "a".repeat(Math.max(100_000, ...texts.map(({ maxLength }) => maxLength ?? 0)) + 1) },
    { name: "NUL", value: "a\0b" },
    { name: "half a character", value: "a\ud800b" },
    ...(isClosed ? [{ name: "not of this form", value: "¿ not of this form ?" }] : []),
    ...(texts.every((schema) => (schema.minLength ?? 0) > 0 || schema.enum || schema.const)
      ? [{ name: "empty", value: "" }]
      : []),
  ];
}

function wrongLists(schemas: readonly Schema[]): WrongValue[] {
  return schemas
    .filter((schema) => schema.type === "array")
    .map((schema) => ({
      name: "far too many",
      value: Array.from({ length: (schema.maxItems ?? 20_000) + 1 }, () => "a"),
    }));
}
