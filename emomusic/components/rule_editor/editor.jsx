// The editor of rules: the rows, the order, how many, and what they find while one edits.
import { useCallback, useMemo, useRef, useState } from "react";
import { lengthText } from "$/public/external/emomusic/player/format.js";
import { SongList } from "$/public/external/emomusic/player/song_list.jsx";
import { useFound } from "./asking.js";
import { Group } from "./rows.jsx";
import { added, changed, withKeys, withoutKeys } from "./tree.js";
import "./rules.css";

const FIRST_LIMIT = { songs: 50, minutes: 60 };

/** The rules that are edited, and what the rows do to them. */
export function useRules(text, form, genres) {
  const [rules, setRules] = useState(() => withKeys(JSON.parse(text)));
  const [fresh, setFresh] = useState(null);
  const box = useRef(null);
  const settled = useCallback(() => setFresh(null), []);
  const written = useMemo(() => withoutKeys(rules), [rules]);
  const tools = {
    form, genres, fresh, settled,
    change: (key, part) => setRules((before) => changed(before, key, part)),
    add: (key, part) => {
      setRules((before) => added(before, key, part));
      setFresh(part.rules ? part.rules[0].key : part.key);
    },
    remove: (key) => {
      setRules((before) => changed(before, key, null));
      // What had the focus is gone; the way to put in another is the nearest thing left.
      box.current?.querySelector(`[data-add="${rules.key}"]`)?.focus();
    },
  };
  const put = (next) => setRules(withKeys(next));
  return { rules, setRules, written, tools, put, box };
}

function SortLine({ form, sort, onChange }) {
  const order = sort && form.sorts.find((one) => one.name === sort.by);
  return (
    <div className="rule-line">
      <label className="rule-match">
        <span className="rule-word">Ordered by</span>
        <select className="rule-select" value={sort?.by ?? ""}
          onChange={(event) => onChange(event.target.value ? { by: event.target.value, descending: false } : undefined)}>
          <option value="">Artist, album and track</option>
          {form.sorts.filter((one) => one.name !== "artist").map((one) => <option key={one.name} value={one.name}>{one.label}</option>)}
        </select>
      </label>
      {order && order.name !== "random" && (
        <select className="rule-select" aria-label="Direction" value={String(sort.descending)}
          onChange={(event) => onChange({ ...sort, descending: event.target.value === "true" })}>
          <option value="false">{order.ascending}</option>
          <option value="true">{order.descending}</option>
        </select>
      )}
    </div>
  );
}

function LimitLine({ limit, onChange }) {
  const kind = limit ? Object.keys(limit)[0] : "";
  return (
    <div className="rule-line">
      <label className="rule-match">
        <span className="rule-word">Keep</span>
        <select className="rule-select" value={kind}
          onChange={(event) => onChange(event.target.value ? { [event.target.value]: FIRST_LIMIT[event.target.value] } : undefined)}>
          <option value="">all of them</option>
          <option value="songs">the first songs</option>
          <option value="minutes">the first minutes</option>
        </select>
      </label>
      {kind && (
        <input type="number" className="rule-number" aria-label={kind === "songs" ? "How many songs" : "How many minutes"}
          min="1" max={kind === "songs" ? 5000 : 60000} value={limit[kind] ?? ""}
          onChange={(event) => onChange({ [kind]: event.target.value === "" ? null : Number(event.target.value) })} />
      )}
    </div>
  );
}

/** The fields of the editor. */
export function RuleFields({ state, form }) {
  const { rules, setRules, tools, box } = state;
  const set = (name) => (value) => setRules((before) => ({ ...before, [name]: value }));
  return (
    <div className="rule-fields" ref={box}>
      <Group group={rules} tools={tools} />
      <div className="rule-lines">
        <SortLine form={form} sort={rules.sort} onChange={set("sort")} />
        <LimitLine limit={rules.limit} onChange={set("limit")} />
      </div>
    </div>
  );
}

function countText({ count, matching, duration_s: seconds }) {
  if (count === 0 && matching === 0) return "No song fits these rules yet";
  const songs = `${count.toLocaleString()} ${count === 1 ? "song" : "songs"}`;
  const of = matching > count ? ` of the ${matching.toLocaleString()} that fit` : "";
  return `${songs}${of}, ${lengthText(seconds)}`;
}

/** The rules in words, and the first songs that they find. */
export function Found({ answer, source = "" }) {
  const { found, wrong, late } = answer;
  if (!found || wrong) return null;
  return (
    <section className="rule-found" aria-label="What the rules find" data-late={late}>
      <p className="rule-words">{found.words}</p>
      {found.songs.length > 0 && (
        <>
          <h3>{found.count > found.songs.length ? "It begins with" : "These are"}</h3>
          <SongList songs={found.songs} source={source} showAlbum={false} label="First songs" />
        </>
      )}
    </section>
  );
}

/** How many songs the rules find, or what is not finished, beside what is done with them. */
export function SaveBar({ answer, wrong, children }) {
  const { found, wrong: unfinished } = answer;
  return (
    <div className="rule-save">
      <p className={unfinished ? "rule-count unfinished" : "rule-count"} role="status">
        {unfinished || (found ? countText(found) : "Counting…")}
      </p>
      {children}
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
    </div>
  );
}

/** What the rules of an editor find. */
export const useFoundBy = (state) => useFound(state.written);
