import { createRequire } from "node:module";
import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address";
import { loadPeer } from "../../../lib/coredns/exposure/optional-peer";
import { newStack } from "../support";

const FILE = "@cdktf/provider-google/lib/compute-address";
/** Resolves modules where no package is installed. */
const nowhere = createRequire("/nowhere.js");

describe("loadPeer", () => {
  test("returns the module of a peer that is installed", () => {
    expect(loadPeer<{ ComputeAddress: unknown }>(newStack(), FILE).ComputeAddress).toBe(ComputeAddress);
  });

  test("fails with the package to install when a peer is not installed", () => {
    expect(() => loadPeer(newStack(), FILE, nowhere)).toThrow(
      '[stack] PeerMissing: The package "@cdktf/provider-google" is required but not installed. Run: npm install @cdktf/provider-google',
    );
  });

  test("rethrows any other error of an installed peer", () => {
    const missing = Object.assign(new Error("Cannot find module 'cdktf'"), { code: "MODULE_NOT_FOUND" });
    for (const error of [missing, new TypeError("x is not a function")]) {
      const load = () => {
        throw error;
      };
      expect(() => loadPeer(newStack(), FILE, Object.assign(load, createRequire(__filename)))).toThrow(error);
    }
  });
});
