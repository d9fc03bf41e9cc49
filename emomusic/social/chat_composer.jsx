// Where one writes: text, emoji, and music to go with it.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import { clockText } from "$/public/external/emomusic/player/format.js";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { EmojiPicker } from "./chat_emoji.jsx";
import { Send, Smile } from "./chat_icons.jsx";
import { MusicPicker } from "./chat_music.jsx";
import { post } from "./chat_outbox.js";
import { tellTyping, typed } from "./chat_store.js";
import { connected } from "./live.js";

const LONGEST = 4000;
const COUNT_FROM = 3600;
const TALLEST_PX = 160;

const drafts = new Map(); // conversation id → what was begun there

function Attached({ preview, onRemove }) {
  const at = preview.kind === "moment" ? ` · ${clockText(preview.at_s)}` : "";
  return (
    <div className="ch-attached">
      <span className="ch-attached-art"><Cover cover={preview.cover} title={preview.title} size={40} /></span>
      <span className="ch-attached-words"><strong><bdi>{preview.title}</bdi></strong><span>{preview.by}{at}</span></span>
      <IconButton icon={Icons.Close} size={16} label={`Do not send ${preview.title}`} onClick={onRemove} />
    </div>
  );
}

export function Composer({ conversation, title }) {
  const { id } = conversation;
  const [text, setText] = useState(() => drafts.get(id)?.text ?? "");
  const [music, setMusic] = useState(() => drafts.get(id)?.music ?? null);
  const [picking, setPicking] = useState(null);
  const [choosing, setChoosing] = useState(false);
  const open = useStore(connected);
  const field = useRef(null);
  useEffect(() => {
    drafts.set(id, { text, music });
  }, [id, text, music]);
  useEffect(() => {
    if (window.matchMedia("(hover: hover)").matches) field.current.focus({ preventScroll: true });
  }, [id]);
  useLayoutEffect(() => {
    const node = field.current;
    node.style.height = "auto";
    node.style.height = `${Math.min(node.scrollHeight, TALLEST_PX)}px`;
  }, [text]);

  const empty = !text.trim() && !music;
  const send = () => {
    if (empty) return;
    post(id, text.trim(), music ?? {});
    setText("");
    setMusic(null);
    typed();
    field.current.focus();
  };
  const closeMusic = () => {
    setChoosing(false);
    setTimeout(() => field.current?.focus()); // after the dialog has given the focus back
  };
  const onKeyDown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const insert = (emoji) => {
    const { selectionStart: from, selectionEnd: to } = field.current;
    setText((before) => (before.slice(0, from) + emoji + before.slice(to)).slice(0, LONGEST));
    setPicking(null);
    field.current.focus();
  };
  return (
    <form className="ch-composer" aria-label="Write a message" onSubmit={(event) => { event.preventDefault(); send(); }}>
      {!open && <p className="ch-away" role="status">No connection. What you send is kept, and goes when it is back.</p>}
      {music && <Attached preview={music.preview} onRemove={() => setMusic(null)} />}
      <div className="ch-compose">
        <IconButton icon={Icons.Note} label="Add music" onClick={() => setChoosing(true)} />
        <textarea
          ref={field}
          rows={1}
          value={text}
          maxLength={LONGEST}
          dir="auto"
          aria-label={`Message to ${title}`}
          placeholder="Write a message"
          onChange={(event) => { setText(event.target.value); if (event.target.value) tellTyping(id); }}
          onKeyDown={onKeyDown}
        />
        <IconButton icon={Smile} label="Emoji" aria-expanded={Boolean(picking)} onClick={(event) => setPicking(picking ? null : event.currentTarget)} />
        <button type="submit" className="ch-send" aria-label="Send" title="Send" disabled={empty}><Send size={18} /></button>
      </div>
      {text.length > COUNT_FROM && <p className="ch-count" role="status">{LONGEST - text.length} characters left</p>}
      {picking && <EmojiPicker anchor={picking} onPick={insert} onClose={() => setPicking(null)} />}
      {choosing && <MusicPicker onChoose={(chosen) => { setMusic(chosen); closeMusic(); }} onClose={closeMusic} />}
    </form>
  );
}
