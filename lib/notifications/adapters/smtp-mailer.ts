import { createTransport } from "nodemailer";
import type { Mailer, SendOutcome } from "../port";

export interface SmtpSettings {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  readonly url: string;
  readonly from: string;
}

const connectMs = 10_000;
const silenceMs = 20_000;

/** Mail over SMTP. Each mail has its own connection: reports are few, and a broken one then spoils no other. */
export function createSmtpMailer({ url, from }: SmtpSettings): Mailer {
  const transport = createTransport(url, { from, disableFileAccess: true, disableUrlAccess: true });
  Object.assign(transport.options, {
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
  });
  const host = new URL(url).hostname;
  return {
    async send({ id, to, subject, html, text, attachments = [] }) {
      try {
        const attached = attachments.map(({ fileName: filename, contentType, bytes }) => {
          return { filename, contentType, content: Buffer.from(bytes) };
        });
        const messageId = `<${id}@${domainOf(from)}>`;
        const info = await transport.sendMail({ messageId, to, subject, html, text, attachments: attached });
        return { kind: "sent", answer: String(info.response ?? "accepted").slice(0, 200) };
      } catch (error) {
        return outcomeOf(error, host);
      }
    },
  };
}

/** Says that no mail server is set. */
export const noMailer: Mailer = {
  async send() {
    return { kind: "refused", isFinal: false, why: "No mail server is set: SIGNALBOX_SMTP_URL is missing." };
  },
};

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "signalbox.invalid";
}

interface SmtpFailure {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly message?: unknown;
}

function outcomeOf(error: unknown, host: string): SendOutcome {
  const { command, responseCode, message, code } = error as SmtpFailure;
  const said = typeof message === "string" ? message.slice(0, 300) : "no reason";
  if (typeof responseCode === "number") {
    return { kind: "refused", why: `${host} answered ${responseCode}: ${said}`, isFinal: responseCode >= 500 };
  }
  // After DATA the server has the whole mail; without its answer nobody knows whether it was taken.
  if (command === "DATA" || (command === "CONN" && code === "ETIMEDOUT" && /socket/i.test(said)))
    return { kind: "uncertain", why: `${host} fell silent after the mail was given to it: ${said}` };
  return { kind: "refused", why: `${host} could not be spoken to: ${said}`, isFinal: false };
}
