/** What a mail about a breach says. */
export interface TellableBreach {
  readonly reference: string;
  readonly name: string;
  readonly service: string;
  readonly sentence: string;
  /** Of the reader: accountable, responsible, informed. */
  readonly role: string;
  readonly dueAt: string | null;
  /** Of the breach's page; null when the product does not know where it is reached. */
  readonly url: string | null;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The mail to somebody who answers for what was breached, as text and as HTML. */
export function breachMail(breach: TellableBreach): { subject: string; text: string; html: string } {
  const { reference, name, service, sentence, role, dueAt, url } = breach;
  const lines = [
    `${reference}: ${name} of ${service} was breached.`,
    sentence,
    `You are told because you are ${role} for it.`,
    ...(dueAt === null ? [] : [`Its root cause is due, signed, by ${dueAt}.`]),
    url === null ? `Look for ${reference} on the page Reviews.` : url,
  ];
  return {
    subject: `${reference} breached: ${name}`,
    text: `${lines.join("\n\n")}\n`,
    html: lines.map((line) => `<p>${escaped(line)}</p>`).join("\n"),
  };
}
