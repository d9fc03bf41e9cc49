// The page of friends: requests, friends, how to find more, whom one blocked, and one's privacy.
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Avatar, STATUS_WORDS } from "./avatar.jsx";
import * as live from "./live.js";
import { change, people } from "./people.js";
import { Privacy } from "./privacy.jsx";

const TYPING_MS = 250;

function Act({ label, plain = true, onClick }) {
  return <button type="button" className={plain ? "chip" : "chip pp-yes"} onClick={onClick}>{label}</button>;
}

/** What can be done with somebody, by what they are to one. */
function Acts({ person }) {
  const act = (name) => () => change(`people.${name}`, { person_id: person.id });
  const block = () => {
    if (window.confirm(`Block ${person.name}? You won't see or hear from each other. They are not told.`)) act("block")();
  };
  const part = () => {
    if (window.confirm(`End the friendship with ${person.name}?`)) act("part")();
  };
  return (
    <span className="pp-row-acts">
      {person.relation === "none" && <Act label="Ask to be friends" plain={false} onClick={act("ask")} />}
      {person.relation === "asking" && <><Act label="Accept" plain={false} onClick={act("accept")} /><Act label="Decline" onClick={act("part")} /></>}
      {person.relation === "asked" && <Act label="Take back" onClick={act("part")} />}
      {person.relation === "friend" && <><Link className="chip" to={`/messages/with/${person.id}`}>Message</Link><Act label="Unfriend" onClick={part} /></>}
      <Act label="Block" onClick={block} />
    </span>
  );
}

function Row({ person, words }) {
  return (
    <li className="entry" data-person={person.name}>
      <Avatar name={person.name} status={person.relation === "friend" ? person.status : undefined} />
      <div className="grow">
        <strong>{person.name}</strong>
        <span>{words}</span>
      </div>
      <Acts person={person} />
    </li>
  );
}

const wordsOf = (person) => {
  if (person.relation === "asking") return "would like to be friends";
  if (person.relation === "asked") return "has not answered yet";
  if (person.relation === "none") return "listens here too";
  if (person.activity) return `${person.activity.playing ? "listens to" : "paused"} ${person.activity.title}`;
  return STATUS_WORDS[person.status] ?? "a friend";
};

function Section({ title, rows, none }) {
  if (!rows.length && !none) return null;
  return (
    <section className="settings-section">
      <h2>{title}</h2>
      {rows.length ? (
        <ul className="rows">{rows.map((person) => <Row key={person.id} person={person} words={wordsOf(person)} />)}</ul>
      ) : (
        <p className="muted">{none}</p>
      )}
    </section>
  );
}

/** People by a part of their name, looked up while one types. */
function useFound(text, state) {
  const [found, setFound] = useState(null);
  const asked = useRef(0);
  useEffect(() => {
    const mine = ++asked.current;
    if (!text.trim()) {
      setFound(null);
      return undefined;
    }
    const timer = setTimeout(async () => {
      try {
        const answer = await live.call("people.find", { text });
        if (mine === asked.current) setFound({ rows: answer, error: "" });
      } catch (error) {
        if (mine === asked.current) setFound({ rows: [], error: error.message });
      }
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, state]);
  return found;
}

function Find({ state }) {
  const [text, setText] = useState("");
  const found = useFound(text, state);
  return (
    <section className="settings-section" aria-label="Find people">
      <h2>Find people</h2>
      <div className="field pp-find">
        <label htmlFor="find-people">Name</label>
        <input id="find-people" type="text" maxLength={64} autoComplete="off" value={text} onChange={(event) => setText(event.target.value)} />
      </div>
      <div role="status" className="muted">
        {found?.error || (found && !found.rows.length ? "Nobody of that name listens here." : "")}
      </div>
      {found?.rows.length > 0 && (
        <ul className="rows">{found.rows.map((person) => <Row key={person.id} person={person} words={wordsOf(person)} />)}</ul>
      )}
    </section>
  );
}

function Blocked({ blocked }) {
  if (!blocked.length) return null;
  return (
    <section className="settings-section">
      <h2>Blocked</h2>
      <ul className="rows">
        {blocked.map((person) => (
          <li key={person.id} className="entry" data-person={person.name}>
            <Avatar name={person.name} />
            <div className="grow"><strong>{person.name}</strong></div>
            <Act label="Unblock" onClick={() => change("people.unblock", { person_id: person.id })} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The whole of it, below the page's heading. */
export function FriendsPage() {
  const state = useStore(people);
  const of = (relation) => state.people.filter((person) => person.relation === relation);
  if (!state.loaded)
    return state.error ? <p className="muted" role="alert">{state.error}</p> : <div aria-busy="true">{[0, 1, 2].map((row) => <div key={row} className="skeleton row" />)}</div>;
  return (
    <div className="pp-page">
      <Section title="Requests" rows={of("asking")} />
      <Section title="Friends" rows={of("friend")} none="You have no friends here yet. Find people by their name." />
      <Find state={state} />
      <Section title="Asked" rows={of("asked")} />
      <Privacy />
      <Blocked blocked={state.blocked} />
    </div>
  );
}
