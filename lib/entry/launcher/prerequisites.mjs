import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { quietly } from "./install.mjs";
import { root } from "./runtime.mjs";

const searched = [
  ...(process.env.PATH ?? "").split(path.delimiter),
  "/usr/local/sbin",
  "/usr/sbin",
  "/opt/homebrew/bin",
];
const onPath = (name) => searched.some((directory) => directory !== "" && existsSync(path.join(directory, name)));

function hasChromium() {
  if (existsSync("/usr/bin/chromium")) return true;
  try {
    return existsSync(createRequire(path.join(root, "package.json"))("playwright-core").chromium.executablePath());
  } catch {
    return false;
  }
}

/** Programs that the tests run for real. `otherwise` is what to type where we may not install. */
const programs = [
  { name: "chromium", isThere: hasChromium, otherwise: "npx playwright install --with-deps chromium" },
  {
    name: "haproxy",
    isThere: () => onPath("haproxy"),
    otherwise: "brew install haproxy, or your system's package haproxy",
  },
  {
    name: "prometheus",
    isThere: () => onPath("prometheus"),
    otherwise: "brew install prometheus, or your system's package prometheus",
  },
];

export function missingPrograms() {
  return programs.filter((program) => !program.isThere());
}

/** Install what is missing from Debian when we are root there; else throw with exactly what to install. */
export async function ensurePrerequisites() {
  const missing = missingPrograms();
  if (missing.length === 0) return "all here";
  const names = missing.map((program) => program.name);
  const isDebian = existsSync("/etc/debian_version");
  if (isDebian && process.getuid?.() === 0) {
    await installFromDebian(names);
    const still = missingPrograms().map((program) => program.name);
    if (still.length > 0)
      throw new Error(`Debian's packages were installed but these are still missing: ${still.join(", ")}`);
    return `installed ${names.join(", ")}`;
  }
  const how = isDebian
    ? `Run as root:  apt-get update && apt-get install ${names.join(" ")}`
    : missing.map((program) => `${program.name}:  ${program.otherwise}`).join("\n");
  throw new Error(`The tests run ${names.join(", ")} for real, and this machine lacks them.\n${how}`);
}

const policy = "/usr/sbin/policy-rc.d";

/** The tests start these programs themselves; the packages' own services stay off. */
async function installFromDebian(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const holdsBack = !existsSync(policy);
  if (holdsBack) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await quietly("apt-get", ["update"], { env });
    await quietly("apt-get", ["install", "-y", "--no-install-recommends", ...names], { env });
  } finally {
    if (holdsBack) rmSync(policy, { force: true });
  }
  if (existsSync("/run/systemd/system")) {
    const services = names.filter((name) => name !== "chromium");
    if (services.length > 0) await quietly("systemctl", ["disable", "--now", ...services]).catch(() => undefined);
  }
}
