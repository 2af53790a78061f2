import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "./module-graph";

const skippedFolders = new Set([
  "node_modules",
  "generated",
  "test-results",
  "playwright-report",
  "bench-results",
  ".git",
  ".next",
  ".signalbox",
  ".runtime",
]);
const binary = /\.(png|jpe?g|gif|ico|woff2?|gz|zip|pdf|pb|tsbuildinfo)$/;

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

function walk(folder: string, into: string[]): void {
  for (const entry of readdirSync(path.join(repositoryRoot, folder), { withFileTypes: true })) {
    const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) walk(file, into);
    else if (entry.isFile() && entry.name !== ".git" && !binary.test(file)) into.push(file);
  }
}

/** Every text file that people write, in a stable order. */
export function sourceFiles(): SourceFile[] {
  const files: string[] = [];
  walk("", files);
  return files.sort().map((file) => ({ file, text: readFileSync(path.join(repositoryRoot, file), "utf8") }));
}

/** Files that are programs. */
export function isCode(file: string): boolean {
  return (
    /^(app|components|lib|tests|prisma)\/.*\.(ts|tsx|mjs|cjs|js)$|^[\w.-]+\.(ts|js|mjs)$/.test(file) &&
    !file.endsWith(".d.ts")
  );
}
