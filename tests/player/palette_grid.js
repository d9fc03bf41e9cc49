// Prints the page's colours on a grid, for test_player.py to compare with Python's.
import { colourOf, moodColour, NEUTRAL } from "../../emomusic/player/palette.js";

const steps = Array.from({ length: 21 }, (_, i) => i / 20);
const grid = steps.map((arousal) => steps.map((valence) => colourOf(valence, arousal)));
const corners = ["happy", "angry", "sad", "calm"].map(moodColour);
console.log(JSON.stringify({ steps, grid, corners, neutral: NEUTRAL }));
