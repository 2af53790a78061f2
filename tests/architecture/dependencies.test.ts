import type { ICruiseResult } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { directiveOf, serverCodeInBrowsers } from "./client-safety";
import configuration from "./dependency-cruiser.cjs";
import { brokenRules, ownModules, productRoots, readModuleGraph, repositoryRoot } from "./module-graph";
import { plantTree } from "./planted-tree";

/** Raise it as the product grows. The tool reports success for zero modules when it cannot read TypeScript. */
const modulesAtLeast = 740;

describe("the product", () => {
  let graph: ICruiseResult;
  beforeAll(async () => {
    graph = await readModuleGraph(repositoryRoot, productRoots);
  }, 120_000);

  test("is read at all", () => {
    expect(ownModules(graph).length).toBeGreaterThanOrEqual(modulesAtLeast);
    const edges = ownModules(graph).flatMap(({ dependencies }) => dependencies);
    expect(edges.filter(({ dependencyTypes }) => dependencyTypes.includes("aliased")).length).toBeGreaterThan(500);
  });

  test("breaks no rule", () => {
    expect(brokenRules(graph)).toEqual([]);
  });

  test("sends no server code to browsers", () => {
    expect(serverCodeInBrowsers(graph.modules, repositoryRoot)).toEqual([]);
  });
});

/**
 * A tree in which every rule is broken once, and everything that is allowed is done once. What the rules say about it must
 * be exactly the third column: a rule that stops firing, or fires on what is allowed, fails here.
 */
const planted: Readonly<Record<string, { readonly imports: readonly string[]; readonly breaks?: readonly string[] }>> =
  {
    "lib/kernel/instant.ts": {
      imports: ["zod", "./result"],
      breaks: ["kernel-is-pure: lib/kernel/instant.ts → node_modules/zod/index.js"],
    },
    "lib/kernel/result.ts": { imports: [] },
    "lib/platform/db/prisma.ts": { imports: ["pg"] },
    "lib/platform/http/route.ts": { imports: ["next", "@/lib/platform/runtime"] },
    "lib/platform/runtime.ts": {
      imports: ["type:./db/prisma", "@/lib/alpha/contract"],
      breaks: ["platform-knows-no-slice: lib/platform/runtime.ts → lib/alpha/contract.ts"],
    },

    "lib/alpha/contract.ts": { imports: ["zod", "type:@/lib/beta/contract"] },
    "lib/alpha/port.ts": { imports: ["type:@/lib/kernel/instant"] },
    "lib/alpha/domain/limits.ts": { imports: [] },
    "lib/alpha/domain/decide.ts": {
      imports: [
        "./limits",
        "@/lib/kernel/result",
        "type:../contract",
        "type:@/lib/beta/port",
        "type:@/lib/beta/domain/judge",
      ],
    },
    "lib/alpha/domain/impure.ts": {
      imports: ["../contract", "node:crypto", "zod", "@/lib/beta/domain/judge", "type:../thing-store"],
      breaks: [
        "domain-is-pure: lib/alpha/domain/impure.ts → lib/alpha/contract.ts",
        "domain-is-pure: lib/alpha/domain/impure.ts → crypto",
        "domain-is-pure: lib/alpha/domain/impure.ts → node_modules/zod/index.js",
        "domain-is-pure: lib/alpha/domain/impure.ts → lib/beta/domain/judge.ts",
        "domain-knows-only-shapes: lib/alpha/domain/impure.ts → lib/alpha/thing-store.ts",
      ],
    },
    "lib/alpha/thing-store.ts": { imports: ["@/lib/platform/db/prisma"] },
    "lib/alpha/thing-read-model.ts": { imports: ["type:@/lib/platform/db/prisma", "@/lib/beta/part-read-model"] },
    "lib/alpha/thing-rules.ts": {
      imports: ["@/lib/platform/db/prisma", "@/lib/beta/part-store", "@/lib/entry/worker", "@/lib/composition"],
      breaks: [
        "only-stores-touch-the-database: lib/alpha/thing-rules.ts → lib/platform/db/prisma.ts",
        "slices-meet-at-their-doors: lib/alpha/thing-rules.ts → lib/beta/part-store.ts",
        "nobody-imports-an-entry: lib/alpha/thing-rules.ts → lib/entry/worker.ts",
        "composition-is-called-from-entries: lib/alpha/thing-rules.ts → lib/composition.ts",
      ],
    },
    "lib/alpha/use-cases/start.ts": {
      imports: [
        "../domain/decide",
        "../domain/impure",
        "../thing-store",
        "../thing-read-model",
        "../thing-rules",
        "@/lib/beta/use-cases/stop",
      ],
    },
    "lib/alpha/use-cases/wrong.ts": {
      imports: ["next", "@/lib/platform/http/route", "../adapters/haproxy", "pg", "vitest"],
      breaks: [
        "verbs-know-no-framework: lib/alpha/use-cases/wrong.ts → node_modules/next/index.js",
        "verbs-know-no-framework: lib/alpha/use-cases/wrong.ts → lib/platform/http/route.ts",
        "adapters-are-chosen-in-composition: lib/alpha/use-cases/wrong.ts → lib/alpha/adapters/haproxy.ts",
        "only-the-platform-knows-the-driver: lib/alpha/use-cases/wrong.ts → node_modules/pg/index.js",
        "no-development-packages-in-the-product: lib/alpha/use-cases/wrong.ts → node_modules/vitest/index.js",
      ],
    },
    "lib/alpha/adapters/haproxy.ts": {
      imports: ["node:net", "type:../port", "@/lib/beta/adapters/prometheus"],
      breaks: ["adapters-of-slices-are-apart: lib/alpha/adapters/haproxy.ts → lib/beta/adapters/prometheus.ts"],
    },
    "lib/alpha/jobs.ts": {
      imports: ["@/components/alpha/board", "@/tests/support/fake", "undeclared", "./nowhere"],
      breaks: [
        "lib-knows-no-screen: lib/alpha/jobs.ts → components/alpha/board.tsx",
        "product-knows-no-tests: lib/alpha/jobs.ts → tests/support/fake.ts",
        "packages-are-declared: lib/alpha/jobs.ts → node_modules/undeclared/index.js",
        "imports-resolve: lib/alpha/jobs.ts → ./nowhere",
      ],
    },
    "lib/alpha/forgotten.ts": {
      imports: [],
      breaks: ["no-orphans: lib/alpha/forgotten.ts → lib/alpha/forgotten.ts"],
    },

    "lib/beta/contract.ts": { imports: ["zod", "type:@/lib/alpha/contract"] },
    "lib/beta/port.ts": { imports: ["type:./contract"] },
    "lib/beta/domain/judge.ts": { imports: ["type:../port"] },
    "lib/beta/part-store.ts": { imports: ["@/lib/platform/db/prisma"] },
    "lib/beta/part-read-model.ts": { imports: ["@/lib/platform/db/prisma"] },
    "lib/beta/adapters/prometheus.ts": { imports: ["type:../port"] },
    "lib/beta/use-cases/stop.ts": { imports: ["./stop-twin", "../part-store"] },
    "lib/beta/use-cases/stop-twin.ts": {
      imports: ["./stop"],
      breaks: ["no-cycles: lib/beta/use-cases/stop-twin.ts → lib/beta/use-cases/stop.ts"],
    },

    "lib/composition.ts": { imports: ["@/lib/alpha/adapters/haproxy", "@/lib/platform/runtime"] },
    "lib/entry/worker.ts": { imports: ["@/lib/composition"] },
    "tests/support/fake.ts": { imports: ["@/lib/kernel/result"] },

    "components/ui/panel.tsx": { imports: ["react", "@/lib/kernel/result"] },
    "components/ui/clever-panel.tsx": {
      imports: ["./panel", "@/components/alpha/board", "@/lib/alpha/contract"],
      breaks: [
        "primitives-know-no-feature: components/ui/clever-panel.tsx → components/alpha/board.tsx",
        "primitives-know-no-feature: components/ui/clever-panel.tsx → lib/alpha/contract.ts",
      ],
    },
    "components/alpha/board.tsx": {
      imports: ["@/components/ui/panel", "@/lib/alpha/contract", "@/lib/beta/contract", "@/app/alpha/actions"],
    },
    "components/alpha/greedy.tsx": {
      imports: ["@/components/beta/list", "@/app/alpha/page", "type:@/lib/alpha/thing-read-model"],
      breaks: [
        "features-do-not-import-one-another: components/alpha/greedy.tsx → components/beta/list.tsx",
        "components-know-no-page: components/alpha/greedy.tsx → app/alpha/page.tsx",
        "components-are-client-safe: components/alpha/greedy.tsx → lib/alpha/thing-read-model.ts",
      ],
    },
    "components/beta/list.tsx": { imports: ["@/lib/alpha/domain/decide", "@/components/alpha/phase-badge"] },
    "components/alpha/phase-badge.tsx": { imports: ["@/components/ui/panel"] },
    "components/home/answers.tsx": { imports: ["@/components/alpha/board", "@/components/beta/list"] },
    "app/alpha/actions.ts": { imports: ["use server", "@/lib/alpha/use-cases/start"] },
    "app/alpha/page.tsx": { imports: ["next", "@/components/alpha/board", "@/lib/alpha/use-cases/start"] },
    "app/beta/page.tsx": {
      imports: ["@/components/beta/list", "@/lib/beta/part-store"],
      breaks: ["app-composes-only: app/beta/page.tsx → lib/beta/part-store.ts"],
    },
  };

describe("the rules", () => {
  const tree = plantTree(Object.fromEntries(Object.entries(planted).map(([file, { imports }]) => [file, imports])));
  const expected = Object.values(planted).flatMap(({ breaks }) => breaks ?? []);
  afterAll(tree.remove);

  test("fire on each planted violation and on nothing else", async () => {
    const graph = await readModuleGraph(tree.root, ["app", "components", "lib"]);
    // A cycle is reported from each of its modules; one of the two is enough to know that it was seen.
    const seen = brokenRules(graph).filter(
      (line) => line !== "no-cycles: lib/beta/use-cases/stop.ts → lib/beta/use-cases/stop-twin.ts",
    );
    expect(seen).toEqual([...expected].sort());
  });

  test("are each broken by a planted violation", () => {
    const names = (configuration.forbidden ?? []).map(({ name }) => name);
    expect(names.filter((name) => !expected.some((line) => line.startsWith(`${name}: `)))).toEqual([]);
  });
});

describe("client safety", () => {
  test("finds server code behind any number of imports, and stops at server actions and types", async () => {
    const tree = plantTree({
      "components/ui/direct.tsx": ["node:fs"],
      "components/ui/far.tsx": ["@/lib/alpha/contract"],
      "components/ui/safe.tsx": ["@/app/alpha/actions", "type:@/lib/alpha/thing-store", "react"],
      "lib/alpha/contract.ts": ["./shared"],
      "lib/alpha/shared.ts": ["./thing-store"],
      "lib/alpha/thing-store.ts": ["pg"],
      "app/alpha/form.tsx": ["use client", "pg"],
      "app/alpha/page.tsx": ["pg", "./form"],
      "app/alpha/actions.ts": ["use server", "@/lib/alpha/thing-store"],
    });
    try {
      const graph = await readModuleGraph(tree.root, ["app", "components", "lib"]);
      expect(serverCodeInBrowsers(graph.modules, tree.root).sort()).toEqual([
        "app/alpha/form.tsx → node_modules/pg/index.js",
        "components/ui/direct.tsx → fs",
        "components/ui/far.tsx → lib/alpha/contract.ts → lib/alpha/shared.ts → lib/alpha/thing-store.ts",
      ]);
    } finally {
      tree.remove();
    }
  });

  test("reads a directive behind comments only", () => {
    expect(directiveOf('"use client";\nimport "x";')).toBe("use client");
    expect(directiveOf("/** why */\n// and how\n'use server'\n")).toBe("use server");
    expect(directiveOf('import "x";\n"use client";')).toBeNull();
  });
});
