// A value field for each shape of value: what fits a test, and no more.
import { useId } from "react";
import { Region } from "./region.jsx";
import { Span } from "./span.jsx";

const read = (event) => (event.target.value === "" ? null : Number(event.target.value));

function NumberField({ label, field, value, onChange }) {
  return (
    <input type="number" className="rule-number" aria-label={label} value={value ?? ""}
      min={field.low} max={field.high} step={field.step} inputMode="decimal"
      onChange={(event) => onChange(read(event))} />
  );
}

function Pair({ field, label, value, onChange }) {
  const [from, to] = value;
  return (
    <>
      <NumberField field={field} label={`${label} from`} value={from} onChange={(at) => onChange([at, to])} />
      <span className="rule-word">and</span>
      <NumberField field={field} label={`${label} to`} value={to} onChange={(at) => onChange([from, at])} />
      {field.unit && <span className="rule-word">{field.unit}</span>}
    </>
  );
}

function TextValue({ field, label, value, genres, onChange }) {
  const list = useId();
  const known = field.name === "genre" && genres.length > 0;
  return (
    <>
      <input type="text" className="rule-text" aria-label={label} value={value} maxLength={200} autoComplete="off"
        spellCheck={false} list={known ? list : undefined} onChange={(event) => onChange(event.target.value)} />
      {known && <datalist id={list}>{genres.map((genre) => <option key={genre} value={genre} />)}</datalist>}
    </>
  );
}

/** How much of the song it must be, for "most of it". */
export function Share({ value, onChange }) {
  return (
    <span className="rule-share">
      <span className="rule-word">in at least</span>
      <input type="number" className="rule-number" min="5" max="100" step="5" inputMode="numeric" aria-label="Share of the song in percent"
        value={value === null ? "" : Math.round(value * 100)}
        onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value) / 100)} />
      <span className="rule-word">% of the song</span>
    </span>
  );
}

/** The value of a rule. */
export function Value({ field, shape, label, value, genres, onChange }) {
  const isPart = field.high === 1 && field.kind !== "region";
  switch (shape) {
    case "text":
      return <TextValue field={field} label={label} value={value} genres={genres} onChange={onChange} />;
    case "number":
    case "pair":
      if (isPart) return <Span name={field.name} label={label} step={field.step} value={value} onChange={onChange} />;
      if (shape === "pair") return <Pair field={field} label={label} value={value} onChange={onChange} />;
      return (
        <>
          <NumberField field={field} label={label} value={value} onChange={onChange} />
          {field.unit && <span className="rule-word">{field.unit}</span>}
        </>
      );
    case "days":
      return (
        <>
          <NumberField field={{ low: 1, high: 36500, step: 1 }} label={`${label}, days`} value={value} onChange={onChange} />
          <span className="rule-word">days</span>
        </>
      );
    case "day":
      return <input type="date" className="rule-date" aria-label={label} value={value ?? ""} onChange={(event) => onChange(event.target.value)} />;
    case "choice":
      return (
        <select className="rule-select" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
          {field.choices.map((choice) => <option key={choice} value={choice}>{choice}</option>)}
        </select>
      );
    case "polygon":
      return <Region corners={value} onChange={onChange} />;
    default:
      return null;
  }
}
