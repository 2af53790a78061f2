import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ElasticsearchConfig, SplunkSearchConfig } from "@/lib/connections/contract";
import { elasticQuery, splunkSearch } from "@/lib/logs/domain/log-queries";
import { minutesOf, rateRatio, windowsOf } from "@/lib/logs/domain/windows";

const minute = 60_000;

describe("windows around a deployment", () => {
  it("leave its own minutes out and end with what has happened", () => {
    const windows = windowsOf(100 * minute + 5_000, 103 * minute + 1, 500 * minute);
    expect(windows).toMatchObject({
      before: { fromMs: 70 * minute, toMs: 100 * minute },
      after: { fromMs: 104 * minute, toMs: 164 * minute },
    });
    expect(windows?.dayBefore.fromMs).toBe(104 * minute - 86_400_000);
    const soon = windowsOf(100 * minute, 103 * minute, 110 * minute + 30_000);
    expect(soon?.after).toEqual({ fromMs: 104 * minute, toMs: 110 * minute });
    expect(soon && minutesOf(soon.after)).toBe(6);
    expect(windowsOf(100 * minute, 103 * minute, 104 * minute + 30_000)).toBeNull();
    expect(windowsOf(100 * minute, null, 120 * minute)?.after.fromMs).toBe(101 * minute);
  });

  it("have a ratio of rates with an interval that holds it, or none", () => {
    const same = rateRatio({ errors: 30, minutes: 30 }, { errors: 60, minutes: 60 });
    expect(same?.value).toBe(1);
    expect(same && same.low < 1 && (same.high ?? 9) > 1).toBe(true);
    const more = rateRatio({ errors: 30, minutes: 30 }, { errors: 240, minutes: 60 });
    expect(more?.low).toBeGreaterThan(2);
    expect(rateRatio({ errors: 0, minutes: 30 }, { errors: 5, minutes: 60 })).toBeNull();
    expect(rateRatio({ errors: 0, minutes: 30 }, { errors: 0, minutes: 60 })).toBeNull();
  });
});

describe("questions", () => {
  const elastic = ElasticsearchConfig.parse({ kind: "elasticsearch", url: "https://e", index: "logs-*" });
  const splunk = SplunkSearchConfig.parse({ kind: "splunk", url: "https://s", index: "main", environmentField: "env" });
  const question = { service: "checkout", environment: "production", fromMs: 0, toMs: 60_000 };

  it("to Elasticsearch have names as values only", () => {
    fc.assert(
      fc.property(fc.string(), (service) => {
        const query = JSON.parse(JSON.stringify(elasticQuery(elastic, { ...question, service })));
        expect(query.query.bool.filter[1]).toEqual({ term: { "service.name": service } });
        expect(query.query.bool.filter).toHaveLength(2);
      }),
    );
  });

  it("to Splunk keep a name within its quotes, whatever it is", () => {
    expect(splunkSearch(splunk, question)).toBe(
      'search index="main" | where \'service\'="checkout" AND \'env\'="production" | eval signalbox_error=if(in(lower(\'level\'), "error", "fatal", "critical"), 1, 0) | bin _time span=60s | stats count AS lines, sum(signalbox_error) AS errors BY _time',
    );
    const evil = splunkSearch(splunk, { ...question, service: '" | delete index=* | search "' });
    // Outside of quotes the text is the same as for a harmless name.
    const outside = (text: string): string => text.replaceAll(/"(\\.|[^"\\])*"/g, '""');
    expect(outside(evil)).toBe(outside(splunkSearch(splunk, question)));
    fc.assert(
      fc.property(fc.string(), (service) => {
        expect(outside(splunkSearch(splunk, { ...question, service }))).toBe(outside(splunkSearch(splunk, question)));
      }),
    );
  });
});
