import { TerraformStack } from "cdktf";
import { ACCOUNT, OTHER_ACCOUNT, messages, problems, resourceAt, stackWithProvider, synth } from "../support/stack";
import { VirtualNetwork, VirtualNetworkProps } from "cdktf-zero-trust";

let stack: TerraformStack;
beforeEach(() => {
  stack = stackWithProvider();
});

test("VirtualNetwork is named by its id or `name`, and is not the default one", () => {
  new VirtualNetwork(stack, "lab-net", { account: ACCOUNT });
  const common = { account_id: ACCOUNT.accountId, comment: "", is_default_network: false };
  expect(resourceAt(stack, "lab-net")).toEqual({ ...common, name: "lab-net" });
  new VirtualNetwork(stack, "dev-net", { account: ACCOUNT, name: "dev", comment: "the dev cluster" });
  expect(resourceAt(stack, "dev-net")).toEqual({ ...common, name: "dev", comment: "the dev cluster" });
});

test("VirtualNetwork sets the default with the argument that forces no replacement", () => {
  new VirtualNetwork(stack, "net", { account: ACCOUNT, isDefaultNetwork: true });
  const body = resourceAt(stack, "net");
  expect(body.is_default_network).toBe(true);
  expect(body).not.toHaveProperty("is_default");
});

test("VirtualNetwork.fromVirtualNetworkId creates no resource", () => {
  const network = VirtualNetwork.fromVirtualNetworkId(stack, "net", "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415");
  expect(network.virtualNetworkId).toBe("f70ff985-a4ef-4643-bbbc-4a0ed4fc8415");
  expect(synth(stack).resource).toBeUndefined();
});

test("VirtualNetwork fails when an account has a second default, in any stack of the app", () => {
  const other = stackWithProvider("other", stack.node.root as any);
  new VirtualNetwork(stack, "a", { account: ACCOUNT, isDefaultNetwork: true });
  new VirtualNetwork(stack, "foreign", { account: OTHER_ACCOUNT, isDefaultNetwork: true });
  new VirtualNetwork(other, "b", { account: ACCOUNT, isDefaultNetwork: true });
  expect(problems(stack)).toEqual([]);
  expect(problems(other)).toEqual(["b DefaultVirtualNetworkTwice"]);
  expect(messages(other)[0]).toContain("stack/a");
});

test("VirtualNetwork refuses an id that is not valid in a Terraform name", () => {
  new VirtualNetwork(stack, "1st", { account: ACCOUNT });
  expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
});

test("VirtualNetwork fails when the account has more than its limit", () => {
  const account = { ...ACCOUNT, limits: { virtualNetworks: 1 } };
  for (const id of ["a", "b"]) new VirtualNetwork(stack, id, { account });
  expect(problems(stack)).toEqual(["b AccountLimitExceeded"]);
});

test("VirtualNetwork throws without an account and for a misspelled property", () => {
  expect(() => new VirtualNetwork(stack, "a", {} as VirtualNetworkProps)).toThrow(
    'PropMissing: VirtualNetwork: "account" is required.',
  );
  const misspelled = { account: ACCOUNT, isDefault: true };
  expect(() => new VirtualNetwork(stack, "b", misspelled)).toThrow(
    'PropUnknown: VirtualNetwork: "isDefault" is not a property.',
  );
});
