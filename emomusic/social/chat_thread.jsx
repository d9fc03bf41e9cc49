// The messages of a conversation. Only those near the window are drawn; older ones come as one
// scrolls up.
import { useEffect, useMemo, useRef, useState } from "react";
import { Virtuoso } from "react-virtuoso";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { useFollow } from "./chat_follow.js";
import { Message } from "./chat_message.jsx";
import { outbox } from "./chat_outbox.js";
import { chat, loadOlder, look, openThread, threadOf, typing } from "./chat_store.js";

const FIRST = 1_000_000_000;
const TOGETHER_MS = 5 * 60_000;

const dayOf = (iso) => new Date(iso).toDateString();

function dayText(iso) {
  const day = new Date(iso);
  const today = new Date();
  if (day.toDateString() === today.toDateString()) return "Today";
  today.setDate(today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return "Yesterday";
  return day.toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

function receiptOf(seq, conversation, me) {
  const readers = conversation.members.filter((one) => one.id !== me && one.read_seq >= seq);
  if (!readers.length) return "Sent";
  if (conversation.kind === "direct") return "Read";
  if (readers.length === conversation.members.length - 1) return "Read by all";
  return `Read by ${readers.slice(0, 3).map((one) => one.name).join(", ")}${readers.length > 3 ? ` and ${readers.length - 3} more` : ""}`;
}

function Typists({ conversation }) {
  const here = useStore(typing, (all) => all[conversation.id]);
  const names = conversation.members.filter((one) => here?.[one.id]).map((one) => one.name);
  const verb = names.length === 1 ? "is typing" : "are typing";
  return (
    <p className="ch-typing" role="status" data-on={names.length > 0}>
      {names.length > 0 && <><span className="ch-dots" aria-hidden="true"><i /><i /><i /></span><bdi>{names.slice(0, 3).join(", ")}</bdi> {verb}…</>}
    </p>
  );
}

/** Messages of the server and those on their way, in the order in which they are shown. */
function useItems(id, messages) {
  const waiting = useStore(outbox);
  return useMemo(() => {
    const there = new Set(messages.map((one) => one.client_id));
    const mine = waiting.filter((one) => one.conversation_id === id && !there.has(one.client_id));
    return [...messages, ...mine.map((one) => ({ ...one, waiting: true, reactions: [] }))];
  }, [id, messages, waiting]);
}

function Skeleton() {
  return (
    <div className="ch-skeleton" role="status" aria-label="Loading messages">
      {[46, 62, 30, 54, 38].map((wide, i) => <span key={i} className="skeleton" style={{ width: `${wide}%`, alignSelf: i % 2 ? "flex-end" : "flex-start" }} />)}
    </div>
  );
}

const Top = ({ context: { more } }) => (more ? <p className="ch-older">Loading older messages…</p> : <div className="ch-top" />);
const PARTS = { Header: Top };

/** @param conversation a conversation that the person is in */
export function Thread({ conversation, isAdministrator }) {
  const { id } = conversation;
  const me = useStore(chat, (state) => state.me);
  const thread = useStore(threadOf(id));
  const items = useItems(id, thread.messages);
  const { following, toEnd, ref } = useFollow();
  const [isNear, setIsNear] = useState(true);
  const seesEnd = following || isNear;
  useEffect(() => {
    openThread(id);
  }, [id, thread.ready]);
  useEffect(() => (seesEnd && thread.ready ? look(id) : undefined), [id, seesEnd, thread.ready, thread.messages]);
  const waiting = items.filter((one) => one.waiting).length;
  const before = useRef(waiting);
  useEffect(() => {
    // What one writes oneself is always shown.
    if (waiting > before.current) toEnd();
    before.current = waiting;
  }, [waiting]);

  if (thread.error && !thread.ready)
    return (
      <div className="ch-thread ch-thread-wrong">
        <p role="alert">{thread.error}</p>
        <button type="button" className="chip" onClick={() => openThread(id)}>Try again</button>
      </div>
    );
  if (!thread.ready) return <div className="ch-thread"><Skeleton /></div>;

  const lastMine = items.findLastIndex((one) => !one.waiting && one.sender_id === me && one.kind === "said" && !one.gone);
  const draw = (index, item) => {
    const at = index - FIRST + thread.prepended;
    const former = items[at - 1];
    const newDay = !former || dayOf(former.at) !== dayOf(item.at);
    const sender = item.waiting ? me : item.sender_id;
    const head = newDay || former.kind === "note" || (former.waiting ? me : former.sender_id) !== sender
      || Date.parse(item.at) - Date.parse(former.at) > TOGETHER_MS;
    return (
      <div className="ch-item">
        {newDay && <p className="ch-day"><span>{dayText(item.at)}</span></p>}
        <Message item={item} me={me} isAdministrator={isAdministrator} isGroup={conversation.kind === "group"} head={head}
          receipt={at === lastMine ? receiptOf(item.seq, conversation, me) : ""} />
      </div>
    );
  };
  return (
    <div className="ch-thread" role="log" aria-label="Messages" aria-live="polite">
      {items.length === 0 && <p className="ch-begin">Nothing was said here yet. Write something, or send a song.</p>}
      <Virtuoso
        scrollerRef={ref}
        context={thread}
        data={items}
        firstItemIndex={FIRST - thread.prepended}
        initialTopMostItemIndex={{ index: "LAST", align: "end" }}
        computeItemKey={(index, item) => item.client_id}
        itemContent={draw}
        alignToBottom
        atBottomStateChange={setIsNear}
        atBottomThreshold={80}
        startReached={() => loadOlder(id)}
        increaseViewportBy={{ top: 600, bottom: 300 }}
        components={PARTS}
      />
      {!seesEnd && (
        <button type="button" className="ch-jump" onClick={toEnd}>
          Newest messages
        </button>
      )}
      <Typists conversation={conversation} />
    </div>
  );
}
