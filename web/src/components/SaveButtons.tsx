import { Fragment } from "react";
import { change, FIRST_LIST, has, toggled, useLists, type Item } from "../session/lists";
import { useSession } from "../session/session";

/** Puts a thing into a list, or takes it out; a button for each list, for who is signed in. */
export function SaveButtons({ item }: { item: Item }) {
  const { user } = useSession();
  const lists = useLists();
  if (!user) {
    return null;
  }
  const names = [...new Set([FIRST_LIST, ...lists.map(({ name }) => name)])];
  const alone = names.length === 1;
  return names.map((name) => {
    const saved = has(lists, name, item);
    const word = saved ? "Saved" : "Save";
    return (
      <Fragment key={name}>
        <button
          type="button"
          aria-label={alone ? word : `Save to ${name}`}
          aria-pressed={saved}
          onClick={() => {
            change((now) => toggled(now, name, item));
          }}
        >
          {alone ? word : name}
        </button>{" "}
      </Fragment>
    );
  });
}
