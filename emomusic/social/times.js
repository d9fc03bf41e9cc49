// Times as people say them, in the reader's own locale.
const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** How long ago an ISO time was: "4 minutes", "a moment". */
export function sinceText(iso, now_ms = Date.now()) {
  const seconds = Math.max(0, (now_ms - Date.parse(iso)) / 1000);
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    if (count >= 1)
      return new Intl.NumberFormat(undefined, { style: "unit", unit, unitDisplay: "long" }).format(count);
  }
  return "a moment";
}
