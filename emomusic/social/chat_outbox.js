// Messages on their way. Each has an id of its own and is kept, over a reload too, until the server
// says that it is on disk; it may be sent twice, and the server keeps it once.
import { createStore } from "$/public/external/emomusic/player/store.js";
import { accept } from "./chat_store.js";
import * as live from "./live.js";
import { uuid } from "$/public/external/emomusic/player/uuid.js";

const AGAIN_MS = 1500;
const PAUSE_MS = 250;

/** What waits: `{client_id, conversation_id, text, card, preview, at, error}`. */
export const outbox = createStore([]);

let user = 0;
let running = false;

const key = () => `emomusic:${user}:outbox`;

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(key()));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

// Read before each change: another tab of the same person may have changed it.
function write(change) {
  const items = change(read());
  try {
    localStorage.setItem(key(), JSON.stringify(items));
  } catch {
    // The browser's store is full or closed: the message is kept as long as the page is open.
  }
  outbox.set(items);
}

/** Put a message on its way. `preview` is what its card looks like until the server's is there. */
export function post(conversation_id, text, { card = null, preview = null } = {}) {
  const item = { client_id: uuid(), conversation_id, text, card, preview, at: new Date().toISOString(), error: "" };
  write((items) => [...items, item]);
  flush();
}

/** Try a message again that the server refused. */
export function again(client_id) {
  write((items) => items.map((one) => (one.client_id === client_id ? { ...one, error: "" } : one)));
  flush();
}

/** Give a message up. */
export const discard = (client_id) => write((items) => items.filter((one) => one.client_id !== client_id));

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function whenOpen() {
  if (live.connected.get()) return Promise.resolve();
  return new Promise((resolve) => {
    const end = live.connected.subscribe((open) => {
      if (!open) return;
      end();
      resolve();
    });
  });
}

async function deliver({ client_id, conversation_id, text, card }) {
  try {
    const message = await live.call("chat.send", { client_id, conversation_id, text, card });
    await accept(message);
    discard(client_id);
  } catch (error) {
    // Nobody knows whether it arrived, or the server can't do it now: it goes again.
    if (error.status === 0) await wait(PAUSE_MS);
    else if (error.status === 429 || error.status >= 500) await wait(AGAIN_MS);
    else write((items) => items.map((one) => (one.client_id === client_id ? { ...one, error: error.message } : one)));
  }
}

async function sendAll(whose) {
  for (;;) {
    await whenOpen();
    if (user !== whose) return;
    outbox.set(read());
    const next = outbox.get().find((one) => !one.error);
    if (!next) return;
    await deliver(next);
  }
}

/** Send what waits, one after the other; of several tabs, one does it. */
async function flush() {
  if (running || !user) return;
  running = true;
  const whose = user;
  try {
    if (navigator.locks) await navigator.locks.request(key(), () => sendAll(whose));
    else await sendAll(whose);
  } finally {
    running = false;
  }
  if (user && outbox.get().some((one) => !one.error)) flush();
}

/** Begin for a person with what was not sent at their last visit; call the result when they leave. */
export function beginOutbox(person) {
  user = person;
  outbox.set(read());
  const onStorage = (event) => event.key === key() && outbox.set(read());
  window.addEventListener("storage", onStorage);
  flush();
  return () => {
    user = 0;
    outbox.set([]);
    window.removeEventListener("storage", onStorage);
  };
}
