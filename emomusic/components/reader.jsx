// What only the reader's own browser knows: the hour, the locale, the time zone.
import { useEffect, useRef, useState } from "react";
import { clockText, lengthText } from "$/public/external/emomusic/player/format.js";

const GREETINGS = [
  [5, "Good night"],
  [12, "Good morning"],
  [18, "Good afternoon"],
  [24, "Good evening"],
];

/** A greeting by the hour of the reader's clock. */
export function Greeting({ name }) {
  const [words, setWords] = useState("Welcome");
  useEffect(() => {
    const hour = new Date().getHours();
    setWords(GREETINGS.find(([until]) => hour < until)[1]);
  }, []);
  return <h1 className="page-title">{name ? `${words}, ${name}` : words}</h1>;
}

/**
 * Tells a page how far the reader's clock is ahead of UTC, once it is shown; draws nothing.
 * @param onTell takes the minutes
 */
export function ClockOffset({ onTell }) {
  const tell = useRef(onTell);
  useEffect(() => {
    tell.current?.(-new Date().getTimezoneOffset()); // gives a promise, which is no way to clean up
  }, []);
  return null;
}

/** A moment, or the day of it, in the reader's locale and time zone. */
export function LocalTime({ iso, day = false }) {
  const [text, setText] = useState("");
  useEffect(() => {
    const style = { dateStyle: "medium", timeStyle: day ? undefined : "short" };
    setText(new Date(iso).toLocaleString(undefined, style));
  }, [iso, day]);
  return <time dateTime={iso}>{text}</time>;
}

/** A length such as “42 min” or “1 hr 5 min”. */
export function Length({ seconds }) {
  return <span>{lengthText(seconds)}</span>;
}

/** A length to the second, such as “1:29”. */
export function Clock({ seconds }) {
  return <span className="tabular">{clockText(seconds)}</span>;
}

/** A number with the separators of the reader's locale, and its noun. */
export function Count({ value, one, many }) {
  const [text, setText] = useState(String(value));
  useEffect(() => setText(value.toLocaleString()), [value]);
  return <span>{`${text} ${value === 1 ? one : many}`}</span>;
}

/** A number in the reader's locale. */
export function Number_({ value, digits }) {
  const [text, setText] = useState("");
  const most = digits ?? (value % 1 && value < 100 ? 1 : 0);
  useEffect(() => setText(value.toLocaleString(undefined, { maximumFractionDigits: most })), [value, most]);
  return <span>{text}</span>;
}

const UNITS = ["kB", "MB", "GB", "TB", "PB"];

/** A number of bytes, such as “3.2 GB”. */
export function Size({ bytes }) {
  const [text, setText] = useState("");
  useEffect(() => {
    let value = bytes / 1000;
    let unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit += 1;
    }
    const digits = value < 10 && unit > 0 ? 1 : 0;
    setText(`${value.toLocaleString(undefined, { maximumFractionDigits: digits })} ${UNITS[unit]}`);
  }, [bytes]);
  return <span className="tabular">{text}</span>;
}
