import { Cloud } from "../../../lib/rehearsal/cloud/cloud";
import { clustersIn } from "../../../lib/rehearsal/cloud/clusters";

const POD = "kubernetes_deployment_v1";
const deployment = (provider?: string, name = "web") => ({
  metadata: { namespace: "shop", name },
  ...(provider !== undefined && { provider }),
});
const east = { config_context: "east" };
const west = { config_context: "west" };
const stack = (kubernetes: object[], deployments: object) => ({
  provider: { kubernetes },
  resource: { [POD]: deployments },
});
const clusters = (...stacks: object[]) => clustersIn(stacks as any).get(`${POD} shop/web`);

describe("clustersIn", () => {
  test("counts two clusters for one name with two providers of a stack", () => {
    const providers = [east, { ...west, alias: "west" }];
    expect(clusters(stack(providers, { a: deployment(), b: deployment("kubernetes.west") }))).toBe(2);
    expect(clusters(stack(providers, { a: deployment(), b: deployment("kubernetes.west", "api") }))).toBe(1);
    expect(clusters(stack(providers, {}))).toBeUndefined();
  });

  test("counts one cluster for stacks whose providers have the same configuration", () => {
    expect(clusters(stack([east], { a: deployment() }), stack([east], { a: deployment() }))).toBe(1);
    expect(
      clusters(stack([{ ...east, alias: "x" }], { a: deployment("kubernetes.x") }), stack([east], { a: deployment() })),
    ).toBe(1);
    expect(clusters(stack([east], { a: deployment() }), stack([west], { a: deployment() }))).toBe(2);
  });
});

describe("Cloud.refusal of a Kubernetes object", () => {
  test("refuses a name that exists in each of its clusters", () => {
    const create = (id: string) => ({
      operation: "create" as const,
      after: { type: POD, id, name: "shop/web", values: deployment(), state: {} },
    });
    const cloud = new Cloud(undefined, new Map([[`${POD} shop/web`, 2]]));
    cloud.apply(create("1"));
    expect(cloud.refusal(create("2"))).toBeUndefined();
    const copy = new Cloud(cloud);
    copy.apply(create("2"));
    expect(copy.refusal(create("3"))).toEqual({ code: "AlreadyExists", message: expect.stringMatching(/^409/) });
  });
});
