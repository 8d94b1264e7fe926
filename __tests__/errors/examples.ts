import access from "./examples/access";
import account from "./examples/account";
import alerts from "./examples/alerts";
import check from "./examples/check";
import cloudRun from "./examples/cloud-run";
import coredns from "./examples/coredns";
import device from "./examples/device";
import fleet from "./examples/fleet";
import gateway from "./examples/gateway";
import inventory from "./examples/inventory";
import kubernetes from "./examples/kubernetes";
import network from "./examples/network";
import probe from "./examples/probe";
import rehearsal from "./examples/rehearsal";
import rules from "./examples/rules";
import tunnel from "./examples/tunnel";
import { ErrorCode } from "../../lib/core/error-codes";

/** One example per code. docs/errors.md shows its message. A test fails for a code without an example. */
const examples: Partial<Record<ErrorCode, () => string[] | Promise<string[]>>> = {
  ...access,
  ...account,
  ...alerts,
  ...check,
  ...cloudRun,
  ...coredns,
  ...device,
  ...fleet,
  ...gateway,
  ...inventory,
  ...kubernetes,
  ...network,
  ...probe,
  ...rehearsal,
  ...rules,
  ...tunnel,
};

export default examples;
