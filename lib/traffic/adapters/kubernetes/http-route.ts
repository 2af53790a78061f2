import { z } from "zod";
import type { GatewayTargetConfig } from "@/lib/traffic/contract";
import type { SlotName, TargetAdvice, TrafficIntent } from "@/lib/traffic/port";
import type { KubernetesFailure } from "./failure";
import type { Shares } from "./fence-note";
import type { KubernetesObject } from "./kubernetes-object";

/** The part of an HTTPRoute (gateway.networking.k8s.io/v1) that tells who gets which share. */
const BackendRef = z.looseObject({
  kind: z.string().default("Service"),
  name: z.string(),
  namespace: z.string().optional(),
  /** Relative to the sum of all in the rule. */
  weight: z.number().int().min(0).max(1_000_000).default(1),
});
type BackendRef = z.infer<typeof BackendRef>;

const Rule = z.looseObject({
  backendRefs: z.array(BackendRef).default([]),
  sessionPersistence: z.unknown().optional(),
});
type Rule = z.infer<typeof Rule>;

const RouteSpec = z.looseObject({ rules: z.array(Rule).default([]) });

const Condition = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  observedGeneration: z.number().int().optional(),
});
const RouteStatus = z.looseObject({
  parents: z.array(z.looseObject({ conditions: z.array(Condition).default([]) })).default([]),
});

type Backends = Pick<GatewayTargetConfig, "backends" | "namespace" | "route">;

export interface RouteReading {
  /** Of all weight in the rules that have one of the Services, in percent; the mean where rules differ. */
  readonly shares: Shares;
  /** What keeps the route from being split; null when it can be. */
  readonly problem: KubernetesFailure | null;
  /** A rule keeps users with their backend, also at weight 0. */
  readonly isSticky: boolean;
  /** Every gateway that has the route has seen this state of it. */
  readonly isTaken: boolean;
}

const slots = ["a", "b"] as const;

/** Read the split of a route. Pure; what cannot be read as a route has no rules. */
export function readRoute(route: KubernetesObject, config: Backends): RouteReading {
  const rules = rulesOf(route).filter((rule) => slots.some((slot) => findRef(rule, config, slot)));
  return {
    shares: { a: meanShare(rules, config, "a"), b: meanShare(rules, config, "b") },
    problem: problemOf(rulesOf(route), rules, config),
    isSticky: rules.some((rule) => rule.sessionPersistence !== undefined),
    isTaken: conditionsOf(route).every(
      ({ observedGeneration }) => (observedGeneration ?? 0) >= (route.metadata.generation ?? 0),
    ),
  };
}

/**
 * The route with the weights of both Services set in every rule that has one of them. Whole percentages become weights out
 * of 100, others out of 10 000; a share above 0 never becomes 0. Other fields and other backends stay as they are.
 */
export function withShares(
  route: KubernetesObject,
  config: Backends,
  intent: Pick<TrafficIntent, "sharePercent">,
): KubernetesObject {
  const weights = weightsOf(intent.sharePercent);
  const rules = rulesOf(route).map((rule, index) => {
    const raw = rawRules(route)[index] as Record<string, unknown>;
    if (!slots.some((slot) => findRef(rule, config, slot))) return raw;
    const backendRefs = (raw.backendRefs as Record<string, unknown>[]).map((ref, at) => {
      const slot = slots.find((one) => isRef(rule.backendRefs[at], config, one));
      return slot === undefined ? ref : { ...ref, weight: weights[slot] };
    });
    return { ...raw, backendRefs };
  });
  return { ...route, spec: { ...route.spec, rules } };
}

/** Weights for shares in percent that add up to 100. */
export function weightsOf(sharePercent: Shares): Readonly<Record<SlotName, number>> {
  const scale = Number.isInteger(sharePercent.a) && Number.isInteger(sharePercent.b) ? 1 : 100;
  const weight = (share: number): number => (share === 0 ? 0 : Math.max(1, Math.round(share * scale)));
  return { a: weight(sharePercent.a), b: weight(sharePercent.b) };
}

/** What a person should put right although the split can be set: what gateways say of the route, and who else gets traffic. */
export function routeAdvice(route: KubernetesObject, config: Backends): TargetAdvice[] {
  const { detail, remedy } = stickyFailure(config);
  const sticky = { subject: "Session persistence", message: detail, remedy };
  return [
    ...gatewayAdvice(route, config),
    ...(readRoute(route, config).isSticky ? [sticky] : []),
    ...foreignAdvice(route, config),
  ];
}

function gatewayAdvice(route: KubernetesObject, config: Backends): TargetAdvice[] {
  const conditions = conditionsOf(route);
  if (conditions.length === 0) {
    const message = `No gateway has taken up HTTPRoute ${config.route}: its status is empty.`;
    return [{ subject: "Gateway", message, remedy: "Check its parentRefs, and that the gateway's controller runs." }];
  }
  const bad = conditions.filter(({ type, status }) => status === "False" && /^(Accepted|ResolvedRefs)$/.test(type));
  return bad.map(({ type, reason = "no reason", message }) => {
    const [subject, verb] = type === "Accepted" ? ["Gateway", "accepted"] : ["Backends", "resolved"];
    const words = message ? `: ${message.slice(0, 200)}` : "";
    return {
      subject,
      message: `A gateway says of HTTPRoute ${config.route} that it is not ${verb} (${reason})${words}.`,
      remedy: reason === "BackendNotFound" ? "Create the Service, or correct its name." : "Correct the route.",
    };
  });
}

function foreignAdvice(route: KubernetesObject, config: Backends): TargetAdvice[] {
  const others = rulesOf(route)
    .filter((rule) => slots.some((slot) => findRef(rule, config, slot)))
    .flatMap((rule) => rule.backendRefs)
    .filter((ref) => ref.weight > 0 && !slots.some((slot) => isRef(ref, config, slot)));
  if (others.length === 0) return [];
  const names = [...new Set(others.map(({ name }) => name))].join(", ");
  const message = `${names} takes traffic from both slots in the same rules.`;
  return [{ subject: "Other backends", message, remedy: "Give it weight 0, or take it out of those rules." }];
}

export function stickyFailure({ route }: Pick<Backends, "route">): KubernetesFailure {
  return {
    code: "session_persistence",
    detail: `HTTPRoute ${route} keeps users with their backend (sessionPersistence), also when its weight is 0.`,
    remedy: "Take sessionPersistence off the rule: a version could not be taken away from its users with it.",
  };
}

function problemOf(all: readonly Rule[], rules: readonly Rule[], config: Backends): KubernetesFailure | null {
  const missing = slots.filter((slot) => !rules.some((rule) => findRef(rule, config, slot)));
  if (missing.length > 0) {
    const names = [...new Set(all.flatMap((rule) => rule.backendRefs.map(({ name }) => name)))];
    return {
      code: "backend_unknown",
      detail: `HTTPRoute ${config.route} has no backend ${missing.map((slot) => config.backends[slot]).join(", ")} in its rules.`,
      remedy: `Correct the names in the target, or add the backends to the route; it has ${names.join(", ") || "none"}.`,
    };
  }
  const half = rules.find((rule) => !slots.every((slot) => findRef(rule, config, slot)));
  if (half === undefined) return null;
  const alone = findRef(half, config, "a")?.name ?? config.backends.b;
  return {
    code: "backend_split",
    detail: `HTTPRoute ${config.route} has a rule with ${alone} alone: what it matches cannot be split.`,
    remedy: "List both backends in each rule that has one of them, the second with weight 0.",
  };
}

function meanShare(rules: readonly Rule[], config: Backends, slot: SlotName): number {
  if (rules.length === 0) return 0;
  const shares = rules.map((rule) => {
    const sum = rule.backendRefs.reduce((total, { weight }) => total + weight, 0);
    return sum === 0 ? 0 : (100 * (findRef(rule, config, slot)?.weight ?? 0)) / sum;
  });
  return shares.reduce((total, share) => total + share, 0) / shares.length;
}

function findRef(rule: Rule, config: Backends, slot: SlotName): BackendRef | undefined {
  return rule.backendRefs.find((ref) => isRef(ref, config, slot));
}

function isRef(ref: BackendRef | undefined, { backends, namespace }: Backends, slot: SlotName): boolean {
  if (ref === undefined || ref.kind !== "Service") return false;
  return ref.name === backends[slot] && (ref.namespace ?? namespace) === namespace;
}

function rulesOf(route: KubernetesObject): readonly Rule[] {
  return RouteSpec.safeParse(route.spec).data?.rules ?? [];
}

function rawRules(route: KubernetesObject): readonly unknown[] {
  return Array.isArray(route.spec.rules) ? route.spec.rules : [];
}

function conditionsOf(route: KubernetesObject): readonly z.infer<typeof Condition>[] {
  return RouteStatus.safeParse(route.status ?? {}).data?.parents.flatMap(({ conditions }) => conditions) ?? [];
}
