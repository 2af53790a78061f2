import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What happens to the ID token on its way; undone by `null`. */
  tamper(change: Tampering | null): void;
  /** Number of authorization requests seen with PKCE, state and nonce. */
  readonly seen: { withAllChecks: number; total: number };
  stop(): Promise<void>;
}

/** Changes to an ID token. Without `unsigned` it is signed again with the provider's own key. */
export interface Tampering {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly alg?: "RS256" | "none";
  /** Sign with a key that the provider does not publish. */
  readonly foreignKey?: boolean;
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A real OpenID provider on a free port of this machine, whose token answers a test can falsify. */
export async function startIdentityProvider(options: {
  readonly redirectUri: string;
  readonly people: Readonly<Record<string, { readonly email?: string; readonly name?: string }>>;
}): Promise<IdentityProvider> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const jwk = { ...privateKey.export({ format: "jwk" }), kid: "test-key", alg: "RS256", use: "sig" };
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientId = "signalbox";
  const clientSecret = "the client's secret, long enough for anybody";
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [options.redirectUri] }],
    jwks: { keys: [jwk] },
    cookies: { keys: ["cookie-key-of-the-test-provider"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    async findAccount(_context, id) {
      const person = options.people[id];
      return person ? { accountId: id, claims: async () => ({ sub: id, email_verified: true, ...person }) } : undefined;
    },
  });
  let tampering: Tampering | null = null;
  const seen = { withAllChecks: 0, total: 0 };
  const handle = provider.callback();
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", issuer);
    if (url.pathname === "/auth") {
      seen.total += 1;
      const checks = ["state", "nonce", "code_challenge"].every((name) => url.searchParams.get(name));
      if (checks && url.searchParams.get("code_challenge_method") === "S256") seen.withAllChecks += 1;
    }
    const change = tampering;
    if (url.pathname === "/token" && change) {
      const key = change.foreignKey ? foreign : createPrivateKey({ key: jwk, format: "jwk" });
      falsify(response, (token) => resign(token, change, key));
    }
    void handle(request, response);
  });
  return {
    issuer,
    clientId,
    clientSecret,
    seen,
    tamper(change) {
      tampering = change;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function resign(token: string, change: Tampering, key: Parameters<typeof sign>[2]): string {
  const [header = "", payload = ""] = token.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as object;
  const alg = change.alg ?? "RS256";
  const body = `${base64url({ ...read(header), alg })}.${base64url({ ...read(payload), ...change.claims })}`;
  return `${body}.${alg === "none" ? "" : sign("sha256", Buffer.from(body), key).toString("base64url")}`;
}

function falsify(response: ServerResponse, change: (token: string) => string): void {
  const end = response.end.bind(response) as (body: string) => ServerResponse;
  response.end = ((body: unknown) => {
    const answer = JSON.parse(String(body)) as { id_token?: string };
    if (answer.id_token) answer.id_token = change(answer.id_token);
    const text = JSON.stringify(answer);
    response.setHeader("content-length", Buffer.byteLength(text));
    return end(text);
  }) as typeof response.end;
}

/** Sign `login` in at the provider's own pages, as a browser does; answers where the provider sends the browser back to. */
export async function approveAtProvider(authorizationUrl: string, login: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = authorizationUrl;
  let form: URLSearchParams | null = null;
  for (let step = 0; step < 12; step += 1) {
    const response: Response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form ? { method: "POST", body: form } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const body = await response.text();
    form = null;
    const location = response.headers.get("location");
    if (location) {
      url = new URL(location, url).href;
      if (new URL(url).origin !== new URL(authorizationUrl).origin) return url;
    } else {
      const prompt = /name="prompt" value="(\w+)"/.exec(body)?.[1];
      if (!prompt) throw new Error(`the provider's page asks nothing: ${response.status} ${body.slice(0, 300)}`);
      form = new URLSearchParams({ prompt, login, password: "any" });
    }
  }
  throw new Error("the provider never sent the browser back");
}
