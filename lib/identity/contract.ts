import { z } from "zod";
import { allPermissions, type Permission, type Role, roles } from "@/lib/platform/auth/permissions";
import { Slug, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";
import { passwordMaxCharacters, tokenMaxDays } from "./domain/limits";

/** Shapes of what identity takes and gives. Client-safe. */
const Id = z.string().min(1).max(64);
const Revision = z.number().int().min(1);
const Name = title(100);
const Roles = z
  .array(z.enum(roles as readonly [Role, ...Role[]]))
  .min(1, "Give at least one role.")
  .max(roles.length);
const Scopes = z
  .array(z.enum(allPermissions as readonly [Permission, ...Permission[]]))
  .min(1, "Give at least one scope.")
  .max(allPermissions.length);
/** Generous bounds only; what makes a good password is judged by the password policy, with all its reasons. */
const Password = z
  .string()
  .min(1)
  .max(passwordMaxCharacters * 8);
const Email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^@\s]+@[^@\s]+$/, "Give an e-mail address, such as name@company.example.");
const At = z.iso.datetime();

// ── users ──

export const UserIdInput = z.strictObject({ id: Id });
export const ListUsersInput = z.strictObject({
  ...PageInput,
  search: z.string().max(100).optional(),
  role: z.enum(roles as readonly [Role, ...Role[]]).optional(),
  state: z.enum(["active", "disabled"]).optional(),
});
export const CreateUserInput = z.strictObject({
  email: Email,
  name: Name,
  roles: Roles,
  /** Without one the answer holds a link at which the person sets it. */
  password: Password.optional(),
});
export const EditUserInput = z.strictObject({
  id: Id,
  revision: Revision,
  name: Name.optional(),
  roles: Roles.optional(),
});
export const DisableUserInput = z.strictObject({ id: Id, reason: z.string().trim().max(500).optional() });

export const UserView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roles: z.array(z.enum(roles as readonly [Role, ...Role[]])),
  state: z.enum(["active", "disabled"]),
  hasPassword: z.boolean(),
  usesSingleSignOn: z.boolean(),
  createdAt: At,
  lastSeenAt: At.nullable(),
  teams: z.array(z.object({ id: z.string(), slug: z.string(), name: z.string() })),
  revision: z.number(),
});
export type UserView = z.infer<typeof UserView>;
export const UserPage = pageOf(UserView);

export const SetupLinkView = z.object({ url: z.string(), validHours: z.number() });
export type SetupLinkView = z.infer<typeof SetupLinkView>;
/** `setupLink` is null when a password was given, and in the answer to a repeated request. */
export const CreatedUser = z.object({ user: UserView, setupLink: SetupLinkView.nullable() });
export type CreatedUser = z.infer<typeof CreatedUser>;
export const IssuedLink = z.object({ setupLink: SetupLinkView.nullable() });
export type IssuedLink = z.infer<typeof IssuedLink>;

/** The least about people that choosing an owner or a member needs. */
export const ListPeopleInput = z.strictObject({ search: z.string().max(100).optional() });
export const PersonView = z.object({ id: z.string(), name: z.string() });
export type PersonView = z.infer<typeof PersonView>;
export const PeopleList = z.object({ items: z.array(PersonView) });

// ── teams ──

export const TeamIdInput = z.strictObject({ id: Id });
export const ListTeamsInput = z.strictObject({ ...PageInput });
export const CreateTeamInput = z.strictObject({ slug: Slug, name: Name, memberIds: z.array(Id).max(500).default([]) });
export const EditTeamInput = z.strictObject({ id: Id, revision: Revision, name: Name });
export const SetTeamMembersInput = z.strictObject({ id: Id, revision: Revision, memberIds: z.array(Id).max(500) });
export const TeamView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  members: z.array(PersonView),
  revision: z.number(),
});
export type TeamView = z.infer<typeof TeamView>;
export const TeamPage = pageOf(TeamView);

// ── tokens ──

export const TokenIdInput = z.strictObject({ id: Id });
export const ListTokensInput = z.strictObject({ ...PageInput, owner: z.enum(["me", "all"]).default("me") });
export const CreateTokenInput = z.strictObject({
  name: Name,
  scopes: Scopes,
  expiresInDays: z.number().int().min(1).max(tokenMaxDays).default(90),
});
export const TokenView = z.object({
  id: z.string(),
  name: z.string(),
  fingerprint: z.string(),
  ownerId: z.string(),
  ownerName: z.string(),
  scopes: z.array(z.string()),
  createdAt: At,
  expiresAt: At,
  lastUsedAt: At.nullable(),
  state: z.enum(["active", "expired", "revoked"]),
});
export type TokenView = z.infer<typeof TokenView>;
export const TokenPage = pageOf(TokenView);
/** `token` is shown this once; null in the answer to a repeated request. */
export const CreatedToken = z.object({ token: z.string().nullable(), id: z.string(), expiresAt: At });
export type CreatedToken = z.infer<typeof CreatedToken>;

// ── own account ──

export const NoInput = z.strictObject({});
export const SessionIdInput = z.strictObject({ id: Id });
export const ChangePasswordInput = z.strictObject({ currentPassword: Password, newPassword: Password });
export const ReauthenticateInput = z.strictObject({ password: Password });
export const RedeemSetupLinkInput = z.strictObject({
  token: z.string().regex(/^[\w-]{16,64}$/),
  password: Password,
  /** Needed by the link that makes the first administrator; others know whom they are for. */
  email: Email.optional(),
  name: Name.optional(),
});
export const EditAccountInput = z.strictObject({
  name: Name.optional(),
  preferences: z
    .strictObject({
      theme: z.enum(["auto", "light", "dark"]).optional(),
      density: z.enum(["comfortable", "compact"]).optional(),
      timeZoneMode: z.enum(["local", "utc"]).optional(),
      timeZone: z
        .string()
        .max(60)
        .refine(
          (zone) => Intl.supportedValuesOf("timeZone").includes(zone) || zone === "UTC",
          "Give an IANA time zone, such as Europe/Berlin.",
        )
        .optional(),
      isShortcutsEnabled: z.boolean().optional(),
    })
    .optional(),
});

export const MeView = z.object({
  kind: z.enum(["user", "token"]),
  id: z.string().nullable(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  hasPassword: z.boolean(),
  preferences: z.record(z.string(), z.union([z.string(), z.boolean()])),
});
export type MeView = z.infer<typeof MeView>;

export const SessionView = z.object({
  id: z.string(),
  createdAt: At,
  lastSeenAt: At,
  expiresAt: At,
  sourceAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  isCurrent: z.boolean(),
});
export type SessionView = z.infer<typeof SessionView>;
export const SessionList = z.object({ items: z.array(SessionView) });

export const Ended = z.object({ ended: z.number() });
export type Ended = z.infer<typeof Ended>;
export const Done = z.object({ done: z.literal(true) });
export type Done = z.infer<typeof Done>;
