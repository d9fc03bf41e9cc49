// What can't be undone is asked for twice.
import { useEffect, useState } from "react";

const ARMED_MS = 4000;

/** A button that wants a second click. */
export function Twice({ words, sure, onSure, className = "button plain" }) {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    if (!armed) return undefined;
    const timer = setTimeout(() => setArmed(false), ARMED_MS);
    return () => clearTimeout(timer);
  }, [armed]);
  return (
    <button type="button" className={className} onClick={() => (armed ? onSure() : setArmed(true))}>
      {armed ? sure : words}
    </button>
  );
}
