import { type AlarmMessage, textOf } from "./alarm-message";

const types = { trigger: "alert.fired", acknowledge: "alert.acknowledged", resolve: "alert.resolved" } as const;

/** The id of the event: the same for every attempt of the same step. */
export function eventIdOf({ alarmId, step }: Pick<AlarmMessage, "alarmId" | "step">): string {
  return `${alarmId}.${step}`;
}

/** The body of a signed event: type, time and data, as Standard Webhooks recommends. */
export function alertEvent(message: AlarmMessage): object {
  const { alarmId, kind, isUrgent, title, sentence, service, environment, objective, at, by, facts, links } = message;
  return {
    type: kind === "gate" ? "gate.opened" : types[message.step],
    timestamp: at,
    data: { id: alarmId, kind, isUrgent, title, sentence, service, environment, objective, by, ...facts, links },
  };
}

const marks = { trigger: "", acknowledge: "Acknowledged: ", resolve: "Over: " } as const;

/** Subject and texts of a mail. All mails of one alarm have the same subject after their mark, so that mailboxes gather them. */
export function alertMail(message: AlarmMessage): {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
} {
  const subject = `${marks[message.step]}${message.title}`.replaceAll(/[\r\n]+/g, " ").slice(0, 200);
  const { sentence, lines, links } = message;
  const paragraphs = [sentence, ...lines].map((line) => `<p>${escaped(line)}</p>`);
  const anchors = links.map(({ text, href }) => `<a href="${escaped(href)}">${escaped(text)}</a>`);
  return {
    subject,
    text: textOf(message),
    html: `<h1 style="font-size:18px">${escaped(message.title)}</h1>${paragraphs.join("")}<p>${anchors.join(" · ")}</p>`,
  };
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
