import type { AlarmMessage } from "./alarm-message";

/** The same for every step of an alarm, so that PagerDuty makes one incident of them however often they are sent. */
export function dedupKeyOf(alarmId: string): string {
  return `signalbox:${alarmId}`;
}

const actions = { trigger: "trigger", acknowledge: "acknowledge", resolve: "resolve" } as const;

/**
 * The body of `POST /v2/enqueue`. Source of the form: PagerDuty, "Send an Alert Event" of the Events API v2: summary at most 1024
 * characters, severity one of four, links with address and text.
 */
export function pagerdutyEvent(message: AlarmMessage, routingKey: string): object {
  const head = { routing_key: routingKey, event_action: actions[message.step], dedup_key: dedupKeyOf(message.alarmId) };
  if (message.step !== "trigger") return head;
  const { title, sentence, service, environment, kind, at, facts, lines } = message;
  return {
    ...head,
    payload: {
      summary: title.slice(0, 1_024),
      source: [service, environment].filter(Boolean).join(" in ") || "signalbox",
      severity: message.isUrgent ? "critical" : "warning",
      timestamp: at,
      ...(service ? { component: service } : {}),
      ...(environment ? { group: environment } : {}),
      class: kind,
      custom_details: { arithmetic: sentence, notes: lines, ...facts },
    },
    client: "Signalbox",
    ...(message.links[0] ? { client_url: message.links[0].href } : {}),
    links: message.links,
  };
}
