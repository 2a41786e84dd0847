interface Properties {
  file: string;
  /** What is saved, for those who hear several of these buttons. */
  of: string;
  /** Makes the text when it is asked for. */
  text: () => string;
}

/** Saves a text as a CSV file. */
export function CsvButton({ file, of, text }: Properties) {
  const save = () => {
    const address = URL.createObjectURL(new Blob([text()], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = file;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <button className="csv" type="button" aria-label={`CSV: ${of}`} onClick={save}>
      CSV
    </button>
  );
}
