import { describe, expect, test } from "vitest";
import { countsOf } from "@/lib/traffic/adapters/haproxy/server-counters";
import {
  isInMaintenance,
  parseIncarnation,
  parseServerStats,
  type ServerStats,
  takesTraffic,
} from "@/lib/traffic/adapters/haproxy/server-stats";

const COLUMNS =
  "# pxname,svname,status,weight,bck,check_status,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,econ,eresp,wretr,wredis,last_chk,";

function parse(...rows: string[]): ServerStats[] | null {
  return parseServerStats([COLUMNS, ...rows, ""].join("\n"), "shop");
}

const withStatus = (status: string): ServerStats => {
  const [server] = parse(`shop,a1,${status},1,0,,0,0,0,0,0,0,0,0,0,0,,`) ?? [];
  if (server === undefined) throw new Error("the row was not read");
  return server;
};

describe("show stat", () => {
  test("is read by column name, whatever the order and the quoting", () => {
    const servers = parse(
      'shop,a1,UP,9,0,L7OK,3,10,2,1,4,5,6,7,8,9,"OK, ""fine""",',
      "other,a1,UP,9,0,L7OK,0,1,0,0,0,0,0,0,0,0,,",
      "shop,b1,no check,1,1,,0,0,0,0,0,0,0,0,0,0,,",
    );
    expect(servers).toEqual([
      {
        server: "a1",
        status: "UP",
        weight: 9,
        isBackup: false,
        isChecked: true,
        answered: 18,
        answered5xx: 4,
        connectErrors: 6,
        responseErrors: 7,
        redispatched: 9,
      },
      expect.objectContaining({ server: "b1", isBackup: true, isChecked: false, answered: 0 }),
    ]);
  });

  test("is refused when it is something else or lacks a column", () => {
    expect(parse()).toEqual([]);
    expect(parseServerStats("No such proxy.", "shop")).toBeNull();
    expect(parseServerStats("", "shop")).toBeNull();
    expect(parseServerStats("# pxname,svname,status\nshop,a1,UP", "shop")).toBeNull();
  });

  test.each([
    ["UP", true, false],
    ["UP 1/3", true, false],
    ["no check", true, false],
    ["DOWN", false, false],
    ["DOWN 1/2", false, false],
    ["DRAIN", false, false],
    ["NOLB", false, false],
    ["MAINT", false, true],
    ["MAINT (via shop/a2)", false, true],
    ["MAINT (resolution)", false, true],
  ])("%s: takes traffic %s, in maintenance %s", (status, traffic, maintenance) => {
    expect(takesTraffic(withStatus(status))).toBe(traffic);
    expect(isInMaintenance(withStatus(status))).toBe(maintenance);
  });

  test("requests and errors count what a server was asked and failed, interim answers and retries excepted", () => {
    const [server] = parse("shop,a1,UP,9,0,L7OK,100,10,2,1,4,5,6,7,8,9,,") ?? [];
    expect(countsOf(server!)).toEqual({ requests: 10 + 2 + 1 + 4 + 5 + 6 + 7 + 9, errors: 4 + 6 + 7 + 9 });
  });
});

describe("show info", () => {
  test("names one life of the process", () => {
    expect(parseIncarnation("Name: HAProxy\nPid: 71\nUptime_sec: 3\nStart_time_sec: 1795211607\n")).toBe(
      "71-1795211607",
    );
    expect(parseIncarnation("Name: HAProxy\nPid: 71\n")).toBe("71-unknown");
    expect(parseIncarnation("something else")).toBeNull();
  });
});
