import { describe, expect, test } from "vitest";
import { allPermissions } from "@/lib/platform/auth/permissions";
import { declaredVerbs, strangeActionStatements } from "./code-shape";
import { sourceFiles } from "./source-tree";

const files = sourceFiles();
const verbs = files
  .filter(({ file }) => /^lib\/[^/]+\/use-cases\/.*\.ts$/.test(file))
  .flatMap(({ file, text }) => declaredVerbs(file, text).map((verb) => ({ file, ...verb })));

describe("use-cases", () => {
  test("say their name and their permission in place, from the one table", () => {
    expect(verbs.length).toBeGreaterThan(45);
    const table: readonly string[] = allPermissions;
    const vague = verbs.filter(
      ({ name, permission }) => !/^[a-z-]+\.[a-z_]+$/.test(name ?? "") || !table.includes(permission ?? ""),
    );
    expect(vague).toEqual([]);
  });

  test("have each a name of their own, for the audit log", () => {
    const names = verbs.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test("are defined in a folder of use-cases and nowhere else", () => {
    const elsewhere = files
      .filter(
        ({ file }) =>
          /^(app|components|lib)\//.test(file) && !/\/use-cases\//.test(file) && file !== "lib/platform/use-case.ts",
      )
      .filter(({ file, text }) => /\.tsx?$/.test(file) && declaredVerbs(file, text).length > 0);
    expect(elsewhere.map(({ file }) => file)).toEqual([]);
  });

  test("use every permission of the table, so that no right is given for nothing", () => {
    const pages = files.filter(
      ({ file }) => /^(app|lib|components)\//.test(file) && file !== "lib/platform/auth/permissions.ts",
    );
    const unused = allPermissions.filter((permission) => !pages.some(({ text }) => text.includes(`"${permission}"`)));
    expect(unused).toEqual([]);
  });

  test.each([
    ['defineUseCase({ name: "a.b", permission: "c:d" })', [{ name: "a.b", permission: "c:d" }]],
    ['defineQuery({ name: "a.b", permission: needed })', [{ name: "a.b", permission: null }]],
    ["defineUseCase(shared)", [{ name: null, permission: null }]],
    ["define({})", []],
  ])("%s is read as %j", (text, expected) => {
    expect(declaredVerbs("a.ts", `export const verb = ${text};`)).toEqual(expected);
  });
});

describe("server actions", () => {
  test("are use-cases and nothing else", () => {
    const actions = files.filter(({ file }) => /^app\/.*actions\.ts$/.test(file));
    const strange = actions.flatMap(({ file, text }) =>
      strangeActionStatements(file, text).map((found) => `${file}: ${found}`),
    );
    expect(strange).toEqual([]);
  });

  test("are found in no other file", () => {
    const others = files.filter(
      ({ file, text }) =>
        /^(app|components|lib)\//.test(file) && !/\/actions\.ts$/.test(file) && /["']use server["']/.test(text),
    );
    expect(others.map(({ file }) => file)).toEqual([]);
  });

  test.each([
    ['"use server";\nimport { action } from "x";\nexport const start = action(startRollout);', 0],
    ['import { action } from "x";\nexport const start = action(startRollout);', 1],
    ['"use server";\nexport async function start() {}', 1],
    ['"use server";\nconst cache = 1;\nexport const start = action(startRollout);', 1],
  ])("%s has %i strange statements", (text, count) => {
    expect(strangeActionStatements("actions.ts", text)).toHaveLength(count);
  });
});
