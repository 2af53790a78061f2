import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { parseConfig, settingNames } from "@/lib/platform/config/config";
import { type Manifest, workloadsOf, wrongsOf } from "../support/manifest-rules";

/*
 * Goal: what stands in deploy/kubernetes is whole, hardened, and speaks of settings, images, ports and addresses that exist.
 * Method: the files are read as Kustomize lists them; each rule is tried on manifests that break it.
 */

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, "deploy/kubernetes");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

interface Kustomization {
  readonly kind: string;
  readonly resources: readonly string[];
}

const kustomization = (place: string) =>
  parse(readFileSync(path.join(folder, place, "kustomization.yaml"), "utf8")) as Kustomization;

function manifestsIn(place: string): Manifest[] {
  return kustomization(place).resources.flatMap((file) =>
    parseAllDocuments(readFileSync(path.join(folder, place, file), "utf8")).map((document) => {
      expect(document.errors, `${place}/${file}`).toEqual([]);
      return document.toJS() as Manifest;
    }),
  );
}

const places = ["base", "migrate", "components/network-policy", "components/service-monitor"];
const all = places.flatMap(manifestsIn);
const find = (kind: string, name: string): Manifest | undefined =>
  all.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);

describe("deploy/kubernetes", () => {
  test("nothing is wrong with it", () => {
    expect(wrongsOf(all, settingNames)).toEqual([]);
  });

  test("has every part, and every file is in a kustomization", () => {
    const parts = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(parts).toEqual(
      expect.arrayContaining([
        "Deployment signalbox-web",
        "StatefulSet signalbox-worker",
        "Job signalbox-migrate",
        "PodDisruptionBudget signalbox-web",
        "PodDisruptionBudget signalbox-worker",
        "NetworkPolicy signalbox-worker",
        "ServiceMonitor signalbox-worker",
      ]),
    );
    expect(new Set(parts).size).toBe(parts.length);
    for (const place of places) {
      const files = readdirSync(path.join(folder, place)).filter((file) => file !== "kustomization.yaml");
      expect(files.sort()).toEqual([...kustomization(place).resources].sort());
      expect(kustomization(place).kind).toBe(place.startsWith("components/") ? "Component" : "Kustomization");
    }
  });

  test("its settings and a Secret with the two that are needed make a configuration", () => {
    const secret = {
      DATABASE_URL: "postgres://signalbox:letters@db:5432/signalbox",
      SIGNALBOX_SECRET: "kD83jf0sLq2mZx71pWvB6tYh4uNcE5rA",
    };
    const given = { NODE_ENV: "production" as const, ...find("ConfigMap", "signalbox")?.data, ...secret };
    expect(parseConfig(given)).toMatchObject({ HOST: "0.0.0.0", SIGNALBOX_DEMO: false });
  });

  test("its images are those of the Dockerfile, run as the same user, and probes ask what is served", () => {
    const dockerfile = read("Dockerfile");
    for (const { spec } of workloadsOf(all)) {
      const { securityContext, containers } = spec.template.spec;
      for (const { name, image } of containers) {
        expect(image).toBe(`signalbox-${name}:0.1.0`);
        expect(dockerfile).toMatch(new RegExp(`^FROM runtime AS ${name}$`, "m"));
        expect(read("docker-compose.yml")).toContain(`image: ${image}`);
      }
      expect(dockerfile).toContain(`USER ${securityContext?.runAsUser}:`);
    }
    for (const door of ["live", "ready"])
      expect(existsSync(path.join(root, `app/api/health/${door}/route.ts`))).toBe(true);
  });

  test("what a worker has done and could not write down outlives its pod", () => {
    const worker = workloadsOf(all).find(({ kind }) => kind === "StatefulSet");
    const [container] = worker?.spec.template.spec.containers ?? [];
    const dataDir = container?.env?.find(({ name }) => name === "SIGNALBOX_DATA_DIR")?.value;
    const mount = container?.volumeMounts?.find(({ mountPath }) => mountPath === dataDir);
    expect(worker?.spec.volumeClaimTemplates?.map(({ metadata }) => metadata.name)).toEqual([mount?.name]);
  });
});

describe("the rules fire", () => {
  const broken = (change: (text: string) => string): string[] => {
    const text = change(readFileSync(path.join(folder, "base/web.yaml"), "utf8"));
    const web = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
    const others = all.filter(
      ({ metadata, kind }) => metadata.name !== "signalbox-web" || kind === "PodDisruptionBudget",
    );
    return wrongsOf([...others, ...web], settingNames);
  };

  test.each([
    ["runAsNonRoot: true", "runAsNonRoot: false", "may run as root"],
    ["automountServiceAccountToken: false", "automountServiceAccountToken: true", "gets a token of the cluster"],
    ["readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "has no readOnlyRootFilesystem: true"],
    ["drop: [ALL]", "drop: [NET_RAW]", "keeps capabilities"],
    ["signalbox-web:0.1.0", "signalbox-web:latest", "has no full version"],
    ["readinessProbe:", "otherProbe:", "has no readinessProbe"],
    ["httpGet: { path: /api/health/ready, port: http }", "httpGet: { path: /, port: web }", "none of its ports"],
    ["{ name: PORT, value", "{ name: PROT, value", "sets PROT, which is no setting"],
    ["{ name: PORT, value", "{ name: SIGNALBOX_SECRET, value", "has SIGNALBOX_SECRET written down"],
    ["configMapRef: { name: signalbox }", "configMapRef: { name: other }", "a ConfigMap other that is not there"],
    ["{ name: cache, emptyDir: {} }", "{ name: cash, emptyDir: {} }", "mounts cache, which is no volume"],
    ["limits: { memory: 1Gi }", "limits: {}", "has no bounds of memory"],
    ["labels: { app.kubernetes.io/name: signalbox,", "labels: { app.kubernetes.io/name: other,", "selects no pods"],
  ])("%s → %s", (from, to, words) => {
    const wrongs = broken((text) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    });
    expect(wrongs.join("\n")).toContain(words);
  });
});
