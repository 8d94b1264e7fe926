import { probe } from "../../../lib/cli/probe";
import { rejectionOf } from "../messages";

/** Errors of the options of `probe`. */
export default {
  ProbeInputInvalid: () =>
    rejectionOf(() => probe(undefined, { host: ["https://wiki.example.com"] }, { env: {}, stderr: process.stderr })),
};
