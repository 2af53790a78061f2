import path from "node:path";
import { cruise, type ICruiseResult, type IModule } from "dependency-cruiser";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";
import configuration from "./dependency-cruiser.cjs";

export const repositoryRoot = path.resolve(import.meta.dirname, "../..");

/** Everything that runs for users. */
export const productRoots = ["app", "components", "lib", "prisma/prisma.config.ts", "proxy.ts", "instrumentation.ts"];

/** Read the imports of a tree below `baseDir` and hold them to the rules. `baseDir` has its own tsconfig.json. */
export async function readModuleGraph(baseDir: string, roots: readonly string[]): Promise<ICruiseResult> {
  const { forbidden = [], options = {} } = configuration;
  const tsConfigFile = path.join(baseDir, "tsconfig.json");
  const { output } = await cruise(
    [...roots],
    { ...options, baseDir, validate: true, ruleSet: { forbidden }, tsConfig: { fileName: tsConfigFile } },
    undefined,
    { tsConfig: extractTsConfig(tsConfigFile) },
  );
  if (typeof output === "string") throw new Error("dependency-cruiser answered text instead of a graph");
  return output;
}

/** The broken rules as sorted lines: "rule: from → to". */
export function brokenRules(graph: ICruiseResult): string[] {
  return graph.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
}

/** Modules of the product itself, without the packages that they import. */
export function ownModules(graph: ICruiseResult): IModule[] {
  return graph.modules.filter(({ source }) => /^(app|components|lib|prisma)\/|^[\w.]+$/.test(source));
}
