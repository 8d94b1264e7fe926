import { TerraformVariable } from "cdktf";
import { AccessGroup, AccessPolicy, ServiceToken } from "../../lib/access";
import { validateUuid } from "../../lib/core/uuid";
import { VirtualNetwork } from "../../lib/network";
import { Tunnel } from "../../lib/tunnel";
import { ACCOUNT, messages, problems, stackWithProvider, UUID } from "../support/stack";

test.each([UUID, "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415"])("validateUuid accepts %s", (id) => {
  expect(validateUuid("policyId", id)).toEqual([]);
});

test("validateUuid accepts a token", () => {
  const later = new TerraformVariable(stackWithProvider(), "id", {}).stringValue;
  expect(validateUuid("policyId", later)).toEqual([]);
});

test.each(["", "staff", "88bf3b6d86161464f6509f7219099e57.access", UUID.replaceAll("-", ""), ` ${UUID}`, `${UUID}0`])(
  'validateUuid refuses "%s"',
  (id) => {
    expect(validateUuid("policyId", id)).toEqual([
      {
        code: "IdInvalid",
        message: `policyId: "${id}" is not a valid id. Use the UUID of the object in lower case, not its name.`,
      },
    ]);
  },
);

test("validateUuid refuses upper-case letters, since ids are compared as text", () => {
  expect(validateUuid("policyId", "F70FF985-A4EF-4643-BBBC-4A0ED4FC8415")).toHaveLength(1);
});

test("every import by id fails when the id is not a UUID", () => {
  const stack = stackWithProvider();
  AccessGroup.fromGroupId(stack, "group", "staff");
  AccessPolicy.fromPolicyId(stack, "policy", "staff");
  ServiceToken.fromServiceTokenId(stack, "token", "ci");
  Tunnel.fromTunnelAttributes(stack, "tunnel", { account: ACCOUNT, tunnelId: "office" });
  VirtualNetwork.fromVirtualNetworkId(stack, "network", "lab");
  expect(problems(stack)).toEqual(["group", "network", "policy", "token", "tunnel"].map((path) => `${path} IdInvalid`));
  expect(messages(stack)[2]).toContain('IdInvalid: policyId: "staff" is not a valid id');
});
