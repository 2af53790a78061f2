import { z } from "zod";
import { errorCatalogue } from "@/lib/kernel/error-catalogue";
import { permissions } from "@/lib/platform/auth/permissions";
import { codesOfStatus, problemSchema, statusesOf } from "./openapi-problems";
import { type Operation, pathParameters } from "./operation";

/** A JSON value that OpenAPI 3.1 and JSON Schema 2020-12 describe. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface OpenApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

export interface OpenApiDocument {
  readonly openapi: "3.1.1";
  readonly info: OpenApiInfo;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly security: readonly Record<string, readonly string[]>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}

/** On a server without TLS, as on one's own machine, the prefix is absent. */
const sessionCookie = "__Host-signalbox.session";

/** The OpenAPI 3.1 document of these operations: what routes parse and answer is what is described, field by field. */
export function buildOpenApi(operations: readonly Operation[], info: OpenApiInfo): OpenApiDocument {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  const schemas: Record<string, JsonSchema> = { Problem: problemSchema() };
  for (const operation of operations) {
    const described = describeOperation(operation);
    Object.assign(schemas, described.schemas);
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: described.item };
  }
  return {
    openapi: "3.1.1",
    info,
    servers: [{ url: "/api/v1" }],
    tags: [...new Set(operations.map((operation) => operation.tag))].sort().map((name) => ({ name })),
    security: [{ token: [] }, { session: [] }],
    paths,
    components: { schemas, responses: problemResponses(), parameters, headers, securitySchemes },
  };
}

const parameters: Record<string, JsonSchema> = {
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description:
      "Send the same key again to get the first answer again instead of doing it twice. A UUID is a good key.",
    schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,128}$" },
  },
  RequestId: {
    name: "X-Request-Id",
    in: "header",
    required: false,
    description: "Your own id of the request, for the log; one is made when it is absent.",
    schema: { type: "string", pattern: "^[A-Za-z0-9_.:-]{8,64}$" },
  },
};

const headers: Record<string, JsonSchema> = {
  RequestId: { description: "The id under which the request was logged.", schema: { type: "string" } },
};

const securitySchemes: Record<string, JsonSchema> = {
  token: { type: "http", scheme: "bearer", description: "An API token." },
  session: {
    type: "apiKey",
    in: "cookie",
    name: sessionCookie,
    description: "The session of a browser. Changes are taken from the product's own pages only.",
  },
};

function problemResponses(): Record<string, JsonSchema> {
  const statuses = [...new Set(Object.values(errorCatalogue).map((entry) => entry.status))];
  return Object.fromEntries(
    statuses.map((status) => [
      `Problem${status}`,
      {
        description: codesOfStatus(status)
          .map((code) => `\`${code}\`: ${errorCatalogue[code].title}.`)
          .join(" "),
        headers: { "X-Request-Id": { $ref: "#/components/headers/RequestId" } },
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

/** The fields of an operation's input, as JSON Schema. Throws when the input is not an object: a route gives nothing else. */
export function inputFields(operation: Operation): ObjectSchema {
  const schema = jsonSchemaOf(operation.useCase.input, "input");
  if (schema.type !== "object") throw new Error(`${operation.id}: the input must be one object`);
  return {
    properties: (schema.properties ?? {}) as ObjectSchema["properties"],
    required: (schema.required ?? []) as readonly string[],
  };
}

function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" });
  return rest;
}

function describeOperation(operation: Operation): { item: JsonSchema; schemas: Record<string, JsonSchema> } {
  const name = operation.id.charAt(0).toUpperCase() + operation.id.slice(1);
  const fields = inputFields(operation);
  const inPath = new Set(pathParameters(operation.path));
  const others = Object.keys(fields.properties).filter((field) => !inPath.has(field));
  const isRead = operation.method === "GET";
  const schemas: Record<string, JsonSchema> = { [`${name}Response`]: jsonSchemaOf(operation.output, "output") };
  if (!isRead && others.length > 0) schemas[`${name}Request`] = bodySchema(fields, others);
  const item = {
    operationId: operation.id,
    summary: operation.summary,
    description: `Needs \`${operation.useCase.permission}\`: ${permissions[operation.useCase.permission].does}.`,
    tags: [operation.tag],
    parameters: [
      ...[...inPath].map((field) => parameterOf(field, "path", fields)),
      ...(isRead
        ? others.map((field) => parameterOf(field, "query", fields))
        : [reference("parameters/IdempotencyKey")]),
      reference("parameters/RequestId"),
    ],
    ...(schemas[`${name}Request`] ? { requestBody: bodyOf(name, fields, others) } : {}),
    responses: responsesOf(operation, name),
  };
  return { item, schemas };
}

function reference(to: string): JsonSchema {
  return { $ref: `#/components/${to}` };
}

function parameterOf(field: string, place: "path" | "query", fields: ObjectSchema): JsonSchema {
  const required = place === "path" || fields.required.includes(field);
  return { name: field, in: place, required, schema: fields.properties[field] ?? {} };
}

function bodySchema(fields: ObjectSchema, names: readonly string[]): JsonSchema {
  const required = names.filter((field) => fields.required.includes(field));
  return {
    type: "object",
    properties: Object.fromEntries(names.map((field) => [field, fields.properties[field] ?? {}])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function bodyOf(name: string, fields: ObjectSchema, names: readonly string[]): JsonSchema {
  return {
    required: names.some((field) => fields.required.includes(field)),
    content: { "application/json": { schema: reference(`schemas/${name}Request`) } },
  };
}

function responsesOf(operation: Operation, name: string): Record<string, JsonSchema> {
  const problems = statusesOf(operation).map((status) => [`${status}`, reference(`responses/Problem${status}`)]);
  return {
    [`${operation.status ?? 200}`]: {
      description: "Done.",
      headers: { "X-Request-Id": reference("headers/RequestId") },
      content: contentOf(operation, reference(`schemas/${name}Response`)),
    },
    ...Object.fromEntries(problems),
  };
}

function contentOf({ file = ["application/json"] }: Operation, json: JsonSchema): JsonSchema {
  return Object.fromEntries(
    file.map((type) => [type, { schema: type === "application/json" ? json : { type: "string" } }]),
  );
}
