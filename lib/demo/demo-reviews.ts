import { demoDomain } from "@/lib/identity/domain/demo-accounts";
import { listUsers } from "@/lib/identity/use-cases/read-users";
import { getOwnership } from "@/lib/ownership/use-cases/read-ownership";
import { setOwnership } from "@/lib/ownership/use-cases/set-ownership";
import type { Runtime } from "@/lib/platform/runtime";
import { callMeeting } from "@/lib/reviews/use-cases/call-meeting";
import { listMeetings } from "@/lib/reviews/use-cases/read-meetings";
import { findObjectiveRow } from "@/lib/slos/objective-read-model";
import { demoObjectives } from "./demo-objectives";
import { asDemo } from "./seed-catalog";

const person = (id: string) => ({ kind: "person" as const, id });
const weekMs = 7 * 86_400_000;

/** Local parts of the addresses of those who take part. */
const parts = ["sre", "release", "developer", "cio"] as const;

/**
 * Who answers for what the shop promises, and a meeting about it, made through the product's own commands; what is there already stays.
 * Breaches open by themselves when the shop breaks a promise.
 */
export async function seedReviews(runtime: Runtime): Promise<void> {
  const { items: users } = await asDemo(runtime, listUsers, { limit: 200 });
  const [sre, release, developer, cio] = parts.map((part) =>
    users.find(({ email }) => email === `${part}@${demoDomain}`),
  );
  if (!sre || !release || !developer || !cio) return;
  for (const { slug } of demoObjectives) {
    if (!(await findObjectiveRow(runtime.db, slug)) || (await asDemo(runtime, getOwnership, { slug })).raci) continue;
    await asDemo(runtime, setOwnership, {
      slug,
      revision: 0,
      accountable: person(release.id),
      responsible: [],
      consulted: [person(sre.id)],
      informed: [person(cio.id)],
      rotation: {
        timeZone: "Europe/Berlin",
        startsAt: "2026-01-05T09:00",
        every: { unit: "week", count: 1 },
        order: [developer.id, sre.id],
      },
      reason: "Set with the demonstration.",
    });
  }
  const { items: meetings } = await asDemo(runtime, listMeetings, { limit: 1 });
  if (meetings.length > 0) return;
  await asDemo(runtime, callMeeting, {
    title: "Service levels of the shop",
    scheduledAt: new Date(runtime.clock.now() + weekMs).toISOString(),
    personIds: [sre.id, release.id, developer.id],
  });
}
