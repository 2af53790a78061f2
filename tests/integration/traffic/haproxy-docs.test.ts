import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { fenceScript, fenceToken, haproxyPath } from "../../support/haproxy";

test("the configuration that the documentation shows is valid for HAProxy", async () => {
  const text = await readFile("docs/operations/haproxy.md", "utf8");
  const block = /```haproxy\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  expect(block).toContain("stats maxconn 100");
  expect(block).toContain("lua-load /etc/haproxy/signalbox.lua");
  const folder = await mkdtemp(path.join(tmpdir(), "sbx-doc-"));
  try {
    const file = path.join(folder, "haproxy.cfg");
    // The user and the folder of the example exist on the reader's machine, not here.
    const here = block
      .replace("/run/haproxy", folder)
      .replace("user signalbox ", "")
      .replace("/etc/haproxy/signalbox.lua", fenceScript);
    await writeFile(file, here);
    const env = { ...process.env, SIGNALBOX_FENCE_TOKEN: fenceToken };
    const { stdout, stderr } = await promisify(execFile)(haproxyPath(), ["-c", "-f", file], { env });
    expect(stdout + stderr).toContain("Configuration file is valid");
  } finally {
    await rm(folder, { recursive: true });
  }
});
