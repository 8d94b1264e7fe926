import { createServer, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Values } from "../../lib/core/terraform/values";
import { StateServer } from "../../lib/rehearsal/terraform/state-server";

/** A place for the state of one stack. */
export interface StateBackend {
  readonly name: string;
  /** The `backend` block. */
  readonly configuration: Values;
}

/** Calls the function with each kind of backend. The remote ones are on the loopback interface. */
export async function withStateBackends(use: (backends: StateBackend[]) => Promise<void>): Promise<void> {
  const states = await StateServer.open();
  const bucket = await openBucket();
  try {
    await use([
      { name: "local", configuration: { local: { path: "bench.tfstate" } } },
      { name: "http", configuration: { http: states.backendOf("bench") } },
      { name: "s3", configuration: { s3: s3At(bucket) } },
    ]);
  } finally {
    states.close();
    bucket.close();
    bucket.closeAllConnections();
  }
}

/** Stores objects as S3 does, as far as Terraform needs it without locks. It uploads a large state in parts. */
async function openBucket(): Promise<Server> {
  const objects = new Map<string, Buffer>();
  const parts = new Map<number, Buffer>();
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { method, url = "" } = request;
      const { pathname, searchParams: query } = new URL(url, "http://localhost");
      const part = Number(query.get("partNumber"));
      if (query.has("uploads")) parts.clear();
      else if (method === "PUT" && part > 0) parts.set(part, body);
      else if (method === "PUT") objects.set(pathname, body);
      else if (method === "POST") objects.set(pathname, Buffer.concat(inOrder(parts)));
      const object = objects.get(pathname);
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
      if (object !== undefined && from !== undefined) {
        const piece = object.subarray(Number(from), Number(to) + 1);
        const range = `bytes ${from}-${Number(from) + piece.length - 1}/${object.length}`;
        response.writeHead(206, { etag: '"0"', "content-range": range, "content-length": piece.length }).end(piece);
        return;
      }
      const read = query.has("list-type") ? NO_OBJECTS : (object ?? NO_SUCH_KEY);
      const answer = method === "GET" ? read : method === "POST" ? UPLOAD : "";
      const isFound = query.has("list-type") || object !== undefined || method === "PUT" || method === "POST";
      response.writeHead(isFound ? 200 : 404, { etag: '"0"', "content-length": answer.length }).end(answer);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return server;
}

function inOrder(parts: ReadonlyMap<number, Buffer>): Buffer[] {
  return [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
}

/** The list of other workspaces. */
const NO_OBJECTS = "<ListBucketResult></ListBucketResult>";
const NO_SUCH_KEY = "<Error><Code>NoSuchKey</Code></Error>";
/** The answer to the start and to the end of an upload in parts. There is one at a time. */
const UPLOAD = '<Result><UploadId>1</UploadId><ETag>"0"</ETag></Result>';

function s3At(server: Server): Values {
  const { port } = server.address() as AddressInfo;
  return {
    bucket: "states",
    key: "bench.tfstate",
    region: "us-east-1",
    access_key: "bench",
    secret_key: "bench",
    endpoints: { s3: `http://127.0.0.1:${port}` },
    use_path_style: true,
    skip_credentials_validation: true,
    skip_region_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
    skip_s3_checksum: true,
  };
}
