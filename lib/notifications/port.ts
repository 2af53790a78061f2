/** What became of one attempt to tell somebody. */
export type SendOutcome =
  | { readonly kind: "sent"; readonly answer: string }
  /** It certainly did not arrive. `isFinal`: another attempt would end the same way. */
  | {
      readonly kind: "refused";
      readonly why: string;
      readonly isFinal: boolean;
      /** How long the other side asks to be left alone; null or absent when it does not say. */
      readonly retryAfterMs?: number | null;
    }
  /** It may have arrived: the other side fell silent after everything was given to it. */
  | { readonly kind: "uncertain"; readonly why: string };

export interface Mail {
  /** Becomes the message's own id, so that a mailbox can know a repeated one. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly attachments?: readonly MailAttachment[];
}

export interface MailAttachment {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Sends mail. Never throws for what the other side does. */
export interface Mailer {
  send(mail: Mail): Promise<SendOutcome>;
}

export interface SignedEvent {
  /** The same for every attempt. */
  readonly id: string;
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
  readonly body: string;
}

/** Sends events as Standard Webhooks defines them. Never throws for what the other side does. */
export interface WebhookSender {
  send(event: SignedEvent): Promise<SendOutcome>;
}
