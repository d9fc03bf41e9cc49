// Who may see a playlist and who may edit it: everybody, who has its link, and members.
import { useState } from "react";
import { player } from "$/public/external/emomusic/player/engine.js";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { Close } from "$/public/external/emomusic/player/icons.jsx";
import { say } from "$/public/external/emomusic/player/notice.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Avatar } from "./avatar.jsx";
import { Dialog } from "./chat_dialog.jsx";
import { people } from "./people.js";
import { ask } from "./playlists.js";

const SEEN_BY = {
  private: { label: "Only its people", words: "Nobody sees it but you and those whom you let in." },
  everyone: { label: "Everybody here", words: "Everybody who is signed in here finds it and may listen." },
};
const MAY = { own: "Owner", edit: "May edit", see: "May listen" };

function SeenBy({ card }) {
  return (
    <fieldset className="pl-part">
      <legend>Who sees it</legend>
      <div className="pl-choices">
        {Object.entries(SEEN_BY).map(([visibility, { label }]) => (
          <button key={visibility} type="button" className="chip" aria-pressed={card.visibility === visibility} onClick={() => ask("show_to", { playlist_id: card.id, visibility })}>{label}</button>
        ))}
      </div>
      <p className="pl-quiet">{SEEN_BY[card.visibility].words}</p>
    </fieldset>
  );
}

const addressOf = (id, key) => `${window.location.origin}/playlist/${id}?join=${key}`;

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("The link is copied.");
  } catch {
    say("The browser did not let us copy it. Copy the link from its field.");
  }
}

function LinkPart({ detail: { card, link_key, link_may_edit } }) {
  const make = (may_edit) => ask("make_link", { playlist_id: card.id, may_edit });
  if (!link_key)
    return (
      <section className="pl-part" aria-label="Link">
        <h3>By a link</h3>
        <p className="pl-quiet">Who opens the link while signed in here becomes a member.</p>
        <div className="pl-choices">
          <button type="button" className="chip" onClick={() => make(false)}>Link to listen</button>
          {!card.is_smart && <button type="button" className="chip" onClick={() => make(true)}>Link to edit together</button>}
        </div>
      </section>
    );
  const link = addressOf(card.id, link_key);
  return (
    <section className="pl-part" aria-label="Link">
      <h3>By a link</h3>
      <p className="pl-quiet">Who opens it becomes a member and {link_may_edit ? "may edit" : "may listen"}.</p>
      <span className="pl-new-row ch-finder">
        <input readOnly value={link} aria-label="The link" onFocus={(event) => event.target.select()} />
        <button type="button" className="button" onClick={() => copy(link)}>Copy</button>
      </span>
      <div className="pl-choices">
        <button type="button" className="chip order" onClick={() => make(link_may_edit)}>Make a new one</button>
        <button type="button" className="chip order" onClick={() => ask("drop_link", { playlist_id: card.id })}>Turn the link off</button>
      </div>
    </section>
  );
}

/** Ask for something of a member, and say where the link was turned off for it. */
async function change(name, body) {
  const done = await ask(name, body);
  if (done?.result) say("The link is off now, so that it can't undo this.");
}

function Member({ one, card, mayChange }) {
  const set = (event) => change("ask_in", { playlist_id: card.id, user_id: one.id, may_edit: event.target.value === "edit" });
  return (
    <li className="ch-member">
      <Avatar name={one.name} size={36} />
      <span><bdi>{one.name}</bdi>{!mayChange && <small>{MAY[one.right]}</small>}</span>
      {mayChange && !card.is_smart && (
        <select className="pl-select" value={one.right} aria-label={`What ${one.name} may do`} onChange={set}>
          <option value="see">May listen</option>
          <option value="edit">May edit</option>
        </select>
      )}
      {mayChange && <IconButton icon={Close} size={16} label={`Let ${one.name} go`} onClick={() => change("put_out", { playlist_id: card.id, user_id: one.id })} />}
    </li>
  );
}

function People({ detail }) {
  const { card, people: members } = detail;
  const known = useStore(people);
  const owns = card.right === "own";
  const inside = new Set(members.map(({ id }) => id));
  const friends = known.people.filter(({ id, relation }) => relation === "friend" && !inside.has(id));
  return (
    <section className="pl-part" aria-label="People">
      <h3>People</h3>
      <ul className="ch-people" aria-label="In this playlist">
        {members.map((one) => <Member key={one.id} one={one} card={card} mayChange={owns && one.right !== "own"} />)}
      </ul>
      {owns && friends.length > 0 && (
        <>
          <h3>Your friends</h3>
          <ul className="ch-people" aria-label="Your friends">
            {friends.map((one) => (
              <li key={one.id} className="ch-member">
                <Avatar name={one.name} size={36} />
                <span><bdi>{one.name}</bdi></span>
                <button type="button" className="chip" aria-label={`Let ${one.name} in`} onClick={() => ask("ask_in", { playlist_id: card.id, user_id: one.id, may_edit: !card.is_smart })}>Let in</button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** The dialog of sharing; to members it shows who is in, and lets them go. */
export function ShareDialog({ detail, onClose, onLeft }) {
  const me = useStore(player, ({ user }) => user);
  const [leaving, setLeaving] = useState(false);
  const { card } = detail;
  const leave = async () => {
    setLeaving(true);
    if (await ask("put_out", { playlist_id: card.id, user_id: me })) onLeft();
    else setLeaving(false);
  };
  const isMember = card.right !== "own" && detail.people.some(({ id }) => id === me);
  return (
    <Dialog title="Share" onClose={onClose}>
      <div className="ch-dialog-scroll pl-share">
        {card.right === "own" && <SeenBy card={card} />}
        {card.right === "own" && <LinkPart detail={detail} />}
        <People detail={detail} />
      </div>
      {isMember && (
        <footer>
          <button type="button" className="button plain" disabled={leaving} onClick={leave}>Leave this playlist</button>
        </footer>
      )}
    </Dialog>
  );
}
