// One message: its text, its card, its reactions, and what can be done with it.
import { useEffect, useRef, useState } from "react";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { MenuButton } from "$/public/external/emomusic/player/menu.jsx";
import { say } from "$/public/external/emomusic/player/notice.js";
import { Avatar } from "./avatar.jsx";
import { MusicCard } from "./chat_cards.jsx";
import { EmojiPicker, QUICK } from "./chat_emoji.jsx";
import { Smile } from "./chat_icons.jsx";
import { again, discard } from "./chat_outbox.js";
import { LinkCards, MessageText } from "./chat_text.jsx";
import * as live from "./live.js";

const GONE = {
  deleted: "This message was deleted.",
  removed: "An administrator removed this message.",
  hidden: "A message of somebody you don't meet.",
};

const about = (message, more = {}) => ({ conversation_id: message.conversation_id, seq: message.seq, ...more });
const ask = (name, body) => live.call(name, body).catch((error) => say(error.message));

/** The time of day in the reader's locale; the whole date on hover. */
export function TimeOfDay({ iso }) {
  const at = new Date(iso);
  return <time dateTime={iso} title={at.toLocaleString()}>{at.toLocaleTimeString(undefined, { timeStyle: "short" })}</time>;
}

function Editor({ message, onDone }) {
  const [text, setText] = useState(message.text);
  const [wrong, setWrong] = useState("");
  const field = useRef(null);
  useEffect(() => {
    field.current.focus();
    field.current.setSelectionRange(text.length, text.length);
  }, []);
  const save = async () => {
    if (text.trim() === message.text) return onDone();
    try {
      await live.call("chat.edit", about(message, { text }));
      onDone();
    } catch (error) {
      setWrong(error.message);
    }
  };
  const onKeyDown = (event) => {
    if (event.key === "Escape") onDone();
    else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="ch-editor">
      <textarea ref={field} value={text} maxLength={4000} rows={Math.min(8, text.split("\n").length + 1)} aria-label="Edit your message" dir="auto" onChange={(event) => setText(event.target.value)} onKeyDown={onKeyDown} />
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
      <p>
        <button type="button" className="em-text-button" onClick={onDone}>Cancel</button>
        <button type="button" className="em-text-button" onClick={save}>Save</button>
      </p>
    </div>
  );
}

function Reactions({ message, me }) {
  if (!message.reactions.length) return null;
  return (
    <ul className="ch-reactions" aria-label="Reactions">
      {message.reactions.map(({ emoji, user_ids }) => {
        const mine = user_ids.includes(me);
        return (
          <li key={emoji}>
            <button type="button" aria-pressed={mine} aria-label={`${emoji}, ${user_ids.length}`} onClick={() => ask("chat.react", about(message, { emoji, is_on: !mine }))}>
              <span aria-hidden="true">{emoji}</span> {user_ids.length}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Tools({ message, me, isAdministrator, onEdit }) {
  const [picking, setPicking] = useState(null);
  const mine = message.sender_id === me;
  const react = (emoji) => {
    setPicking(null);
    ask("chat.react", about(message, { emoji, is_on: true }));
  };
  const copy = () => navigator.clipboard?.writeText(message.text).then(() => say("Copied."), () => say("The browser does not let this page copy."));
  const report = () => live.call("chat.report", about(message)).then(() => say("The administrators will look at it."), (error) => say(error.message));
  const items = [
    ...QUICK.map((emoji) => [`React with ${emoji}`, () => react(emoji)]),
    ...(message.text ? [["Copy text", copy]] : []),
    ...(mine ? [["Edit", onEdit], ["Delete", () => ask("chat.delete", about(message))]] : [["Report to the administrators", report]]),
    ...(isAdministrator && !mine ? [["Remove as administrator", () => ask("chat.remove", about(message))]] : []),
  ];
  return (
    <span className="ch-tools">
      <IconButton icon={Smile} size={18} label="React" aria-expanded={Boolean(picking)} onClick={(event) => setPicking(picking ? null : event.currentTarget)} />
      <MenuButton items={items} label="More for this message" name="Message" size={18} />
      {picking && <EmojiPicker anchor={picking} onPick={react} onClose={() => setPicking(null)} />}
    </span>
  );
}

function State({ item, receipt }) {
  if (item.error)
    return (
      <span className="ch-state ch-failed" role="alert">
        {item.error}{" "}
        <button type="button" className="em-text-button" onClick={() => again(item.client_id)}>Try again</button>
        <button type="button" className="em-text-button" onClick={() => discard(item.client_id)}>Discard</button>
      </span>
    );
  if (item.waiting) return <span className="ch-state">Sending…</span>;
  return receipt ? <span className="ch-state ch-receipt">{receipt}</span> : null;
}

/**
 * @param item a message of the server, or one of the outbox (`waiting`)
 * @param head whether the name and picture of its sender are shown
 * @param receipt who has read it, in words
 */
export function Message({ item, me, isAdministrator, isGroup, head, receipt }) {
  const [editing, setEditing] = useState(false);
  const mine = item.waiting || item.sender_id === me;
  if (item.kind === "note")
    return <p className="ch-note" data-seq={item.seq}><bdi>{item.text}</bdi></p>;
  const card = item.waiting ? item.preview : item.card;
  const className = ["ch-message", mine ? "ch-mine" : "", head ? "ch-head" : "", item.waiting ? "ch-waiting" : ""].join(" ");
  return (
    <div className={className} data-seq={item.seq} data-client={item.client_id} data-waiting={Boolean(item.waiting)}>
      {isGroup && !mine && <span className="ch-side">{head && <Avatar name={item.sender_name || "?"} size={32} />}</span>}
      <div className="ch-body">
        {head && isGroup && !mine && item.sender_name && <span className="ch-sender"><bdi>{item.sender_name}</bdi></span>}
        <div className="ch-row">
          <div className={item.gone ? "ch-bubble ch-gone" : "ch-bubble"} data-card={Boolean(card)}>
            {item.gone && <p className="ch-text">{GONE[item.gone]}</p>}
            {!item.gone && !editing && item.text && <MessageText text={item.text} />}
            {editing && <Editor message={item} onDone={() => setEditing(false)} />}
            {!item.gone && card && <MusicCard card={card} cardKey={item.client_id} />}
            {!item.gone && !editing && item.text && <LinkCards text={item.text} />}
            <span className="ch-meta">{item.edited_at && "edited · "}<TimeOfDay iso={item.at} /></span>
          </div>
          {!item.waiting && !item.gone && !editing && (
            <Tools message={item} me={me} isAdministrator={isAdministrator} onEdit={() => setEditing(true)} />
          )}
        </div>
        {!item.waiting && <Reactions message={item} me={me} />}
        <State item={item} receipt={receipt} />
      </div>
    </div>
  );
}
