// The map itself: the picture, the mouse, fingers and keys on it, and the song that is pointed at.
import { useEffect, useRef, useState } from "react";
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import { artistsText } from "$/public/external/emomusic/player/format.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { travel, wayText } from "$/public/external/emomusic/player/travel.js";
import { toX, toY } from "./camera.js";
import { attachGestures } from "./gestures.js";
import { answer } from "./keys.js";
import { indexOf } from "./points.js";
import * as sound from "./preview.js";
import { makeScene } from "./scene.js";
import { camera, map, playRegion, pointer, songAt } from "./store.js";
import { progressText } from "./travel_panel.jsx";

const DWELL_MS = 380;

const HELP = {
  explore: "Arrow keys go from song to song, Enter plays a preview of one.",
  rectangle: "Arrow keys move a frame, Shift with arrow keys makes it larger or smaller, Enter plays what is in it.",
  lasso: "Draw round songs with the mouse or a finger; arrow keys move what was drawn, Shift with arrow keys sizes it, Enter plays what is in it.",
  path: "Arrow keys move a cross, Space puts down a point of the path, Backspace takes the last one back.",
};
const ALWAYS = "Plus and minus zoom, 0 shows the whole map, Alt with arrow keys moves it, Escape takes back.";

let dwell = null;

/** After a moment on a song, its preview is heard: where nothing plays, and one wants it so. */
function listenSoon(index) {
  clearTimeout(dwell);
  if (!sound.byPointing.get()) return;
  dwell = setTimeout(async () => {
    const song = await songAt(index).catch(() => null);
    const { hover, chosen } = pointer.get();
    if (song && (hover === index || chosen === index)) sound.start(song, map.get().points.moment[index], false);
  }, DWELL_MS);
}

function point(index, how) {
  const before = pointer.get();
  if (index === (how === "hover" ? before.hover : before.chosen) && !before.cursor) return;
  pointer.update(how === "hover" ? { hover: index } : { chosen: index, hover: -1, cursor: null });
  clearTimeout(dwell);
  sound.unpoint();
  if (index >= 0) listenSoon(index);
}

async function press(index) {
  clearTimeout(dwell);
  pointer.update({ chosen: index, hover: -1 });
  if (index < 0) {
    sound.stop();
    return;
  }
  const finger = !window.matchMedia("(hover: hover)").matches;
  if (finger && !sound.byPointing.get()) return; // a touch chooses; the button of the song lets it sound
  const song = await songAt(index).catch(() => null);
  if (song && pointer.get().chosen === index) sound.toggle(song, map.get().points.moment[index]);
}

/** Where a song is on the page, for tests. */
function pixelOf(box, size, id) {
  const { points } = map.get();
  const index = indexOf(points, id);
  const { left, top } = box.getBoundingClientRect();
  const view = camera.get();
  return [left + toX(view, size, points.valence[index]), top + toY(view, size, points.arousal[index])];
}

/** A song of the map with its row of facts, as soon as they have come. */
export function useSong(index) {
  const [song, setSong] = useState(null);
  useEffect(() => {
    let here = true;
    setSong((old) => (index >= 0 && old?.id === map.get().points.ids[index] ? old : null));
    if (index >= 0) songAt(index).then((found) => here && setSong(found), () => {});
    return () => { here = false; };
  }, [index]);
  return song;
}

const SAID = { playing: "its most typical moment", refused: "click to hear it" };

function Tip({ size }) {
  const hover = useStore(pointer, ({ hover: index }) => index);
  return hover < 0 ? null : <TipOf hover={hover} size={size} />;
}

/** Name and artist beside the song under the mouse. */
function TipOf({ hover, size }) {
  const view = useStore(camera);
  const song = useSong(hover);
  const heard = useStore(sound.preview);
  if (!song) return null;
  const { points } = map.get();
  const { width, height } = size();
  const [x, y] = [toX(view, { width }, points.valence[hover]), toY(view, { height }, points.arousal[hover])];
  const sides = { left: x < width / 2 ? x + 18 : undefined, right: x < width / 2 ? undefined : width - x + 18 };
  const words = heard.song_id === song.id ? SAID[heard.state] : "";
  return (
    <div className="mp-tip" style={{ ...sides, top: Math.min(Math.max(y - 26, 8), height - 72) }} aria-hidden="true">
      <Cover cover={song.cover} title={song.album} size={40} />
      <span>
        <strong>{song.title}</strong>
        <span>{artistsText(song)}</span>
        {words && <em>{words}</em>}
      </span>
    </div>
  );
}

/** What is pointed at, for those who hear the page. */
function Spoken() {
  const chosen = useStore(pointer, ({ chosen: index }) => index);
  const stops = useStore(map, ({ path }) => path.length);
  const { region, count } = useStore(map);
  const song = useSong(chosen);
  const journey = useStore(travel);
  const told = useRef("");
  const [words, setWords] = useState("");
  useEffect(() => {
    if (song) setWords(`${song.title} by ${artistsText(song)}, ${song.mood || "not sure"}`);
  }, [song]);
  useEffect(() => {
    if (!region) return undefined;
    const timer = setTimeout(() => setWords(`${count} ${count === 1 ? "song" : "songs"} in the region`), 400);
    return () => clearTimeout(timer);
  }, [region, count]);
  useEffect(() => {
    if (stops) setWords(`Path of ${stops} ${stops === 1 ? "point" : "points"}`);
  }, [stops]);
  useEffect(() => {
    if (!journey?.song) {
      if (told.current) setWords("The journey is over.");
      told.current = "";
      return;
    }
    const fresh = journey.words === told.current ? "" : ` ${journey.words}`;
    told.current = journey.words;
    setWords(`Journey. ${wayText(journey.points)}. ${progressText(journey)}.${fresh}`);
  }, [journey]);
  return <p className="visually-hidden" role="status" data-map-spoken>{words}</p>;
}

/** @param children what floats over the map; @param refSize gives its size to the buttons */
export function Stage({ children, refSize }) {
  const box = useRef(null);
  const mode = useStore(map, (state) => state.mode);
  const busy = useStore(map, (state) => !state.points);
  const around = useRef(null);
  useEffect(() => {
    const gestures = {};
    const scene = makeScene(box.current, () => gestures.attached?.line() ?? null);
    refSize.current = scene.size;
    around.current = { size: scene.size, redraw: scene.soon, point, press, play: playRegion };
    gestures.attached = attachGestures(box.current, around.current);
    const element = box.current;
    const told = { pixelOf: (id) => pixelOf(element, scene.size(), id), sound: sound.previewSound };
    window.emomusic = { ...window.emomusic, map: told };
    return () => {
      clearTimeout(dwell);
      gestures.attached.end();
      scene.end();
    };
  }, [refSize]);
  const onKeyDown = (event) => {
    if (event.target !== box.current || !answer(event, around.current)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="mp-stage" data-mode={mode} aria-busy={busy}>
      <div
        ref={box}
        className="mp-canvas"
        role="application"
        aria-label="Emotion map: valence to the right, arousal upwards"
        aria-describedby="mp-help"
        tabIndex={0}
        data-emotion-map
        onKeyDown={onKeyDown}
      />
      <p id="mp-help" className="visually-hidden">{`${HELP[mode]} ${ALWAYS}`}</p>
      <Tip size={() => refSize.current?.() ?? { width: 0, height: 0 }} />
      <Spoken />
      {children}
    </div>
  );
}
