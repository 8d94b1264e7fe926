import { createRequire } from "node:module";
import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address";
import { loadPeer } from "../../../lib/coredns/exposure/optional-peer";
import { newStack } from "../support";

const FILE = "@cdktf/provider-google/lib/compute-address";
/** Where nothing is installed. */
const nowhere = createRequire("/nowhere.js");

test("gives the module of a peer that is installed", () => {
  expect(loadPeer<{ ComputeAddress: unknown }>(newStack(), FILE).ComputeAddress).toBe(ComputeAddress);
});

test("says which package to install where it is missing", () => {
  expect(() => loadPeer(newStack(), FILE, nowhere)).toThrow(
    '[stack] PeerMissing: this needs the package "@cdktf/provider-google", which is not installed; npm install @cdktf/provider-google',
  );
});

test("does not hide what else is wrong: a module that the peer itself misses, or its own mistake", () => {
  const missing = Object.assign(new Error("Cannot find module 'cdktf'"), { code: "MODULE_NOT_FOUND" });
  for (const error of [missing, new TypeError("x is not a function")]) {
    const load = () => {
      throw error;
    };
    expect(() => loadPeer(newStack(), FILE, Object.assign(load, createRequire(__filename)))).toThrow(error);
  }
});
