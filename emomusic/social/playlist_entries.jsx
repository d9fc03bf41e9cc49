// The songs of a playlist: to play, and to order by dragging or by keyboard.
import { useMemo } from "react";
import { ChoiceBar, useChoice } from "$/public/external/emomusic/player/choice.jsx";
import { Grip } from "$/public/external/emomusic/player/icons.jsx";
import { Head, ROW_PX, Row, usePlay, useWindow } from "$/public/external/emomusic/player/song_list.jsx";
import { placeOf, useMoving } from "./playlist_moving.js";
import { moveAll } from "./list_edits.js";
import { edit, remove } from "./playlists.js";

const SHOW = { album: true, cover: true };

function MoveGrip({ song, index, count, along, lifted, onKey, onLeave, drag }) {
  const words = lifted ? `${song.title}, place ${index + 1} of ${count}` : `Move ${song.title}, place ${index + 1} of ${count}`;
  return (
    <span role="cell" className="pl-cell-grip">
      <button type="button" className="em-icon pl-grip" aria-label={words} title="Drag, or press Space and the arrow keys" aria-pressed={lifted} onKeyDown={onKey} onBlur={onLeave} {...drag}>
        <Grip size={18} />
        {lifted && along > 1 && <b className="pl-along">{along}</b>}
      </button>
    </span>
  );
}

/** What the people of a playlist do with chosen entries. */
function editing(entries, chosen, takeOut) {
  return [
    ["Remove from this playlist", takeOut, false],
    ["Move to the top", () => edit(moveAll(entries, chosen, { after: null })), true],
    ["Move to the bottom", () => edit(moveAll(entries, chosen, { at_end: true })), true],
  ];
}

/**
 * @param entries as they are shown
 * @param source what they are, such as "playlist:3"
 * @param label of the table
 * @param mayEdit whether they can be moved and taken out
 * @param nameOf says who added an entry, or nothing
 */
export function PlaylistEntries({ entries, source, label, mayEdit, nameOf }) {
  const count = entries.length;
  const [body, [from, to]] = useWindow(count);
  const order = useMemo(() => entries.map(({ key }) => key), [entries]);
  const takeOut = () => remove(order.filter((key) => choice.keys.has(key)));
  const { choice, choose } = useChoice(order, body, mayEdit ? takeOut : undefined);
  const { lifted, told, keys, away, drag } = useMoving(body, entries, choice.keys);
  const songs = useMemo(() => entries.map(({ song }) => song), [entries]);
  const chosen = choice.on ? entries.filter(({ key }) => choice.keys.has(key)) : [];
  const along = lifted && choice.keys.has(lifted.key) ? chosen.length : 1;
  const play = usePlay(songs, source, 0);
  const held = lifted ? entries.findIndex(({ key }) => key === lifted.key) : -1;

  // The rows stay in their order while one is moved: a browser lets go of what is taken elsewhere.
  const rows = [];
  for (let i = 0; i < count; i++) {
    const place = held < 0 ? i : placeOf(i, held, lifted.to);
    if ((place < from || place >= to) && i !== held) continue;
    const entry = entries[i];
    const attributes = {
      "data-entry": entry.key,
      "data-held": i === held || undefined,
      "data-along": (along > 1 && i !== held && choice.keys.has(entry.key)) || undefined,
      style: { top: i === held && lifted.by === "pointer" ? lifted.y : place * ROW_PX },
    };
    const lead = mayEdit && (
      <MoveGrip song={entry.song} index={place} count={count} along={along} lifted={i === held} onKey={keys(entry, place)} onLeave={away(entry.key)} drag={drag(entry.key)} />
    );
    const more = mayEdit ? [["Remove from this playlist", () => remove([entry.key])]] : undefined;
    rows.push(
      <Row key={entry.key} song={entry.song} index={i} number={place + 1} show={SHOW} onPlay={play} rowKey={entry.key} choose={choose} choosing={choice.on} chosen={choice.keys.has(entry.key)} lead={lead} note={nameOf?.(entry)} more={more} attributes={attributes} />,
    );
  }
  return (
    <div className={["em-list", lifted && "pl-lifting", choice.on && "em-choosing"].filter(Boolean).join(" ")}>
      <div role="table" aria-label={label} aria-rowcount={count + 1} className={mayEdit ? "em-table pl-ordered" : "em-table"}>
        <Head show={SHOW} choice={choice} choose={choose} lead={mayEdit && <span role="columnheader" className="pl-cell-grip"><span className="em-hidden">Order</span></span>} />
        <div ref={body} role="rowgroup" className="em-rows" style={{ height: count * ROW_PX }} onKeyDown={choose.onKeyDown}>
          {rows}
        </div>
      </div>
      <p className="em-hidden" role="status" aria-live="assertive">{told}</p>
      <ChoiceBar choice={choice} choose={choose} songs={chosen.map(({ song }) => song)} total={count} more={mayEdit ? editing(entries, choice.keys, takeOut) : undefined} />
    </div>
  );
}
