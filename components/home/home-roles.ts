import type { Role } from "@/lib/platform/auth/permissions";

/** The ways to look at the same numbers. Each asks its own question first. */
export const homeViews = ["sre", "release_manager", "executive", "developer", "approver", "auditor"] as const;
export type HomeView = (typeof homeViews)[number];

export const homeTitles: Readonly<Record<HomeView, string>> = {
  sre: "SRE",
  release_manager: "Release manager",
  executive: "CIO",
  developer: "Service owner",
  approver: "Approver",
  auditor: "Auditor",
};

export const homeQuestions: Readonly<Record<HomeView, string>> = {
  sre: "Is anything hurting users, and did we cause it?",
  release_manager: "What ships today, what is stuck, on whom?",
  executive: "Are we fast and safe, and can I prove it?",
  developer: "Can I ship mine?",
  approver: "What waits for my word?",
  auditor: "What went past the rules, and who said so?",
};

/** The views of somebody's roles, theirs first; an administrator has all of them, anybody else at least the service owner's. */
export function viewsOf(held: readonly Role[]): readonly HomeView[] {
  if (held.includes("admin")) return homeViews;
  const own = homeViews.filter((view) => held.includes(view));
  return own.length > 0 ? own : ["developer"];
}

/** The view that an address asks for, where it is one of this person's; else the first of theirs. */
export function chosenView(views: readonly HomeView[], asked: unknown): HomeView {
  return views.find((view) => view === asked) ?? views[0] ?? "developer";
}
