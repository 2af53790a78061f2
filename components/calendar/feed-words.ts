import { type FeedScopeName, type FeedView, feedKinds } from "@/lib/calendar/feed-contract";
import { kindWord } from "./entry-words";

/** Whose part of the calendar a feed shows, as choices. */
export const scopeChoices: readonly { readonly value: FeedScopeName; readonly label: string }[] = [
  { value: "mine", label: "What concerns my teams' services" },
  { value: "team", label: "What concerns the services of one team" },
  { value: "all", label: "The whole calendar" },
];

/** Kinds that feeds may hold, as choices. */
export const feedKindChoices = feedKinds.map((kind) => ({ value: kind, label: kindWord(kind) }));

/** What a feed shows, in words: "What concerns my teams' services · Production · Blackout, Release". */
export function feedWords({ scope, team, environments, kinds }: FeedView): string {
  const whose =
    scope === "team" && team
      ? `What concerns ${team.name}`
      : (scopeChoices.find(({ value }) => value === scope)?.label ?? scope);
  const places = environments.map(({ name }) => name).join(", ");
  return [whose, places, kinds.map(kindWord).join(", ")].filter((part) => part !== "").join(" · ");
}

/** The address of a feed for programs that take a link, and the one that opens them. */
export function feedAddresses(path: string, origin: string): { readonly https: string; readonly webcal: string } {
  const https = new URL(path, origin).toString();
  return { https, webcal: https.replace(/^https?:/, "webcal:") };
}
