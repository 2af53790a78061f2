import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const tsconfig = {
  compilerOptions: { module: "ESNext", moduleResolution: "bundler", jsx: "react-jsx", paths: { "@/*": ["./*"] } },
};

/** Packages that planted files import, as stubs; `vitest` is one that only development has. */
const packages = ["next", "react", "zod", "pg", "vitest", "undeclared"];

/**
 * Write a small tree to a temporary folder. `imports` gives for each file what it imports (`type:` in front makes an
 * import of types, `"use …"` a directive). Gives the folder and how to remove it.
 */
export function plantTree(imports: Readonly<Record<string, readonly string[]>>): { root: string; remove: () => void } {
  const root = mkdtempSync(path.join(tmpdir(), "signalbox-rules-"));
  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  write("tsconfig.json", JSON.stringify(tsconfig));
  write(
    "package.json",
    JSON.stringify({
      name: "planted",
      type: "module",
      dependencies: { next: "1.0.0", react: "1.0.0", zod: "1.0.0", pg: "1.0.0" },
      devDependencies: { vitest: "1.0.0" },
    }),
  );
  for (const name of packages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
    write(`node_modules/${name}/index.js`, "export const it = 1;\n");
  }
  for (const [file, lines] of Object.entries(imports)) write(file, moduleText(lines));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function moduleText(lines: readonly string[]): string {
  const directives = lines.filter((line) => line.startsWith("use ")).map((line) => `"${line}";`);
  const statements = lines
    .filter((line) => !line.startsWith("use "))
    .map((line, at) =>
      line.startsWith("type:")
        ? `import type { it as it${at} } from "${line.slice(5)}"; export type It${at} = typeof it${at};`
        : `import { it as it${at} } from "${line}"; export const used${at} = it${at};`,
    );
  return [...directives, ...statements, "export const it = 1;", ""].join("\n");
}
