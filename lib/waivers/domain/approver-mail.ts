/** What a mail about a waiver that waits says of it. */
export interface WaitingWaiver {
  readonly reference: string;
  readonly rule: string;
  readonly service: string;
  readonly environment: string;
  readonly requestedBy: string;
  readonly justification: string;
  readonly risk: string;
  readonly endsAt: string;
  /** Where it is looked at and approved. */
  readonly url: string | null;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The mail to somebody who may approve: what is asked, by whom, until when, and where to look. Nothing is approved by mail. */
export function approverMail(waiver: WaitingWaiver): { subject: string; text: string; html: string } {
  const { reference, rule, service, environment, requestedBy, justification, risk, endsAt, url } = waiver;
  const lines = [
    `${requestedBy} asks that a rule be bent for ${service} in ${environment}: ${rule}.`,
    `Why: ${justification}`,
    `Risk: ${risk}`,
    `Until: ${endsAt}`,
    url === null ? `Look for ${reference} on the page Waivers.` : `Look at it and decide: ${url}`,
  ];
  return {
    subject: `${reference} waits for approval: ${service} in ${environment}`,
    text: lines.join("\n\n"),
    html: lines.map((line) => `<p>${escaped(line)}</p>`).join("\n"),
  };
}
