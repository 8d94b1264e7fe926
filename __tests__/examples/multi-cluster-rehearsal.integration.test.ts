import { Testing } from "cdktf";
import { clusters } from "../../examples/multi-cluster/clusters";
import { PrivateNetworkStack, ReachedCluster } from "../../examples/multi-cluster/private-network-stack";
import { describeWithTerraform } from "../support/terraform";
import { Plan } from "cdktf-zero-trust";
import { rehearse } from "cdktf-zero-trust/lib/rehearsal";

const reached = clusters.map((cluster) => ({ ...cluster, resolvers: cluster.dns.addresses }));

function appOf(plan: Plan, some: ReachedCluster[]) {
  const app = Testing.app();
  new PrivateNetworkStack(app, "private-network", plan, some);
  return app;
}

describeWithTerraform("the rehearsal of examples/multi-cluster", () => {
  test.each([Plan.ENTERPRISE, Plan.STANDARD])(
    "exposes no route when one cluster replaces another and all are removed, after any fault (plan %#)",
    async (plan) => {
      const [dev, stg, prod] = reached;
      const moved = { ...prod, podCidrs: stg.podCidrs, resolvers: stg.resolvers };
      const { exposed, partiallyProtected } = await rehearse([appOf(plan, [dev, stg]), appOf(plan, [dev, moved])], {
        lifecycle: true,
        seconds: 12,
      });
      expect(exposed).toEqual([]);
      expect(partiallyProtected).toEqual([]);
    },
    90_000,
  );
});
