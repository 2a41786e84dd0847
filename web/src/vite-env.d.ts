/** The size of DuckDB's WebAssembly once unpacked, which is what a reader of it counts. */
declare const __DUCKDB_WASM_BYTES__: number;
