import { App, Testing } from "cdktf";
import { ArgocdStack } from "../../examples/argocd/argocd-stack";
import { CloudRunStack } from "../../examples/cloud-run/cloud-run-stack";
import { ClusterDnsStack } from "../../examples/cluster-dns/cluster-dns-stack";
import { build } from "../../examples/multi-cluster/app";
import { explored, NOTHING, Rehearsal, stepOf } from "../../lib/rehearsal";
import { synthesizedStep } from "../rehearsal/fixtures/app";
import { fiveStacks } from "../rehearsal/fixtures/five-stacks";
import { describeWithTerraform } from "../support/terraform";
import { Plan } from "cdktf-zero-trust";

jest.setTimeout(120_000);

const APPS: Record<string, (app: App) => void> = {
  "examples/argocd": (app) => new ArgocdStack(app, "argocd"),
  "examples/cloud-run": (app) => new CloudRunStack(app, "cloud-run"),
  "examples/cluster-dns": (app) => new ClusterDnsStack(app, "cluster-dns"),
  "examples/multi-cluster": (app) => build(app, Plan.ENTERPRISE),
  "an app of five stacks for two accounts and three clusters": (app) => fiveStacks(app),
};

describeWithTerraform("a whole app", () => {
  test.each(Object.entries(APPS))("is created and destroyed without an error: %s", async (name, build_) => {
    const app = Testing.app();
    build_(app);
    app.synth();
    const step = { ...stepOf(app.outdir), name };
    const rehearsal = await Rehearsal.open([step], { idleMs: 4 });
    try {
      expect(await rehearsal.apply(step)).toMatchObject({ outcome: "converged", diagnostics: [] });
      expect(await rehearsal.plan(step)).toEqual([]);
      expect((await rehearsal.apply(NOTHING)).outcome).toBe("converged");
      expect(rehearsal.cloud.managedObjects()).toEqual([]);
    } finally {
      rehearsal.close();
    }
  });

  test("of five stacks exposes nothing when a service is removed, after some faults", async () => {
    const [before, after] = [["web", "api"], ["web"]].map((services) =>
      synthesizedStep(services.join(" "), (app) => fiveStacks(app, services)),
    );
    const { exposures, notConverged } = await explored([before, after, NOTHING], { orders: 1, singles: 2 });
    expect(exposures).toEqual([]);
    expect(notConverged.filter(({ recovery }) => recovery === undefined)).toEqual([]);
  });
});
