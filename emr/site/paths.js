// The CloudFront Function of the site: which key of the bucket answers a path. The rule is that of
// website/app.py, with one thing more: a data file asked for with its version is that very version,
// so that a page opened before a deployment never reads half of one file and half of the next.

// No such key is ever uploaded. The bucket's own "not found" carries the headers, an answer made here
// might not.
const ABSENT = "/.absent";
const PAGE = "/index.html";

function handler(event) {
  const request = event.request;
  request.uri = key(request.uri, request.querystring);
  return request;
}

function key(uri, query) {
  let path;
  try {
    path = decodeURIComponent(uri);
  } catch (error) {
    path = uri;
  }
  const parts = path.split("/");
  const last = parts.pop();
  const folders = parts.slice(1);
  if (parts[0] !== "" || parts.length === 0 || folders.concat(last ? [last] : []).some(isStrange)) {
    return ABSENT;
  }
  const name = last || folders[folders.length - 1] || "";
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || dot === name.length - 1) {
    return PAGE; // the web app's own, such as /film/dumbo
  }
  const suffix = name.slice(dot);
  if (suffix === ".br") {
    return ABSENT;
  }
  const file = uri.replace(/\/$/, "");
  const version = query.v && query.v.value;
  if (suffix === ".parquet" && /^\/data\/[^/]+$/.test(file) && /^[0-9a-f]{12}$/.test(version)) {
    return file.replace("/data/", "/data/" + version + "/");
  }
  return file;
}

function isStrange(part) {
  return part === "" || part === "." || part === ".." || /[\\\0]/.test(part);
}
