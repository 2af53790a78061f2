import { describe, expect, test } from "vitest";
import { socketError } from "@/lib/traffic/adapters/haproxy/failure";

describe("errors of HAProxy's socket", () => {
  test.each([
    ["ENOENT", "socket_missing"],
    ["ECONNREFUSED", "socket_refused"],
    ["EACCES", "socket_permission_denied"],
    ["EPERM", "socket_permission_denied"],
    ["ECONNRESET", "socket_failed"],
  ])("%s is %s, names the socket and a remedy", (code, reason) => {
    const system = Object.assign(new Error("system"), { code });
    const error = socketError({ kind: "unix", path: "/run/haproxy.sock" }, system);
    expect(error.code).toBe("upstream_failed");
    expect(error.reasons[0]).toMatchObject({ code: reason });
    expect(error.reasons[0]?.remedy).toBeTruthy();
    expect(error.message).toContain("/run/haproxy.sock");
  });

  test("a TCP socket is named as host:port", () => {
    expect(socketError({ kind: "tcp", host: "lb1", port: 9999 }, new Error("x")).message).toContain("lb1:9999");
  });
});
