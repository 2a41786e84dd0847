import { change, FIRST_LIST, has, toggled, useLists, type Item } from "../session/lists";
import { useSession } from "../session/session";

/** Puts a thing into the first list, or takes it out; only for who is signed in. */
export function SaveButton({ item }: { item: Item }) {
  const { user } = useSession();
  const saved = has(useLists(), FIRST_LIST, item);
  if (!user) {
    return null;
  }
  return (
    <button
      type="button"
      aria-pressed={saved}
      onClick={() => {
        change((lists) => toggled(lists, FIRST_LIST, item));
      }}
    >
      {saved ? "Saved" : "Save"}
    </button>
  );
}
