import pino, { type DestinationStream, type Logger } from "pino";

export type Log = Logger;

const secretPaths = [
  "password",
  "token",
  "secret",
  "authorization",
  "cookie",
  "*.password",
  "*.token",
  "*.secret",
  "*.authorization",
  "*.cookie",
  "headers.authorization",
  "headers.cookie",
];

/**
 * One JSON line an entry, on standard output unless `destination` says otherwise; secrets are replaced by their paths.
 * `part` names the process.
 */
export function createLog(part: string, level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { part },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretPaths, censor: "[redacted]" },
  };
  return destination ? pino(options, destination) : pino(options);
}
