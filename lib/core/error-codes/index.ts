import { ACCESS_CODES } from "./access";
import { ACCOUNT_CODES } from "./account";
import { ALERT_CODES } from "./alerts";
import { CLOUD_RUN_CODES } from "./cloud-run";
import { COMMAND_CODES } from "./command";
import { COMMON_CODES } from "./common";
import { CONNECTOR_CODES } from "./connector";
import { COREDNS_CODES } from "./coredns";
import { DEVICE_CODES } from "./device";
import { GATEWAY_CODES } from "./gateway";
import { NETWORK_CODES } from "./network";
import { RULES_CODES } from "./rules";
import { TUNNEL_CODES } from "./tunnel";

/**
 * The codes by domain, with the heading of each domain in docs/errors.md, which is generated from this table.
 *
 * @internal
 */
export const ERROR_CODE_DOMAINS = {
  "All constructs": COMMON_CODES,
  "Tunnels and published hosts": TUNNEL_CODES,
  Access: ACCESS_CODES,
  "Private networks": NETWORK_CODES,
  Gateway: GATEWAY_CODES,
  "Device profiles": DEVICE_CODES,
  Alerts: ALERT_CODES,
  Connectors: CONNECTOR_CODES,
  "Cloud Run": CLOUD_RUN_CODES,
  CoreDNS: COREDNS_CODES,
  "Rules of the house": RULES_CODES,
  "Command line and rehearsal": COMMAND_CODES,
  "The account's API": ACCOUNT_CODES,
};

/** @internal Every code of an error or a warning. */
export const ERROR_CODES = {
  ...ACCESS_CODES,
  ...ACCOUNT_CODES,
  ...ALERT_CODES,
  ...CLOUD_RUN_CODES,
  ...COMMAND_CODES,
  ...COMMON_CODES,
  ...CONNECTOR_CODES,
  ...COREDNS_CODES,
  ...DEVICE_CODES,
  ...GATEWAY_CODES,
  ...NETWORK_CODES,
  ...RULES_CODES,
  ...TUNNEL_CODES,
};

/** @internal The stable code of an error or a warning. */
export type ErrorCode = keyof typeof ERROR_CODES;
