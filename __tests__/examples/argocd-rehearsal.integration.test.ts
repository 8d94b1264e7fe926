import { ArgocdStack } from "../../examples/argocd/argocd-stack";
import { synthesizedStep } from "../rehearsal/fixtures/app";
import { describeWithTerraform } from "../support/terraform";
import { explored, NOTHING } from "cdktf-zero-trust/lib/rehearsal";

describeWithTerraform("the rehearsal of examples/argocd", () => {
  test("exposes no host after any fault", async () => {
    const step = synthesizedStep("argocd", (app) => new ArgocdStack(app, "argocd"));
    const { exposures, notConverged } = await explored([step, NOTHING], { singles: 20 });
    expect(exposures).toEqual([]);
    expect(notConverged.filter(({ recovery }) => recovery === undefined)).toEqual([]);
  }, 120_000);
});
