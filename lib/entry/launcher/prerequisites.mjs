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

/** Debian's Chromium without windows: the same engine, and a page in half the time. */
const shell = { name: "chromium-headless-shell", file: "/usr/bin/chromium-headless-shell" };

function hasChromium() {
  if (existsSync(shell.file) || existsSync("/usr/bin/chromium")) return true;
  try {
    return existsSync(createRequire(path.join(root, "package.json"))("playwright-core").chromium.executablePath());
  } catch {
    return false;
  }
}

/** Programs that the tests run for real. `otherwise` is what to type where we may not install. */
const programs = [
  { name: shell.name, isThere: hasChromium, otherwise: "npx playwright install --with-deps chromium" },
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

const isDebian = existsSync("/etc/debian_version");
/** As root of a Debian we install what is missing. No package of ours is asked for that. */
export const mayInstall = isDebian && process.getuid?.() === 0;

/** Install what is missing from Debian when we are root there; else throw with exactly what to install. */
export async function ensurePrerequisites() {
  const missing = missingPrograms();
  if (missing.length === 0) return mayInstall ? preferShell() : "all here";
  const names = missing.map((program) => program.name);
  if (mayInstall) {
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

/** A machine with the whole browser only gets the shell beside it if it can; without, the tests take longer. */
async function preferShell() {
  if (existsSync(shell.file)) return "all here";
  try {
    await installFromDebian([shell.name]);
    return `installed ${shell.name}`;
  } catch {
    return "all here";
  }
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
    const services = names.filter((name) => name !== shell.name);
    if (services.length > 0) await quietly("systemctl", ["disable", "--now", ...services]).catch(() => undefined);
  }
}
