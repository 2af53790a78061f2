import { at, listAt, textAt } from "@/lib/kernel/json-value";
import { batchLimits, type ResourceName } from "./telemetry-batch";

/** Reading OTLP as JSON (or as protobuf decoded to the same shape). Names may be in camelCase or, as some senders have it, snake_case. */

/** What stands under a name of the protocol. */
export function fieldOf(value: unknown, name: string): unknown {
  const found = at(value, name);
  return found === undefined
    ? at(
        value,
        name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      )
    : found;
}

export function listOf(value: unknown, name: string): readonly unknown[] {
  return listAt({ found: fieldOf(value, name) }, "found");
}

/** A number, also written as text: 64-bit integers are text in JSON. */
export function numberOf(value: unknown, name: string): number | null {
  const found = fieldOf(value, name);
  if (typeof found !== "number" && typeof found !== "string") return null;
  if (typeof found === "string" && found.trim() === "") return null;
  const number = Number(found);
  return Number.isFinite(number) ? number : null;
}

/** Attributes by name; values that are lists or maps are left out. */
export function attributesOf(holder: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const attribute of listOf(holder, "attributes").slice(0, 256)) {
    const key = textAt(attribute, "key");
    const value = at(attribute, "value");
    if (key === undefined || found.has(key)) continue;
    for (const kind of ["stringValue", "intValue", "doubleValue", "boolValue"]) {
      const given = fieldOf(value, kind);
      if (typeof given === "string" || typeof given === "number" || typeof given === "boolean") {
        found.set(key, String(given).slice(0, 1_000));
        break;
      }
    }
  }
  return found;
}

/** Who sends, or why that cannot be said. Names follow OpenTelemetry's resource conventions, old spelling of the environment included. */
export function resourceOf(holder: unknown): ResourceName | { readonly missing: string } {
  const attributes = attributesOf(at(holder, "resource"));
  const service = attributes.get("service.name");
  const version = attributes.get("service.version");
  const environment = attributes.get("deployment.environment.name") ?? attributes.get("deployment.environment");
  if (!service || service.startsWith("unknown_service")) return { missing: "no service.name" };
  if (!version) return { missing: "no service.version" };
  if (!environment) return { missing: "no deployment.environment.name" };
  const cut = (name: string): string => name.slice(0, batchLimits.maxNameLength);
  return { service: cut(service), version: cut(version), environment: cut(environment) };
}

/** Nanoseconds since 1970 as text or number, in ms. NaN when it is neither. */
export function millisOf(nanos: unknown): number {
  if (typeof nanos === "string" && /^\d{1,20}$/.test(nanos)) return Number(nanos) / 1e6;
  return typeof nanos === "number" ? nanos / 1e6 : Number.NaN;
}

/** Does an answer with these attributes count as an error? */
export function isErrorAnswer(attributes: ReadonlyMap<string, string>): boolean {
  const status = Number(attributes.get("http.response.status_code") ?? attributes.get("http.status_code"));
  if (Number.isFinite(status) && status > 0) return status >= 500;
  if (attributes.has("error.type")) return true;
  const grpc = Number(attributes.get("rpc.grpc.status_code"));
  // Unknown, DeadlineExceeded, Unimplemented, Internal, Unavailable, DataLoss: the server's, by the semantic conventions.
  return [2, 4, 12, 13, 14, 15].includes(grpc);
}
