import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";

export type KubernetesFailureCode =
  | "unauthorized"
  | "forbidden"
  | "kind_unknown"
  | "object_unknown"
  | "conflict"
  | "changed_by_hand"
  | "gone"
  | "throttled"
  | "refused"
  | "invalid"
  | "answer_garbled"
  | "backend_unknown"
  | "backend_split"
  | "session_persistence"
  | "not_a_canary"
  | "no_traffic_routing"
  | "no_step"
  | "no_second_version";

export interface KubernetesFailure {
  readonly code: KubernetesFailureCode;
  readonly detail: string;
  readonly remedy: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
  readonly cause?: unknown;
}

/** An AppError whose detail and only reason both say what is wrong and what to do about it. */
export function kubernetesError({ code, detail, remedy, facts, cause }: KubernetesFailure): AppError {
  const reason = { code, message: detail, remedy, ...(facts ? { facts } : {}) };
  return new AppError("upstream_failed", { detail: `${detail} ${remedy}`, reasons: [reason], cause });
}

/** Whether an error is one of ours with this code. */
export function isFailure(error: unknown, code: KubernetesFailureCode): boolean {
  return error instanceof AppError && error.reasons.some((reason) => reason.code === code);
}

/** What API servers answer instead of an object: `Status`. Every field may be missing. */
const StatusAnswer = z.object({
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z.object({ name: z.string().optional(), kind: z.string().optional() }).optional(),
});

export interface RefusedCall {
  /** The API server at the start of a sentence. */
  readonly who: string;
  /** The verb of RBAC that the call needs: `get`, `update`, `watch`. */
  readonly verb: string;
  /** The resource as RBAC names it, `httproutes.gateway.networking.k8s.io` or `rollouts/status.argoproj.io`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: number;
  readonly body: string;
  /** Value of the header `Retry-After`, in seconds; null when there was none. */
  readonly retryAfterSeconds: number | null;
}

/** What an answer that is no success means to the person who has to mend it. */
export function refusalOf(call: RefusedCall): AppError {
  const { who, verb, resource, namespace, name, status } = call;
  const said = statusOf(call.body);
  const words = said.message ? `: ${said.message.slice(0, 300)}` : "";
  switch (status) {
    case 401:
      return kubernetesError({
        code: "unauthorized",
        detail: `${who} does not know our token (401).`,
        remedy: "Store a token of a service account that exists; tokens with an end must be stored again in time.",
      });
    case 403:
      return kubernetesError({
        code: "forbidden",
        detail: `${who} does not let our token ${verb} ${resource} in namespace ${namespace} (403).`,
        remedy: `Give its role the verb "${verb}" on ${resource} there; docs/operations/kubernetes.md has the whole role.`,
        facts: { verb, resource },
      });
    case 404:
      return unknown(call, said);
    case 409:
      return kubernetesError({
        code: "conflict",
        detail: `${resource} ${name} in ${namespace} was changed by somebody else meanwhile (409).`,
        remedy: "It is read again and decided again.",
      });
    case 410:
      return kubernetesError({
        code: "gone",
        detail: `${who} no longer knows the version of ${name} that a watch began at (410).`,
        remedy: "The watch is begun anew.",
      });
    case 429:
      return throttled(call, call.retryAfterSeconds ?? 1);
    case 400:
    case 422:
      return kubernetesError({
        code: "invalid",
        detail: `${who} refused what we sent as invalid (${status})${words}.`,
        remedy: "Check the object for fields that its definition does not allow.",
      });
    default:
      return kubernetesError({
        code: "refused",
        detail: `${who} answered with status ${status}${words}.`,
        remedy: "Look at the API server; it is tried again.",
      });
  }
}

/** The API server asked for patience, and is not asked before that. */
export function throttled({ who }: Pick<RefusedCall, "who">, seconds: number): AppError {
  return kubernetesError({
    code: "throttled",
    detail: `${who} is overloaded and asked to be left alone for ${Math.max(1, Math.ceil(seconds))} s (429).`,
    remedy: "It is asked again after that; look at its priority and fairness settings when this lasts.",
    facts: { retryAfterSeconds: seconds },
  });
}

/** A missing object has a name in the answer; a missing kind, its definition not being installed, has none. */
function unknown({ who, resource, namespace, name }: RefusedCall, said: z.infer<typeof StatusAnswer>): AppError {
  if (said.details?.name) {
    return kubernetesError({
      code: "object_unknown",
      detail: `There is no ${resource} "${name}" in namespace ${namespace}.`,
      remedy: "Correct the namespace or the name in the target, or create it.",
    });
  }
  return kubernetesError({
    code: "kind_unknown",
    detail: `${who} does not know the kind ${resource}.`,
    remedy: "Install its definitions (CRDs): those of the Gateway API in version v1, or those of Argo Rollouts.",
  });
}

function statusOf(body: string): z.infer<typeof StatusAnswer> {
  try {
    return StatusAnswer.safeParse(JSON.parse(body)).data ?? {};
  } catch {
    return {};
  }
}
