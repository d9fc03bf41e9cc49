// What the editor asks of the server: its form once, and what rules find whenever they change.
import { useEffect, useState } from "react";
import { call } from "$/public/external/emomusic/player/api.js";

const PAUSE_MS = 250;
const AGAIN_MS = 2000;
let asked = null;

/** The form of the editor, or the sentence that says why it can't be had. */
export function useForm() {
  const [known, setKnown] = useState({ form: null, genres: [], wrong: "" });
  useEffect(() => {
    let here = true;
    asked ??= call("/api/rules");
    asked.then(
      ({ body }) => here && setKnown({ ...body, wrong: "" }),
      (error) => {
        asked = null;
        if (here) setKnown({ form: null, genres: [], wrong: error.message });
      },
    );
    return () => { here = false; };
  }, []);
  return known;
}

/**
 * What rules find, asked for when they have rested for a moment.
 * @param rules as the server takes them, or null to ask nothing
 * @returns `found` of the last rules that could be used, `wrong` with these, and whether it is `late`
 */
export function useFound(rules) {
  const text = rules && JSON.stringify(rules);
  const [answer, setAnswer] = useState({ found: null, wrong: "", of: null });
  useEffect(() => {
    if (!text) return undefined;
    let here = true;
    let timer = null;
    const ask = async () => {
      try {
        const { body } = await call("/api/rules/preview", { method: "POST", body: { rules: JSON.parse(text) } });
        if (here) setAnswer((before) => ({ found: body.found ?? before.found, wrong: body.unfinished, of: text }));
      } catch (error) {
        if (!here) return;
        // Too much at once is no fault of the rules: the last count stands until the next try.
        if (error.status === 429) timer = setTimeout(ask, AGAIN_MS);
        else setAnswer((before) => ({ found: before.found, wrong: error.message, of: text }));
      }
    };
    timer = setTimeout(ask, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [text]);
  return { ...answer, late: answer.of !== text };
}
