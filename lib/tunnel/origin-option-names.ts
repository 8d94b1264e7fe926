import type { OriginOptions } from "./origin-options";
import type { PropNames } from "../core/props";

/** @internal The names of `OriginOptions`, for objects that contain them. */
export const ORIGIN_OPTIONS: PropNames<OriginOptions>["optional"] = {
  connectTimeoutSeconds: true,
  tlsTimeoutSeconds: true,
  tcpKeepAliveSeconds: true,
  keepAliveTimeoutSeconds: true,
  keepAliveConnections: true,
  noTlsVerify: true,
  httpHostHeader: true,
  originServerName: true,
  matchSniToHost: true,
  http2Origin: true,
  caPool: true,
  disableChunkedEncoding: true,
  noHappyEyeballs: true,
  socksProxy: true,
};
