import { App, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { DeviceProfile, DeviceProfileProps } from "../../lib/device";
import { VirtualNetwork } from "../../lib/network";
import { constraintOf, providerVersionOf } from "../support/cdk";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";

const LAB = "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415";
let stack = stackWithProvider();
beforeEach(() => (stack = stackWithProvider()));

const profile = (props: Partial<DeviceProfileProps>) =>
  new DeviceProfile(stack, "engineers", {
    account: ACCOUNT,
    match: { deviceMatch: 'os.name == "linux"' },
    reach: { account: ACCOUNT, cidrs: ["10.10.0.0/16"], zones: ["dev.example.internal"] },
    ...props,
  });
const network = (id: string, scope: Construct = stack) => new VirtualNetwork(scope, id, { account: ACCOUNT });
const imported = (id: string, uuid = LAB) => VirtualNetwork.fromVirtualNetworkId(stack, id, uuid);
const idOf = ({ resource }: VirtualNetwork) =>
  `\${cloudflare_zero_trust_tunnel_cloudflared_virtual_network.${resource.friendlyUniqueId}.id}`;
const providerVersion = (): string => stack.toTerraform().terraform.required_providers.cloudflare.version;

test("DeviceProfile sets neither attribute nor provider version without virtual networks and search suffixes", () => {
  profile({});
  expect(resourceAt(stack, "engineers")).not.toHaveProperty("virtual_networks");
  expect(resourceAt(stack, "engineers")).not.toHaveProperty("dns_search_suffixes");
  expect(providerVersion()).toBe(providerVersionOf("cloudflare"));
});

describe("DeviceProfile.virtualNetworks", () => {
  test("sets the networks together with the provider version that supports them, because 5.14 does not", () => {
    const own = network("own");
    profile({ virtualNetworks: [imported("lab"), own], defaultVirtualNetwork: own });
    expect(resourceAt(stack, "engineers").virtual_networks).toEqual({ allowed: [LAB, idOf(own)], default: idOf(own) });
    expect(resourceAt(stack, "engineers")).not.toHaveProperty("dns_search_suffixes");
    expect(providerVersion()).toBe(constraintOf("cloudflare", ">= 5.20.0, < 6.0.0"));
    expect(problems(stack)).toEqual([]);
  });

  test("uses the first network as the default one", () => {
    const own = network("own");
    profile({ virtualNetworks: [own, imported("lab")] });
    expect(resourceAt(stack, "engineers").virtual_networks.default).toBe(idOf(own));
  });

  test("fails when the default network is not listed", () => {
    profile({ virtualNetworks: [network("own")], defaultVirtualNetwork: imported("lab") });
    expect(problems(stack)).toEqual(["engineers ProfileVirtualNetworksInvalid"]);
    expect(messages(stack)[0]).toContain("defaultVirtualNetwork: stack/lab is not listed in virtualNetworks");
  });

  test("accepts a default network with the same id as a listed one", () => {
    profile({ virtualNetworks: [imported("lab")], defaultVirtualNetwork: imported("again") });
    expect(problems(stack)).toEqual([]);
  });

  test("fails when there is a default network and no list", () => {
    profile({ defaultVirtualNetwork: network("own") });
    expect(messages(stack)).toEqual([expect.stringContaining("stack/own is set without virtualNetworks")]);
  });

  test("fails when the list is empty", () => {
    profile({ virtualNetworks: [] });
    expect(messages(stack)).toEqual([
      expect.stringContaining("ProfileVirtualNetworksInvalid: virtualNetworks is empty"),
    ]);
  });

  test("fails when two entries have the same id", () => {
    profile({ virtualNetworks: [imported("lab"), imported("again")] });
    expect(problems(stack)).toEqual(["engineers ProfileVirtualNetworksInvalid"]);
    expect(messages(stack)[0]).toContain("stack/again is listed more than once");
  });

  test("fails when a network belongs to another account", () => {
    profile({ virtualNetworks: [new VirtualNetwork(stack, "other", { account: OTHER_ACCOUNT })] });
    expect(problems(stack)).toEqual(["engineers AccountMismatch"]);
  });

  test("fails when a network is created in another stack", () => {
    profile({ virtualNetworks: [network("net", stackWithProvider("other", App.of(stack)))] });
    expect(problems(stack)).toEqual(["engineers StackMismatch"]);
    expect(messages(stack)[0]).toContain("VirtualNetwork.fromVirtualNetworkId");
  });
});

describe("DeviceProfile.searchSuffixes", () => {
  test("sets the suffixes in their order, together with the provider version", () => {
    profile({ searchSuffixes: ["shop.svc.dev.example.internal", "dev.example.internal", "internal"] });
    expect(resourceAt(stack, "engineers").dns_search_suffixes).toEqual([
      { suffix: "shop.svc.dev.example.internal" },
      { suffix: "dev.example.internal" },
      { suffix: "internal" },
    ]);
    expect(resourceAt(stack, "engineers")).not.toHaveProperty("virtual_networks");
    expect(providerVersion()).toBe(constraintOf("cloudflare", ">= 5.20.0, < 6.0.0"));
    expect(problems(stack)).toEqual([]);
  });

  test("sends an empty list, which removes the suffixes of the profile", () => {
    profile({ searchSuffixes: [] });
    expect(resourceAt(stack, "engineers").dns_search_suffixes).toEqual([]);
  });

  test.each([
    "Dev.example.internal",
    "*.example.internal",
    ".example.internal",
    "example.internal.",
    "a b",
    "",
    "${x}",
  ])('fails when a suffix is "%s"', (suffix) => {
    profile({ searchSuffixes: ["dev.example.internal", suffix] });
    expect(problems(stack)).toEqual(["engineers SearchSuffixInvalid"]);
    expect(messages(stack)[0]).toContain(`searchSuffixes: "${suffix}" is not a valid domain`);
  });

  test("fails when a suffix is listed more than once", () => {
    profile({ searchSuffixes: ["a.internal", "b.internal", "a.internal"] });
    expect(messages(stack)).toEqual([expect.stringContaining('"a.internal" is listed more than once')]);
  });

  test("fails when there are more than 25 suffixes", () => {
    const suffixes = Array.from({ length: 26 }, (_, i) => `ns${i}.internal`);
    profile({ searchSuffixes: suffixes });
    expect(messages(stack)).toEqual([expect.stringContaining("SearchSuffixInvalid: searchSuffixes: 26 suffixes")]);
  });

  test("accepts 25 suffixes", () => {
    profile({ searchSuffixes: Array.from({ length: 25 }, (_, i) => `ns${i}.internal`) });
    expect(problems(stack)).toEqual([]);
  });

  test("fails when a suffix is a token", () => {
    profile({ searchSuffixes: [Token.asString(new TerraformVariable(stack, "suffix", {}).value)] });
    expect(problems(stack)).toEqual(["engineers TokenNotAllowed"]);
  });
});
