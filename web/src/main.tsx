import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router-dom";
import { App } from "./App";
import { loadManifest } from "./data/manifest";
import { keepForOffline } from "./offline/register";
import { reloadWhenStale } from "./offline/stale";
import { SessionProvider } from "./session/session";
import "./theme/index.css";

reloadWhenStale();
keepForOffline();
// index.html asks for it on every page; of a page that leaves it lie, Chromium complains. Whether it
// came matters to pages with data alone, and they say so.
loadManifest().catch(() => undefined);

const root = document.getElementById("root");
if (!root) {
  throw new Error("index.html has no #root");
}
createRoot(root).render(
  <StrictMode>
    {/* What is typed is in the address: a change put off would take letters typed since back. */}
    <BrowserRouter useTransitions={false}>
      <SessionProvider>
        <App />
      </SessionProvider>
    </BrowserRouter>
  </StrictMode>,
);
