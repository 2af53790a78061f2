import { Prisma } from "./prisma";

/** Classes of SQLSTATE that say the server cannot serve now: connection, resources, operator, system. */
const awayClasses = /^(08|53|57P|58)/;

function codeOf(error: unknown): string | null {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : null;
}

/**
 * Is the database away, rather than the statement at fault? So it is for a server that cannot be reached, is stopping, or
 * did not answer in time; what the server refused with a SQLSTATE of its own about the data is the statement's fault.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    const { meta } = error;
    const sqlState = typeof meta?.code === "string" ? meta.code : null;
    return /^P(1\d{3}|2024|2028|2037)$/.test(error.code) || (sqlState !== null && awayClasses.test(sqlState));
  }
  const code = codeOf(error);
  if (code !== null) return /^[0-9A-Z]{5}$/.test(code) ? awayClasses.test(code) : /^E[A-Z]+$/.test(code);
  return error instanceof Error && /connection|timeout|terminated/i.test(error.message);
}
