/** One server of a backend as `show stat` tells it. Counters count since HAProxy started. */
export interface ServerStats {
  readonly server: string;
  /** `UP`, `UP 1/2`, `DOWN`, `NOLB`, `MAINT`, `DRAIN`, `no check` and variants of them. */
  readonly status: string;
  /** Effective weight (a slow start counts in), 0 to 256. */
  readonly weight: number;
  readonly isBackup: boolean;
  /** Health checks are configured for this server. */
  readonly isChecked: boolean;
  /** Answers with a status of 2xx to 4xx, and other final ones that are no 5xx. */
  readonly answered: number;
  readonly answered5xx: number;
  /** Requests given up because no connection could be made, after all retries. */
  readonly connectErrors: number;
  /** Answers that broke off, came malformed, or did not come in time. */
  readonly responseErrors: number;
  /** Requests that another server had to take over. */
  readonly redispatched: number;
}

/**
 * Read the CSV of `show stat <backend> 4 -1` and keep the servers of `backend`, in HAProxy's order.
 * Returns null when the text is no such CSV.
 */
export function parseServerStats(text: string, backend: string): ServerStats[] | null {
  const [header, ...lines] = text.split("\n").filter((line) => line !== "");
  if (header === undefined || !header.startsWith("# pxname,svname,")) return null;
  const columns = new Map(parseCsvLine(header.slice(2)).map((name, index) => [name, index]));
  if (REQUIRED_COLUMNS.some((name) => !columns.has(name))) return null;
  const servers: ServerStats[] = [];
  for (const line of lines) {
    const cells = parseCsvLine(line);
    const cell = (name: string): string => cells[columns.get(name) ?? -1] ?? "";
    if (cell("pxname") === backend) servers.push(readServer(cell));
  }
  return servers;
}

const REQUIRED_COLUMNS = ["pxname", "svname", "status", "weight", "hrsp_2xx", "hrsp_5xx", "econ", "eresp", "wredis"];

function readServer(cell: (name: string) => string): ServerStats {
  const count = (name: string): number => {
    const value = Number(cell(name));
    return Number.isSafeInteger(value) && value >= 0 ? value : 0;
  };
  return {
    server: cell("svname"),
    status: cell("status"),
    weight: count("weight"),
    isBackup: count("bck") > 0,
    isChecked: cell("status") !== "no check" && cell("check_status") !== "",
    answered: count("hrsp_2xx") + count("hrsp_3xx") + count("hrsp_4xx") + count("hrsp_other"),
    answered5xx: count("hrsp_5xx"),
    connectErrors: count("econ"),
    responseErrors: count("eresp"),
    redispatched: count("wredis"),
  };
}

/** New requests may be sent to this server now. */
export function takesTraffic(server: ServerStats): boolean {
  return server.status.startsWith("UP") || server.status === "no check";
}

/** Nothing is sent to this server, sticky users included, until somebody takes it back. */
export function isInMaintenance(server: ServerStats): boolean {
  return server.status.startsWith("MAINT");
}

/** The server was `disabled` in haproxy.cfg, and stays so after a reload. */
const CONFIGURED_MAINTENANCE = 0x04;

/**
 * Weights as configured, by server, out of `show servers state <backend>`: those that a reload returns to. A server
 * that is configured as disabled has 0. Null when the text is no such table.
 */
export function parseConfiguredWeights(text: string): ReadonlyMap<string, number> | null {
  const [, header = "", ...rows] = text.split("\n");
  const columns = header.replace(/^# /, "").split(" ");
  const [name, weight, state] = ["srv_name", "srv_iweight", "srv_admin_state"].map((column) => columns.indexOf(column));
  if (name === undefined || weight === undefined || state === undefined || Math.min(name, weight, state) < 0)
    return null;
  return new Map(
    rows.map((row) => {
      const cells = row.split(" ");
      const isDisabled = (Number(cells[state]) & CONFIGURED_MAINTENANCE) !== 0;
      return [cells[name] ?? "", isDisabled ? 0 : Number(cells[weight]) || 0];
    }),
  );
}

/** `Pid` and start time out of `show info`, which together name one life of the process; null when they are not there. */
export function parseIncarnation(text: string): string | null {
  const pid = /^Pid: (\d+)$/m.exec(text)?.[1];
  // HAProxy before 2.5 does not tell its start time; the process id alone then has to do.
  const startedAtSeconds = /^Start_time_sec: (\d+)$/m.exec(text)?.[1] ?? "unknown";
  return pid === undefined ? null : `${pid}-${startedAtSeconds}`;
}

function parseCsvLine(line: string): string[] {
  const cells: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(match[1] === undefined ? (match[2] ?? "") : match[1].replaceAll('""', '"'));
  }
  return cells;
}
