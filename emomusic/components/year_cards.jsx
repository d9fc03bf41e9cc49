// The cards of a year in review: drawn here, and saved as pictures.
import { useEffect, useRef, useState } from "react";
import { HEIGHT_PX, WIDTH_PX, drawCard } from "./year_card.js";

async function save(canvas, name) {
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function Card({ card, pixels, plane, year }) {
  const canvas = useRef(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    let current = true;
    setDrawn(false);
    // It is drawn beside the page and shown whole, so that a newer card never mixes with an older.
    const sheet = new OffscreenCanvas(WIDTH_PX, HEIGHT_PX);
    drawCard(sheet.getContext("2d"), { card, pixels, plane, year }).then(() => {
      if (!current) return;
      canvas.current.getContext("2d").drawImage(sheet, 0, 0);
      setDrawn(true);
    });
    return () => (current = false);
  }, [card, pixels, plane, year]);
  return (
    <li className="mine-card" data-card={card.key} data-drawn={drawn}>
      <canvas ref={canvas} width={WIDTH_PX} height={HEIGHT_PX} role="img" aria-label={card.says} />
      <button type="button" className="button plain" disabled={!drawn}
        onClick={() => save(canvas.current, `emomusic-${year}-${card.key}.png`)}>
        Save as picture<span className="visually-hidden">: {card.title}</span>
      </button>
    </li>
  );
}

/** @param cards what `services.analytics.year_cards` says of the year */
export function YearCards({ cards, pixels, plane, year }) {
  return (
    <ul className="mine-cards" tabIndex={0} aria-label={`${year} in review`}>
      {cards.map((card) => <Card key={card.key} card={card} pixels={pixels} plane={plane} year={year} />)}
    </ul>
  );
}
