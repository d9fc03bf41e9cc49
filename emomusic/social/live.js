// The live channel: calls to the server and what it tells by itself. It is a namespace of
// Socket.IO beside Reflex's own and shares its websocket, which Reflex opens and opens again. Where
// Reflex went on with a websocket of another object, or the server let the channel wait, it looks
// after itself.
import io from "socket.io-client";
import env from "$/env.json";
import { CallFailed } from "$/public/external/emomusic/player/api.js";
import { createStore } from "$/public/external/emomusic/player/store.js";
import reflexEnvironment from "$/reflex.json";
import { getBackendURL, getToken } from "$/utils/state";

const NAMESPACE = "/live";
const PATIENCE_MS = 10_000;
const DISCONNECT = 1; // the kind of a packet of Socket.IO
const LOOK_MS = 2000;
const LOOKS = 4; // Reflex waits for two seconds at most before it tries again
const AWAY = "The server can't be reached. Check the connection and try again.";

/** Whether the channel is open. */
export const connected = createStore(false);

const listeners = new Map();
const reconnected = new Set();
const asked = new Map();
let socket = null;
let nextId = 1;
let opened = 0;
let watching = null;
let looks = 0;

function makeSocket() {
  const { origin, pathname } = getBackendURL(env.EVENT);
  // The same options as Reflex's socket has: whichever of the two is made first makes the
  // connection that both use.
  const made = io(origin + NAMESPACE, {
    path: pathname,
    transports: [env.TRANSPORT],
    protocols: [reflexEnvironment.version],
    autoUnref: false,
    autoConnect: false,
    query: { token: getToken() },
    reconnection: false,
  });
  made.on("connect", () => {
    opened += 1;
    connected.set(true);
    if (opened > 1) for (const handler of [...reconnected]) handler();
  });
  made.on("disconnect", () => {
    connected.set(false);
    for (const { reject } of asked.values()) reject(new CallFailed(AWAY, 0));
    asked.clear();
  });
  made.on("answer", ({ id, result, error, status }) => {
    const waiting = asked.get(id);
    if (!waiting) return;
    asked.delete(id);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new CallFailed(error, status));
  });
  // Messages between workers were lost: whatever asks again after a cut line does so now.
  made.on("live.gap", () => [...reconnected].forEach((handler) => handler()));
  made.onAny((kind, body) => {
    for (const handler of [...(listeners.get(kind) ?? [])]) handler(body);
  });
  return made;
}

/** Take leave also of a channel that was asked for and not answered yet: it is open over there. */
function leave() {
  if (socket && !socket.connected && socket.io._readyState === "open") socket.packet({ type: DISCONNECT });
  socket?.disconnect();
}

/** See whether the channel has to be opened again from here. */
function look() {
  looks = connected.get() ? 0 : looks + 1;
  if (looks < LOOKS) return;
  const isReflexs = Object.values(socket.io.nsps).some((one) => one !== socket && one.active);
  // While the line is down, the one who opened it tries again: two at once would be two tabs.
  if (isReflexs && socket.io._readyState !== "open") return;
  looks = 0;
  leave();
  socket.connect();
}

/** Open the channel for whoever is signed in; it opens itself again when the line was down. */
export function start() {
  socket ??= makeSocket();
  if (!socket.active) socket.connect();
  watching ??= setInterval(look, LOOK_MS);
}

/** Close the channel. */
export function stop() {
  clearInterval(watching);
  watching = null;
  looks = 0;
  leave();
  connected.set(false);
}

function whenConnected(patience_ms) {
  if (connected.get()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = connected.subscribe((open) => {
      if (!open) return;
      end();
      clearTimeout(timer);
      resolve();
    });
    const timer = setTimeout(() => {
      end();
      reject(new CallFailed(AWAY, 0));
    }, patience_ms);
  });
}

/**
 * Make a call of emomusic/realtime and wait for its result.
 * @throws {CallFailed} with the server's sentence and status; status 0 where nobody knows whether
 * the call arrived.
 */
export async function call(name, body = {}, { patience_ms = PATIENCE_MS } = {}) {
  await whenConnected(patience_ms);
  const id = nextId++;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      asked.delete(id);
      reject(new CallFailed(AWAY, 0));
    }, patience_ms);
    const settle = (how) => (value) => {
      clearTimeout(timer);
      how(value);
    };
    asked.set(id, { resolve: settle(resolve), reject: settle(reject) });
    socket.emit("call", { id, name, body });
  });
}

/** Hear what the server tells under a kind; call the result to end that. */
export function on(kind, handler) {
  if (!listeners.has(kind)) listeners.set(kind, new Set());
  listeners.get(kind).add(handler);
  return () => listeners.get(kind).delete(handler);
}

/** Have a handler called when the channel is open again after it was not. */
export function onReconnect(handler) {
  reconnected.add(handler);
  return () => reconnected.delete(handler);
}
