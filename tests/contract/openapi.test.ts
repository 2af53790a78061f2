import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { GET } from "@/app/api/openapi.json/route";
import { apiOperations } from "@/lib/api-operations";
import { errorCatalogue } from "@/lib/kernel/error-catalogue";
import { buildOpenApi, inputFields } from "@/lib/platform/http/openapi";
import { pathParameters } from "@/lib/platform/http/operation";
import { productInfo } from "@/lib/platform/product-info";
import { listRouteFiles } from "@/tests/support/route-files";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const document = buildOpenApi(apiOperations, productInfo);

function referencesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "$ref" in value && typeof value.$ref === "string" ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}

function resolve(reference: string): unknown {
  let found: unknown = document;
  for (const part of reference.replace("#/", "").split("/")) {
    found = (found as Record<string, unknown> | undefined)?.[part.replaceAll("~1", "/")];
  }
  return found;
}

describe("the API's description", () => {
  it("is served as JSON and is a valid OpenAPI 3.1 document", async () => {
    const served: unknown = await GET().json();
    expect(served).toEqual(JSON.parse(JSON.stringify(document)));
    const result = await new Validator().validate(served as Record<string, unknown>);
    expect(result).toMatchObject({ valid: true });
  });

  it("describes exactly the methods that the route files export", async () => {
    const files = await listRouteFiles();
    expect(files.length).toBeGreaterThan(10);
    const exported: string[] = [];
    for (const { file, path } of files) {
      const module: Record<string, unknown> = await import(file);
      exported.push(...methods.filter((method) => method in module).map((method) => `${method} ${path}`));
    }
    const declared = apiOperations.map((operation) => `${operation.method} ${operation.path}`);
    expect(declared.sort()).toEqual(exported.sort());
  });

  it("names each operation once, and each has a method and path of its own", () => {
    const ids = apiOperations.map((operation) => operation.id);
    expect(new Set(ids).size).toBe(ids.length);
    const places = apiOperations.map((operation) => `${operation.method} ${operation.path}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it.each(apiOperations.map((operation) => [operation.id, operation] as const))(
    "%s: reads are queries, changes are commands, path parameters are fields, unknown fields are refused",
    (_id, operation) => {
      expect(operation.useCase.kind).toBe(operation.method === "GET" ? "query" : "command");
      const { properties } = inputFields(operation);
      for (const name of pathParameters(operation.path)) expect(Object.keys(properties)).toContain(name);
      const surplus = operation.useCase.input.safeParse({ noSuchField: 1 });
      const codes = surplus.error?.issues.map((issue) => issue.code);
      expect(codes).toContain("unrecognized_keys");
    },
  );

  it("resolves every reference, and documents every error code where it can occur", () => {
    for (const reference of referencesIn(document)) expect(resolve(reference), reference).toBeDefined();
    const text = JSON.stringify(document.components);
    for (const code of Object.keys(errorCatalogue)) expect(text).toContain(`\`${code}\``);
    for (const path of Object.values(document.paths)) {
      for (const item of Object.values(path)) {
        const responses = Object.keys(item.responses as object);
        for (const status of ["400", "401", "403", "500"]) expect(responses).toContain(status);
      }
    }
  });

  it("gives every change an Idempotency-Key and every list its limit and cursor", () => {
    for (const operation of apiOperations) {
      const item = document.paths[operation.path]?.[operation.method.toLowerCase()];
      const text = JSON.stringify(item?.parameters);
      expect(text.includes("IdempotencyKey")).toBe(operation.method !== "GET");
      if (operation.output.safeParse({ items: [], nextCursor: null }).success && text.includes('"limit"')) {
        expect(text).toContain('"cursor"');
      }
    }
  });
});
