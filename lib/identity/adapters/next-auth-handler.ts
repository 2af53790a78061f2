import NextAuth from "next-auth";
import { AppError } from "@/lib/kernel/app-error";
import { trustGivenOrigin } from "@/lib/platform/config/next-auth-environment";
import { readText } from "@/lib/platform/http/request-body";
import { isSameOrigin, sourceAddressOf } from "@/lib/platform/http/request-facts";
import type { Runtime } from "@/lib/platform/runtime";
import { safeRedirectPath } from "../domain/redirect-target";
import { refuseProviderAnswer, type SignInSource } from "../use-cases/sign-in";
import { nextAuthOptions, oidcProviderId } from "./next-auth-options";
import { cookieName, parseCookies, readSessionCookie } from "./session-cookie";

/** What next-auth's Node-style handler reads from a request. */
interface AuthRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly cookies: Record<string, string>;
  readonly query: Record<string, string | string[]>;
  readonly body: Record<string, string>;
}

/** What next-auth's Node-style handler does to a response. */
class AuthAnswer {
  readonly #headers = new Map<string, string | string[]>();
  #status = 200;
  #body: string | null = null;

  status(code: number): this {
    this.#status = code;
    return this;
  }
  getHeader(name: string): string | string[] | undefined {
    return this.#headers.get(name.toLowerCase());
  }
  setHeader(name: string, value: string | string[]): this {
    this.#headers.set(name.toLowerCase(), value);
    return this;
  }
  json(value: unknown): void {
    this.setHeader("content-type", "application/json");
    this.#body = JSON.stringify(value);
  }
  send(value: unknown): void {
    if (typeof value === "string") this.#body = value;
    else if (value !== undefined) this.json(value);
  }
  end(): void {
    this.#body ??= "";
  }

  /** Address that next-auth wants the browser to go to, whether as a redirect or as JSON. */
  get target(): string {
    const location = this.#headers.get("location");
    return typeof location === "string" ? location : (this.#body ?? "");
  }

  toResponse(requestId: string): Response {
    const headers = new Headers({ "cache-control": "no-store", vary: "Cookie", "x-request-id": requestId });
    for (const [name, value] of this.#headers) {
      if (name === "cache-control") continue;
      for (const each of [value].flat()) headers.append(name, each);
    }
    const isThrottled = this.#status === 401 && this.target.includes("error=too_many_requests");
    if (isThrottled) headers.set("retry-after", "900");
    return new Response(this.#body, { status: isThrottled ? 429 : this.#status, headers });
  }
}

/** What of next-auth is served; its log sink and its own pages are not. */
const served: Readonly<Record<string, readonly string[]>> = {
  GET: ["session", "csrf", "providers", "signin", "signout", "callback", "error"],
  POST: ["signin", "signout", "callback"],
};

const bodyFields = ["csrfToken", "callbackUrl", "json", "email", "password"];

function originOf(request: Request, runtime: Runtime): URL {
  const configured = runtime.config.SIGNALBOX_URL;
  return new URL(configured ?? `http://${request.headers.get("host") ?? new URL(request.url).host}`);
}

async function fieldsOf(request: Request): Promise<Record<string, string>> {
  if (request.method !== "POST") return {};
  const text = await readText(request);
  const isJson = request.headers.get("content-type")?.includes("application/json");
  let given: unknown;
  try {
    given = isJson ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
  } catch {
    given = null;
  }
  const fields: Record<string, string> = Object.create(null);
  if (typeof given !== "object" || given === null) return fields;
  for (const [name, value] of Object.entries(given)) {
    if (bodyFields.includes(name) && (typeof value === "string" || value === true)) fields[name] = String(value);
  }
  return fields;
}

function withSafeTarget<T extends Record<string, string | string[]>>(fields: T, name: string, origin: URL): T {
  const target = fields[name];
  if (target === undefined) return fields;
  const path = safeRedirectPath(typeof target === "string" ? target : null, origin.origin);
  return { ...fields, [name]: origin.origin + path };
}

async function toAuthRequest(request: Request, path: readonly string[], runtime: Runtime): Promise<AuthRequest> {
  const origin = originOf(request, runtime);
  const query = { ...Object.fromEntries(new URL(request.url).searchParams), nextauth: [...path] };
  return {
    method: request.method,
    // Only what we wrote: next-auth believes these.
    headers: { host: origin.host, "x-forwarded-host": origin.host, "x-forwarded-proto": origin.protocol.slice(0, -1) },
    cookies: withSafeTarget(
      parseCookies(request.headers.get("cookie")),
      cookieName(runtime.config, "callback"),
      origin,
    ),
    query: withSafeTarget(query, "callbackUrl", origin),
    body: withSafeTarget(await fieldsOf(request), "callbackUrl", origin),
  };
}

/**
 * Serve `/api/auth/<path>` through next-auth. Takes and gives plain web objects, so that tests call it as it is.
 * Throws AppError for what next-auth is not asked at all.
 */
export async function handleAuth(
  request: Request,
  path: readonly string[],
  runtime: Runtime,
  requestId: string,
): Promise<Response> {
  const [action = ""] = path;
  if (!served[request.method]?.includes(action)) throw new AppError("not_found", { detail: "There is no such page." });
  if (request.method === "POST" && !isSameOrigin(request.headers, runtime.config.SIGNALBOX_URL)) {
    throw new AppError("cross_site_request", { detail: "Sign in on the pages of this site." });
  }
  const source: SignInSource = {
    requestId,
    sourceAddress: sourceAddressOf(request.headers, runtime.config),
    userAgent: request.headers.get("user-agent"),
  };
  const previous = await readSessionCookie(request.headers, runtime.config);
  trustGivenOrigin();
  const answer = new AuthAnswer();
  const options = nextAuthOptions(runtime, { source, previousReference: previous?.reference ?? null });
  const handle = NextAuth(options) as (request: AuthRequest, answer: AuthAnswer) => Promise<unknown>;
  await handle(await toAuthRequest(request, path, runtime), answer);
  const isProviderAnswer = action === "callback" && path[1] === oidcProviderId;
  if (isProviderAnswer && /error=(OAuthCallback|Callback)\b/.test(answer.target)) {
    await refuseProviderAnswer(runtime, source);
  }
  return answer.toResponse(requestId);
}
