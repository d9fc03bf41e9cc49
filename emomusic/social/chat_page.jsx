// The page of messages: the list on the left, a conversation on the right; on a narrow screen one
// of the two.
import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Composer } from "./chat_composer.jsx";
import { Compose } from "./chat_icons.jsx";
import { ConversationList } from "./chat_list.jsx";
import { Reports } from "./chat_reports.jsx";
import { Head } from "./chat_room.jsx";
import { adopt, chat, loadConversation, titleOf } from "./chat_store.js";
import { Thread } from "./chat_thread.jsx";
import * as live from "./live.js";

/** What the address asks for: a conversation, somebody to write to, or neither. */
function place(pathname) {
  const [, , first = "", second = ""] = pathname.split("/").map(decodeURIComponent);
  return first === "with" ? { person: Number(second) || 0, id: "" } : { person: 0, id: first };
}

/** Go on to the conversation with somebody. */
function Opening({ person }) {
  const navigate = useNavigate();
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    let here = true;
    live.call("chat.direct", { user_id: person }).then(
      (conversation) => here && navigate(`/messages/${adopt(conversation).id}`, { replace: true }),
      (error) => here && setWrong(error.message),
    );
    return () => { here = false; };
  }, [person]);
  return wrong ? <Nowhere sentence={wrong} /> : <div className="ch-nowhere" role="status" aria-label="Loading" />;
}

function Nowhere({ sentence }) {
  return (
    <div className="ch-nowhere">
      <Compose size={40} />
      <p role={sentence ? "alert" : undefined}>{sentence || "Choose a conversation, or begin one."}</p>
    </div>
  );
}

function Conversation({ id, isAdministrator }) {
  const listed = useStore(chat, (state) => state.listed[id]);
  const { ready, me } = useStore(chat);
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    setWrong("");
    if (!ready || listed) return undefined;
    let here = true;
    loadConversation(id).catch((error) => here && setWrong(error.message));
    return () => { here = false; };
  }, [id, ready, Boolean(listed)]);
  if (!listed) return wrong ? <Nowhere sentence={wrong} /> : <div className="ch-nowhere" role="status" aria-label="Loading" />;
  const { conversation } = listed;
  return (
    <>
      <Head conversation={conversation} me={me} />
      <Thread key={id} conversation={conversation} isAdministrator={isAdministrator} />
      <Composer key={`write-${id}`} conversation={conversation} title={titleOf(conversation)} />
    </>
  );
}

/** @param isAdministrator whether the person may remove what others wrote */
export function MessagesPage({ isAdministrator = false }) {
  const { pathname } = useLocation();
  const { person, id } = place(pathname);
  const [reports, setReports] = useState(false);
  return (
    <div className="ch-page" data-open={Boolean(person || id)}>
      <ConversationList isPage={!id} onReports={isAdministrator ? () => setReports(true) : undefined} />
      <section className="ch-conversation" aria-label="Conversation">
        {person ? <Opening person={person} /> : id ? <Conversation key={id} id={id} isAdministrator={isAdministrator} /> : <Nowhere sentence="" />}
      </section>
      {reports && <Reports onClose={() => setReports(false)} />}
    </div>
  );
}
