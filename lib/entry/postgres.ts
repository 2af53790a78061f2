import { startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";

/**
 * The embedded PostgreSQL as a process of its own, so that it outlives restarts of web and worker and ends with the launcher.
 * Speaks to the launcher in lines of JSON on standard output: `{ "notice" }`, then `{ "ready": url, "port" }` or `{ "failed" }`.
 */
function tell(message: Readonly<Record<string, string | number>>): void {
  process.stdout.write(`${JSON.stringify({ postgres: true, ...message })}\n`);
}

async function main(): Promise<void> {
  const [clusterDir, port] = process.argv.slice(2);
  const password = process.env.EMBEDDED_POSTGRES_PASSWORD;
  if (clusterDir === undefined || !password) {
    throw new Error("usage: EMBEDDED_POSTGRES_PASSWORD=… postgres.ts <directory> [port]");
  }
  const server = await startEmbeddedPostgres({
    clusterDir,
    password,
    port: port === undefined ? undefined : Number(port),
    onNotice: (notice) => tell({ notice }),
    onLog: (text) => process.stderr.write(text),
  });
  let asked = false;
  const stop = (): void => {
    if (asked) return;
    asked = true;
    server.stop().then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  server.exited.then((reason) => {
    if (asked) return;
    process.stderr.write(`${reason}\n`);
    process.exit(1);
  });
  tell({ ready: server.urlOf("signalbox"), port: server.port });
}

main().catch((error: unknown) => {
  tell({ failed: error instanceof Error ? error.message : String(error) });
  process.exit(1);
});
