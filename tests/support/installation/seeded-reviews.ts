import type { ProductApi } from "./product-api";

interface ReviewExamples {
  readonly meetingId: string;
}

/** Who answers for an objective, a meeting that was held with a decision about it, and an action. */
export async function seedReviews(api: ProductApi, objective: string): Promise<ReviewExamples> {
  const { items } = await api.get<{ items: { id: string; name: string }[] }>("/people");
  const idOf = (name: string): string => {
    const found = items.find((one) => one.name === name);
    if (!found) throw new Error(`there is nobody called ${name}`);
    return found.id;
  };
  const [sre, lead, developer] = ["Amara Osei", "Jonas Lindqvist", "Tom Becker"].map(idOf) as [string, string, string];
  const person = (id: string) => ({ kind: "person", id });
  await api.put(`/objectives/${objective}/ownership`, {
    revision: 0,
    accountable: person(lead),
    responsible: [person(developer)],
    informed: [],
    rotation: {
      timeZone: "Europe/Berlin",
      startsAt: "2026-01-05T09:00",
      every: { unit: "week", count: 1 },
      order: [sre, developer],
    },
    reason: "Agreed on by both teams",
  });
  const soon = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  const { id: meetingId } = await api.post<{ id: string }>("/review-meetings", {
    title: "Service levels of the shop",
    scheduledAt: soon(0),
    personIds: [sre, lead, developer],
  });
  await api.post(`/review-meetings/${meetingId}/hold`, {
    attendance: [sre, lead, developer].map((personId, index) => ({ personId, attended: index < 2 })),
  });
  await api.post(`/review-meetings/${meetingId}/decisions`, {
    subjectKind: "objective",
    subjectId: objective,
    text: "It stays at 99.5 % until the new basket has run for a quarter.",
  });
  await api.post("/review-actions", {
    originKind: "meeting",
    originId: meetingId,
    title: "Try how the shop behaves when its database is slow",
    ownerId: sre,
    dueAt: soon(10),
  });
  await api.post("/review-meetings", { title: "Next quarter", scheduledAt: soon(14), personIds: [sre, lead] });
  return { meetingId };
}
