import type { LoopStatus } from "@/lib/rollouts/api-contract";

/** The page's answer: does everything have a worker, and may everything go on? */
export function loopAnswer(status: LoopStatus): string {
  const alive = status.workers.filter((worker) => worker.state === "alive").length;
  const workers = alive === 1 ? "One worker runs" : `${alive} workers share`;
  if (status.freeShards.length === status.shardCount)
    return "No worker runs: nothing moves, and data planes with a hold have gone back to the safe split.";
  if (status.freeShards.length > 0)
    return `${status.freeShards.length} of ${status.shardCount} shards have no worker; rollouts of their targets stand still.`;
  if (status.isSafeMode) return `${workers} all targets. After a restore nothing is raised until safe mode is ended.`;
  return `${workers} all targets.${commitWords[status.commitSafety]}`;
}

const commitWords: Readonly<Record<LoopStatus["commitSafety"], string>> = {
  kept: "",
  lost_in_a_failover: " The database has a standby that it does not wait for: a failover may lose the last commands.",
  lost_in_a_crash: " The database does not wait for its disk: a crash may lose the last commands.",
};

/** Shards in runs: "0–7, 12". */
export function shardsInWords(shards: readonly number[]): string {
  const sorted = [...shards].sort((one, other) => one - other);
  const runs: [number, number][] = [];
  for (const shard of sorted) {
    const last = runs.at(-1);
    if (last && last[1] === shard - 1) last[1] = shard;
    else runs.push([shard, shard]);
  }
  return runs.length === 0 ? "none" : runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}
