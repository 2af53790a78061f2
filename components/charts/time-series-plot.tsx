"use client";

import type { ReactNode } from "react";
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  usePlotArea,
  XAxis,
  YAxis,
} from "recharts";
import { formatAbsolute, formatAxisTime } from "@/components/feedback/time-format";
import { useTimeZone } from "@/components/layout/preferences";
import {
  type ChartRow,
  type ChartSeries,
  type ChartUnit,
  formatTicks,
  formatValue,
  niceTicks,
  valueDomain,
} from "./chart-data";
import { seriesColor } from "./chart-style";
import { markerLabels } from "./marker-labels";
import type { ChartMarker, TimeSeriesChartProps } from "./time-series";
import classes from "./time-series-chart.module.css";

export interface TimeSeriesPlotProps extends TimeSeriesChartProps {
  readonly rows: readonly ChartRow[];
  readonly heightPx: number;
}

const markerRoomPx = 18;
/** Half of the last time below the axis, which is centred on the plot's edge. */
const lastTimeRoomPx = 24;

/** The drawing itself; TimeSeriesChart loads it when needed. */
export function TimeSeriesPlot(props: TimeSeriesPlotProps): ReactNode {
  const { rows, series, unit, threshold, markers = [], yFrom = "zero", heightPx } = props;
  const zone = useTimeZone();
  const domain = valueDomain(rows, {
    from: yFrom,
    ...(threshold ? { threshold: threshold.value } : {}),
    ...(unit === "percent" ? { cap: 100, minSpan: 1 } : {}),
  });
  if (domain === null) return <div className={classes.blank}>Nothing was measured in this period.</div>;
  const ticks = niceTicks(domain);
  const tickTexts = formatTicks(ticks, unit);
  const top = ticks.at(-1) ?? domain[1];
  const first = rows[0]?.atMs ?? 0;
  const last = rows.at(-1)?.atMs ?? 0;
  const visible = markers.filter((marker) => marker.atMs >= first && marker.atMs <= last);
  return (
    <ResponsiveContainer width="100%" height={heightPx}>
      <LineChart
        data={[...rows]}
        margin={{ top: visible.length > 0 ? markerRoomPx : 6, right: lastTimeRoomPx, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--sb-grid)" />
        <XAxis
          dataKey="atMs"
          type="number"
          scale="time"
          domain={[first, last]}
          tickFormatter={(atMs: number) => formatAxisTime(atMs, last - first, zone)}
          tick={{ fill: "var(--sb-text-muted)", fontSize: 11 }}
          tickLine={false}
          axisLine={{ stroke: "var(--sb-border-strong)" }}
          minTickGap={40}
          height={22}
        />
        <YAxis
          domain={[ticks[0] ?? domain[0], top]}
          ticks={[...ticks]}
          tickFormatter={(value: number) => tickTexts[ticks.indexOf(value)] ?? formatValue(value, unit)}
          tick={{ fill: "var(--sb-text-muted)", fontSize: 11 }}
          tickLine={false}
          axisLine={false}
          width={54}
        />
        {threshold ? (
          <ReferenceArea y1={threshold.value} y2={top} fill="var(--sb-threshold)" fillOpacity={0.06} stroke="none" />
        ) : null}
        {threshold ? (
          <ReferenceLine
            y={threshold.value}
            stroke="var(--sb-threshold)"
            strokeWidth={1}
            strokeDasharray="2 3"
            label={(label: { readonly viewBox?: unknown }) => (
              <ThresholdLabel viewBox={label.viewBox} text={threshold.label} />
            )}
          />
        ) : null}
        {visible.map((marker) => (
          <ReferenceLine
            key={`${marker.atMs}:${marker.label}`}
            x={marker.atMs}
            stroke="var(--sb-border-control)"
            strokeWidth={1}
          />
        ))}
        <MarkerLabels markers={visible} firstMs={first} lastMs={last} />
        <Tooltip
          content={(content: TooltipContentProps) => (
            <PlotTooltip content={content} series={series} unit={unit} zone={zone} />
          )}
          cursor={{ stroke: "var(--sb-border-control)", strokeWidth: 1 }}
          isAnimationActive={false}
        />
        {series.map((entry, index) => (
          <Line
            key={entry.id}
            name={entry.label}
            dataKey={(row: ChartRow) => row.values[entry.id] ?? null}
            type="linear"
            stroke={seriesColor(series, index)}
            strokeWidth={entry.role === "baseline" ? 1.5 : 2}
            strokeDasharray={entry.role === "baseline" ? "4 4" : undefined}
            strokeLinecap="round"
            dot={(dot: LoneDotProps) => (
              <LoneDot key={dot.index} dot={dot} rows={rows} id={entry.id} color={seriesColor(series, index)} />
            )}
            activeDot={{ r: 3.5, strokeWidth: 2, stroke: "var(--sb-surface)", fill: seriesColor(series, index) }}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}

interface LoneDotProps {
  readonly cx?: number;
  readonly cy?: number;
  readonly index?: number;
}

interface LoneDotOwnProps {
  readonly dot: LoneDotProps;
  readonly rows: readonly ChartRow[];
  readonly id: string;
  readonly color: string;
}

/** A measurement between two gaps has no line; it is drawn as a dot so that it is not lost. */
function LoneDot({ dot, rows, id, color }: LoneDotOwnProps): ReactNode {
  const { cx, cy, index = 0 } = dot;
  const at = (position: number): number | null => rows[position]?.values[id] ?? null;
  if (cx == null || cy == null || at(index) === null || at(index - 1) !== null || at(index + 1) !== null) return <g />;
  return <circle cx={cx} cy={cy} r={2.5} fill={color} />;
}

interface ThresholdLabelProps {
  readonly viewBox: unknown;
  readonly text: string;
}

/** The words of the threshold on its line, with a halo so that data below them stays readable. */
function ThresholdLabel({ viewBox, text }: ThresholdLabelProps): ReactNode {
  const box = viewBox as { readonly x?: number; readonly y?: number } | undefined;
  if (box?.x === undefined || box.y === undefined) return <g />;
  return (
    <text x={box.x + 6} y={box.y - 5} fontSize={11} fill="var(--sb-failed-text)" className={classes.halo}>
      {text}
    </text>
  );
}

interface MarkerLabelsProps {
  readonly markers: readonly ChartMarker[];
  readonly firstMs: number;
  readonly lastMs: number;
}

/** The words of markers above their lines, as far as they can be read beside each other. */
function MarkerLabels({ markers, firstMs, lastMs }: MarkerLabelsProps): ReactNode {
  const area = usePlotArea();
  if (!area) return null;
  const axis = { firstMs, lastMs, leftPx: area.x, widthPx: area.width, roomPx: lastTimeRoomPx };
  return (
    <g>
      {markerLabels(markers, axis).map(({ marker, xPx, anchor }) => (
        <text
          key={`${marker.atMs}:${marker.label}`}
          x={xPx}
          y={area.y - 6}
          textAnchor={anchor}
          fontSize={11}
          fill="var(--sb-text-muted)"
        >
          {marker.label}
        </text>
      ))}
    </g>
  );
}

interface PlotTooltipProps {
  readonly content: TooltipContentProps;
  readonly series: readonly ChartSeries[];
  readonly unit: ChartUnit;
  readonly zone: string;
}

function PlotTooltip({ content, series, unit, zone }: PlotTooltipProps): ReactNode {
  const row = content.payload[0]?.payload as ChartRow | undefined;
  if (!content.active || !row) return null;
  return (
    <div className={classes.tooltip}>
      <div className={classes.tooltipTime}>{formatAbsolute(row.atMs, zone)}</div>
      {series.map((entry, index) => (
        <div key={entry.id} className={classes.tooltipRow}>
          <span className={classes.swatch} style={{ background: seriesColor(series, index) }} />
          <span>{entry.label}</span>
          <span className={classes.tooltipValue}>{formatValue(row.values[entry.id] ?? null, unit)}</span>
        </div>
      ))}
    </div>
  );
}
