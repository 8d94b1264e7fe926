import { Testing } from "cdktf";
import { PrivateNetworkStack } from "../../stacks/private-network-stack";
import { problems } from "../support/stack";
import { graph } from "cdktf-zero-trust/lib/testing";

const stack = new PrivateNetworkStack(Testing.app(), "private-network", { resolvers: ["10.10.0.10", "10.10.32.10"] });

describe("PrivateNetworkStack", () => {
  test("synthesizes without problems", () => {
    expect(problems(stack)).toEqual([]);
  });

  test("matches the snapshot of its edges", () => {
    expect(graph(stack).edges).toMatchSnapshot();
  });
});
