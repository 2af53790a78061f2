import { AppError } from "@/lib/kernel/app-error";
import type { Runtime } from "@/lib/platform/runtime";
import { HintStream } from "@/lib/platform/stream/hint-stream";
import { streamsPerSession } from "../domain/limits";
import { aliveCredentials, credentialOf } from "../use-cases/is-session-alive";

const streams = new WeakMap<Runtime, HintStream>();

/** The stream of hints of this runtime, made when it is first asked for. */
export function hintStreamOf(runtime: Runtime): HintStream {
  const existing = streams.get(runtime);
  if (existing) return existing;
  const stream = new HintStream({
    databaseUrl: runtime.config.DATABASE_URL,
    log: runtime.log,
    maxPerCredential: streamsPerSession,
    aliveCredentials: (credentials) => aliveCredentials(runtime.db, credentials),
  });
  streams.set(runtime, stream);
  return stream;
}

/** Server-sent hints for whoever is signed in. Hints name what changed, never its content. */
export async function answerHints(request: Request, runtime: Runtime, requestId: string): Promise<Response> {
  const actor = await runtime.authenticate(request.headers);
  if (!actor) throw new AppError("unauthenticated", { detail: "Sign in to follow changes." });
  return new Response(await hintStreamOf(runtime).open(credentialOf(actor)), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // no-transform keeps compression, which would hold events back, away from the stream.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      vary: "Authorization, Cookie",
      "x-request-id": requestId,
    },
  });
}
