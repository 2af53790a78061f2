import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { KnownCommit } from "@/lib/changes/domain/lane-changes";
import { instant } from "@/lib/kernel/instant";

/** A repository that real git makes, with a clock of its own: each commit is a minute after the one before. */
export class GitHistory {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "signalbox-git-"));
  #minute = 0;

  constructor() {
    this.#git("init", "-q", "-b", "main");
  }

  /** Commit a change of `file` on the branch that is checked out; answers its hash. */
  commit(file: string): string {
    this.#minute += 1;
    const target = path.join(this.#folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, `${this.#minute}\n`);
    this.#git("add", "-A");
    this.#git("commit", "-q", "-m", `change ${file} at ${this.#minute}`);
    return this.head();
  }

  branch(name: string, from = "main"): void {
    this.#git("checkout", "-q", "-b", name, from);
  }

  checkout(name: string): void {
    this.#git("checkout", "-q", name);
  }

  /** Bring a branch to the one that is checked out; answers the hash that stands for it there. */
  integrate(name: string, style: "merge" | "fast_forward" | "squash" | "rebase"): string {
    this.#minute += 1;
    if (style === "merge") this.#git("merge", "-q", "--no-ff", "-m", `merge ${name}`, name);
    if (style === "fast_forward") this.#git("merge", "-q", "--ff-only", name);
    if (style === "squash") {
      this.#git("merge", "-q", "--squash", name);
      this.#git("commit", "-q", "-m", `squash ${name}`);
    }
    if (style === "rebase") {
      this.#git("rebase", "-q", "main", name);
      this.#git("checkout", "-q", "main");
      this.#git("merge", "-q", "--ff-only", name);
    }
    return this.head();
  }

  head(): string {
    return this.#git("rev-parse", "HEAD");
  }

  /** `git rev-list from..to` without merges: the oracle. */
  between(from: string, to: string): string[] {
    return this.#git("rev-list", "--no-merges", `${from}..${to}`).split("\n").filter(Boolean).sort();
  }

  /** Every commit, as an importer would tell it. */
  commits(repository: string): KnownCommit[] {
    const text = this.#git("log", "--all", "--name-only", "--format=%x01%H%x02%P%x02%at%x02%ct%x02%an%x02%s");
    return text
      .split("\u0001")
      .filter(Boolean)
      .map((record) => {
        const [head = "", ...files] = record.split("\n");
        const [sha = "", parents = "", authored = "0", committed = "0", author = "", title = ""] = head.split("\u0002");
        return {
          repository,
          sha,
          parents: parents.split(" ").filter(Boolean),
          paths: files.filter(Boolean),
          authoredAt: instant(Number(authored) * 1_000),
          committedAt: instant(Number(committed) * 1_000),
          author,
          title,
        };
      });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #git(...args: readonly string[]): string {
    const at = `${1_790_000_000 + this.#minute * 60} +0000`;
    const who = { NAME: "Ada", EMAIL: "ada@people.example", DATE: at };
    const env: NodeJS.ProcessEnv = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    for (const [name, value] of Object.entries(who)) {
      env[`GIT_AUTHOR_${name}`] = value;
      env[`GIT_COMMITTER_${name}`] = value;
    }
    return execFileSync("git", [...args], { cwd: this.#folder, env, encoding: "utf8" }).trim();
  }
}
