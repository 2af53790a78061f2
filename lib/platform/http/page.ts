import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { UserActor } from "@/lib/platform/auth/actor";
import type { Permission } from "@/lib/platform/auth/permissions";
import { currentRuntime } from "@/lib/platform/runtime";
import { recordRefusal, type UseCase } from "@/lib/platform/use-case";
import { requestIdOf, sourceAddressOf } from "./request-facts";
import { requestedPathHeader, signInAddress } from "./requested-path";

/**
 * The person looking at this page, or a redirect to sign in. Every page calls it: layouts decide nothing. Somebody without
 * the permission is led away, and the attempt is on record.
 */
export async function pageActor(permission: Permission): Promise<UserActor> {
  const runtime = currentRuntime();
  const sent = new Headers(await headers());
  const actor = await runtime.authenticate(sent);
  const path = sent.get(requestedPathHeader);
  if (actor?.kind !== "user") redirect(signInAddress(path));
  if (actor.permissions.has(permission)) return actor;
  const requestId = requestIdOf(sent, () => runtime.ids.next("req"));
  const call = { actor, requestId, sourceAddress: sourceAddressOf(sent, runtime.config) };
  const refusal = new AppError("forbidden", { detail: `This page needs the permission ${permission}.` });
  await recordRefusal(runtime, "page.open", { kind: "page", id: path?.slice(0, 200) ?? null }, call, refusal);
  redirect(`/no-access?needs=${encodeURIComponent(permission)}`);
}

/** Run a query for a page that was authorised. What is not there, or cannot be, becomes the not-found page. */
export async function pageQuery<Input extends z.ZodType, Output>(
  query: UseCase<Input, Output>,
  input: z.input<Input>,
  actor: UserActor,
): Promise<Output> {
  try {
    const output = await query.run(input, { actor });
    return JSON.parse(JSON.stringify(output, (_key, value) => (typeof value === "bigint" ? value.toString() : value)));
  } catch (error) {
    if (error instanceof AppError && (error.code === "not_found" || error.code === "invalid_input")) notFound();
    throw error;
  }
}

/** Where this installation is reached from outside, without a slash at the end; by the request's host when it is not set. */
export async function publicUrl(): Promise<string> {
  const { SIGNALBOX_URL } = currentRuntime().config;
  if (SIGNALBOX_URL) return SIGNALBOX_URL.replace(/\/+$/, "");
  const sent = new Headers(await headers());
  return `${sent.get("x-forwarded-proto") ?? "http"}://${sent.get("host") ?? "localhost"}`;
}
