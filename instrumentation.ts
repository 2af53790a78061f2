/** Runs once when a web process starts: the runtime is there before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { cleanInboundRequests } = await import("./lib/platform/http/inbound");
  cleanInboundRequests();
  const { protectAnswers } = await import("./lib/platform/http/answer-headers");
  protectAnswers();
  const { stampPeerAddresses } = await import("./lib/platform/http/peer-address");
  stampPeerAddresses();
  const { ensureComposed } = await import("./lib/composition");
  await ensureComposed("web");
  const { openDirectDoor } = await import("./lib/composition-door");
  openDirectDoor();
  const { currentRuntime } = await import("./lib/platform/runtime");
  const runtime = currentRuntime();
  // The demonstration makes its own people, whose password is no secret; elsewhere they may not sign in.
  if (runtime.config.SIGNALBOX_DEMO) return;
  const { shutDemoAccounts } = await import("./lib/identity/use-cases/demo-accounts");
  await shutDemoAccounts(runtime);
  const { ensureSetupLink } = await import("./lib/identity/use-cases/ensure-setup-link");
  await ensureSetupLink(runtime);
}
