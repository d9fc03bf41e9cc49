// The people of a room on the plane of emotion, their centre, and what plays.
import { colourOf } from "$/public/external/emomusic/player/palette.js";
import { EmotionPlane } from "$/public/external/emomusic/player/plane.jsx";
import { initials } from "$/public/external/emomusic/player/format.js";

const NEAR = 0.06;

/** A place on the plane in one word. */
export function placeWord({ valence, arousal }) {
  if (Math.abs(valence - 0.5) < NEAR && Math.abs(arousal - 0.5) < NEAR) return "in the middle";
  if (arousal >= 0.5) return valence >= 0.5 ? "happy" : "angry";
  return valence >= 0.5 ? "calm" : "sad";
}

const percent = (x) => `${Math.round(x * 100)} %`;
const at = ({ valence, arousal }) => ({ left: `${valence * 100}%`, top: `${(1 - arousal) * 100}%` });

const CLOSE = 0.05;
const STEP_PX = 22;

/** People who heard the same would stand on one another: they stand side by side. */
function sideBySide(people) {
  const near = (a, b) => Math.hypot(a.taste.valence - b.taste.valence, a.taste.arousal - b.taste.arousal) < CLOSE;
  return people.map((person) => {
    const group = people.filter((other) => near(person, other));
    return { ...person, shift_px: (group.indexOf(person) - (group.length - 1) / 2) * STEP_PX };
  });
}

/** What the plane shows, in words. */
export function centreWords(room) {
  const here = room.members.filter((member) => member.is_here);
  if (!room.centre)
    return "Nobody here has heard an analysed song yet, so this room has no centre. It gets one as you listen.";
  const { valence, arousal, of } = room.centre;
  const who = of === here.length ? (of === 1 ? "the one person here" : `the ${of} people here`) : `${of} of the ${here.length} people here`;
  return `The ring is the centre of ${who}: ${placeWord(room.centre)} (valence ${percent(valence)}, arousal ${percent(arousal)}).`;
}

export function RoomPlane({ room }) {
  const placed = sideBySide(room.members.filter((member) => member.is_here && member.taste));
  return (
    <section className="rm-emotion" aria-label="Emotion of the room">
      <div className="rm-plane">
        <EmotionPlane asks={false} />
        <div className="rm-dots" aria-hidden="true">
          {placed.map(({ id, name, taste, shift_px }) => (
            <span key={id} className="rm-person" data-person={name} style={{ ...at(taste), marginLeft: shift_px, "--dot": colourOf(taste.valence, taste.arousal) }}>
              {initials(name) || "?"}
            </span>
          ))}
          {room.centre && <span className="rm-centre" data-centre style={at(room.centre)} />}
        </div>
      </div>
      <p className="rm-words" data-centre-words>{centreWords(room)}</p>
      <p className="rm-words rm-quiet">
        Each round is a person: the mean of up to 12 different songs that they heard last, here and
        elsewhere. The white-rimmed dot is what sounds now.
      </p>
    </section>
  );
}
