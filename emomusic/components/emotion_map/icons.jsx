// Icons of the map's tools, drawn like those of the player.
import { icon as iconOf, stroke } from "$/public/external/emomusic/player/icons.jsx";

const icon = (children) => iconOf(children, 18);

export const Explore = icon(<path {...stroke} d="M5 3.5l14.5 7-6.3 2.2L11 19.5z" />);
export const Frame = icon(<path {...stroke} strokeDasharray="3.6 3.2" d="M4 5h16v14H4z" />);
export const Lasso = icon(<path {...stroke} d="M12 4c4.7 0 8.5 2.5 8.5 5.7s-3.8 5.7-8.5 5.7-8.5-2.5-8.5-5.7S7.3 4 12 4zM7 14.6c-1.6 1-1.6 3.2.2 3.6 1.5.3 2.4-1 1.9-2.3M8.6 18.2c.8 1 .6 2-.4 2.8" />);
export const Path = icon(
  <>
    <circle {...stroke} cx="5" cy="18" r="2.2" />
    <circle {...stroke} cx="19" cy="6" r="2.2" />
    <path {...stroke} d="M7.2 17.6c6-.6 2.6-10.6 9.6-11.2" />
  </>,
);
export const Plus = icon(<path {...stroke} d="M12 5v14M5 12h14" />);
export const Minus = icon(<path {...stroke} d="M5 12h14" />);
export const Whole = icon(<path {...stroke} d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />);
export const Left = icon(<path {...stroke} d="M14.5 6l-6 6 6 6" />);
export const Right = icon(<path {...stroke} d="M9.5 6l6 6-6 6" />);
export const Up = icon(<path {...stroke} d="M6 14.5l6-6 6 6" />);
export const Down = icon(<path {...stroke} d="M6 9.5l6 6 6-6" />);
export const Ear = icon(<path {...stroke} d="M6.5 9.5a5.5 5.5 0 0 1 11 0c0 3.5-3.5 4.3-3.5 7.2a3.3 3.3 0 0 1-6 1.9M9.5 10a2.5 2.5 0 0 1 5 0c0 1.5-1.8 1.8-1.8 3.5" />);
export const People = icon(<path {...stroke} d="M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.4-3.6 3-5.5 6.5-5.5s6.1 1.9 6.5 5.5M16 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.9c2.3.7 3.7 2.4 4 5.1" />);
