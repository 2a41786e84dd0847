/**
 * A stand-in for signing in: one made-up user, no password, no network. It guards nothing but the
 * page of lists, which never leave this browser.
 */

import { createContext, use, useMemo, useState, type ReactNode } from "react";
import { keep, recall } from "./storage";

interface User {
  name: string;
}

interface Session {
  user: User | null;
  signIn: () => void;
  signOut: () => void;
}

const DEMO_USER: User = { name: "Demo user" };
const KEY = "signed-in";

const SessionContext = createContext<Session | null>(null);

/** Gives the session to everything within. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [user, setUser] = useState(() => (recall(KEY) ? DEMO_USER : null));
  const session = useMemo(
    () => ({
      user,
      signIn: () => {
        keep(KEY, "1");
        setUser(DEMO_USER);
      },
      signOut: () => {
        keep(KEY, null);
        setUser(null);
      },
    }),
    [user],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The session; there is one around every page. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) {
    throw new Error("There is no SessionProvider around this component.");
  }
  return session;
}
