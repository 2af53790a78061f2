import { handleAuth } from "@/lib/identity/adapters/next-auth-handler";
import { problemResponse, toProblem } from "@/lib/platform/http/problem";
import type { Runtime } from "@/lib/platform/runtime";

/** A browser as far as `/api/auth` can tell: keeps cookies, says where its requests come from. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  readonly setCookies: string[] = [];
  readonly #runtime: Runtime;
  readonly #origin: string;
  readonly #headers: Record<string, string>;

  constructor(runtime: Runtime, headers: Record<string, string> = {}) {
    this.#runtime = runtime;
    this.#origin = runtime.config.SIGNALBOX_URL ?? "http://localhost:3000";
    this.#headers = headers;
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Send a request below `/api/auth`; `fields` make it a form post. */
  async auth(path: string, fields?: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const url = new URL(`/api/auth/${path}`, this.#origin);
    const sent = new Headers({
      host: url.host,
      cookie: this.cookieHeader,
      "sec-fetch-site": "same-origin",
      ...this.#headers,
      ...headers,
    });
    if (fields) sent.set("content-type", "application/x-www-form-urlencoded");
    const request = new Request(url, {
      headers: sent,
      ...(fields ? { method: "POST", body: new URLSearchParams(fields) } : {}),
    });
    const segments = url.pathname.split("/").slice(3);
    const response = await handleAuth(request, segments, this.#runtime, "req_test_browser").catch((error: unknown) =>
      problemResponse(toProblem(error, "req_test_browser", this.#runtime.log)),
    );
    this.#keep(response);
    return response;
  }

  async csrfToken(): Promise<string> {
    const answer = (await (await this.auth("csrf")).json()) as { csrfToken: string };
    return answer.csrfToken;
  }

  /** Post the sign-in form as the page does. */
  async signIn(email: string, password: string, callbackUrl = "/"): Promise<Response> {
    const csrfToken = await this.csrfToken();
    return this.auth("callback/credentials", { csrfToken, email, password, callbackUrl, json: "true" });
  }

  async signOut(): Promise<Response> {
    return this.auth("signout", { csrfToken: await this.csrfToken(), callbackUrl: "/sign-in", json: "true" });
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      this.setCookies.push(line);
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      const value = pair.slice(at + 1);
      if (value === "" || /max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), value);
    }
  }
}
