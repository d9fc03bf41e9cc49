// Where a radio is started, and what the queue says of it.
import { player } from "./engine.js";
import { registerSongEntry, registerViewTool } from "./extras.js";
import { Radio } from "./icons.jsx";
import { endRadio, isOn, radio, startRadio, startRadioHere } from "./radio.js";
import { useStore } from "./store.js";
import "./ways.css";

const KINDS = { song: "song", artist: "artist", album: "album", mood: "mood", moment: "moment of" };

/** What a radio is called. */
export const radioText = ({ seed, name }) => (name ? `Radio from the ${KINDS[seed.split(":")[0]]} “${name}”` : "Radio");

/** Starts a radio from what a page shows. */
export function RadioButton({ seed, name = "" }) {
  return (
    <button type="button" className="em-radio-button" aria-label={name ? `Start radio from ${name}` : "Start radio"} onClick={() => startRadio(seed, name)}>
      <Radio size={18} />
      <span>Start radio</span>
    </button>
  );
}

function RadioFromHere() {
  return (
    <button type="button" className="em-why-ask" title="Let songs follow that feel like this second" onClick={startRadioHere}>
      Radio from this moment
    </button>
  );
}

registerSongEntry("radio", "Start radio", (song) => startRadio(`song:${song.id}`, song.title));
registerViewTool("radio", RadioFromHere);

/** Stands in the queue while a radio plays, and is nothing otherwise. */
export function RadioNow() {
  const now = useStore(radio);
  const queue = useStore(player, (state) => state.queue);
  const following = useStore(player, (state) => state.following);
  if (!now || following || !isOn(queue)) return null;
  return (
    <section className="em-radio" aria-label="Radio">
      <Radio size={18} />
      <p>
        <b>{radioText(now)}</b>
        <span>Skip what you don’t like, and it moves away from it.</span>
      </p>
      <button type="button" className="em-text-button" onClick={endRadio}>End radio</button>
    </section>
  );
}
