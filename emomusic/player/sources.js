// Lists that can be played as a whole: "album:3", "artist:7", "liked", "library".
import { call } from "./api.js";

const WHOLE = ["album", "artist", "liked", "library", "song"];

/** "album:3" as {kind: "album", id: 3}; id 0 where the kind needs none. */
export function parseSource(source) {
  const [kind, id] = (source || "other").split(":");
  return { kind, id: Number(id) || 0 };
}

/** Whether the server can give all songs of a source. */
export const isWhole = (source) => WHOLE.includes(parseSource(source).kind);

/** All songs of a source, in its order. */
export async function songsOf(source) {
  const { kind, id } = parseSource(source);
  const { body } = await call(`/api/sources/${kind}/${id}`);
  return body.songs ?? body;
}
