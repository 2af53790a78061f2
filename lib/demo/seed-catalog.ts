import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { findEnvironment } from "@/lib/catalog/environment-read-model";
import { findService } from "@/lib/catalog/service-read-model";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { declareNeeds } from "@/lib/dependencies/use-cases/declare-needs";
import { systemActor } from "@/lib/platform/auth/actor";
import type { Runtime } from "@/lib/platform/runtime";
import type { UseCase } from "@/lib/platform/use-case";
import { findBudgetPolicyRow } from "@/lib/policies/budget-policy-read-model";
import { createBudgetPolicy } from "@/lib/policies/use-cases/create-budget-policy";
import { findPolicy, findTemplate } from "@/lib/rollouts/template-read-model";
import { createTemplate } from "@/lib/rollouts/use-cases/create-template";
import { setPolicy } from "@/lib/rollouts/use-cases/set-policy";
import { findObjectiveRow } from "@/lib/slos/objective-read-model";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { PrometheusSourceConfig } from "@/lib/telemetry/contract";
import { findSource } from "@/lib/telemetry/source-read-model";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { editSource } from "@/lib/telemetry/use-cases/edit-source";
import { HealthConfig, TelemetryBinding } from "@/lib/traffic/target-contract";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { editTarget } from "@/lib/traffic/use-cases/edit-target";
import { listTargets } from "@/lib/traffic/use-cases/read-targets";
import { demoBudgetPolicies } from "./demo-budget-policies";
import { demoObjectives } from "./demo-objectives";
import { demoEnvironment, demoServices, demoSource, demoTemplate, demoTemplates, firstVersion } from "./demo-shop";
import type { Shop } from "./port";

/** The name under which the demonstration acts where no person asked for it. */
export const demoActor = systemActor("demonstration");

/** Run a use-case as the demonstration. */
export function asDemo<I extends z.ZodType, O>(
  runtime: Runtime,
  useCase: UseCase<I, O>,
  input: z.input<I>,
): Promise<O> {
  return useCase.run(input, { actor: demoActor }, runtime);
}

const environments = [
  { slug: "staging", name: "Staging", kind: "staging", rank: 10 },
  { slug: demoEnvironment, name: "Production", kind: "production", rank: 20 },
] as const;

/**
 * Environments, services, templates and policies of the demonstration, made through the product's own commands. What is
 * there already stays as it is, also when somebody changed it.
 */
export async function seedCatalog(runtime: Runtime): Promise<void> {
  const { db } = runtime;
  for (const environment of environments) {
    if (await findEnvironment(db, environment.slug)) continue;
    await asDemo(runtime, createEnvironment, environment);
  }
  for (const { slug, name, description, plan } of demoTemplates) {
    if (await findTemplate(db, slug)) continue;
    await asDemo(runtime, createTemplate, { slug, name, description, ownerTeam: "platform", plan });
  }
  for (const { slug, name, tier, description, team, overrides } of demoServices) {
    if (!(await findService(db, slug))) {
      await asDemo(runtime, createService, { slug, name, tier, description, ownerTeam: team });
      // Each of them is a process of its own that answers from its memory and calls nobody.
      const said = { origin: "catalog" as const, needs: [], evidence: "lib/entry/shop-service.ts" };
      await asDemo(runtime, declareNeeds, { slug, ...said });
    }
    const policy = await findPolicy(db, slug);
    if (!policy?.template) await asDemo(runtime, setPolicy, { slug, template: demoTemplate, overrides, revision: 0 });
  }
}

/** What the shop promises, made through the product's own command; what is there already stays. */
export async function seedObjectives(runtime: Runtime): Promise<void> {
  for (const { slug, name, service, definition } of demoObjectives) {
    if (await findObjectiveRow(runtime.db, slug)) continue;
    const reason = "Set with the demonstration.";
    const place = { service, environment: demoEnvironment };
    await asDemo(runtime, createObjective, { slug, name, ...place, definition, reason });
  }
}

/** What happens as budgets run out, a policy for each tier; what is there already stays. */
export async function seedBudgetPolicies(runtime: Runtime): Promise<void> {
  for (const { slug, name, definition } of demoBudgetPolicies) {
    if (await findBudgetPolicyRow(runtime.db, slug)) continue;
    await asDemo(runtime, createBudgetPolicy, { slug, name, definition, reason: "Set with the demonstration." });
  }
}

/** Tell the product where the shop runs now: the metric source and the targets, changed only where something moved. */
export async function seedTargets(runtime: Runtime, shop: Shop): Promise<void> {
  if (shop.prometheusUrl) await ensureSource(runtime, shop.prometheusUrl);
  for (const { slug } of demoServices) await ensureTarget(runtime, shop, slug);
}

async function ensureSource(runtime: Runtime, url: string): Promise<void> {
  const config = PrometheusSourceConfig.parse({ kind: "prometheus", url });
  const known = await findSource(runtime.db, demoSource);
  if (!known) {
    await asDemo(runtime, createSource, { slug: demoSource, name: "Prometheus of the shop", config });
    return;
  }
  if (known.config.url === url) return;
  await asDemo(runtime, editSource, { slug: demoSource, revision: known.revision, config: { ...known.config, url } });
}

async function ensureTarget(runtime: Runtime, shop: Shop, service: string): Promise<void> {
  const { a, b } = shop.healthUrls(service);
  const wanted = {
    config: shop.targetOf(service),
    health: HealthConfig.parse({ urls: { a: [...a], b: [...b] }, intervalMs: 500, timeoutMs: 1_000 }),
    telemetry: [...(shop.prometheusUrl ? [demoSource] : []), "target"].map((source) =>
      TelemetryBinding.parse({ source }),
    ),
  };
  const { secret } = shop;
  const { items } = await asDemo(runtime, listTargets, { service, environment: demoEnvironment });
  const [known] = items;
  if (!known) {
    const live = { slot: "a", version: firstVersion } as const;
    await asDemo(runtime, createTarget, { service, environment: demoEnvironment, ...wanted, secret, live });
    return;
  }
  const { config, health, telemetry } = known;
  if (isDeepStrictEqual({ config, health, telemetry }, wanted)) return;
  await asDemo(runtime, editTarget, { id: known.id, revision: known.revision, ...wanted, secret });
}
