import { createHash } from "node:crypto";
import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import { permissionsOf } from "@/lib/platform/auth/permissions";
import { hashToken, parseToken } from "@/lib/platform/crypto/tokens";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { ReadBound } from "@/lib/platform/http/read-bound";
import type { Runtime } from "@/lib/platform/runtime";
import { cancelledDays, futureDays, pastDays } from "../domain/feed-item";
import { type FeedScope, isInScope, withinBounds } from "../domain/feed-scope";

import type { FeedKind } from "../feed-contract";
import { findLiveFeed, type LiveFeed } from "../feed-read-model";
import { touchFeed } from "../feed-store";
import { feedText } from "../feed-text";
import { lastPublishedAt, loadPublished } from "../publication-store";

export interface FeedAnswer {
  readonly text: string;
  /** Strong validator of the text. */
  readonly etag: string;
  /** When anything that it says last changed; null for an empty one. */
  readonly lastModified: Instant | null;
}

/** A program reads a feed a few times an hour. Strangers who try addresses share what their own address may do. */
const perFeed = new ReadBound(30);
const perStranger = new ReadBound(60);

/** After this long without a comparison the feed says how old it is. */
const staleMs = 10 * 60_000;

/**
 * The feed at a secret address, for whoever holds it. Throws `not_found` in the same words for an address that never was, was revoked, or
 * whose person is shut out or left the team; `too_many_requests` beyond 30 reads a minute; `unavailable` before the calendar was ever
 * published, because an empty calendar would say that nothing is planned.
 */
export async function readFeed(
  { file, sourceAddress }: { readonly file: string; readonly sourceAddress: string },
  runtime: Runtime,
): Promise<FeedAnswer> {
  const nowMs = runtime.clock.monotonicMs();
  const token = file.endsWith(".ics") ? file.slice(0, -4) : file;
  const parsed = parseToken(token);
  if (!perFeed.admit(hashToken(token), nowMs)) throw tooMany();
  const db = prismaExecutor(runtime.db);
  const feed = parsed?.kind === "feed" ? await findLiveFeed(db, parsed.hash) : null;
  if (!feed || !permissionsOf(feed.ownerRoles).has("catalog:read")) {
    throw perStranger.admit(sourceAddress, nowMs) ? noSuchFeed() : tooMany();
  }
  const now = runtime.clock.now();
  await touchFeed(db, feed.id, now);
  const publishedAt = await lastPublishedAt(db);
  if (publishedAt === null) {
    throw new AppError("unavailable", { detail: "The calendar has not been published yet; the worker does it." });
  }
  const shown = withinBounds(await loadPublished(db), now).filter((one) => isInScope(one, scopeOf(feed)));
  const text = feedText(shown, {
    name: feed.name,
    description: aboutFeed(feed, publishedAt, now),
    origin: runtime.config.SIGNALBOX_URL?.replace(/\/$/, "") ?? null,
    // By the day, so that the same entries stay the same text.
    now: (now - (now % 86_400_000)) as Instant,
  });
  const changes = shown.map(({ changedAt }) => changedAt);
  return {
    text,
    etag: `"${createHash("sha256").update(text, "utf8").digest("base64url")}"`,
    lastModified: changes.length === 0 ? null : (Math.max(...changes) as Instant),
  };
}

function noSuchFeed(): AppError {
  return new AppError("not_found", { detail: "There is no such feed. Make a new one in the calendar: Subscribe." });
}

function tooMany(): AppError {
  return new AppError("too_many_requests", { detail: "Read a feed at most 30 times a minute." });
}

function scopeOf({ scope, serviceIds, environmentIds, kinds }: LiveFeed): FeedScope {
  return {
    serviceIds: scope === "all" ? null : new Set(serviceIds),
    environmentIds: environmentIds.length === 0 ? null : new Set(environmentIds),
    kinds: kinds.length === 0 ? null : new Set(kinds as readonly FeedKind[]),
  };
}

/** What is in it, and how old it is when it is. */
function aboutFeed({ scope, teamName }: LiveFeed, publishedAt: Instant, now: Instant): string {
  const whose = {
    all: "Everything planned",
    mine: "What concerns your teams",
    team: `What concerns ${teamName ?? ""}`,
  };
  const bounds = `from ${pastDays} days ago to ${futureDays} days ahead. What is cancelled stays for ${cancelledDays} days.`;
  const age =
    now - publishedAt > staleMs
      ? ` Not brought up to date since ${new Date(publishedAt).toISOString().slice(0, 16).replace("T", " ")} UTC.`
      : "";
  return `${whose[scope]}, ${bounds}${age}`;
}
