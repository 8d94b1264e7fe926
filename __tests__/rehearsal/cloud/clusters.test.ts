import { Cloud } from "../../../lib/rehearsal/cloud/cloud";
import { clustersIn } from "../../../lib/rehearsal/cloud/clusters";

const POD = "kubernetes_deployment_v1";
const of = (provider?: string, name = "web") => ({
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

test("an object of two providers of a stack is in two clusters, whatever else is there", () => {
  const providers = [east, { ...west, alias: "west" }];
  expect(clusters(stack(providers, { a: of(), b: of("kubernetes.west") }))).toBe(2);
  expect(clusters(stack(providers, { a: of(), b: of("kubernetes.west", "api") }))).toBe(1);
  expect(clusters(stack(providers, {}))).toBeUndefined();
});

test("two stacks, or two steps, are of one cluster where their providers say the same", () => {
  expect(clusters(stack([east], { a: of() }), stack([east], { a: of() }))).toBe(1);
  expect(clusters(stack([{ ...east, alias: "x" }], { a: of("kubernetes.x") }), stack([east], { a: of() }))).toBe(1);
  expect(clusters(stack([east], { a: of() }), stack([west], { a: of() }))).toBe(2);
});

test("each of them takes the name once", () => {
  const create = (id: string) => ({
    operation: "create" as const,
    after: { type: POD, id, name: "shop/web", values: of(), state: {} },
  });
  const cloud = new Cloud(undefined, new Map([[`${POD} shop/web`, 2]]));
  cloud.apply(create("1"));
  expect(cloud.refusal(create("2"))).toBeUndefined();
  const copy = new Cloud(cloud);
  copy.apply(create("2"));
  expect(copy.refusal(create("3"))).toMatch(/^409/);
});
