import { headers } from "next/headers";
import type { ReactNode } from "react";
import { ConsoleShell } from "@/components/console/console-shell";
import { currentRuntime } from "@/lib/platform/runtime";

/** The chrome of signed-in pages. It decides nothing: each page asks for its own permission. */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }): Promise<ReactNode> {
  const runtime = currentRuntime();
  const actor = await runtime.authenticate(new Headers(await headers()));
  if (actor?.kind !== "user") return children;
  const { name, email, roles, permissions } = actor;
  return (
    <ConsoleShell person={{ name, email, roles }} held={[...permissions]} hasDemo={runtime.config.SIGNALBOX_DEMO}>
      {children}
    </ConsoleShell>
  );
}
