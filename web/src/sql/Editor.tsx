import { useId, useState, type KeyboardEvent } from "react";

interface Properties {
  /** The query of the address; at each visit to it, it takes the place of what was written. */
  asked: string;
  visit: string;
  busy: boolean;
  run: (sql: string) => void;
  cancel: () => void;
}

/** Where the query is written. Tab leaves it, as it leaves any field. */
export function Editor({ asked, visit, busy, run, cancel }: Properties) {
  const id = useId();
  const [draft, setDraft] = useState({ of: visit, text: asked });
  if (draft.of !== visit) {
    setDraft({ of: visit, text: asked });
  }
  const { text } = draft;
  const runText = () => {
    if (!busy) {
      run(text);
    }
  };
  const runOnEnter = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      runText();
    }
  };
  return (
    <div className="editor">
      {/* Not around the field: its text would be part of the label. */}
      <label htmlFor={id}>Query</label>
      <textarea
        id={id}
        value={text}
        rows={10}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => {
          setDraft({ of: visit, text: event.target.value });
        }}
        onKeyDown={runOnEnter}
      />
      <p>
        {/* Disabled in name alone: in fact, they would lose the focus when they are pressed. */}
        <button className="primary" type="button" aria-disabled={busy} onClick={runText}>
          Run
        </button>{" "}
        <button
          type="button"
          aria-disabled={!busy}
          onClick={() => {
            if (busy) {
              cancel();
            }
          }}
        >
          Cancel
        </button>{" "}
        <small>Ctrl+Enter runs it, or ⌘+Enter.</small>
      </p>
    </div>
  );
}
