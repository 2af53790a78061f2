import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { settingNames } from "@/lib/platform/config/config";

interface Service {
  readonly image?: string;
  readonly build?: { readonly target: string };
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly read_only?: boolean;
  readonly restart?: string;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly network_mode?: string;
}

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const composeText = read("docker-compose.yml");
const dockerfile = read("Dockerfile");
const operations = read("docs/operations.md");
const { services } = parse(composeText, { merge: true }) as { services: Record<string, Service> };
const each = Object.entries(services);
const oneShots = ["migrate", "socket-owner"];
const documented = new Set([...operations.matchAll(/^\| `([A-Z][A-Z0-9_]+)` +\|/gm)].map((match) => match[1]));

describe("docker-compose.yml", () => {
  test("has the parts of the product", () => {
    const parts = ["postgres", "migrate", "web", "worker", "haproxy", "prometheus"];
    expect(Object.keys(services)).toEqual(expect.arrayContaining(parts));
  });

  test.each(each)("%s does not run as root, or only without network to prepare a volume", (name, service) => {
    if (name === "socket-owner") {
      expect(service).toMatchObject({ network_mode: "none", restart: "no" });
    } else if (service.build === undefined) {
      expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    } else {
      expect(dockerfile).toMatch(/^USER 1000:1000$/m);
    }
  });

  test.each(each)("%s is hardened", (_name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(["ALL"]);
    expect(service.security_opt).toContain("no-new-privileges:true");
  });

  test.each(each.filter(([name]) => !oneShots.includes(name)))("%s has a health check", (_name, service) => {
    expect(service.healthcheck?.test?.length).toBeGreaterThan(1);
  });

  test.each(each)("%s: image pinned to a full version", (_name, service) => {
    expect(service.image).toMatch(/^[a-z0-9/-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
  });

  test.each(each)("%s publishes on loopback only", (_name, service) => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test("web and worker wait for a finished migration, which waits for a healthy database", () => {
    for (const name of ["web", "worker"]) {
      expect(services[name]?.depends_on?.migrate?.condition).toBe("service_completed_successfully");
    }
    expect(services.migrate?.depends_on?.postgres?.condition).toBe("service_healthy");
    expect(services.migrate?.restart).toBe("no");
  });

  test("no secret is written down; a missing required one stops Compose with its name", () => {
    const secret = /PASSWORD|SECRET|TOKEN/;
    for (const [name, service] of each) {
      for (const [variable, value] of Object.entries(service.environment ?? {})) {
        if (secret.test(variable)) expect(value, `${name} ${variable}`).toMatch(/^\$\{[A-Z_]+:[?-].*\}$/);
      }
    }
    expect(composeText).not.toMatch(/\$\{(POSTGRES_PASSWORD|SIGNALBOX_SECRET)(?!:\?)[^_}]*\}/);
    const required = [...composeText.matchAll(/\$\{([A-Z_]+):\?([^}]+)\}/g)];
    expect(new Set(required.map((match) => match[1]))).toEqual(new Set(["POSTGRES_PASSWORD", "SIGNALBOX_SECRET"]));
    for (const [, variable, message] of required) expect(message).toContain(`set ${variable}`);
  });

  test("HAProxy's runtime socket is a file that only HAProxy and the worker see", () => {
    expect(read("deploy/haproxy.cfg")).toMatch(/^ {2}stats socket \/\S+ mode 600/m);
    const users = each.filter(([, service]) => service.volumes?.some((volume) => volume.startsWith("haproxy-socket:")));
    expect(users.map(([name]) => name).sort()).toEqual(["haproxy", "socket-owner", "worker"]);
  });
});

describe("Dockerfile", () => {
  test("base images are pinned to a full version", () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1]);
    const external = bases.filter((base) => base?.includes(":"));
    expect(external.length).toBeGreaterThan(0);
    for (const base of external) expect(base).toMatch(/:\d+\.\d+\.\d+-[a-z]+-slim$/);
  });

  test("every target that Compose builds exists and has a command", () => {
    for (const [name, service] of each) {
      if (service.build === undefined) continue;
      const stage = dockerfile
        .split(/^FROM /m)
        .find((text) => text.split("\n")[0]?.endsWith(` AS ${service.build?.target}`));
      expect(stage, name).toMatch(/^CMD \[/m);
    }
  });

  test("web and worker have health checks", () => {
    expect(dockerfile.match(/^HEALTHCHECK /gm)).toHaveLength(2);
  });

  test("no secret is baked in", () => {
    expect(dockerfile).not.toMatch(/^(ENV|ARG) .*(PASSWORD|SECRET|TOKEN)/m);
    const ignored = read(".dockerignore").split("\n");
    expect(ignored).toEqual(expect.arrayContaining([".git", ".env*", ".signalbox", "node_modules"]));
  });
});

describe("docs/operations.md", () => {
  test.each([...settingNames])("%s is in the table of settings", (name) => {
    expect(documented).toContain(name);
  });

  test("so is every variable that Compose reads or sets, and the Dockerfile's settings", () => {
    const inCompose = [...composeText.matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1]);
    const set = Object.keys({
      ...services.web?.environment,
      ...services.worker?.environment,
      ...services.migrate?.environment,
    });
    const inDockerfile = [...dockerfile.matchAll(/(SIGNALBOX_[A-Z_]+)=/g)].map((match) => match[1]);
    for (const name of [...inCompose, ...set, ...inDockerfile]) expect(documented, name).toContain(name);
  });

  test("nothing is documented that does not exist", () => {
    const known = new Set<string | undefined>([...settingNames, "POSTGRES_PASSWORD", "SIGNALBOX_FENCE_TOKEN"]);
    expect([...documented].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("examples under deploy/", () => {
  test.each([
    ["without a fence", ""],
    ["with the fence", "a-fence-token-of-the-tests"],
  ])("HAProxy accepts its configuration %s", async (_, token) => {
    const folder = await mkdtemp(path.join(tmpdir(), "sbx-deploy-"));
    const file = path.join(folder, "haproxy.cfg");
    const script = path.join(root, "deploy", "haproxy", "signalbox.lua");
    await writeFile(file, read("deploy/haproxy.cfg").replace("/usr/local/etc/haproxy/signalbox.lua", script));
    const answer = spawnSync("haproxy", ["-c", "-f", file], {
      encoding: "utf8",
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, SIGNALBOX_FENCE_TOKEN: token },
    });
    await rm(folder, { recursive: true });
    expect(`${answer.status} ${answer.stderr}`).toMatch(/^0 /);
  });

  test("Prometheus accepts its configuration", () => {
    const answer = spawnSync("promtool", ["check", "config", path.join(root, "deploy", "prometheus.yml")], {
      encoding: "utf8",
    });
    expect(`${answer.status} ${answer.stdout}${answer.stderr}`).toMatch(/^0 /);
  });
});
