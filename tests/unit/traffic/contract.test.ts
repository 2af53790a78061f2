import { describe, expect, test } from "vitest";
import { loopLimits } from "@/lib/rollouts/loop/loop-parts";
import {
  parseSocketAddress,
  READ_BACK_MS,
  TargetConfig,
  TargetStateAnswer,
  TrafficIntentMessage,
} from "@/lib/traffic/contract";

const haproxy = { kind: "haproxy", socket: "/run/haproxy.sock", backend: "shop", slots: { a: ["a1"], b: ["b1"] } };

const pathsOf = (input: unknown): string[] =>
  TargetConfig.safeParse(input).error?.issues.map((issue) => issue.path.join(".")) ?? [];

const cluster = { server: "https://10.0.0.1:6443", ca: null, namespace: "shop" };
const gateway = { kind: "gateway_api", ...cluster, route: "checkout.v1", backends: { a: "shop-a", b: "shop-b" } };
const argo = { kind: "argo_rollouts", ...cluster, rollout: "checkout", stableSlot: "b" };

describe("target configurations, and names that would lead to other paths (row 45)", () => {
  test("of each kind are taken", () => {
    for (const config of [
      haproxy,
      { kind: "edge", adminUrl: "http://127.0.0.1:9000", service: "shop" },
      { kind: "webhook", url: "https://lb.example.org/traffic" },
      gateway,
      argo,
    ]) {
      expect(TargetConfig.parse(config)).toEqual(config);
    }
  });

  test.each([
    [{ ...haproxy, backend: "shop;show info" }, "backend"],
    [{ ...haproxy, socket: "haproxy.sock" }, "socket"],
    [{ ...haproxy, moreSockets: ["/run/2.sock", "2.sock"] }, "moreSockets.1"],
    [{ ...haproxy, moreSockets: ["/run/2.sock", haproxy.socket] }, "moreSockets.1"],
    [{ ...haproxy, moreSockets: ["/run/2.sock", "/run/3.sock", "/run/2.sock"] }, "moreSockets.2"],
    [{ ...haproxy, moreSockets: Array.from({ length: 10 }, (_, i) => `/run/${i}.sock`) }, "moreSockets"],
    [{ ...haproxy, slots: { a: [], b: ["b1"] } }, "slots.a"],
    [{ ...haproxy, slots: { a: ["a1"], b: ["b1", "a1"] } }, "slots.b.1"],
    [{ ...haproxy, slots: { a: ["a1", "a1"], b: ["b1"] } }, "slots.a.1"],
    [{ ...haproxy, slots: { a: ["a 1"], b: ["b1"] } }, "slots.a.0"],
    [{ ...haproxy, slots: { a: Array.from({ length: 51 }, (_, i) => `s${i}`), b: ["b1"] } }, "slots.a"],
    [{ kind: "edge", adminUrl: "file:///etc/passwd", service: "shop" }, "adminUrl"],
    [{ kind: "edge", adminUrl: "http://edge", service: "../x" }, "service"],
    [{ kind: "webhook", url: "lb.example.org" }, "url"],
    [{ kind: "nginx" }, "kind"],
    [{ ...gateway, server: "http://10.0.0.1:6443" }, "server"],
    [{ ...gateway, server: "https://10.0.0.1:6443/?x=1" }, "server"],
    [{ ...gateway, ca: "/etc/ca.crt" }, "ca"],
    [{ ...gateway, namespace: "../kube-system" }, "namespace"],
    [{ ...gateway, route: "a/b" }, "route"],
    [{ ...gateway, backends: { a: "shop", b: "shop" } }, "backends.b"],
    [{ ...gateway, backends: { a: "shop.a", b: "shop-b" } }, "backends.a"],
    [{ ...argo, rollout: "Checkout" }, "rollout"],
    [{ ...argo, stableSlot: "c" }, "stableSlot"],
  ])("%j is refused at %s", (input, path) => {
    expect(pathsOf(input)).toEqual([path]);
  });

  test("sockets are absolute paths that fit, or host:port", () => {
    expect(parseSocketAddress("/run/h.sock")).toEqual({ kind: "unix", path: "/run/h.sock" });
    expect(parseSocketAddress("lb-1.example.org:9999")).toEqual({ kind: "tcp", host: "lb-1.example.org", port: 9999 });
    expect(parseSocketAddress("[::1]:9999")).toEqual({ kind: "tcp", host: "::1", port: 9999 });
    for (const wrong of [`/${"x".repeat(107)}`, "/a\0b", "lb:0", "lb:65536", "lb", ":99", "lb:9 9", ""]) {
      expect(parseSocketAddress(wrong)).toBeNull();
    }
  });
});

test("the window that pages promise for targets without a fence is the one that the loop keeps", () => {
  expect(READ_BACK_MS).toBe(loopLimits.idlePollMs);
});

describe("messages", () => {
  test("an intent adds up and closes only what has no traffic", () => {
    const good = { epoch: 3, sharePercent: { a: 66.7, b: 33.3 }, closed: [] };
    expect(TrafficIntentMessage.parse(good)).toEqual({ ...good, term: 0, hold: null });
    expect(TrafficIntentMessage.safeParse({ ...good, sharePercent: { a: 66, b: 33 } }).success).toBe(false);
    expect(TrafficIntentMessage.safeParse({ ...good, closed: ["b"] }).success).toBe(false);
  });

  test("a state with more than it needs is taken, one with less is not", () => {
    const slot = { sharePercent: 50, serversTotal: 1, serversUp: null, closed: false };
    const state = { incarnation: "1", acceptedEpoch: null, slots: { a: slot, b: slot } };
    expect(TargetStateAnswer.parse({ ...state, extra: 1 })).toEqual(state);
    expect(TargetStateAnswer.safeParse({ ...state, slots: { a: slot } }).success).toBe(false);
  });
});
