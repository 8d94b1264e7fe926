import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { googleStack } from "./support";
import { areTwo, parsePath } from "../../lib/cloud-run/resource-path";

const stack = googleStack();
const network = (id: string) => new ComputeNetwork(stack, id, { name: id, autoCreateSubnetworks: false });
const [vpc, other] = [network("vpc"), network("other")];
const V1 = "https://www.googleapis.com/compute/v1/";

test.each([
  ["run", { name: "run" }],
  ["projects/shop/global/networks/vpc", { project: "shop", name: "vpc" }],
  [`${V1}projects/shop/regions/us-central1/subnetworks/run`, { project: "shop", region: "us-central1", name: "run" }],
])("parsePath parses %s as %j", (text, path) => {
  expect(parsePath(text)).toEqual({ project: undefined, region: undefined, ...path });
});

test("parsePath returns undefined for a token", () => {
  expect(parsePath(vpc.id)).toBeUndefined();
});

test.each([
  [true, "vpc", "other"],
  [false, "vpc", "projects/shop/global/networks/vpc"],
  [false, `${V1}projects/shop/global/networks/vpc`, "projects/shop/global/networks/vpc"],
  [true, "projects/hub/global/networks/vpc", "projects/shop/global/networks/vpc"],
  [true, "projects/a/regions/us-east1/subnetworks/s", "projects/a/regions/us-west1/subnetworks/s"],
  [true, vpc.id, other.id],
  [false, vpc.id, vpc.selfLink],
  [false, vpc.id, "other"], // unknown
])("areTwo returns %s for %s and %s", (expected, a, b) => {
  expect(areTwo(stack, a, b)).toBe(expected);
  expect(areTwo(stack, b, a)).toBe(expected);
});
