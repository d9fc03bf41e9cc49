// The conversations of whoever is here, as far as this browser knows them. The server gives each
// message its place in one order without gaps; where a place is missing here, it is fetched.
import { createStore } from "$/public/external/emomusic/player/store.js";
import * as live from "./live.js";

const PAGE = 50;
const TYPING_MS = 5000;
const TELL_TYPING_MS = 3000;
const RETRY_MS = 3000;

const NOTHING = { ready: false, me: 0, listed: {}, preferences: { sound: true, badge: true }, error: "" };

/** `{ready, me, listed, preferences, error}`; `listed` has `{conversation, unread, last}` by id. */
export const chat = createStore(NOTHING);

/** Who types where: `{[conversation id]: {[user id]: until when}}`. */
export const typing = createStore({});

const threads = new Map();
const looking = new Map(); // conversation id → how many views show its newest message
let arrived = () => {};
let retry = null;
let toldTyping = {};

/** Have a function called for each message that others write while this page is open. */
export const onArrival = (handler) => { arrived = handler; };

const EMPTY = { messages: [], more: false, ready: false, error: "", prepended: 0, busy: false };

/** The store of a conversation's messages: `{messages, more, ready, error, prepended, busy}`. */
export function threadOf(id) {
  if (!threads.has(id)) threads.set(id, createStore(EMPTY));
  return threads.get(id);
}

const isMe = (id) => id === chat.get().me;
const newest = (thread) => thread.messages.at(-1)?.seq ?? 0;

// ---- the list ---------------------------------------------------------------------------------

function list(entries) {
  chat.update({ listed: { ...chat.get().listed, ...entries } });
}

/** Load the list anew, and whatever the open conversations missed. */
export async function load() {
  clearTimeout(retry);
  try {
    const view = await live.call("chat.overview");
    const listed = Object.fromEntries(view.conversations.map((one) => [one.conversation.id, one]));
    chat.set({ ready: true, me: view.me, listed, preferences: view.preferences, error: "" });
    for (const [id, store] of threads) if (store.get().ready) catchUp(id);
  } catch (error) {
    chat.update({ error: error.message });
    if (error.status === 0 || error.status >= 500) retry = setTimeout(load, RETRY_MS);
  }
}

/** Load one conversation that the list may not have; throws what the server says. */
export async function loadConversation(id) {
  const one = await live.call("chat.conversation", { conversation_id: id });
  list({ [id]: one });
  return one;
}

/** Put a conversation that was just opened into the list. */
export function adopt(conversation) {
  const known = chat.get().listed[conversation.id];
  list({ [conversation.id]: { unread: 0, last: null, ...known, conversation } });
  return conversation;
}

function forget(id) {
  const { [id]: gone, ...listed } = chat.get().listed;
  chat.update({ listed });
  threads.delete(id);
}

/** What a conversation is called: the room's name, or the other person's. */
export function titleOf(conversation) {
  if (conversation.kind === "group") return conversation.name;
  return conversation.members.find((one) => !isMe(one.id))?.name ?? "Somebody who left";
}

const timeOf = ({ last, conversation }) => last?.at ?? conversation.last_at;

/** The entries of the list, the latest first. */
export const inOrder = (listed) =>
  Object.values(listed).sort((a, b) => Date.parse(timeOf(b)) - Date.parse(timeOf(a)));

/** Messages of others that were not read, of all conversations. */
export const unreadCount = (listed) => Object.values(listed).reduce((sum, one) => sum + one.unread, 0);

// ---- messages ---------------------------------------------------------------------------------

function merge(id, fresh, part = {}) {
  const store = threadOf(id);
  const thread = store.get();
  const bySeq = new Map(thread.messages.map((one) => [one.seq, one]));
  const first = thread.messages[0]?.seq ?? Infinity;
  const older = fresh.filter((one) => one.seq < first && !bySeq.has(one.seq)).length;
  for (const one of fresh) bySeq.set(one.seq, one);
  const messages = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  const prepended = thread.ready ? thread.prepended + older : 0;
  store.set({ ...thread, ...part, messages, prepended });
}

const page = (id, where) => live.call("chat.history", { conversation_id: id, limit: PAGE, ...where });

/** Load the newest messages of a conversation, where they are not here yet. */
export async function openThread(id) {
  const store = threadOf(id);
  if (store.get().ready || store.get().busy) return;
  store.update({ busy: true, error: "" });
  try {
    const { messages, more } = await page(id, {});
    merge(id, messages, { more, ready: true, busy: false });
  } catch (error) {
    store.update({ error: error.message, busy: false });
  }
}

/** Load older messages of a conversation. */
export async function loadOlder(id) {
  const store = threadOf(id);
  const { messages, more, busy, ready } = store.get();
  if (!ready || !more || busy) return;
  store.update({ busy: true });
  try {
    const found = await page(id, { before_seq: messages[0].seq });
    merge(id, found.messages, { more: found.more, busy: false });
  } catch {
    store.update({ busy: false }); // Scrolling on asks again.
  }
}

const catching = new Map();

/** Fetch what came since the newest message that is here, and what changed on the last page. */
export function catchUp(id) {
  if (!catching.has(id)) catching.set(id, missed(id).finally(() => catching.delete(id)));
  return catching.get(id);
}

async function missed(id) {
  try {
    const before = newest(threadOf(id).get());
    for (let more = true; more; ) {
      const found = await page(id, { after_seq: newest(threadOf(id).get()) });
      merge(id, found.messages);
      more = found.more;
    }
    if (before) merge(id, (await page(id, { before_seq: before + 1 })).messages);
  } catch {
    // The next message, or the next connection, tries again.
  }
}

/** Take a message that the server told of, or acknowledged. */
export async function accept(message) {
  const id = message.conversation_id;
  const { ready } = threadOf(id).get();
  const isAhead = () => message.seq > newest(threadOf(id).get()) + 1;
  // The first may be one that was under way before this message was written.
  for (let tries = 0; ready && tries < 2 && isAhead(); tries += 1) await catchUp(id);
  if (ready && !isAhead()) merge(id, [message]);
  // Read only now: while what was missed came, newer messages may have been taken.
  const known = chat.get().listed[id];
  if (known && message.seq <= (known.last?.seq ?? 0)) return;
  const counts = message.kind === "said" && !isMe(message.sender_id) && message.gone !== "hidden";
  if (known) list({ [id]: { ...known, last: message, unread: known.unread + (counts ? 1 : 0) } });
  else await loadConversation(id).catch(() => {});
  stopTyping(id, message.sender_id);
  if (looking.get(id) && !document.hidden) markRead(id);
  else if (counts) arrived(message);
}

function change(message) {
  const id = message.conversation_id;
  const thread = threadOf(id).get();
  if (thread.messages.some((one) => one.seq === message.seq)) merge(id, [message]);
  const known = chat.get().listed[id];
  if (known?.last?.seq === message.seq) list({ [id]: { ...known, last: message } });
}

// ---- reading and typing -----------------------------------------------------------------------

function noteRead(id, userId, seq) {
  const known = chat.get().listed[id];
  if (!known) return;
  const members = known.conversation.members.map((one) =>
    one.id === userId ? { ...one, read_seq: Math.max(one.read_seq, seq) } : one);
  const mine = isMe(userId) && seq >= (known.last?.seq ?? 0);
  list({ [id]: { ...known, unread: mine ? 0 : known.unread, conversation: { ...known.conversation, members } } });
  if (isMe(userId) && !mine) loadConversation(id).catch(() => {});
}

const marking = new Set();

/** Say that the newest message of a conversation was seen. */
export async function markRead(id) {
  const known = chat.get().listed[id];
  const seq = Math.max(known?.last?.seq ?? 0, newest(threadOf(id).get()));
  const mine = known?.conversation.members.find((one) => isMe(one.id));
  if (!mine || !seq || marking.has(id) || (mine.read_seq >= seq && !known.unread)) return;
  marking.add(id);
  noteRead(id, mine.id, seq);
  try {
    await live.call("chat.read", { conversation_id: id, seq });
  } catch {
    // What is not noted now is noted with the next message.
  } finally {
    marking.delete(id);
  }
  if (looking.get(id) && newest(threadOf(id).get()) > seq) markRead(id);
}

/** Say that a view shows the newest message of a conversation; call the result when it doesn't. */
export function look(id) {
  looking.set(id, (looking.get(id) ?? 0) + 1);
  if (!document.hidden) markRead(id);
  return () => looking.set(id, looking.get(id) - 1);
}

function stopTyping(id, userId) {
  const { [userId]: gone, ...others } = typing.get()[id] ?? {};
  if (gone) typing.update({ [id]: others });
}

function startTyping({ conversation_id: id, user_id: userId }) {
  const until = Date.now() + TYPING_MS;
  typing.update({ [id]: { ...typing.get()[id], [userId]: until } });
  setTimeout(() => {
    if ((typing.get()[id]?.[userId] ?? 0) <= Date.now()) stopTyping(id, userId);
  }, TYPING_MS + 50);
}

/** Tell the others that one types, now and then. */
export function tellTyping(id) {
  if (Date.now() - (toldTyping[id] ?? 0) < TELL_TYPING_MS || !live.connected.get()) return;
  toldTyping = { [id]: Date.now() };
  live.call("chat.typing", { conversation_id: id }).catch(() => {}); // It is no loss.
}

/** One's message is sent: the next key tells anew. */
export const typed = () => { toldTyping = {}; };

// ---- the channel ------------------------------------------------------------------------------

/** Change how one hears of messages. */
export async function prefer(part) {
  const before = chat.get().preferences;
  chat.update({ preferences: { ...before, ...part } });
  try {
    await live.call("chat.prefer", { ...before, ...part });
  } catch (error) {
    chat.update({ preferences: before });
    throw error;
  }
}

/** Begin to listen for a person; call the result when they leave. */
export function begin() {
  const ends = [
    live.on("chat.message", accept),
    live.on("chat.changed", change),
    live.on("chat.read", ({ conversation_id: id, user_id, seq }) => noteRead(id, user_id, seq)),
    live.on("chat.typing", startTyping),
    live.on("chat.preferences", (preferences) => chat.update({ preferences })),
    live.on("chat.gone", ({ conversation_id }) => forget(conversation_id)),
    live.on("chat.conversation", adopt),
    live.onReconnect(load),
  ];
  const seen = () => {
    if (!document.hidden) for (const [id, views] of looking) if (views > 0) markRead(id);
  };
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("focus", seen);
  load();
  return () => {
    ends.forEach((end) => end());
    clearTimeout(retry);
    document.removeEventListener("visibilitychange", seen);
    window.removeEventListener("focus", seen);
    threads.clear();
    looking.clear();
    chat.set(NOTHING);
    typing.set({});
  };
}
