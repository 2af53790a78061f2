"use client";

import type { ReactNode } from "react";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import { niceTicks } from "./chart-data";
import type { IntervalChartProps, IntervalPoint } from "./interval-chart";
import classes from "./time-series-chart.module.css";

interface IntervalPlotProps extends IntervalChartProps {
  readonly heightPx: number;
}

/** The drawing itself; IntervalChart loads it when needed. */
export function IntervalPlot(props: IntervalPlotProps): ReactNode {
  const { points, format, nOf, most, isDuration, heightPx, bandName = "95 %", marks = [] } = props;
  const top = topOf(points, most);
  const stepMs = isDuration ? (timeUnitsMs.find((unit) => top >= 2 * unit) ?? 1) : 1;
  const ticks = niceTicks([0, top / stepMs], 4).map((tick) => tick * stepMs);
  return (
    <ResponsiveContainer width="100%" height={heightPx}>
      <ComposedChart data={[...points]} margin={{ top: marks.length > 0 ? 18 : 6, right: 12, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--sb-grid)" />
        <XAxis
          dataKey="key"
          tickFormatter={(key: string) => points.find((point) => point.key === key)?.label ?? key}
          tick={{ fill: "var(--sb-text-muted)", fontSize: 11 }}
          tickLine={false}
          axisLine={{ stroke: "var(--sb-border-strong)" }}
          minTickGap={28}
          height={22}
        />
        <YAxis
          domain={[0, ticks.at(-1) ?? 1]}
          allowDataOverflow
          ticks={[...ticks]}
          tickFormatter={(value: number) => format(value)}
          tick={{ fill: "var(--sb-text-muted)", fontSize: 11 }}
          tickLine={false}
          axisLine={false}
          width={62}
        />
        <Tooltip
          content={(content: TooltipContentProps) => (
            <PlotTooltip content={content} format={format} nOf={nOf} bandName={bandName} />
          )}
          cursor={{ stroke: "var(--sb-border-control)", strokeWidth: 1 }}
          isAnimationActive={false}
        />
        {marks.map((mark) => (
          <ReferenceLine
            key={mark.key}
            x={mark.key}
            stroke="var(--sb-border-control)"
            label={{ value: mark.label, position: "top", fontSize: 11, fill: "var(--sb-text-muted)" }}
          />
        ))}
        <Area
          dataKey={(point: IntervalPoint) =>
            point.low === null || point.high === null ? null : [point.low, point.high]
          }
          stroke="none"
          fill="var(--sb-series-1)"
          fillOpacity={0.14}
          connectNulls={false}
          isAnimationActive={false}
          activeDot={false}
        />
        <Line
          dataKey="value"
          stroke="var(--sb-series-1)"
          strokeWidth={2}
          strokeLinecap="round"
          connectNulls={false}
          isAnimationActive={false}
          dot={(dot: DotProps) => <PointDot key={dot.index} dot={dot} points={points} />}
          activeDot={{ r: 3.5, strokeWidth: 2, stroke: "var(--sb-surface)", fill: "var(--sb-series-1)" }}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** Day, hour, minute, second. */
const timeUnitsMs = [86_400_000, 3_600_000, 60_000, 1_000] as const;

/** The band may reach far beyond the values when there are few: twice the highest value is enough to see that. */
function topOf(points: readonly IntervalPoint[], most: number | undefined): number {
  const value = Math.max(0, ...points.map((point) => point.value ?? 0));
  const band = Math.max(0, ...points.map((point) => point.high ?? 0));
  const top = Math.min(band, 2 * value) || value || band || 1;
  return most === undefined ? top * 1.05 : Math.min(most, top * 1.05);
}

interface DotProps {
  readonly cx?: number;
  readonly cy?: number;
  readonly index?: number;
}

/** Partial periods are hollow; a number between two gaps, which has no line, is a dot. */
function PointDot({ dot, points }: { readonly dot: DotProps; readonly points: readonly IntervalPoint[] }): ReactNode {
  const { cx, cy, index = 0 } = dot;
  const point = points[index];
  if (cx == null || cy == null || point?.value == null) return <g />;
  const isLone = points[index - 1]?.value == null && points[index + 1]?.value == null;
  if (!point.isPartial && !isLone) return <g />;
  const fill = point.isPartial ? "var(--sb-surface)" : "var(--sb-series-1)";
  return <circle cx={cx} cy={cy} r={3} fill={fill} stroke="var(--sb-series-1)" strokeWidth={1.5} />;
}

interface PlotTooltipProps extends Pick<IntervalChartProps, "format" | "nOf"> {
  readonly bandName: string;
  readonly content: TooltipContentProps;
}

function PlotTooltip({ content, format, nOf, bandName }: PlotTooltipProps): ReactNode {
  const point = content.payload[0]?.payload as IntervalPoint | undefined;
  if (!content.active || !point) return null;
  const { value, low, high, n } = point;
  return (
    <div className={classes.tooltip}>
      <div className={classes.tooltipTime}>
        From {point.key}
        {point.isPartial ? ", partial" : ""}
      </div>
      <Row name="Value" value={value === null ? point.gap : format(value)} />
      {low === null || high === null ? null : <Row name={bandName} value={`${format(low)} – ${format(high)}`} />}
      <Row name={`n (${nOf})`} value={String(Number(n.toFixed(1)))} />
    </div>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div className={classes.tooltipRow}>
      <span>{name}</span>
      <span className={classes.tooltipValue}>{value}</span>
    </div>
  );
}
