// "Send to…": music goes to a conversation from wherever it is met.
import { useState } from "react";
import * as engine from "$/public/external/emomusic/player/engine.js";
import { registerSongEntry, registerViewTool } from "$/public/external/emomusic/player/extras.js";
import { clockText } from "$/public/external/emomusic/player/format.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { createStore, useStore } from "$/public/external/emomusic/player/store.js";
import { albumCard, momentCard, songCard } from "./chat_cards.jsx";
import { Dialog } from "./chat_dialog.jsx";
import { post } from "./chat_outbox.js";
import { Face, PeopleFinder } from "./chat_person.jsx";
import { adopt, chat, inOrder, titleOf } from "./chat_store.js";
import * as live from "./live.js";

const MOST_RECENT = 6;

const sending = createStore(null);

registerSongEntry("send-song", "Send to…", (song) => sending.set(songCard(song)));
registerSongEntry("send-album", "Send album to…", (song) => sending.set(albumCard(song)));
registerViewTool("send-moment", SendMoment);

/** Sends what is heard at this second. */
function SendMoment({ song }) {
  return (
    <button type="button" className="em-why-ask" title="Send this moment to somebody" onClick={() => sending.set(momentCard(song, engine.position()))}>
      Send this moment
    </button>
  );
}

function Choosing({ music, onClose }) {
  const listed = useStore(chat, (state) => state.listed);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState("");
  const send = (conversation) => {
    post(conversation.id, text.trim(), music);
    say(`Sent to ${titleOf(conversation)}.`);
    onClose();
  };
  const toPerson = (one) =>
    live.call("chat.direct", { user_id: one.id }).then((conversation) => send(adopt(conversation)), (error) => setWrong(error.message));
  const recent = inOrder(listed).slice(0, MOST_RECENT);
  const { preview } = music;
  const what = preview.kind === "moment" ? `“${preview.title}” from ${clockText(preview.at_s)}` : `“${preview.title}”`;
  return (
    <Dialog title="Send to…" onClose={onClose}>
      <p className="ch-what"><bdi>{what}</bdi></p>
      <div className="ch-finder">
        <label htmlFor="send-words">A few words, if you like</label>
        <input id="send-words" value={text} maxLength={4000} autoComplete="off" dir="auto" onChange={(event) => setText(event.target.value)} />
      </div>
      <div className="ch-dialog-scroll">
        {recent.length > 0 && (
          <ul className="ch-people" aria-label="Conversations">
            {recent.map(({ conversation }) => (
              <li key={conversation.id}>
                <button type="button" onClick={() => send(conversation)}>
                  <Face conversation={conversation} title={titleOf(conversation)} size={36} />
                  <span><bdi>{titleOf(conversation)}</bdi></span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <PeopleFinder label="Somebody else" onChoose={toPerson} />
      </div>
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
    </Dialog>
  );
}

export function SendTo() {
  const music = useStore(sending);
  return music && <Choosing music={music} onClose={() => sending.set(null)} />;
}
