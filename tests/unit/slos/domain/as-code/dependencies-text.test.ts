import { expect, it } from "vitest";
import type { ObjectiveDependency } from "@/lib/slos/dependency-contract";
import { dependenciesText, readDependencies } from "@/lib/slos/domain/as-code/dependencies-text";

it("dependencies go into an annotation and come back the same", () => {
  const dependencies: ObjectiveDependency[] = [
    { kind: "objective", objective: "database" },
    { kind: "vendor", terms: "cdn-a", group: "cdn, of two (or more)" },
    { kind: "vendor", terms: "cdn-b", group: "cdn, of two (or more)" },
  ];
  const text = dependenciesText(dependencies);
  expect(text).toBe("objective:database, vendor:cdn-a (cdn, of two (or more)), vendor:cdn-b (cdn, of two (or more))");
  expect(readDependencies(text)).toEqual(dependencies);
  expect(readDependencies("database")).toBeNull();
});
