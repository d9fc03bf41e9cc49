// Icons of people and what they do, on the same square as the player's.
import { icon, stroke } from "$/public/external/emomusic/player/icons.jsx";

export const Join = icon(<path {...stroke} d="M4 13v-1a8 8 0 0 1 16 0v1M4 13.5h3V19H5.5A1.5 1.5 0 0 1 4 17.5zM20 13.5h-3V19h1.5a1.5 1.5 0 0 0 1.5-1.5z" />);
export const Message = icon(<path {...stroke} d="M4 5.5h16v11H9.5L5.5 20v-3.5H4z" />);

export const Room = icon(
  <>
    <circle cx="12" cy="12" r="2.2" fill="currentColor" />
    <path {...stroke} d="M7.8 16.2a6 6 0 0 1 0-8.4M16.2 7.8a6 6 0 0 1 0 8.4M4.9 19.1a10 10 0 0 1 0-14.2M19.1 4.9a10 10 0 0 1 0 14.2" />
  </>,
);
export const Vote = icon(<path {...stroke} d="M12 5l7 8h-4v6H9v-6H5z" />);
export const Crown = icon(<path {...stroke} d="M4 17.5l-1-10 5 4 4-6.5 4 6.5 5-4-1 10z" />);
export const Door = icon(<path {...stroke} d="M14 4H6v16h8M10.5 12H21M17.5 8.5L21 12l-3.5 3.5" />);
export const Link = icon(<path {...stroke} d="M9.5 14.5l5-5M11 7l1.6-1.6a4 4 0 0 1 5.7 5.7L16.7 12.7M13 17l-1.6 1.6a4 4 0 0 1-5.7-5.7L7.3 11.3" />);
export const Plus = icon(<path {...stroke} d="M12 5v14M5 12h14" />);
export const List = icon(<path {...stroke} d="M4 6h16M4 11h10M4 16h6M17 12v7M13.5 15.5h7" />);
