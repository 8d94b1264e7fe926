import { unevaluated } from "../../../lib/rehearsal/exploration/steady";

const policy = (values: object) => ({
  ...{ type: "cloudflare_zero_trust_gateway_policy", id: "p", name: "p", state: {} },
  values: { action: "allow", enabled: true, ...values },
});

test.each<[string, object, number]>([
  ["no filters", {}, 1],
  ["several filters", { filters: ["http", "l4"] }, 1],
  ["one filter", { filters: ["l4"] }, 0],
  ["no filters, but is disabled", { enabled: false }, 0],
])("a policy that has %s", (_, values, expected) => {
  const baseline = { steadyBefore: [], steadyAfter: [policy(values)] } as any;
  expect(unevaluated(baseline, [])).toHaveLength(expected);
});
