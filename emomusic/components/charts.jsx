// What Recharts leaves to its users: words on axes and in tips, and the cells of heat maps.
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { usePlotArea } from "recharts";
import { clockText } from "$/public/external/emomusic/player/format.js";
import { colourOf } from "$/public/external/emomusic/player/palette.js";

const WIDE_CELL_PX = 34;
const NO_BREAK = "\u00a0";
const TEXT_PX = 6.4;

/** A value as text, by its unit; a dash where there is none. */
export function valueText(value, unit) {
  if (value === null || value === undefined) return "–";
  if (unit === "share") return `${(100 * value).toLocaleString(undefined, { maximumFractionDigits: 1 })}${NO_BREAK}%`;
  const digits = unit === "count" ? 0 : 1;
  const text = value.toLocaleString(undefined, { maximumFractionDigits: digits });
  return unit === "hours" ? `${text}${NO_BREAK}h` : unit === "minutes" ? `${text}${NO_BREAK}min` : text;
}

/** A label as text: a day in the reader's locale, a moment of a song, or words as they are. */
export function labelText(label, labels, short = false) {
  if (labels === "seconds") return clockText(Number(label));
  if (labels !== "days") return label;
  const style = short ? { day: "numeric", month: "short" } : { dateStyle: "medium" };
  return new Date(`${label}T00:00:00Z`).toLocaleDateString(undefined, { ...style, timeZone: "UTC" });
}

/** Text that depends on the reader's locale, which only the browser knows. */
function useLocal(make, ...on) {
  const [text, setText] = useState("");
  useEffect(() => setText(make()), on);
  return text;
}

export const ValueText = ({ value, unit }) => useLocal(() => valueText(value, unit), value, unit);
export const LabelText = ({ label, labels }) => useLocal(() => labelText(label, labels), label, labels);

/** How far a value is from the one before, such as “+12 %”. */
export function Change({ value, before, unit }) {
  const text = useLocal(() => {
    if (value === null || before === null || before === undefined) return "";
    if (unit === "share") {
      const points = Math.round(1000 * (value - before)) / 10;
      return `${points < 0 ? "−" : "+"}${Math.abs(points).toLocaleString()} points`;
    }
    if (before === 0) return value === 0 ? "" : "new";
    const percent = Math.round((100 * (value - before)) / before);
    return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toLocaleString()} %`;
  }, value, before, unit);
  return <span className="chart-change">{text}</span>;
}

/** For axes: how a label, or a value of the first series, is written. */
export const labelTick = (chart) => (label) => labelText(label, chart.labels, true);
export function valueTick(chart, unit = chart.series.find((one) => one.drawn)?.unit) {
  if (unit === "share") return (value) => `${Math.round(100 * value)} %`;
  return (value) => value.toLocaleString(undefined, { notation: "compact" });
}

export const valueEdges = (chart) => [0, chart.series[0].unit === "share" ? 1 : "auto"];

/** A name beside a bar, short enough for its place; it leads where its row does. */
export const barName = (chart) => ({ x, y, payload, index, width }) => {
  const row = chart.rows[payload.index ?? index];
  const whole = labelText(row?.label ?? payload.value, chart.labels);
  const most = Math.max(4, Math.floor((width - 12) / TEXT_PX));
  const name = whole.length > most ? `${whole.slice(0, most - 1)}…` : whole;
  const text = <text x={x} y={y} dy={4} textAnchor="end" className="chart-name">{name}<title>{whole}</title></text>;
  return row?.href ? <Link to={row.href} tabIndex={-1}>{text}</Link> : text;
};

/** The value at the end of a bar. */
export const barValue = (chart, index = 0) => (value) => valueText(value, chart.series[index].unit);

const drawnOf = (chart) => chart.series.map((series, at) => ({ ...series, at })).filter((one) => one.drawn);

/** Cells of a heat map as points: column, row, value, and the share of the largest value. */
export function cellsOf(chart) {
  const columns = drawnOf(chart);
  const values = chart.rows.flatMap((row) => columns.map(({ at }) => row.cells[at] ?? 0));
  const most = Math.max(...values) || 1;
  const isPlane = chart.shape === "plane";
  return chart.rows.flatMap((row, y) =>
    columns.flatMap((series, x) => {
      const value = row.cells[series.at];
      if (value === null || value === undefined) return [];
      const place = [(x + 0.5) / columns.length, 1 - (y + 0.5) / chart.rows.length];
      return [{
        x, y, value, part: value / most, row: row.label, column: series.name, unit: series.unit,
        fill: isPlane ? colourOf(...place) : series.colour,
        wide: columns.length, tall: chart.rows.length,
      }];
    }),
  );
}

/** For the axes of a heat map: every column, or every few where there are many. */
export const columnTick = (chart) => (at) => drawnOf(chart)[at]?.name ?? "";
export const rowTick = (chart) => (at) => (chart.rows[at] ? labelText(chart.rows[at].label, chart.labels, true) : "");
export const upTo = (count) => Array.from({ length: count }, (_, at) => at);
export function columnTicks(chart) {
  const columns = drawnOf(chart).length;
  const step = columns > 12 ? Math.ceil(columns / 8) : 1;
  return upTo(columns).filter((at) => at % step === 0);
}
export const edges = (count) => [-0.5, count - 0.5];
export const columnEdges = (chart) => edges(drawnOf(chart).length);

function HeatCell({ cx, cy, payload }) {
  const plot = usePlotArea();
  if (!plot) return null;
  const width = plot.width / payload.wide;
  const height = plot.height / payload.tall;
  const isSaid = payload.unit === "share" && width >= WIDE_CELL_PX && payload.wide <= 14;
  return (
    <g className="chart-cell" data-row={payload.row} data-column={payload.column} data-value={payload.value}>
      <rect x={cx - width / 2 + 1} y={cy - height / 2 + 1} rx={3}
        width={Math.max(1, width - 2)} height={Math.max(1, height - 2)}
        fill={payload.value ? payload.fill : "#2a2a2a"}
        fillOpacity={payload.value ? 0.12 + 0.88 * payload.part : 0.45} />
      {isSaid && (
        <text x={cx} y={cy} dy={4} textAnchor="middle" fill={payload.part > 0.55 ? "#000" : "#fff"}>
          {`${Math.round(100 * payload.value)}`}
        </text>
      )}
    </g>
  );
}
export const heatCell = (props) => <HeatCell {...props} />;

/** The tip of a chart of lines, bars or columns. */
export const tipOf = (chart) => ({ active, payload }) => {
  const row = payload?.[0]?.payload;
  if (!active || !row) return null;
  return (
    <div className="chart-tip">
      <strong>{labelText(row.label, chart.labels)}</strong>
      {chart.series.map((series, at) => (
        <span key={series.name}>{series.name}<b>{valueText(row.cells[at], row.unit || series.unit)}</b></span>
      ))}
    </div>
  );
};

/** The tip of a heat map. */
export const cellTipOf = (chart) => ({ active, payload }) => {
  const cell = payload?.[0]?.payload;
  if (!active || !cell) return null;
  return (
    <div className="chart-tip">
      <strong>{`${labelText(cell.row, chart.labels)}, ${cell.column}`}</strong>
      <span><b>{valueText(cell.value, cell.unit)}</b></span>
    </div>
  );
};

/** A day of the calendar; tells it (ISO 8601) once it is whole. */
export function DayChoice({ label, value, onPick }) {
  const [shown, setShown] = useState(value);
  useEffect(() => setShown(value), [value]);
  function pick(event) {
    setShown(event.target.value);
    if (event.target.value >= "1970") onPick(event.target.value);
  }
  return (
    <label className="desk-day">
      <span>{label}</span>
      <input type="date" className="desk-input" value={shown} onChange={pick} />
    </label>
  );
}
