// Who drives the transport in the person's place, while they follow somebody: see follow.js.
let current = null;

/**
 * The leader, or null while the person drives. It has a function for each thing that people do
 * with the player: play, pause, seek, next, previous, jump, playSongs, add, move, remove, clear,
 * order, radio, journey; and `refused`, called where the browser wants a click before there is sound.
 */
export const leader = () => current;

export const setLeader = (commands) => {
  current = commands;
};
