// The buttons of the player, for the bar, the sheet and the emotion view.
import * as engine from "./engine.js";
import * as Icons from "./icons.jsx";
import { toggleLike, useLiked } from "./likes.js";
import { useStore } from "./store.js";

/** A round button with an icon and a name. */
export function IconButton({ icon: Icon, label, size = 20, className = "", ...rest }) {
  return (
    <button type="button" className={`em-icon ${className}`} aria-label={label} title={label} {...rest}>
      <Icon size={size} />
    </button>
  );
}

/** Like or unlike a song. */
export function LikeButton({ song, size = 18 }) {
  const liked = useLiked(song);
  return (
    <IconButton
      icon={liked ? Icons.HeartFull : Icons.Heart}
      label={`Like ${song.title}`}
      size={size}
      className={liked ? "em-like em-on" : "em-like"}
      aria-pressed={liked}
      onClick={() => toggleLike(song)}
    />
  );
}

const REPEAT_LABEL = { off: "Repeat is off", all: "Repeating all", one: "Repeating one song" };

/** Shuffle, previous, play, next, repeat. */
export function Transport({ big = false }) {
  const song = useStore(engine.player, (state) => state.song);
  const playing = useStore(engine.player, (state) => state.playing);
  const shuffle = useStore(engine.player, (state) => state.queue.shuffle);
  const repeat = useStore(engine.player, (state) => state.queue.repeat);
  const following = useStore(engine.player, (state) => state.following);
  const size = big ? 26 : 20;
  const guest = following === "guest";
  const off = !song || guest;
  const title = guest ? "The host of the room plays" : undefined;
  return (
    <div className={big ? "em-transport em-transport-big" : "em-transport"} role="group" aria-label="Player">
      <IconButton icon={Icons.Shuffle} label="Shuffle" size={size - 2} disabled={Boolean(following)} aria-pressed={shuffle} className={shuffle ? "em-on" : ""} onClick={engine.toggleShuffle} />
      <IconButton icon={Icons.Previous} label="Previous song" size={size} disabled={off} onClick={engine.previous} />
      <button type="button" className="em-play" disabled={off} aria-label={playing ? "Pause" : "Play"} title={title ?? (playing ? "Pause" : "Play")} onClick={engine.toggle}>
        {playing ? <Icons.Pause size={size} /> : <Icons.Play size={size} />}
      </button>
      <IconButton icon={Icons.Next} label="Next song" size={size} disabled={off} onClick={engine.next} />
      <IconButton
        icon={repeat === "one" ? Icons.RepeatOne : Icons.Repeat}
        label={REPEAT_LABEL[repeat]}
        disabled={Boolean(following)}
        size={size - 2}
        aria-pressed={repeat !== "off"}
        className={repeat === "off" ? "" : "em-on"}
        data-repeat={repeat}
        onClick={engine.cycleRepeat}
      />
    </div>
  );
}

/** Mute and volume. */
export function Volume() {
  const level = useStore(engine.player, (state) => state.level);
  const muted = useStore(engine.player, (state) => state.muted);
  const shown = muted ? 0 : level;
  const icon = muted || level === 0 ? Icons.Muted : level < 0.5 ? Icons.VolumeLow : Icons.Volume;
  const percent = Math.round(shown * 100);
  return (
    <div className="em-volume">
      <IconButton icon={icon} label="Mute" aria-pressed={muted} onClick={engine.toggleMute} />
      <input
        type="range"
        min="0"
        max="100"
        step="1"
        value={percent}
        aria-label="Volume"
        aria-valuetext={muted ? "muted" : `${percent} %`}
        style={{ "--filled": `${percent}%` }}
        onChange={(event) => engine.setLevel(Number(event.target.value) / 100)}
      />
    </div>
  );
}
