import { having, Kind } from "../core/kinds";

/** @internal A connector of a tunnel. */
export const CONNECTOR = having("a connector", "connectors", "bind", "token", "transports");

/** @internal The source of a tunnel's token. The value can be the token itself, so no message repeats it. */
export const TUNNEL_TOKEN: Kind = { ...having("a TunnelToken", "TunnelToken", "_source"), secret: true };
