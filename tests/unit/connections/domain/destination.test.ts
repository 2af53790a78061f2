import { describe, expect, it } from "vitest";
import { ConnectionConfig } from "@/lib/connections/contract";
import { destinationOf, needsSecretAgain } from "@/lib/connections/domain/destination";

const elastic = (url: string) => ConnectionConfig.parse({ kind: "elasticsearch", url, index: "logs-*" });
const syslog = (more: object) => ConnectionConfig.parse({ kind: "syslog", host: "logs.example", ...more });

describe("where a connection leads", () => {
  it("is its origin, with the port written out", () => {
    expect(destinationOf(elastic("https://Logs.example/es"))).toBe("https://logs.example:443");
    expect(destinationOf(elastic("http://logs.example:9200"))).toBe("http://logs.example:9200");
    expect(destinationOf(syslog({}))).toBe("tls://logs.example:6514");
    expect(destinationOf(ConnectionConfig.parse({ kind: "csv_cmdb" }))).toBeNull();
  });

  it("asks for the secret again when another host, port or scheme would get it", () => {
    const before = elastic("https://logs.example");
    expect(needsSecretAgain(before, elastic("https://logs.example:443/other"))).toBe(false);
    expect(needsSecretAgain(before, elastic("https://logs.example:9200"))).toBe(true);
    expect(needsSecretAgain(before, elastic("http://logs.example"))).toBe(true);
    expect(needsSecretAgain(syslog({}), syslog({ transport: "tcp" }))).toBe(true);
  });
});
