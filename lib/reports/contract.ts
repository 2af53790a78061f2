import { z } from "zod";
import { groupings, MeasureName, ZoneName } from "@/lib/insights/contract";
import { Revision, Slug, title, wholeNumber } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** What browsers and machines send and get about scheduled reports. Client-safe. */

const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Give a time of day as 08:00.");

export const CadenceFields = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("daily"), time: LocalTime, workingDaysOnly: z.boolean().default(true) }),
  z.strictObject({ kind: z.literal("weekly"), time: LocalTime, weekday: wholeNumber(1, 7) }),
  z.strictObject({ kind: z.literal("monthly"), time: LocalTime, day: wholeNumber(1, 28) }),
]);
export type CadenceFields = z.infer<typeof CadenceFields>;

export const Recipient = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("mail"),
    address: z.email("Give an e-mail address.").max(254, "Use at most 254 characters."),
  }),
  z.strictObject({
    kind: z.literal("webhook"),
    address: z.url("Give an https:// address.").max(2_000, "Use at most 2000 characters."),
  }),
  /** Somebody of this installation, by id: the address is theirs on the day it is sent. */
  z.strictObject({ kind: z.literal("person"), address: z.string().min(1).max(64) }),
  /** Everybody who is in the team on the day it is sent; by slug. */
  z.strictObject({ kind: z.literal("team"), address: Slug }),
]);
export type Recipient = z.infer<typeof Recipient>;

/** `name`: what people call it; null for a person or team that is not there any more. */
export const RecipientView = z.object({
  kind: z.enum(["mail", "webhook", "person", "team"]),
  address: z.string(),
  name: z.string().nullable(),
});
export type RecipientView = z.infer<typeof RecipientView>;

export const ReportContent = z.strictObject({
  measures: z.array(MeasureName).min(1, "Choose at least one measure.").max(9),
  period: z.enum(["7d", "30d", "90d", "6m", "12m"]),
  by: z.enum(groupings),
  service: Slug.optional(),
  team: Slug.optional(),
  environment: Slug.optional(),
});
export type ReportContent = z.infer<typeof ReportContent>;

const ReportFields = {
  name: title(80),
  content: ReportContent,
  cadence: CadenceFields,
  timeZone: ZoneName,
  recipients: z.array(Recipient).min(1, "Name at least one recipient.").max(20, "Name at most 20 recipients."),
};

const ReportId = z.string().min(1).max(64);

export const CreateReportInput = z.strictObject(ReportFields);
export type CreateReportInput = z.infer<typeof CreateReportInput>;
export const EditReportInput = z.strictObject({
  id: ReportId,
  revision: Revision,
  name: ReportFields.name.optional(),
  content: ReportFields.content.optional(),
  cadence: ReportFields.cadence.optional(),
  timeZone: ReportFields.timeZone.optional(),
  recipients: ReportFields.recipients.optional(),
  isPaused: z.boolean().optional(),
});
export const DeleteReportInput = z.strictObject({ id: ReportId, revision: Revision });
export const SendReportInput = z.strictObject({ id: ReportId });
export const ListReportsInput = z.strictObject(PageInput);
export const ListRunsInput = z.strictObject({ ...PageInput, id: ReportId });

const at = z.string();

export const DeliveryView = z.object({
  id: z.string(),
  kind: z.enum(["mail", "webhook"]),
  address: z.string(),
  /** `uncertain`: it may have arrived and is not sent again. */
  state: z.enum(["waiting", "sending", "sent", "failed", "uncertain"]),
  attempts: z.number(),
  nextAttemptAt: at.nullable(),
  sentAt: at.nullable(),
  lastError: z.string().nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const RunView = z.object({
  id: z.string(),
  dueAt: at,
  madeAt: at,
  cause: z.enum(["schedule", "person"]),
  by: z.string(),
  subject: z.string(),
  text: z.string(),
  deliveries: z.array(DeliveryView),
});
export type RunView = z.infer<typeof RunView>;
export const RunPage = pageOf(RunView);
export type RunPage = z.infer<typeof RunPage>;

export const ReportView = z.object({
  id: z.string(),
  name: z.string(),
  content: ReportContent,
  cadence: CadenceFields,
  timeZone: z.string(),
  recipients: z.array(RecipientView),
  /** Null while it is paused. */
  nextRunAt: at.nullable(),
  lastRun: z.object({ madeAt: at, sent: z.number(), waiting: z.number(), failed: z.number() }).nullable(),
  hasSecret: z.boolean(),
  createdBy: z.string(),
  revision: z.number(),
});
export type ReportView = z.infer<typeof ReportView>;
export const ReportPage = pageOf(ReportView);
export type ReportPage = z.infer<typeof ReportPage>;

/** `secret`: what webhooks are signed with; shown once, when it is made. */
export const SavedReport = ReportView.extend({ secret: z.string().nullable() });
export type SavedReport = z.infer<typeof SavedReport>;
export const DeletedReport = z.object({ id: z.string() });
