import { useState, type SyntheticEvent } from "react";
import { Link } from "react-router-dom";
import { Page } from "../components/Page";
import { added, change, removed, toggled, useLists, type List } from "../session/lists";
import { sentence } from "../format";
import { useSession } from "../session/session";

/** The reader's own lists. */
export function ListsPage() {
  const { user, signIn, signOut } = useSession();
  const lists = useLists();
  return (
    <Page title="My lists">
      {user ? (
        <>
          <p>
            Signed in as {user.name}. The lists stay in this browser.{" "}
            <button className="small" type="button" onClick={signOut}>
              Sign out
            </button>
          </p>
          {lists.length === 0 && (
            <p className="empty">
              Nothing is saved yet: the pages of films and characters have a button for it.
            </p>
          )}
          {lists.map((list) => (
            <Items key={list.name} list={list} />
          ))}
          <NewList />
        </>
      ) : (
        <>
          <p className="lead">
            Lists of films and characters are kept in this browser. Signing in is a stand-in: there
            is one made-up user, no password, and nothing is sent anywhere.
          </p>
          <button type="button" onClick={signIn}>
            Sign in as the demo user
          </button>
        </>
      )}
    </Page>
  );
}

function Items({ list }: { list: List }) {
  return (
    <section>
      <h2>{list.name}</h2>
      {list.items.length === 0 && (
        <p className="empty">
          This list is empty.{" "}
          <button
            className="small"
            type="button"
            aria-label={`Delete ${list.name}`}
            onClick={() => {
              change((lists) => removed(lists, list.name));
            }}
          >
            Delete
          </button>
        </p>
      )}
      <ul className="found">
        {list.items.map((item) => (
          <li key={`${item.kind}/${item.slug}`}>
            <Link to={`/${item.kind}/${item.slug}`}>{item.name}</Link>{" "}
            <small>{sentence(item.kind)}</small>{" "}
            <button
              className="small"
              type="button"
              aria-label={`Remove ${item.name}`}
              onClick={() => {
                change((lists) => toggled(lists, list.name, item));
              }}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NewList() {
  const [name, setName] = useState("");
  const add = (event: SyntheticEvent) => {
    event.preventDefault();
    change((lists) => added(lists, name.trim()));
    setName("");
  };
  return (
    <form className="search" onSubmit={add}>
      <label>
        A new list
        <input
          required
          pattern=".*\S.*"
          value={name}
          onChange={(event) => {
            setName(event.target.value);
          }}
        />
      </label>
      <button type="submit">Add</button>
    </form>
  );
}
