import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { haproxyPath } from "../../support/haproxy";

test("the configuration that the documentation shows is valid for HAProxy", async () => {
  const text = await readFile("docs/operations/haproxy.md", "utf8");
  const block = /```haproxy\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  expect(block).toContain("stats maxconn 100");
  const folder = await mkdtemp(path.join(tmpdir(), "sbx-doc-"));
  try {
    const file = path.join(folder, "haproxy.cfg");
    // The user and the folder of the example exist on the reader's machine, not here.
    await writeFile(file, block.replace("/run/haproxy", folder).replace("user signalbox ", ""));
    const { stdout, stderr } = await promisify(execFile)(haproxyPath(), ["-c", "-f", file]);
    expect(stdout + stderr).toContain("Configuration file is valid");
  } finally {
    await rm(folder, { recursive: true });
  }
});
