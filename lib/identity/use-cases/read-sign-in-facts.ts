import { currentRuntime, type Runtime } from "@/lib/platform/runtime";
import { hasNoUsers } from "../user-store";

/** What the sign-in page shows to anybody: no more than that. */
export interface SignInFacts {
  /** Nobody can sign in yet: the first administrator is still to be made. */
  readonly isFresh: boolean;
  /** Name of the identity provider's button; null when none is configured. */
  readonly singleSignOnName: string | null;
}

/** What the sign-in page needs to know before anybody is known. */
export async function readSignInFacts(runtime: Runtime = currentRuntime()): Promise<SignInFacts> {
  const { SIGNALBOX_OIDC_ISSUER, SIGNALBOX_OIDC_NAME } = runtime.config;
  return {
    isFresh: await hasNoUsers(runtime.db),
    singleSignOnName: SIGNALBOX_OIDC_ISSUER ? SIGNALBOX_OIDC_NAME : null,
  };
}
