// People in the messages: the picture of a conversation, and finding people by name.
import { useEffect, useId, useState } from "react";
import { Avatar } from "./avatar.jsx";
import { People } from "./chat_icons.jsx";
import * as live from "./live.js";

const SEARCH_MS = 150;

/** The picture of a conversation: of the other person, or of a room. */
export function Face({ conversation, title, size = 40 }) {
  if (conversation.kind !== "group") return <Avatar name={title} size={size} />;
  return (
    <span className="pp-avatar ch-room-face" aria-hidden="true" style={{ width: size, height: size }}>
      <People size={Math.round(size * 0.46)} />
    </span>
  );
}

/** A field that finds people, friends first; `but` are left out. */
export function PeopleFinder({ label, but = [], onChoose, chosen = [] }) {
  const id = useId();
  const [text, setText] = useState("");
  const [found, setFound] = useState(null);
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    let here = true;
    const timer = setTimeout(() => {
      live.call("chat.people", { text: text.slice(0, 100) }).then(
        (people) => { if (here) { setFound(people); setWrong(""); } },
        (error) => here && setWrong(error.message),
      );
    }, text ? SEARCH_MS : 0);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [text]);
  const shown = (found ?? []).filter((one) => !but.includes(one.id));
  return (
    <div className="ch-finder">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="search" value={text} maxLength={100} autoComplete="off" placeholder="Search by name" onChange={(event) => setText(event.target.value)} />
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
      {found && !shown.length && !wrong && (
        <p className="em-empty">{text ? "Nobody of that name is here." : "Nobody else is here yet. Invite somebody to this server."}</p>
      )}
      <ul className="ch-people" aria-label="People">
        {shown.map((one) => {
          const on = chosen.some(({ id: other }) => other === one.id);
          return (
            <li key={one.id}>
              <button type="button" aria-pressed={chosen.length || on ? on : undefined} onClick={() => onChoose(one)}>
                <Avatar name={one.name} size={36} />
                <span><bdi>{one.name}</bdi>{one.is_friend && <small>Friend</small>}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
