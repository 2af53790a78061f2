import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), "utf8"));

interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly hasInstallScript?: boolean;
}
const lock = read("package-lock.json") as { packages: Record<string, LockedPackage> };
const locked = Object.entries(lock.packages).filter(([place]) => place !== "");
const manifest = read("package.json") as Record<
  "dependencies" | "devDependencies" | "scripts",
  Record<string, string>
> & {
  allowScripts: Record<string, boolean>;
};

/** Published holes of what we stand on, as the first version without them; the registry's own audit answers nothing offline. */
const oldestAllowed: readonly [string, string, string][] = [
  ["next", "16.2.6", "CVE-2025-29927, CVE-2025-55182, CVE-2026-44573 to 44576, CVE-2026-44578"],
  ["react", "19.2.6", "CVE-2025-55182, CVE-2026-23869, CVE-2026-23870"],
  ["react-dom", "19.2.6", "CVE-2025-55182, CVE-2026-23869, CVE-2026-23870"],
  ["next-auth", "4.24.15", "fixes of sign-in and cookie handling"],
];

function isAtLeast(version: string, oldest: string): boolean {
  const numbers = (text: string) => text.split("-")[0]?.split(".").map(Number) ?? [];
  const [have, want] = [numbers(version), numbers(oldest)];
  const differs = want.findIndex((part, index) => part !== have[index]);
  return differs < 0 || (have[differs] ?? 0) > (want[differs] ?? 0);
}

describe("packages with published holes (row 26)", () => {
  test.each(oldestAllowed)("every locked %s is %s or newer (%s)", (name, oldest) => {
    const found = locked.filter(([place]) => place.endsWith(`node_modules/${name}`));
    expect(found.length).toBeGreaterThan(0);
    for (const [place, { version }] of found) expect(isAtLeast(version, oldest), `${place} ${version}`).toBe(true);
  });

  test("versions are compared by number", () => {
    expect(isAtLeast("16.4.6", "16.2.6")).toBe(true);
    expect(isAtLeast("16.2.6", "16.2.6")).toBe(true);
    expect(isAtLeast("16.10.0", "16.2.6")).toBe(true);
    expect(isAtLeast("16.2.5", "16.2.6")).toBe(false);
    expect(isAtLeast("15.9.9", "16.2.6")).toBe(false);
  });
});

describe("what is installed (row 78)", () => {
  test("is named by one exact version each, and every one that is here is sealed with SHA-512", () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      // One that stands beside another version of itself has a name of its own here.
      expect(version, name).toMatch(/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+(-[\w.-]+)?$/);
    }
    const unsealed = locked.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"));
    const present = unsealed.filter(([place]) => existsSync(path.join(root, place)));
    expect(present.map(([place]) => place)).toEqual([]);
    // Native parts for other machines may lack a seal until the lock is written on one; nothing else may.
    const others = unsealed.filter(([, { optional, os }]) => !(optional && os));
    expect(others.map(([place]) => place)).toEqual([]);
  });

  test("runs no script at installation that was not decided about", () => {
    const decided = Object.keys(manifest.allowScripts);
    const isForOtherMachine = (place: string) => !existsSync(path.join(root, place));
    const undecided = locked
      .filter(([place, { hasInstallScript }]) => hasInstallScript && !isForOtherMachine(place))
      .map(([place]) => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length))
      .filter((name) => !decided.includes(name));
    expect(undecided).toEqual([]);
  });

  test("is told by `npm run sbom` as a CycloneDX document that holds every locked package", async () => {
    const script = manifest.scripts.sbom ?? "";
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const { stdout } = await promisify(execFile)(npm, script.replace(/^npm /, "").split(" "), {
      cwd: root,
      maxBuffer: 64 * 1024 * 1024,
    });
    const document = JSON.parse(stdout) as { bomFormat: string; components: { name: string; version: string }[] };
    expect(document.bomFormat).toBe("CycloneDX");
    const listed = new Set(document.components.map(({ name, version }) => `${name.split("/").at(-1)}@${version}`));
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(listed.has(`${name.split("/").at(-1)}@${version}`), name).toBe(true);
    }
    expect(document.components.length).toBeGreaterThan(locked.length * 0.9);
  });
});

describe("what is built (rows 77 and 78)", () => {
  test("has no address that exists for tests only, but the gallery, which asks before it shows itself", () => {
    const pages = readdirSync(path.join(root, "app"), { recursive: true, encoding: "utf8" }).filter((file) =>
      /(^|\/)(page|route)\.tsx?$/.test(file),
    );
    expect(pages.length).toBeGreaterThan(40);
    // Tests of routes, of targets and of connections are verbs of the product.
    const suspects = pages.filter((file) => /(^|[/_-])(tests?|debug|dev|mock|fixture|playground)([/_.-]|$)/.test(file));
    expect(suspects.sort()).toEqual([
      "api/v1/alert-routes/[id]/test/route.ts",
      "api/v1/connections/[slug]/test/route.ts",
      "api/v1/targets/[id]/test/route.ts",
    ]);
    const gallery = readFileSync(path.join(root, "app/design/page.tsx"), "utf8");
    expect(gallery).toContain("if (!isGalleryServed()) notFound();");
  });

  test("publishes no source maps, no version header, and optimises no foreign images", async () => {
    const { default: config } = (await import(path.join(root, "next.config.js"))) as {
      default: Record<string, unknown> & { images: Record<string, unknown> };
    };
    expect(config.productionBrowserSourceMaps).toBe(false);
    expect(config.poweredByHeader).toBe(false);
    expect(config.images).toEqual({ unoptimized: true });
    expect(config).not.toHaveProperty("rewrites");
  });
});
