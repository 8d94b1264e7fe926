import { clusters } from "../../examples/multi-cluster/clusters";
import { PrivateNetworkStack, ReachedCluster } from "../../examples/multi-cluster/private-network-stack";
import { synthesizedStep } from "../rehearsal/fixtures/app";
import { describeWithTerraform } from "../support/terraform";
import { Plan } from "cdktf-zero-trust";
import { explored, NOTHING, Step } from "cdktf-zero-trust/lib/rehearsal";

const reached = clusters.map((cluster) => ({ ...cluster, resolvers: cluster.dns.addresses }));

function stepWith(plan: Plan, some: ReachedCluster[]): Step {
  const name = some.map(({ environment }) => environment).join(" ");
  return synthesizedStep(name, (app) => new PrivateNetworkStack(app, "private-network", plan, some));
}

describeWithTerraform("the rehearsal of examples/multi-cluster", () => {
  test.each([Plan.ENTERPRISE, Plan.STANDARD])(
    "exposes no route when one cluster replaces another and all are removed, after any fault (plan %#)",
    async (plan) => {
      const [dev, stg, prod] = reached;
      const moved = { ...prod, podCidrs: stg.podCidrs, resolvers: stg.resolvers };
      const steps = [stepWith(plan, [dev, stg]), stepWith(plan, [dev, moved]), NOTHING];
      const { exposures, notConverged } = await explored(steps, { singles: 12 });
      expect(exposures).toEqual([]);
      expect(notConverged.filter(({ recovery }) => recovery === undefined)).toEqual([]);
    },
    120_000,
  );
});
