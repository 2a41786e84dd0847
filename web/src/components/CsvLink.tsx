/** A link that saves a text as a file; the text is made when it is asked for. */
export function CsvLink({ file, text }: { file: string; text: () => string }) {
  const save = () => {
    const address = URL.createObjectURL(new Blob([text()], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = file;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <button className="csv" type="button" onClick={save}>
      CSV
    </button>
  );
}
