import type { AuthOptions, CookiesOptions, LoggerInstance, Profile } from "next-auth";
import type { JWT } from "next-auth/jwt";
import credentialsProvider from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { boundedAgent } from "@/lib/platform/http/bounded-agent";
import { outboundLimits } from "@/lib/platform/http/outbound-limits";
import type { Runtime } from "@/lib/platform/runtime";
import { sessionAbsoluteHours } from "../domain/limits";
import { safeRedirectPath } from "../domain/redirect-target";
import { findLiveSession } from "../session-store";
import {
  beginSession,
  endSession,
  type SignInResult,
  type SignInSource,
  signInWithPassword,
  signInWithProvider,
} from "../use-cases/sign-in";
import { cookieName, cookieSecret, usesTls } from "./session-cookie";

/** Id of the generic OpenID Connect provider; part of its redirect address `/api/auth/callback/oidc`. */
export const oidcProviderId = "oidc";

export interface SignInRequest {
  readonly source: SignInSource;
  /** Reference in the cookie that the browser sent, if any. */
  readonly previousReference: string | null;
}

/** Claims of an ID token that we read. */
interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly preferred_username?: string;
}

/** What the library gives the userinfo step: tokens whose ID token it has verified. */
interface VerifiedTokens {
  readonly access_token?: string;
  claims(): Claims;
}

interface UserinfoClient {
  readonly issuer: { readonly metadata: { readonly userinfo_endpoint?: string | undefined } };
  userinfo(accessToken: string): Promise<object>;
}

/** The user id of a sign-in that was accepted. Throws an Error whose message is the code for the sign-in page. */
function accepted(result: SignInResult): string {
  if (!result.ok) throw new Error(result.refusal);
  return result.userId;
}

function passwordProvider(runtime: Runtime, request: SignInRequest): ReturnType<typeof credentialsProvider> {
  return credentialsProvider({
    credentials: { email: { type: "text" }, password: { type: "password" } },
    async authorize(given) {
      const email = typeof given?.email === "string" ? given.email : "";
      const password = typeof given?.password === "string" ? given.password : "";
      const result = await signInWithPassword(runtime, { email, password }, request.source).catch((error: unknown) => {
        // Without the database nothing can be counted, so nothing is tried.
        runtime.log.error({ requestId: request.source.requestId, err: error }, "sign-in failed");
        throw new Error("unavailable");
      });
      return { id: accepted(result) };
    },
  });
}

/** The configured identity provider; null when none is. State, nonce and PKCE are checked, tokens by RS256 only. */
function oidcProvider(runtime: Runtime): OAuthConfig<Claims> | null {
  const { config } = runtime;
  const { SIGNALBOX_OIDC_ISSUER: issuer, SIGNALBOX_OIDC_CLIENT_ID, SIGNALBOX_OIDC_CLIENT_SECRET } = config;
  if (!(issuer && SIGNALBOX_OIDC_CLIENT_ID && SIGNALBOX_OIDC_CLIENT_SECRET)) return null;
  return {
    id: oidcProviderId,
    name: config.SIGNALBOX_OIDC_NAME,
    type: "oauth",
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    httpOptions: { agent: boundedAgent(issuer, outboundLimits.identityProvider) },
    clientId: SIGNALBOX_OIDC_CLIENT_ID,
    clientSecret: SIGNALBOX_OIDC_CLIENT_SECRET,
    client: { id_token_signed_response_alg: "RS256" },
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    userinfo: { request: ({ client, tokens }) => allClaims(client, tokens) },
    profile: (claims) => ({ id: claims.sub }),
  };
}

/**
 * Claims of the ID token, completed from the userinfo endpoint where the token is thin. Who it is comes from the signed
 * token alone; userinfo of somebody else is refused.
 */
async function allClaims(client: UserinfoClient, tokens: object): Promise<Profile> {
  const verified = tokens as VerifiedTokens;
  const claims = verified.claims();
  const isComplete = claims.email !== undefined && claims.name !== undefined;
  if (isComplete || !verified.access_token || !client.issuer.metadata.userinfo_endpoint) return claims;
  const more = (await client.userinfo(verified.access_token)) as Partial<Claims>;
  if (more.sub !== claims.sub) throw new Error("userinfo is about somebody else than the ID token");
  return { ...more, ...claims };
}

function cookiesOf(runtime: Runtime): Partial<CookiesOptions> {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: usesTls(runtime.config) } as const;
  const named = (name: string) => ({ name: cookieName(runtime.config, name), options });
  return {
    sessionToken: named("session"),
    callbackUrl: named("callback"),
    csrfToken: named("csrf"),
    pkceCodeVerifier: named("pkce"),
    state: named("state"),
    nonce: named("nonce"),
  };
}

/** next-auth's messages in our log. An ended session is no error of ours, nor is a provider's refusal. */
function loggerOf(runtime: Runtime): LoggerInstance {
  const reasonOf = (metadata: unknown): string => {
    const inner = metadata instanceof Error ? metadata : (metadata as { error?: unknown } | undefined)?.error;
    return inner instanceof Error ? inner.message : "unknown";
  };
  return {
    error: (code, metadata) => runtime.log.warn({ code, reason: reasonOf(metadata) }, "sign-in library"),
    warn: (code) => runtime.log.debug({ code }, "sign-in library"),
    debug: () => undefined,
  };
}

/** Everything that next-auth is told, for one request. It keeps a cookie; who may do what is read from the database. */
export function nextAuthOptions(runtime: Runtime, request: SignInRequest): AuthOptions {
  const oidc = oidcProvider(runtime);
  return {
    secret: cookieSecret(runtime.config),
    providers: oidc ? [passwordProvider(runtime, request), oidc] : [passwordProvider(runtime, request)],
    session: { strategy: "jwt", maxAge: sessionAbsoluteHours * 3_600 },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    useSecureCookies: usesTls(runtime.config),
    cookies: cookiesOf(runtime),
    logger: loggerOf(runtime),
    callbacks: {
      async signIn({ user, account, profile }) {
        if (account?.provider !== oidcProviderId) return true;
        user.id = accepted(await signInWithProvider(runtime, profileOf(profile as Claims), request.source));
        return true;
      },
      async jwt({ token, user, account }) {
        if (!user) return liveToken(runtime, token);
        const way = account?.provider === oidcProviderId ? "single sign-on" : "password";
        const begin = { userId: user.id, way, previousReference: request.previousReference } as const;
        return { sub: user.id, sid: await beginSession(runtime, begin, request.source) };
      },
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => baseUrl + safeRedirectPath(url, baseUrl),
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sid === "string") await endSession(runtime, token.sid, request.source);
      },
    },
  };
}

function profileOf(claims: Claims): Parameters<typeof signInWithProvider>[1] {
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: claims.email ?? null,
    name: claims.name ?? claims.preferred_username ?? null,
  };
}

/** The token of a session that is alive; throws for one that ended, which clears the cookie. */
async function liveToken(runtime: Runtime, token: JWT): Promise<JWT> {
  const session = typeof token.sid === "string" ? await findLiveSession(runtime.db, token.sid) : null;
  if (!session) throw new Error("this session has ended");
  return token;
}
