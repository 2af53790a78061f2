import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";

/** Whether this machine lets us listen there now. */
export function isFree(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** "node (process 4711)" for whoever listens on a TCP port, or undefined when this user cannot know. */
export function listenerOn(port) {
  try {
    return process.platform === "linux" ? listenerByProc(port) : listenerByLsof(port);
  } catch {
    return undefined;
  }
}

function listenerByLsof(port) {
  const answer = execFileSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], { encoding: "utf8" });
  const pid = /^p(\d+)$/m.exec(answer)?.[1];
  return pid === undefined ? undefined : `${/^c(.+)$/m.exec(answer)?.[1] ?? "a program"} (process ${pid})`;
}

function listeningInodes(port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const inodes = new Set();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const row of readFileSync(table, "utf8").split("\n").slice(1)) {
      const fields = row.trim().split(/\s+/);
      if (fields[3] === "0A" && fields[1]?.endsWith(suffix)) inodes.add(`socket:[${fields[9]}]`);
    }
  }
  return inodes;
}

function listenerByProc(port) {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (holdsSocket(pid, inodes)) return `${readFileSync(`/proc/${pid}/comm`, "utf8").trim()} (process ${pid})`;
  }
  return undefined;
}

function holdsSocket(pid, inodes) {
  const directory = `/proc/${pid}/fd`;
  try {
    return readdirSync(directory).some((fd) => inodes.has(readlinkSync(path.join(directory, fd))));
  } catch {
    // Another user's process, or one that ended meanwhile.
    return false;
  }
}

/**
 * The port to serve on. With `wanted` undefined: 3000 or the next free one, told to `say`; 0: one that is free. An occupied
 * wanted port throws an Error that names who has it.
 * @param {{ wanted: number | undefined, host: string, say: (sentence: string) => void, preferred?: number }} options
 */
export async function choosePort({ wanted, host, say, preferred = 3000 }) {
  const first = wanted ?? preferred;
  if (first === 0) return portOfOurs(host);
  if (await isFree(first, host)) return first;
  const who = listenerOn(first) ?? "another program";
  if (wanted !== undefined) {
    throw new Error(
      `Port ${first} is taken by ${who}. Stop it, or start with another one: PORT=${first + 1} npm start`,
    );
  }
  for (let port = first + 1; port < first + 50; port += 1) {
    if (await isFree(port, host)) {
      say(`Port ${first} is taken by ${who}; using ${port}.`);
      return port;
    }
  }
  throw new Error(`Ports ${first} to ${first + 49} are all taken. Choose one: PORT=<number> npm start`);
}

/** Below those that systems give to outgoing connections (Linux from 32 768 on, others from 49 152). */
const ourPorts = { first: 20_000, count: 12_000 };

/**
 * A free port that nobody is given by chance: whoever asked for it listens a while later, and until then a connection
 * of somebody else could have taken one of the system's own choice.
 */
async function portOfOurs(host) {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = ourPorts.first + randomInt(ourPorts.count);
    if (await isFree(port, host)) return port;
  }
  throw new Error(
    `No free port was found on ${host} between ${ourPorts.first} and ${ourPorts.first + ourPorts.count}.`,
  );
}
