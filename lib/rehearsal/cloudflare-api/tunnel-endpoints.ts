import { documentEndpoints } from "./documents";
import type { Endpoint, EndpointRequest } from "./endpoint";
import { ApiProblem, success } from "./envelope";
import { bodyOf } from "./objects";
import type { Values } from "../../core/terraform/values";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const PATH = "accounts/{account_id}/cfd_tunnel/{tunnel_id}";

/** @internal The configuration and the token of a tunnel. */
export const TUNNEL_ENDPOINTS: Endpoint[] = [
  ...documentEndpoints({
    type: `${TUNNEL}_config`,
    path: `${PATH}/configurations`,
    method: "PUT",
    idOf: ({ parameters }) => parameters.tunnel_id,
    stored: (request, before) => {
      const { config = {} } = bodyOf(request);
      const { tunnel_id, account_id } = request.parameters;
      const version = Number(before?.version ?? 0) + 1;
      const created = before?.created_at ?? request.now;
      return { tunnel_id, account_id, config, version, source: "cloudflare", created_at: created };
    },
    initial: (request) => {
      requireTunnel(request);
      const { tunnel_id, account_id } = request.parameters;
      return { tunnel_id, account_id, config: null, version: 0, source: "cloudflare", created_at: request.now };
    },
    result: (stored) => stored,
  }),
  {
    method: "GET",
    path: `${PATH}/token`,
    type: `${TUNNEL}_token`,
    idOf: ({ parameters }) => parameters.tunnel_id,
    read: (request) => {
      requireTunnel(request);
      const { tunnel_id: t, account_id: a } = request.parameters;
      const s = (request.cloud.find(TUNNEL, t)?.state as Values | undefined)?.tunnel_secret;
      return success(Buffer.from(JSON.stringify({ a, t, s })).toString("base64"));
    },
  },
];

/** A tunnel that was never created here is managed elsewhere. */
function requireTunnel({ cloud, parameters: { tunnel_id: id } }: EndpointRequest): void {
  if (cloud.isDeleted(TUNNEL, id)) throw new ApiProblem(404, 1049, `tunnel ${id} has been deleted`);
}
