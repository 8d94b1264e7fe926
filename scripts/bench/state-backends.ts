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

/** Stores objects as S3 does, as far as Terraform needs it without locks. */
async function openBucket(): Promise<Server> {
  const objects = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { method, url = "" } = request;
      const { pathname, searchParams } = new URL(url, "http://localhost");
      if (method === "PUT") objects.set(pathname, body);
      const isList = searchParams.has("list-type");
      const content = isList ? NO_OBJECTS : (objects.get(pathname) ?? NO_SUCH_KEY);
      const status = isList || objects.has(pathname) ? 200 : 404;
      const answer = method === "GET" ? content : "";
      response.writeHead(status, { etag: '"0"', "content-length": answer.length }).end(answer);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return server;
}

/** The list of other workspaces. */
const NO_OBJECTS = "<ListBucketResult></ListBucketResult>";
const NO_SUCH_KEY = "<Error><Code>NoSuchKey</Code></Error>";

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
