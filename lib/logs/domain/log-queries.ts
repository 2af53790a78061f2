import type { ElasticsearchConfig, SplunkSearchConfig } from "@/lib/connections/contract";

export interface LogQuestion {
  readonly service: string;
  readonly environment: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Levels are written in any case. */
function spellings(levels: readonly string[]): string[] {
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
  return [...new Set(levels.flatMap((level) => [level, level.toLowerCase(), level.toUpperCase(), capital(level)]))];
}

/**
 * Elasticsearch: all lines of the service in a span, and the errors of each minute. Names are values of JSON, never part of a
 * query text.
 */
export function elasticQuery(config: ElasticsearchConfig, question: LogQuestion): object {
  const { timeField, serviceField, environmentField, levelField } = config;
  const environment = environmentField === "" ? [] : [{ term: { [environmentField]: question.environment } }];
  const range = { gte: question.fromMs, lt: question.toMs, format: "epoch_millis" };
  return {
    size: 0,
    track_total_hits: true,
    query: {
      bool: {
        filter: [{ range: { [timeField]: range } }, { term: { [serviceField]: question.service } }, ...environment],
      },
    },
    aggs: {
      errors: {
        filter: { terms: { [levelField]: spellings(config.errorLevels) } },
        aggs: { minutes: { date_histogram: { field: timeField, fixed_interval: "60s", min_doc_count: 1 } } },
      },
    },
  };
}

/** A value in quotes of SPL. In `search` a star would still match anything, so values are compared with `where`, where it does not. */
function splText(value: string): string {
  return `"${value.replaceAll(/[\\"]/g, "\\$&").replaceAll(/\p{Cc}/gu, " ")}"`;
}

/** A field's name in single quotes, as `where` and `eval` want it. The schema allows letters, digits and `_ @ . -` only. */
function splField(name: string): string {
  return `'${name.replaceAll("'", "")}'`;
}

/** Splunk: lines and errors of each minute. */
export function splunkSearch(config: SplunkSearchConfig, question: LogQuestion): string {
  const { serviceField, environmentField, levelField } = config;
  const levels = config.errorLevels.map((level) => splText(level.toLowerCase())).join(", ");
  const where = [
    `${splField(serviceField)}=${splText(question.service)}`,
    ...(environmentField === "" ? [] : [`${splField(environmentField)}=${splText(question.environment)}`]),
  ];
  return [
    `search index=${splText(config.index)}`,
    `where ${where.join(" AND ")}`,
    `eval signalbox_error=if(in(lower(${splField(levelField)}), ${levels}), 1, 0)`,
    "bin _time span=60s",
    "stats count AS lines, sum(signalbox_error) AS errors BY _time",
  ].join(" | ");
}
