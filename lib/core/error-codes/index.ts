import { ACCESS_CODES } from "./access";
import { CLOUD_RUN_CODES } from "./cloud-run";
import { COMMAND_CODES } from "./command";
import { COMMON_CODES } from "./common";
import { CONNECTOR_CODES } from "./connector";
import { COREDNS_CODES } from "./coredns";
import { DEVICE_CODES } from "./device";
import { GATEWAY_CODES } from "./gateway";
import { NETWORK_CODES } from "./network";
import { TUNNEL_CODES } from "./tunnel";

/**
 * Every code that a `ValidationError` or a warning can carry: what it means, and the way out.
 * docs/errors.md is generated from these tables.
 *
 * @internal
 */
export const ERROR_CODES = {
  ...ACCESS_CODES,
  ...CLOUD_RUN_CODES,
  ...COMMAND_CODES,
  ...COMMON_CODES,
  ...CONNECTOR_CODES,
  ...COREDNS_CODES,
  ...DEVICE_CODES,
  ...GATEWAY_CODES,
  ...NETWORK_CODES,
  ...TUNNEL_CODES,
};

/** @internal */
export type ErrorCode = keyof typeof ERROR_CODES;
