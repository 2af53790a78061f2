import { z } from "zod";

/**
 * Configuration, parsed once. An unknown or weak setting stops the process with the name of the variable and the remedy.
 * This is the only place in `lib` that reads the environment.
 */
const flag = (fallback: boolean) =>
  z
    .enum(["0", "1", "true", "false"])
    .optional()
    .transform((value) => (value === undefined ? fallback : value === "1" || value === "true"));

const weakSecrets = /^(changeme|change-me|secret|password|test|example|default)+/i;

const strongSecret = z
  .string()
  .min(32, "give at least 32 characters, for example the output of `openssl rand -base64 48`")
  .refine(
    (value) => !weakSecrets.test(value) && new Set(value).size >= 10,
    "is too easy to guess; use random characters",
  );

const list = z
  .string()
  .optional()
  .transform((value) =>
    (value ?? "")
      .split(",")
      .map((item) => item.trim())
      .filter(Boolean),
  );

const Settings = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "give a postgresql:// URL" }),
  DATABASE_MIGRATION_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  SIGNALBOX_URL: z.url().optional(),
  SIGNALBOX_SECRET: strongSecret,
  /** `id:base64(32 bytes)`, comma-separated; the first encrypts, all decrypt. Derived from SIGNALBOX_SECRET when absent. */
  SIGNALBOX_SECRET_KEYS: z.string().optional(),
  SIGNALBOX_BOOTSTRAP_TOKEN: strongSecret.optional(),
  SIGNALBOX_DATA_DIR: z.string().default(".signalbox"),
  /** `npm start` turns it on; an installation made in another way runs without. */
  SIGNALBOX_DEMO: flag(false),
  SIGNALBOX_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  SIGNALBOX_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  SIGNALBOX_OUTBOUND_ALLOW_CIDRS: list,
  SIGNALBOX_TRUSTED_PROXIES: list,
  SIGNALBOX_TICK_MS: z.coerce.number().int().min(20).max(5_000).default(100),
  /** For how many days the bodies of deliveries are kept; what they said is kept for ever. */
  SIGNALBOX_DELIVERY_DAYS: z.coerce.number().int().min(1).max(3_650).default(90),
  /** `smtp://user:password@host:587` or `smtps://…`; without it, no mail is sent. */
  SIGNALBOX_SMTP_URL: z.url({ protocol: /^smtps?$/, error: "give an smtp:// or smtps:// URL" }).optional(),
  SIGNALBOX_MAIL_FROM: z
    .string()
    .regex(/@/, "give an address, for example Signalbox <signalbox@example.org>")
    .optional(),
  SIGNALBOX_OIDC_ISSUER: z.url().optional(),
  SIGNALBOX_OIDC_CLIENT_ID: z.string().min(1).optional(),
  SIGNALBOX_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  SIGNALBOX_OIDC_NAME: z.string().min(1).max(40).default("Single sign-on"),
  /** Serve `/design`, the gallery of components with specimen data, in a production build. For tests. */
  SIGNALBOX_DESIGN_GALLERY: flag(false),
});

export type Config = z.infer<typeof Settings>;

export const settingNames = Object.keys(Settings.shape) as readonly (keyof Config)[];

/** Thrown when the environment is wrong; its message lists every variable with what to do. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** Variables of the command line tool, which may be set in the same shell; server processes do not read them. */
const commandLineSettings = ["SIGNALBOX_API_URL", "SIGNALBOX_API_TOKEN"];

function unknownSettings(env: NodeJS.ProcessEnv): string[] {
  const known = new Set<string>([...settingNames, ...commandLineSettings]);
  return Object.keys(env).filter((name) => name.startsWith("SIGNALBOX_") && !known.has(name));
}

/** Parse an environment. Throws a ConfigError that names every wrong variable. Empty values count as absent. */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const problems = unknownSettings(env).map(
    (name) => `${name}: is not a setting of this version; remove or correct it`,
  );
  const parsed = Settings.safeParse(present);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  } else if (
    parsed.data.SIGNALBOX_OIDC_ISSUER &&
    !(parsed.data.SIGNALBOX_OIDC_CLIENT_ID && parsed.data.SIGNALBOX_OIDC_CLIENT_SECRET)
  ) {
    problems.push("SIGNALBOX_OIDC_ISSUER: also needs SIGNALBOX_OIDC_CLIENT_ID and SIGNALBOX_OIDC_CLIENT_SECRET");
  }
  if (parsed.success && parsed.data.SIGNALBOX_SMTP_URL && !parsed.data.SIGNALBOX_MAIL_FROM) {
    problems.push("SIGNALBOX_SMTP_URL: also needs SIGNALBOX_MAIL_FROM");
  }
  if (problems.length > 0) throw new ConfigError(`Settings need correcting:\n  ${problems.join("\n  ")}`);
  return parsed.data as Config;
}

let current: Config | null = null;

/** The process's configuration, parsed on first use. */
export function config(): Config {
  current ??= parseConfig(process.env);
  return current;
}
